#!/bin/sh
# slot.sh OUT: what one slot holds, from OUT/root.tar and OUT/boot.
#
#   OUT/root.img    the root as squashfs, and behind it the tree of hashes of dm-verity
#   OUT/boot.vfat   kernel, initrd, and how they start: the hash of the root's hashes stands there
set -eu
here="$(dirname "$(readlink -f "$0")")"
out="$1"

rm -f "$out/root.img"
mksquashfs - "$out/root.img" -tar -quiet -no-progress -comp zstd -Xcompression-level 3 -b 256K \
    <"$out/root.tar"
bytes="$(stat -c %s "$out/root.img")"
sum="$(sha256sum "$out/root.img" | cut -d' ' -f1)"
uuid="$(echo "$sum" | sed -E 's/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/')"
hash="$(veritysetup format --hash-offset "$bytes" --salt "$sum" --uuid "$uuid" \
    "$out/root.img" "$out/root.img" | sed -n 's/^Root hash:[[:space:]]*//p')"

sed "s/@HASH@/$hash/; s/@OFFSET@/$bytes/" "$here/boot/slot.cfg" >"$out/boot/slot.cfg"
"$here/fat.sh" "$out/boot" "$out/boot.vfat" 96M BOOT
