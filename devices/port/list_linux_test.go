package port

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestListUnderReadsSysfs(t *testing.T) {
	root := t.TempDir()
	put := func(path, text string) {
		t.Helper()
		full := filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	link := func(path, target string) {
		t.Helper()
		full := filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.Symlink(target, full)); err != nil {
			t.Fatal(err)
		}
	}
	put("sys/usb/1-2/idVendor", "1a86\n")
	put("sys/usb/1-2/idProduct", "7523\n")
	put("sys/usb/1-2/product", "USB \x1b[31mSerial\n")
	put("sys/usb/1-2/1-2:1.0/ttyUSB0/x", "")
	link("sys/class/tty/ttyUSB0/device", filepath.Join(root, "sys/usb/1-2/1-2:1.0/ttyUSB0"))
	put("sys/class/tty/ttyS0/type", "4\n")
	put("sys/class/tty/ttyS0/device/x", "")
	put("sys/class/tty/ttyS9/type", "0\n")
	put("sys/class/tty/ttyS9/device/x", "")
	put("sys/class/tty/tty1/dev", "4:1\n")
	link("dev/serial/by-id/usb-1a86-if00", "../../ttyUSB0")
	link("sys/class/usbmisc/lp1/device", filepath.Join(root, "sys/usb/1-2/1-2:1.0"))
	put("sys/class/hidraw/hidraw3/device/uevent", "DRIVER=x\nHID_ID=0003:00000922:00008003\nHID_NAME=DYMO M10\n")
	put("sys/class/hidraw/hidraw4/device/uevent", "HID_ID=broken\n")
	found, err := listUnder(root)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, f := range found {
		got += fmt.Sprintln(f.Address, f.Usable, f.Description)
	}
	want := `serial:/dev/ttyS0 true serial port ttyS0
serial:/dev/serial/by-id/usb-1a86-if00 true serial port ttyUSB0, USB ?[31mSerial, USB 1A86:7523
usblp:/dev/usb/lp1 false printer, USB ?[31mSerial, USB 1A86:7523
hid:0922:8003 false HID device, DYMO M10, USB 0922:8003
`
	if got != want {
		t.Errorf("found\n%swant\n%s", got, want)
	}
}
