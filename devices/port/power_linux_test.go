package port

import (
	"os"
	"path/filepath"
	"testing"

	"packline/devices"
)

func TestPower(t *testing.T) {
	root := t.TempDir()
	usb := filepath.Join(root, "sys/devices/usb1/1-1")
	write := func(name, text string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(name), 0o700))
		must(t, os.WriteFile(name, []byte(text), 0o600))
	}
	write(filepath.Join(usb, "idVendor"), "0922\n")
	write(filepath.Join(usb, "idProduct"), "8003\n")
	write(filepath.Join(usb, "1-1:1.0/ttyACM0/x"), "")
	for _, dir := range []string{"sys/class/tty/ttyACM0", "sys/bus/usb/devices", "dev/serial/by-id"} {
		must(t, os.MkdirAll(filepath.Join(root, dir), 0o700))
	}
	must(t, os.Symlink(filepath.Join(usb, "1-1:1.0"), filepath.Join(root, "sys/class/tty/ttyACM0/device")))
	must(t, os.Symlink(usb, filepath.Join(root, "sys/bus/usb/devices/1-1")))
	must(t, os.Symlink("../../ttyACM0", filepath.Join(root, "dev/serial/by-id/scale")))
	for _, setting := range []string{"on", "auto"} {
		write(filepath.Join(usb, "power/control"), setting+"\n")
		for text, known := range map[string]bool{
			"hid:0922:8003": true, "serial:usb:0922:8003": true, "serial:/dev/ttyACM0": true, "serial:/dev/serial/by-id/scale": true,
			"hid:0922:8004": false, "tcp:printer:9100": false, "serial:COM3": false, "serial:/dev/ttyS0": false,
		} {
			a, err := devices.ParseAddress(text)
			must(t, err)
			power := powerUnder(root, a)
			if want := known && setting == "auto"; power.Saving != want || (power.Setting != "") != want {
				t.Errorf("%s with %s: %+v", text, setting, power)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
