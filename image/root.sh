#!/bin/sh
# root.sh ARCH OUT SOURCES KEYS DEB...: Debian 13 with the kiosk's packages DEB, as OUT/root.tar.
#
# SOURCES is a file of apt sources; empty takes mmdebstrap's own default. Updates must be signed by
# KEYS/ca.pem (keys.sh). Beside the root come
#   OUT/boot       kernel and initrd
#   OUT/esp        what starts before them
#   OUT/lock.csv   name, version and sha256 of each package
#   OUT/debs       the packages: the next build takes from there what did not change
# Needs no root rights: mmdebstrap then works in a user namespace.
set -eu
here="$(dirname "$(readlink -f "$0")")"
arch="$1" out="$2" sources="$3" keys="$4"
shift 4

# what runs inside the namespace lies where its other users may read
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/debs" "$out/debs"
cp -R "$here/files" "$here/customize.sh" "$here/dpkg.cfg" "$here/$arch.sh" "$stage"
cp "$here/$arch/dpkg.cfg" "$stage/$arch.cfg"
cp -R "$here/$arch/files" "$stage"
[ ! -e "$here/$arch/tryboot" ] || cp -R "$here/$arch/tryboot" "$stage"
sed -i "s/@ARCH@/$arch/" "$stage/files/etc/rauc/system.conf"
cp "$keys/ca.pem" "$stage/files/etc/rauc/keyring.pem"
cp "$@" "$stage/debs"
chmod -R u=rwX,go=rX "$stage"

include=$(sed -n "s/ *#.*//; s/ \[$arch\]//; /\[/d; /./p" "$here/packages.list" | paste -sd,)

rm -rf "$out/boot" "$out/esp"
# INITRD: Debian's hooks would make an initrd after each of several steps; customize.sh makes it once.
ARCH="$arch" INITRD=No mmdebstrap --architectures="$arch" --variant=minbase --format=tar \
    --components=main,non-free-firmware \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt="$stage/dpkg.cfg" \
    --dpkgopt="$stage/$arch.cfg" \
    --include="$include" \
    --skip=essential/unlink,download/empty \
    --setup-hook="mkdir -p \"\$1/var/cache/apt/archives\" && cp -R '$stage/files/.' \"\$1\"" \
    --setup-hook="sync-in '$out/debs' /var/cache/apt/archives" \
    --customize-hook="'$stage/customize.sh' \"\$1\" '$stage/debs'" \
    --customize-hook="sync-out /export '$out'" \
    --customize-hook='rm -r "$1/export"' \
    trixie "$out/root.tar" ${sources:+"$sources"}
