package port

import (
	"errors"
	"fmt"
	"testing"
)

// TestSerialComesBackUnderAnotherName plugs a scanner in twice, beside another that looks the same but for its number.
func TestSerialComesBackUnderAnotherName(t *testing.T) {
	a := address(t, "serial:usb:0C2E:0B6A?serial=H1&mode=8N1")
	for number, socket := range []string{"1-1", "1-2.4"} {
		f := newFakeRoot(t)
		f.usb(socket, "0c2e:0b6a", "H1", "Scanner")
		f.tty(fmt.Sprintf("ttyACM%d", number), socket, 0)
		f.usb("1-9", "0c2e:0b6a", "H2", "Scanner")
		f.tty("ttyACM9", "1-9", 0)
		path, serial, err := f.resolveSerial(a)
		if want := f.path(fmt.Sprintf("dev/ttyACM%d", number)); err != nil || path != want || serial != "H1" {
			t.Errorf("%s with number %s, %v; want %s", path, serial, err, want)
		}
		if _, _, err := f.resolveSerial(address(t, "serial:usb:0C2E:0B6A")); !errors.Is(err, ErrAmbiguous) {
			t.Errorf("two scanners: %v", err)
		}
		if path, serial, err := f.resolveSerial(address(t, "serial:/dev/ttyACM9")); path != "/dev/ttyACM9" || serial != "H2" || err != nil {
			t.Errorf("by its path: %s with number %s, %v", path, serial, err)
		}
		f.remove("sys/class/tty")
		if _, _, err := f.resolveSerial(a); !errors.Is(err, ErrNotFound) {
			t.Errorf("unplugged: %v", err)
		}
	}
}

func TestOpenBoundSerial(t *testing.T) {
	if _, err := Open(t.Context(), address(t, "serial:usb:FFFE:FFFE")); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}
