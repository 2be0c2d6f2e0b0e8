#!/bin/sh
# disk.sh ARCH OUT NAME: the disk, as OUT/NAME.img, from one slot, OUT/esp and the settings as shipped.
#
# The second slot is empty until the first update. The data partition is made by the device at its
# first start, as large as the card lets it be.
set -eu
here="$(dirname "$(readlink -f "$0")")"
arch="$1" out="$2" name="$3"
. "$here/$arch.sh"

start_files "$here/$arch" "$out/esp"
"$here/fat.sh" "$out/esp" "$out/esp.vfat" 64M ESP
"$here/fat.sh" "$out/settings" "$out/settings.vfat" 64M KIOSK

rm -rf "$out/nothing" "$out/tmp"
mkdir "$out/nothing"
sed "s/@NAME@/$name/; s/@BOOT@/$boot_size/" "$here/$arch/disk.cfg" >"$out/disk.cfg"
genimage --config "$out/disk.cfg" --rootpath "$out/nothing" --tmppath "$out/tmp" \
    --inputpath "$out" --outputpath "$out" --loglevel 1
rm -r "$out/nothing" "$out/tmp"
zstd --quiet --force -T0 -3 "$out/$name.img" -o "$out/$name.img.zst"
