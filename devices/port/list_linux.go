package port

import (
	"os"
	"path/filepath"
	"strings"

	"packline/devices"
)

func list() ([]Found, error) { return listUnder("/") }

// listUnder reads sysfs and the links in dev below a root. Ports are not opened to find out whether they are real:
// that raises their lines, and has hung for half a minute on some boards.
func listUnder(root string) ([]Found, error) {
	var found []Found
	names := stableNames(root)
	for _, tty := range entries(root, "sys/class/tty") {
		if f, ok := serialFound(root, tty, names); ok {
			found = append(found, f)
		}
	}
	for _, lp := range entries(root, "sys/class/usbmisc") {
		if strings.HasPrefix(lp, "lp") {
			found = append(found, Found{
				Address:     devices.Address{Scheme: "usblp", Path: "/dev/usb/" + lp}.String(),
				Description: describe("printer", usbOf(filepath.Join(root, "sys/class/usbmisc", lp, "device"))),
			})
		}
	}
	for _, raw := range entries(root, "sys/class/hidraw") {
		if f, ok := hidFound(filepath.Join(root, "sys/class/hidraw", raw, "device", "uevent")); ok {
			found = append(found, f)
		}
	}
	return found, nil
}

func entries(root, dir string) []string {
	read, _ := os.ReadDir(filepath.Join(root, dir)) // what isn't there has no devices
	names := make([]string, 0, len(read))
	for _, e := range read {
		names = append(names, e.Name())
	}
	return names
}

// stableNames gives, by the name of a node such as ttyUSB0, the link that stays the same when the device is plugged in
// elsewhere.
func stableNames(root string) map[string]string {
	names := map[string]string{}
	for _, link := range entries(root, "dev/serial/by-id") {
		target, err := os.Readlink(filepath.Join(root, "dev/serial/by-id", link))
		if err == nil {
			names[filepath.Base(target)] = "/dev/serial/by-id/" + link
		}
	}
	return names
}

// serialFound tells whether a terminal line is a real serial port: it has a device, and if it is one of the board's
// own, a type other than 0 (unknown).
func serialFound(root, tty string, names map[string]string) (Found, bool) {
	dir := filepath.Join(root, "sys/class/tty", tty)
	if _, err := os.Stat(filepath.Join(dir, "device")); err != nil {
		return Found{}, false
	}
	if kind := line1(filepath.Join(dir, "type")); kind == "0" {
		return Found{}, false
	}
	path := "/dev/" + tty
	if stable, ok := names[tty]; ok {
		path = stable
	}
	return Found{
		Address:     devices.Address{Scheme: "serial", Path: path}.String(),
		Description: describe("serial port "+tty, usbOf(filepath.Join(dir, "device"))),
		Usable:      true,
	}, true
}

// usbOf describes the USB device that a sysfs device belongs to: the nearest one above it.
func usbOf(device string) string {
	dir, err := filepath.EvalSymlinks(device)
	for range 4 {
		if err != nil || dir == "/" {
			return ""
		}
		if vendor := line1(filepath.Join(dir, "idVendor")); vendor != "" {
			return describe(line1(filepath.Join(dir, "manufacturer")), line1(filepath.Join(dir, "product")),
				usbIDs(vendor, line1(filepath.Join(dir, "idProduct"))), serialNumber(line1(filepath.Join(dir, "serial"))))
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

func serialNumber(s string) string {
	if s == "" {
		return ""
	}
	return "serial number " + s
}

// hidFound reads the uevent of a raw HID device: HID_ID=bus:vendor:product and HID_NAME.
func hidFound(uevent string) (Found, bool) {
	text, err := os.ReadFile(uevent)
	if err != nil {
		return Found{}, false
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[key] = value
	}
	ids := strings.Split(values["HID_ID"], ":")
	if len(ids) != 3 || len(ids[1]) != 8 || len(ids[2]) != 8 {
		return Found{}, false
	}
	vendor, product := strings.ToLower(ids[1][4:]), strings.ToLower(ids[2][4:])
	return Found{
		Address:     "hid:" + vendor + ":" + product,
		Description: describe("HID device", values["HID_NAME"], usbIDs(vendor, product)),
	}, true
}

// line1 is the first line of a small file, its unprintable characters replaced: devices name themselves.
func line1(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7E {
			return '?'
		}
		return r
	}, line))
}
