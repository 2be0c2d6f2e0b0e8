#!/bin/sh
# slot.sh ARCH OUT: what one slot holds, from OUT/root.tar and OUT/boot.
#
#   OUT/root.img    the root as squashfs, and behind it the tree of hashes of dm-verity
#   OUT/boot.vfat   kernel, initrd, and how they start: the hash of the root's hashes stands there
set -eu
here="$(dirname "$(readlink -f "$0")")"
arch="$1" out="$2"
. "$here/$arch.sh"

rm -f "$out/root.img"
mksquashfs - "$out/root.img" -tar -quiet -no-progress -comp zstd -Xcompression-level 3 -b 256K \
    <"$out/root.tar"
bytes="$(stat -c %s "$out/root.img")"
sum="$(sha256sum "$out/root.img" | cut -d' ' -f1)"
uuid="$(echo "$sum" | sed -E 's/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/')"
hash="$(veritysetup format --hash-offset "$bytes" --salt "$sum" --uuid "$uuid" \
    "$out/root.img" "$out/root.img" | sed -n 's/^Root hash:[[:space:]]*//p')"

for file in $slot; do
    sed "s/@HASH@/$hash/; s/@OFFSET@/$bytes/" "$here/$arch/${file##*/}" >"$out/boot/$file"
done
"$here/fat.sh" "$out/boot" "$out/boot.vfat" "$boot_size" BOOT
