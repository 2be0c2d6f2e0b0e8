# What is a PC's own in building the image; the other scripts read it. Its files lie in amd64/.

# sed's words: where Debian's packages come from
sources="s/ non-free-firmware//; /^Components:\|^deb /s/ main/& non-free-firmware/"

# packages that hold what starts the machine, and are not on its root
loader="shim-signed grub-efi-amd64-signed"

# more_packages ROOT: what packages.list cannot say
more_packages() { :; }

# boot_files ROOT LOADER EXPORT: what starts the machine, to EXPORT/boot, a slot's boot partition, and to
# EXPORT/esp, the one that says which slot starts. LOADER holds the packages $loader, unpacked.
boot_files() {
    cp "$1"/boot/vmlinuz-* "$3/boot/vmlinuz"
    cp "$1"/boot/initrd.img-* "$3/boot/initrd.img"
    # signed by Microsoft and Debian: Secure Boot may stay on
    mkdir -p "$3/esp/EFI/BOOT"
    cp "$2/usr/lib/shim/shimx64.efi.signed" "$3/esp/EFI/BOOT/BOOTX64.EFI"
    cp "$2/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" "$3/esp/EFI/BOOT/grubx64.efi"
}

# how a slot's kernel is started: files of that name in amd64/, and on its boot partition, of this size
slot=slot.cfg
boot_size=96M

# start_files FROM ESP: how the slot is chosen
start_files() {
    mkdir -p "$2/EFI/debian"
    cp "$1/grub.cfg" "$2/EFI/debian/grub.cfg"
    # an environment block has 1024 bytes, filled up with #
    { printf '# GRUB Environment Block\ngood=a\ntrial=\n'; printf '%1024s' '' | tr ' ' '#'; } |
        head -c 1024 >"$2/EFI/debian/grubenv"
}
