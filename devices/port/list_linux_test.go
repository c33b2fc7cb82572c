package port

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"packline/devices"
)

func TestListReadsSysfs(t *testing.T) {
	f := newFakeRoot(t)
	f.usb("1-1", "1a86:7523", "", "USB \x1b[31mSerial")
	f.tty("ttyUSB0", "1-1", 0)
	f.usb("1-2", "0c2e:0b6a", "H1", "Scanner")
	f.tty("ttyACM0", "1-2", 0)
	f.usb("1-3", "0c2e:0b6a", "H2", "Scanner")
	f.tty("ttyACM1", "1-3", 0)
	f.put("sys/class/tty/ttyS0/type", "4\n")
	f.put("sys/class/tty/ttyS0/device/x", "")
	f.put("sys/class/tty/ttyS9/type", "0\n")
	f.put("sys/class/tty/ttyS9/device/x", "")
	f.put("sys/class/tty/tty1/dev", "4:1\n")
	f.usb("1-4", "0a5f:0120", "Z1", "ZTC ZD421")
	f.lp("lp1", "1-4", "MFG:Zebra Technologies;CMD:ZPL;MDL:ZD421;")
	f.usb("1-5.1", "0922:8003", "", "M10")
	f.hidraw(3, "1-5.1", "0922:8003", "", unhex(t, scaleDescriptor))
	f.usb("1-5.2", "0922:8003", "", "M10")
	f.hidraw(4, "1-5.2", "0922:8003", "", unhex(t, scaleDescriptor))
	f.usb("1-6", "046d:c52b", "", "Mouse")
	f.hidraw(5, "1-6", "046D:C52B", "", unhex(t, "05010902a101c0"))
	f.put("sys/class/hidraw/hidraw9/device/uevent", "HID_ID=broken\n")
	f.usb("1-7", "05e0:1200", "S9", "Symbol Bar Code Scanner")
	f.keyboard("event5", "1-7", "05e0:1200", "Symbol Bar Code Scanner::EA", typing)
	f.keyboard("event6", "1-8", "05e0:1200", "Symbol buttons", "10000000000000 0")
	f.usb("1-9", "046d:c31c", "", "USB Keyboard")
	f.keyboard("event7", "1-9", "046d:c31c", "USB Keyboard", typing)
	got := ""
	for _, d := range sorted(f.list()) {
		got += fmt.Sprintln(d.Address, d.Kind, d.Usable, d.Description)
	}
	want := `evdev:05E0:1200?serial=S9 scanner true Zebra scanner, scanner that types, Symbol Bar Code Scanner::EA, USB 05E0:1200, serial number S9
hid:046D:C52B other false HID device, Scale 1-6, USB 046D:C52B
hid:0922:8003?port=1-5.1 scale true DYMO M10, HID scale, Scale 1-5.1, USB 0922:8003
hid:0922:8003?port=1-5.2 scale true DYMO M10, HID scale, Scale 1-5.2, USB 0922:8003
serial:/dev/ttyS0 serial true serial port ttyS0
serial:usb:0C2E:0B6A?serial=H1 scanner true Honeywell scanner, serial port ttyACM0, Scanner, USB 0C2E:0B6A, serial number H1
serial:usb:0C2E:0B6A?serial=H2 scanner true Honeywell scanner, serial port ttyACM1, Scanner, USB 0C2E:0B6A, serial number H2
serial:usb:1A86:7523 serial true WCH adapter, serial port ttyUSB0, USB ?[31mSerial, USB 1A86:7523
usblp:0A5F:0120?serial=Z1 printer true Zebra printer, printer, ZD421, ZTC ZD421, USB 0A5F:0120, serial number Z1
`
	if got != want {
		t.Errorf("found\n%swant\n%s", got, want)
	}
}

func sorted(found []Found) []Found {
	return slices.SortedFunc(slices.Values(found), func(a, b Found) int { return strings.Compare(a.Address, b.Address) })
}

// TestListedAddressesAreTheDevices holds that what is listed can be pasted: it means that device and no other.
func TestListedAddressesAreTheDevices(t *testing.T) {
	f := newFakeRoot(t)
	for i, serial := range []string{"A", "A", "B", ""} {
		socket := fmt.Sprintf("1-%d", i+1)
		f.usb(socket, "0922:8003", serial, "M10")
		f.hidraw(i, socket, "0922:8003", serial, unhex(t, scaleDescriptor))
		f.tty(fmt.Sprintf("ttyUSB%d", i), socket, 1)
	}
	f.tty("ttyUSB9", "1-4", 2) // a second line of the same device
	for scheme, all := range map[string][]candidate{"hid": f.hidraws(), "serial": f.ttys()} {
		seen := map[string]bool{}
		for _, c := range all {
			text := c.address(scheme, map[string]string{"serial": "usb:"}[scheme], all)
			a := address(t, text)
			found, err := resolve(a, strings.TrimPrefix(a.Path, "usb:"), all)
			if err != nil || found.node != c.node || seen[text] {
				t.Errorf("%s means %s, %v; want %s", text, found.node, err, c.node)
			}
			seen[text] = true
		}
	}
}

func TestListSaysWhatPermissionIsMissing(t *testing.T) {
	f := newFakeRoot(t)
	f.put("dev/lp", "")
	if got := f.checked(Found{}, "/dev/lp"); !got.Usable || got.Problem != "" {
		t.Errorf("an open device: %+v", got)
	}
	if err := withRule(fail(ErrPermission, os.ErrPermission, "x"), f.path("dev/lp")); !errors.Is(err, ErrNotFound) {
		t.Errorf("a device whose rules are under way: %v", err)
	}
	err := withRule(fail(ErrPermission, os.ErrPermission, "x"), "/dev/mem")
	status := devices.StatusOf(devices.StateGone, err)
	if status.Key != "device.no-rule" || len(status.Args) != 2 || status.Args[1] != ownGroup {
		t.Errorf("%+v", status)
	}
	if got := groupOf("/dev/tty"); got == "" { // root:tty 0666 on most systems
		t.Error("no group")
	}
}

func TestParseDeviceID(t *testing.T) {
	id := parseDeviceID("MANUFACTURER:Zebra Technologies ;COMMAND SET: ZPL;MODEL:ZD421\x01;;x")
	if id["MFG"] != "Zebra Technologies" || id["CMD"] != "ZPL" || id["MDL"] != "ZD421?" || len(id) != 3 {
		t.Errorf("%v", id)
	}
}

func FuzzParseUevent(f *testing.F) {
	f.Add([]byte("HID_ID=0003:00000922:00008003\nHID_NAME=DYMO M10\n"))
	f.Add([]byte("A=1\r\nA=\x1b\n=x\nb"))
	f.Fuzz(func(t *testing.T, text []byte) {
		values := parseUevent(text)
		for key, value := range values {
			if key == "" || value != plain(value) || len(values) > len(text) {
				t.Fatalf("%q=%q", key, value)
			}
		}
		if v, p, ok := parseHIDID(values["HID_ID"]); ok && !strings.EqualFold(values["HID_ID"][5:], fmt.Sprintf("%08x:%08x", v, p)) && len(values["HID_ID"]) == 22 {
			t.Fatalf("%q gave %04x:%04x", values["HID_ID"], v, p)
		}
	})
}
