#!/bin/sh
# build.sh ARCH: the image for the device and what lies beside it, in build/image/ARCH. The kiosk's
# own packages lie in build/ (image/debian/build).
set -eu
cd "$(dirname "$0")/.."
arch="$1"
out="$PWD/build/image/$arch"
version="$(sed -n 's/^__version__ = "\(.*\)"/\1/p' kiosk/__init__.py)"
name="kiosk-$version-$arch"
keys="${KIOSK_KEYS:-$PWD/build/image/keys}"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
. "image/$arch.sh"

# Debian 13 from where this machine takes its own packages, else from mmdebstrap's own mirror
rm -rf "$out/sources"
mkdir -p "$out/sources" "$out/settings"
codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-trixie}")"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    [ ! -s "$file" ] || sed "s/$codename/trixie/g; $sources" "$file" >"$out/sources/$(basename "$file")"
done

cp assets/kiosk.yaml "$out/settings"
image/keys.sh "$keys"
image/root.sh "$arch" "$out" "$(find "$out/sources" -type f | head -n 1)" "$keys" \
    "build/kiosk_${version}_all.deb" "build/kiosk-appliance_${version}_all.deb"
image/slot.sh "$arch" "$out"
image/disk.sh "$arch" "$out" "$name"
image/bundle.sh "$arch" "$out" "$name" "$version" "$keys"
image/beside.py "$out" "$name" "$version"
