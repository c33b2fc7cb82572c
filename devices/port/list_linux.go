package port

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"packline/devices"
)

func list() ([]Found, error) { return system{"/"}.list(), nil }

// list reads sysfs and the links in dev. Ports are not opened to find out whether they are real: that raises their
// lines, and has hung for half a minute on some boards.
func (s system) list() []Found {
	found := s.listSerial()
	for _, c := range s.printers() {
		id := parseDeviceID(s.printerID(c.node))
		found = append(found, s.checked(Found{
			Address:     c.address("usblp", "", s.printers()),
			Description: c.describe("printer", id["MDL"]),
			Kind:        string(devices.RolePrinter),
		}, c.node))
	}
	for _, c := range s.keptPrinters() {
		found = append(found, Found{
			Address: c.address("usblp", "", s.keptPrinters()), Description: c.describe("printer"), Kind: string(devices.RolePrinter),
			Problem: "device.no-usblp", Args: []string{c.ids()},
		})
	}
	found = append(found, s.listHID()...)
	return append(found, s.listKeyboards()...)
}

// listSerial gives the lines on USB by vendor and product, and the board's own by their names.
func (s system) listSerial() []Found {
	var found []Found
	usb := s.ttys()
	for _, name := range s.entries("sys/class/tty") {
		if !s.isLine(name) {
			continue
		}
		f := Found{Address: "serial:/dev/" + name, Description: "serial port " + name, Kind: KindSerial}
		if at := slices.IndexFunc(usb, func(c candidate) bool { return c.node == "/dev/"+name }); at >= 0 {
			c := usb[at]
			f.Address, f.Description = c.address("serial", "usb:", usb), c.describe("serial port "+name)
			if role := known(c.vendor, c.product).Role; role != "" {
				f.Kind = string(role)
			}
		}
		found = append(found, s.checked(f, "/dev/"+name))
	}
	return found
}

// isLine tells whether a terminal line is a real serial port: it has a device, and if it is one of the board's own, a
// type other than 0 (unknown).
func (s system) isLine(tty string) bool {
	dir := s.path("sys/class/tty", tty)
	if _, err := os.Stat(filepath.Join(dir, "device")); err != nil {
		return false
	}
	return line1(filepath.Join(dir, "type")) != "0"
}

// listHID gives the HID devices. Keyboards, mice and what else has no use here are listed as other: a scanner that
// works as a keyboard is among them.
func (s system) listHID() []Found {
	var found []Found
	all := s.hidraws()
	for _, c := range all {
		f := Found{Address: c.address("hid", "", all), Kind: KindOther, Description: c.describe("HID device")}
		for _, use := range []struct {
			usage Usage
			role  devices.Role
		}{{UsageScale, devices.RoleScale}, {UsageScanner, devices.RoleScanner}} {
			if c.isFor(use.usage) {
				f.Kind, f.Description = string(use.role), c.describe("HID "+string(use.role))
				f = s.checked(f, c.node)
				break
			}
		}
		found = append(found, f)
	}
	return found
}

// listKeyboards gives the scanners among the keyboards: by maker, or because they say so.
func (s system) listKeyboards() []Found {
	var found []Found
	all := s.keyboards()
	for _, c := range all {
		name := strings.ToLower(c.model)
		if known(c.vendor, c.product).Role != devices.RoleScanner && !strings.Contains(name, "barcode") &&
			!strings.Contains(name, "bar code") && !strings.Contains(name, "scanner") {
			continue
		}
		found = append(found, s.checked(Found{
			Address:     c.address("evdev", "", all),
			Description: c.describe("scanner that types"),
			Kind:        string(devices.RoleScanner),
		}, c.node))
	}
	return found
}

// checked notes whether this user may open a device's node.
func (s system) checked(f Found, node string) Found {
	f.Usable = true
	if err := unix.Faccessat(unix.AT_FDCWD, s.path(node), unix.R_OK|unix.W_OK, unix.AT_EACCESS); err == unix.EACCES {
		f.Problem, f.Args = "device.no-rule", []string{node, groupOf(s.path(node))}
	}
	return f
}
