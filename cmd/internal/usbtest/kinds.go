//go:build linux

package usbtest

import "testing"

// scaleReports describes a scale of the HID point-of-sale class: usage page 8D, report 3 of five bytes.
var scaleReports = []byte("\x05\x8d\x09\x20\xa1\x01\x85\x03\x09\x32\xa1\x02\x15\x00\x26\xff\x00\x75\x08\x95\x05\x09\x40\x81\x02\xc0\xc0")

// scannerReports describes a scanner of that class: usage page 8C, report 2 of a length, three bytes of symbology
// identifier, 56 of data and three more.
var scannerReports = []byte("\x05\x8c\x09\x02\xa1\x01\x09\x12\xa1\x02\x85\x02\x15\x00\x26\xff\x00\x75\x08" +
	"\x95\x01\x05\x01\x09\x3b\x81\x02" +
	"\x95\x03\x05\x8c\x09\xfb\x09\xfc\x09\xfd\x81\x02" +
	"\x95\x38\x09\xfe\x82\x02\x01" +
	"\x95\x01\x06\x66\xff\x09\x04\x81\x02\x09\x00\x81\x02\x05\x8c\x09\xff\x81\x02\xc0\xc0")

func hid(reports []byte, length string) map[string][]byte {
	return map[string][]byte{"protocol": []byte("0"), "subclass": []byte("0"), "report_length": []byte(length), "report_desc": reports}
}

// NewHIDScale makes a scale as DYMO's M10 is one.
func NewHIDScale(t testing.TB, serial string) *Gadget {
	t.Helper()
	return NewGadget(t, Spec{
		Vendor: 0x0922, Product: 0x8003, Serial: serial, Maker: "DYMO", Name: "M10 10 lb Digital Postal Scale",
		Function: "hid", Attributes: hid(scaleReports, "6"),
	})
}

// NewHIDScanner makes a scanner set to HID point of sale.
func NewHIDScanner(t testing.TB, serial string) *Gadget {
	t.Helper()
	return NewGadget(t, Spec{
		Vendor: 0x05e0, Product: 0x1300, Serial: serial, Maker: "Symbol Technologies", Name: "Bar Code Scanner",
		Function: "hid", Attributes: hid(scannerReports, "64"),
	})
}

// NewCDCScanner makes a scanner set to USB-CDC.
func NewCDCScanner(t testing.TB, serial string) *Gadget {
	t.Helper()
	return NewGadget(t, Spec{
		Vendor: 0x05e0, Product: 0x1701, Serial: serial, Maker: "Symbol Technologies", Name: "Bar Code Scanner", Function: "acm",
	})
}

// NewUSBPrinter makes a label printer of the USB printer class.
func NewUSBPrinter(t testing.TB, serial string) *Gadget {
	t.Helper()
	return NewGadget(t, Spec{
		Vendor: 0x0a5f, Product: 0x0120, Serial: serial, Maker: "Zebra Technologies", Name: "ZTC ZD421-203dpi ZPL", Function: "printer",
		Attributes: map[string][]byte{"pnp_string": []byte("MFG:Zebra Technologies;CMD:ZPL;MDL:ZD421;\n")},
	})
}
