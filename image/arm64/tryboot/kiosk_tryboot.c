// SPDX-License-Identifier: GPL-2.0-only OR EUPL-1.2
/*
 * Being loaded, tells the firmware of a Raspberry Pi to take the [tryboot] section of autoboot.txt at the
 * next restart, once. Debian's kernel has the firmware's driver and not this message (looked up: 6.12 and
 * 7.3; a patch for mainline was in its third round in July 2026). Gone when it has. See decision 26.
 */
#include <linux/module.h>
#include <linux/of.h>
#include <soc/bcm2835/raspberrypi-firmware.h>

/* RPI_FIRMWARE_SET_REBOOT_FLAGS, as the Raspberry Pi's own kernel calls it */
#define SET_REBOOT_FLAGS 0x00038064
#define TRYBOOT 1

static int __init tryboot_init(void)
{
	struct rpi_firmware *firmware;
	struct device_node *node;
	__le32 flags = cpu_to_le32(TRYBOOT);
	int error;

	node = of_find_compatible_node(NULL, NULL, "raspberrypi,bcm2835-firmware");
	if (!node)
		return -ENODEV;
	firmware = rpi_firmware_get(node);
	of_node_put(node);
	if (!firmware)
		return -ENXIO;
	error = rpi_firmware_property(firmware, SET_REBOOT_FLAGS, &flags, sizeof(flags));
	rpi_firmware_put(firmware);
	return error;
}

static void __exit tryboot_exit(void)
{
}

module_init(tryboot_init);
module_exit(tryboot_exit);
MODULE_DESCRIPTION("The next start of a Raspberry Pi is one on trial");
MODULE_LICENSE("GPL");
