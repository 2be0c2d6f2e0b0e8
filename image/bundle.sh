#!/bin/sh
# bundle.sh OUT NAME VERSION KEYS: the update OUT/NAME.raucb, with what one slot holds, signed by
# KEYS/release.key (see keys.sh).
set -eu
out="$1" name="$2" version="$3" keys="$4"
folder="$out/bundle"
rm -rf "$folder" "$out/$name.raucb"
mkdir "$folder"
ln "$out/root.img" "$folder/root.img"
ln "$out/boot.vfat" "$folder/boot.img"
cat >"$folder/manifest.raucm" <<MANIFEST
[update]
compatible=kiosk-amd64
version=$version

[bundle]
format=verity

[image.rootfs]
filename=root.img

[image.boot]
filename=boot.img
MANIFEST
rauc bundle --cert "$keys/release.pem" --key "$keys/release.key" "$folder" "$out/$name.raucb"
rm -r "$folder"
