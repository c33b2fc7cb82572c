package port

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"packline/devices"
)

// system is the place where the kernel tells of devices: / or a test's folder.
type system struct{ root string }

func (s system) path(parts ...string) string {
	return filepath.Join(append([]string{s.root}, parts...)...)
}

// maxSysfs bounds what is read of a file: the kernel's have a page at most.
const maxSysfs = 4096

// read gives a small file, or nothing when it can't be read.
func read(path string) []byte {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	buffer := make([]byte, maxSysfs)
	n, err := file.Read(buffer)
	if err != nil {
		return nil
	}
	return buffer[:n]
}

// line1 is the first line of a small file, its unprintable characters replaced: devices name themselves.
func line1(path string) string {
	line, _, _ := strings.Cut(string(read(path)), "\n")
	return plain(line)
}

func (s system) entries(dir string) []string { return entries(s.root, dir) }

func entries(root, dir string) []string {
	found, _ := os.ReadDir(filepath.Join(root, dir)) // what isn't there has no devices
	names := make([]string, 0, len(found))
	for _, e := range found {
		names = append(names, e.Name())
	}
	return names
}

// usbLevels is how far above a device its USB device may stand: input7, input, 0003:..., 1-1:1.0, 1-1.
const usbLevels = 6

// fillUSB adds what is known of the USB device that a sysfs device belongs to, the nearest one above it, and gives its
// folder. A device on no USB stays as it is.
func (c *candidate) fillUSB(device string) string {
	dir, err := filepath.EvalSymlinks(device)
	for range usbLevels {
		if err != nil || dir == "/" {
			return ""
		}
		name := filepath.Base(dir)
		if vendor := line1(filepath.Join(dir, "idVendor")); vendor != "" {
			c.vendor, c.product, _ = parseIDs(vendor + ":" + line1(filepath.Join(dir, "idProduct")))
			c.maker, c.model = line1(filepath.Join(dir, "manufacturer")), line1(filepath.Join(dir, "product"))
			c.serial, c.port = line1(filepath.Join(dir, "serial")), name
			return dir
		}
		if strings.Contains(name, ":") && strings.Contains(name, "-") && c.iface == "" {
			c.iface = name // 1-1.4:1.0
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// parseUevent reads the lines KEY=value of a uevent file. Later lines of the same key win.
func parseUevent(text []byte) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "="); ok && key != "" {
			values[key] = plain(value)
		}
	}
	return values
}

// parseHIDID reads the HID_ID of a uevent: bus:vendor:product with 4, 8 and 8 digits.
func parseHIDID(s string) (vendor, product uint16, ok bool) {
	parts := strings.Split(s, ":")
	if len(parts) != 3 || len(parts[1]) != 8 || len(parts[2]) != 8 {
		return 0, 0, false
	}
	v, errV := strconv.ParseUint(parts[1], 16, 32)
	p, errP := strconv.ParseUint(parts[2], 16, 32)
	return uint16(v), uint16(p), errV == nil && errP == nil && v <= 0xFFFF && p <= 0xFFFF
}

// hidraws lists the raw HID devices.
func (s system) hidraws() []candidate {
	var found []candidate
	for _, name := range s.entries("sys/class/hidraw") {
		device := s.path("sys/class/hidraw", name, "device")
		values := parseUevent(read(filepath.Join(device, "uevent")))
		vendor, product, ok := parseHIDID(values["HID_ID"])
		if !ok {
			continue
		}
		c := candidate{node: "/dev/" + name, descriptor: read(filepath.Join(device, "report_descriptor"))}
		c.fillUSB(device)
		c.vendor, c.product, c.model = vendor, product, values["HID_NAME"]
		if values["HID_UNIQ"] != "" {
			c.serial = values["HID_UNIQ"]
		}
		if c.port == "" {
			c.port = values["HID_PHYS"] // Bluetooth has no USB path
		}
		found = append(found, c)
	}
	return found
}

// ttys lists the serial lines that hang on USB.
func (s system) ttys() []candidate {
	var found []candidate
	for _, name := range s.entries("sys/class/tty") {
		c := candidate{node: "/dev/" + name}
		if c.fillUSB(s.path("sys/class/tty", name, "device")); c.vendor != 0 {
			found = append(found, c)
		}
	}
	return found
}

// printers lists the interfaces of the USB printer class.
func (s system) printers() []candidate {
	var found []candidate
	for _, name := range s.entries("sys/class/usbmisc") {
		if !strings.HasPrefix(name, "lp") {
			continue
		}
		c := candidate{node: "/dev/usb/" + name}
		if c.fillUSB(s.path("sys/class/usbmisc", name, "device")); c.vendor != 0 {
			found = append(found, c)
		}
	}
	return found
}

// keyboards lists the input devices that have the keys of a keyboard: letters, digits and Enter.
func (s system) keyboards() []candidate {
	var found []candidate
	for _, name := range s.entries("sys/class/input") {
		device := s.path("sys/class/input", name, "device")
		if !strings.HasPrefix(name, "event") || !typesText(line1(filepath.Join(device, "capabilities/key"))) {
			continue
		}
		c := candidate{node: "/dev/input/" + name}
		c.fillUSB(device)
		if vendor, product, err := parseIDs(line1(filepath.Join(device, "id/vendor")) + ":" + line1(filepath.Join(device, "id/product"))); err == nil {
			c.vendor, c.product = vendor, product
		}
		c.model = line1(filepath.Join(device, "name"))
		if uniq := line1(filepath.Join(device, "uniq")); uniq != "" {
			c.serial = uniq
		}
		if c.port == "" {
			c.port = line1(filepath.Join(device, "phys"))
		}
		found = append(found, c)
	}
	return found
}

// typesText tells by the bitmap of an input device's keys, 64 a word and the last word first, whether it can type
// letters, digits and Enter.
func typesText(bitmap string) bool {
	words := strings.Fields(bitmap)
	if len(words) == 0 {
		return false
	}
	low, err := strconv.ParseUint(words[len(words)-1], 16, 64)
	var need uint64
	for _, key := range []uint{keyEnter, 2, 11, 16, 25, 30, 38, 44, 50} { // Enter, 1, 0, q, p, a, l, z, m
		need |= 1 << key
	}
	return err == nil && low&need == need
}

// resolve gives the device that a bound address means now.
func resolve(a devices.Address, path string, plugged []candidate) (candidate, error) {
	b, err := parseBinding(path, a)
	if err != nil {
		return candidate{}, err
	}
	return b.choose(a, plugged)
}
