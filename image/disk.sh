#!/bin/sh
# disk.sh OUT NAME: the disk, as OUT/NAME.img, from one slot, OUT/esp and the settings as shipped.
#
# The second slot is empty until the first update. The data partition is made by the device at its
# first start, as large as the card lets it be (files/usr/lib/repart.d).
set -eu
here="$(dirname "$(readlink -f "$0")")"
out="$1" name="$2"

mkdir -p "$out/esp/EFI/debian"
cp "$here/boot/grub.cfg" "$out/esp/EFI/debian/grub.cfg"
# an environment block has 1024 bytes, filled up with #
{ printf '# GRUB Environment Block\ngood=a\ntrial=\n'; printf '%1024s' '' | tr ' ' '#'; } |
    head -c 1024 >"$out/esp/EFI/debian/grubenv"
"$here/fat.sh" "$out/esp" "$out/esp.vfat" 64M ESP
"$here/fat.sh" "$out/settings" "$out/settings.vfat" 64M KIOSK

rm -rf "$out/nothing" "$out/tmp"
mkdir "$out/nothing"
sed "s/@NAME@/$name/" "$here/disk.cfg" >"$out/disk.cfg"
genimage --config "$out/disk.cfg" --rootpath "$out/nothing" --tmppath "$out/tmp" \
    --inputpath "$out" --outputpath "$out" --loglevel 1
rm -r "$out/nothing" "$out/tmp"
zstd --quiet --force -T0 -3 "$out/$name.img" -o "$out/$name.img.zst"
