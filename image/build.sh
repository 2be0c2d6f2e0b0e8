#!/bin/sh
# build.sh ARCH DEB...: the image for the device, in build/image/ARCH, with the kiosk's packages DEB.
set -eu
cd "$(dirname "$0")/.."
arch="$1"
shift
out="$PWD/build/image/$arch"
version="$(sed -n 's/^__version__ = "\(.*\)"/\1/p' kiosk/__init__.py)"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH

# Debian 13 from where this machine takes its own packages, else from mmdebstrap's own mirror
rm -rf "$out/sources"
mkdir -p "$out/sources" "$out/settings"
codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-trixie}")"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    [ ! -s "$file" ] || sed "s/$codename/trixie/g" "$file" >"$out/sources/$(basename "$file")"
done

cp assets/kiosk.yaml "$out/settings"
image/root.sh "$arch" "$out" "$(find "$out/sources" -type f | head -n 1)" "$@"
image/slot.sh "$out"
image/disk.sh "$out" "kiosk-$version-$arch"
rm "$out/root.tar"
