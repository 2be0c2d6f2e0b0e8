# What is a Raspberry Pi's own in building the image; the other scripts read it. Its files lie in arm64/.

# sed's words: where Debian's packages come from, its backports too, for the Pi 5's kernel
sources="s/ non-free-firmware//; /^Components:\|^deb /s/ main/& non-free-firmware/
    /^Suites:/s/trixie-updates/& trixie-backports/
    /^deb .*trixie-updates/{p; s/trixie-updates/trixie-backports/}"

# packages that hold what starts the machine, and are not on its root
loader="raspi-firmware"

# more_packages ROOT: what packages.list cannot say
more_packages() {
    chroot "$1" sh -c '
        pi5="$(apt-cache --option APT::Default-Release=trixie-backports depends linux-image-arm64 |
            sed -n "s/.*Depends: \(linux-image-.*\)/\1/p")"
        apt-get --quiet --yes --no-install-recommends install linux-base/trixie-backports "$pi5"'
    "$(dirname "$0")/tryboot/build" "$1"
}

# boot_files ROOT LOADER EXPORT: what starts the machine, to EXPORT/boot, a slot's boot partition, and to
# EXPORT/esp, the one that says which slot starts. LOADER holds the packages $loader, unpacked.
boot_files() {
    cp "$2/usr/lib/raspi-firmware/start4.elf" "$2/usr/lib/raspi-firmware/fixup4.dat" "$3/boot"
    for kernel in "$1"/boot/vmlinuz-*; do
        version="${kernel##*/vmlinuz-}"
        case "$version" in 6.12.*) board=pi4 ;; *) board=pi5 ;; esac
        mkdir "$3/boot/$board"
        gzip --best --no-name <"$kernel" >"$3/boot/$board/vmlinuz"
        rm -f "$1/usr/lib/modules/$version/vmlinuz"
        cp "$1/boot/initrd.img-$version" "$3/boot/$board/initrd.img"
        # one of the two, as Debian's kernels had it before and after version 7
        for tree in "$1/usr/lib/linux-image-$version" "$1/usr/lib/modules/$version/dtb"; do
            [ ! -d "$tree" ] || cp "$tree"/broadcom/bcm271[12]-rpi-*.dtb "$3/boot/$board"
        done
    done
}

# how a slot's kernel is started: files of that name in arm64/, and here on its boot partition, of this size
slot="config.txt pi4/cmdline.txt pi5/cmdline.txt"
boot_size=128M

# start_files FROM ESP: how the slot is chosen
start_files() { cp "$1/autoboot.txt" "$2"; }
