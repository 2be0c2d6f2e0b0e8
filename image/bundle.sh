#!/bin/sh
# bundle.sh ARCH OUT NAME VERSION KEYS: the update OUT/NAME.raucb, with what one slot holds, signed by
# KEYS/release.key (see keys.sh).
set -eu
arch="$1" out="$2" name="$3" version="$4" keys="$5"
folder="$out/bundle"
rm -rf "$folder" "$out/$name.raucb"
mkdir "$folder"
ln "$out/root.img" "$folder/root.img"
ln "$out/boot.vfat" "$folder/boot.img"
cat >"$folder/manifest.raucm" <<MANIFEST
[update]
compatible=kiosk-$arch
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
