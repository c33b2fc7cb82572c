package port

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"packline/devices"
)

// PowerOf tells how an address's USB device is powered; the zero Power for what is no USB device, isn't there, or
// isn't known on this system (Linux tells in sysfs; Windows has it in the device manager).
func PowerOf(a devices.Address) Power { return powerUnder("/", a) }

var usbName = regexp.MustCompile(`(?i)^(?:usb:)?([0-9a-f]{4}):([0-9a-f]{4})$`)

// powerUnder reads sysfs below a root.
func powerUnder(root string, a devices.Address) Power {
	var dirs []string
	if ids := usbName.FindStringSubmatch(a.Path); ids != nil {
		for _, name := range entries(root, "sys/bus/usb/devices") {
			dir := filepath.Join(root, "sys/bus/usb/devices", name)
			if strings.EqualFold(line1(filepath.Join(dir, "idVendor")), ids[1]) && strings.EqualFold(line1(filepath.Join(dir, "idProduct")), ids[2]) {
				dirs = append(dirs, dir)
			}
		}
	} else if node := nodeName(root, a.Path); node != "" {
		for _, class := range []string{"tty", "usbmisc", "hidraw", "input"} {
			if dir := usbAbove(filepath.Join(root, "sys/class", class, node, "device")); dir != "" {
				dirs = append(dirs, dir)
			}
		}
	}
	for _, dir := range dirs {
		setting := filepath.Join(dir, "power/control")
		if line1(setting) == "auto" {
			return Power{Saving: true, Setting: strings.TrimPrefix(setting, strings.TrimSuffix(root, "/"))}
		}
	}
	return Power{}
}

// nodeName is the name of a device node, links such as those below /dev/serial/by-id followed.
func nodeName(root, path string) string {
	if !strings.HasPrefix(path, "/dev/") {
		return ""
	}
	if target, err := os.Readlink(filepath.Join(root, path)); err == nil {
		path = target
	}
	return filepath.Base(path)
}

// usbAbove is the nearest USB device above a sysfs device; empty when there is none.
func usbAbove(device string) string {
	dir, err := filepath.EvalSymlinks(device)
	for range 6 {
		if err != nil || dir == "/" {
			return ""
		}
		if line1(filepath.Join(dir, "idVendor")) != "" {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return ""
}
