//go:build linux

// Package usbtest is a packing bench on a USB bus that is real but for the cable: the kernel's own host and gadget
// drivers meet over dummy_hcd in a throw-away machine that QEMU emulates. The same test runs on both sides: on the host
// it makes the machine and passes on what came of it, in the machine, as its first process, it plugs devices in, packs
// with the built packstation and pulls them.
package usbtest

// Modules are the kernel modules that the machine needs, with their parameters. Each controller is a socket.
var Modules = []Module{
	{"configfs", ""},
	{"evdev", ""},
	{"uinput", ""},
	{"hid-generic", ""},
	{"usbhid", ""},
	{"usblp", ""},
	{"cdc_acm", ""},
	{"libcomposite", ""},
	{"usb_f_hid", ""},
	{"usb_f_acm", ""},
	{"usb_f_printer", ""},
	{"dummy_hcd", "num=8"},
}

// sockets is how many USB sockets the machine has: the num of dummy_hcd.
const sockets = 8

// Module is a kernel module by its name, and what it is told when it is loaded.
type Module struct{ Name, Parameters string }

// Where the machine finds what the host put into it.
const (
	moduleList = "/modules/list" // a line each: file, a blank, parameters
	programs   = "/programs"
)
