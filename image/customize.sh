#!/bin/sh
# customize.sh ROOT DEBS: what is done in the new root before it is packed; called by root.sh.
# DEBS is a folder with the kiosk's own packages. What goes beside the root lies in ROOT/export.
set -eu
umask 022
root="$1" debs="$2"
export DEBIAN_FRONTEND=noninteractive
mkdir -p "$root/export/boot" "$root/export/debs" "$root/export/esp" "$root/debs"
. "$(dirname "$0")/$ARCH.sh"

# The kiosk. What it depends on comes from the archive, as everything else does.
cp "$debs"/*.deb "$root/debs"
chroot "$root" sh -c 'apt-get --quiet --yes --no-install-recommends install /debs/*.deb'
more_packages "$root"

chroot "$root" sh -c 'for version in $(linux-version list); do
    dracut --quiet --force "/boot/initrd.img-$version" "$version"
done'

# The network, as the settings say (docs/decisions/21).
systemctl --quiet --root "$root" enable systemd-networkd.service systemd-resolved.service
systemctl --quiet --root "$root" mask systemd-networkd-wait-online.service systemd-firstboot.service \
    sys-kernel-debug.mount sys-kernel-tracing.mount apt-daily.timer apt-daily-upgrade.timer \
    dpkg-db-backup.timer e2scrub_all.timer fstrim.timer

# What starts before the kernel: not a part of the root.
mkdir "$root/loader"
# shellcheck disable=SC2016
chroot "$root" sh -c 'cd /loader && apt-get --quiet download "$@" &&
    for deb in *.deb; do dpkg-deb --extract "$deb" .; done' - $loader
boot_files "$root" "$root/loader" "$root/export"
rm -rf "$root/loader" "$root"/boot/* "$root"/vmlinuz* "$root"/initrd.img*

# The lock, as the archive's signed lists have it; for a package of ours, the sum of the .deb.
chroot "$root" sh -c '
    echo package,version,architecture,sha256
    {
        apt-cache show $(dpkg-query -W -f "\${Package}:\${Architecture}=\${Version} ")
        [ $# = 0 ] || apt-cache show --no-all-versions "$@"
    } 2>/dev/null | awk "
        /^Package:/ { name = \$2 } /^Version:/ { version = \$2 } /^Architecture:/ { arch = \$2 }
        /^SHA256:/ { sum = \$2 }
        /^\$/ { if (sum) print name \",\" version \",\" arch \",\" sum; sum = \"\" }" | sort -u
    ' - $loader >"$root/export/lock.csv"
for deb in "$root"/debs/*.deb; do
    echo "$(dpkg-deb --show --showformat '${Package},${Version},${Architecture}' "$deb"),$(sha256sum <"$deb" | cut -d' ' -f1)"
done >>"$root/export/lock.csv"

cp "$root"/var/cache/apt/archives/*.deb "$root/export/debs"

# Nothing of the machine that built it, and nothing that each device makes for itself.
rm -rf "$root/debs" "$root"/etc/apt/sources.list* "$root"/var/lib/apt/lists/* \
    "$root"/var/cache/* "$root"/var/log/* "$root/var/lib/dbus/machine-id"
# where the other partitions are mounted
mkdir -p "$root/boot/kiosk" "$root/boot/esp" "$root/data" "$root/var/lib/kiosk" "$root/var/log/journal"
: >"$root/etc/machine-id"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
echo kiosk >"$root/etc/hostname"

# Nothing is out of date: the catalogues that systemd would make at each start are there.
touch -r "$root/usr" "$root/etc/.updated" "$root/var/.updated"
