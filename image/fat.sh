#!/bin/sh
# fat.sh FOLDER IMAGE SIZE LABEL: a FAT partition with what FOLDER holds, without mounting anything
# and with the same bytes each time: names in order, every time stamp that of SOURCE_DATE_EPOCH.
set -eu
folder="$1" image="$2" size="$3" label="$4"
export TZ=UTC
rm -f "$image"
truncate -s "$size" "$image"
mkfs.vfat --invariant -F 32 -n "$label" -i "$(echo "$label" | sha256sum | cut -c1-8)" "$image" >/dev/null
cd "$folder"
find . -mindepth 1 -exec touch --date "@$SOURCE_DATE_EPOCH" {} +
find . -mindepth 1 -type d | LC_ALL=C sort | while read -r name; do
    faketime -f "$(date -d "@$SOURCE_DATE_EPOCH" '+%F %T')" mmd -i "$image" "::$name"
done
find . -type f | LC_ALL=C sort | while read -r name; do
    faketime -f "$(date -d "@$SOURCE_DATE_EPOCH" '+%F %T')" mcopy -m -i "$image" "$name" "::$name"
done
