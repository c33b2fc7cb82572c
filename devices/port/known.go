package port

import (
	"slices"

	"packline/devices"
)

// Known is a USB device, or a maker of devices, that is seen on packing benches. The table serves names, the list of
// what is plugged in and the udev rules; what a device can do is read from the device.
type Known struct {
	Vendor  uint16
	Product uint16       // 0: all of this maker
	Role    devices.Role // empty: an adapter, behind which anything may be
	Name    string
}

// KnownDevices lists them, products before their makers.
func KnownDevices() []Known {
	const scale, scanner, printer = devices.RoleScale, devices.RoleScanner, devices.RolePrinter
	return []Known{
		{0x0922, 0x8003, scale, "DYMO M10"},
		{0x0922, 0x8004, scale, "DYMO M25"},
		{0x0922, 0x8005, scale, "DYMO M5"},
		{0x0922, 0x8007, scale, "DYMO S100"},
		{0x0922, 0x8009, scale, "DYMO S180 or S250"},
		{0x0922, 0x800B, scale, "DYMO S400"},
		{0x0B67, 0x555E, scale, "Fairbanks SCB-R9000"},
		{0x0D8F, 0x0200, scale, "Pitney Bowes scale"},
		{0x0EB8, 0x2200, scale, "Mettler-Toledo Ariva"},
		{0x0EB8, 0xF000, scale, "Mettler-Toledo PS60"},
		{0x0EB8, 0xF001, scale, "Mettler-Toledo PS60"},
		{0x1446, 0x6A73, scale, "Stamps.com 510"},
		{0x1446, 0x6A76, scale, "Stamps.com scale"},
		{0x1446, 0x6A78, scale, "Stamps.com 75 lb"},
		{0x1446, 0x6A79, scale, "Stamps.com DS25"},
		{0x2233, 0x6323, scale, "RadioShack scale"},
		{0x2474, 0x0550, scale, "Stamps.com 5 lb"},
		{0x2474, 0x3550, scale, "Stamps.com 35 lb"},
		{0x6096, 0x0158, scale, "Sanford DYMO 10 lb"},
		{0x7B7C, 0x0100, scale, "Elane scale"},
		{0x05E0, 0, scanner, "Zebra scanner"},
		{0x05F9, 0, scanner, "Datalogic scanner"},
		{0x0C2E, 0, scanner, "Honeywell scanner"},
		{0x23D0, 0, scanner, "Youjie scanner"},
		{0x0A5F, 0, printer, "Zebra printer"},
		{0x0403, 0, "", "FTDI adapter"},
		{0x067B, 0, "", "Prolific adapter"},
		{0x10C4, 0, "", "Silicon Labs adapter"},
		{0x1A86, 0, "", "WCH adapter"},
	}
}

// known gives what the table says of a device, or a Known without a name.
func known(vendor, product uint16) Known {
	all := KnownDevices()
	at := slices.IndexFunc(all, func(k Known) bool {
		return k.Vendor == vendor && (k.Product == product || k.Product == 0)
	})
	if at < 0 {
		return Known{Vendor: vendor, Product: product}
	}
	return all[at]
}
