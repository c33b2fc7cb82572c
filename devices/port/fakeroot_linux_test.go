package port

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// fakeRoot is a system of a test's own: what the kernel would show of devices that are plugged in.
type fakeRoot struct {
	testing.TB
	system
}

func newFakeRoot(t testing.TB) fakeRoot { return fakeRoot{t, system{t.TempDir()}} }

func (f fakeRoot) put(path, text string) {
	f.Helper()
	full := f.path(path)
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		f.Fatal(err)
	}
}

func (f fakeRoot) link(path, target string) {
	f.Helper()
	full := f.path(path)
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.Symlink(target, full); err != nil {
		f.Fatal(err)
	}
}

// usb plugs a USB device into a socket such as 1-1.2.
func (f fakeRoot) usb(socket, ids, serial, product string) {
	f.Helper()
	dir := "sys/devices/pci/usb1/" + socket
	f.put(dir+"/idVendor", ids[:4]+"\n")
	f.put(dir+"/idProduct", ids[5:]+"\n")
	f.put(dir+"/product", product+"\n")
	if serial != "" {
		f.put(dir+"/serial", serial+"\n")
	}
}

// of gives the folder of a device on the USB interface n of a socket.
func (f fakeRoot) of(socket string, n int, below string) string {
	return filepath.Join("sys/devices/pci/usb1", socket, fmt.Sprintf("%s:1.%d", socket, n), below)
}

// hidraw makes a raw HID device of the kernel's number, with a pipe for a node.
func (f fakeRoot) hidraw(number int, socket, ids, serial string, descriptor []byte) {
	f.Helper()
	device := f.of(socket, 0, fmt.Sprintf("0003:%s.%04X", ids, number))
	f.put(device+"/uevent", fmt.Sprintf("DRIVER=hid-generic\nHID_ID=0003:0000%s:0000%s\nHID_NAME=Scale %s\nHID_PHYS=usb-x/input0\nHID_UNIQ=%s\n",
		ids[:4], ids[5:], socket, serial))
	f.put(device+"/report_descriptor", string(descriptor))
	name := fmt.Sprintf("hidraw%d", number)
	f.link("sys/class/hidraw/"+name+"/device", f.path(device))
	f.pipe("dev/" + name)
}

func (f fakeRoot) pipe(path string) {
	f.Helper()
	if err := os.MkdirAll(filepath.Dir(f.path(path)), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := unix.Mkfifo(f.path(path), 0o600); err != nil {
		f.Fatal(err)
	}
}

func (f fakeRoot) remove(path string) {
	f.Helper()
	if err := os.RemoveAll(f.path(path)); err != nil {
		f.Fatal(err)
	}
}

func (f fakeRoot) tty(name, socket string, n int) {
	f.Helper()
	f.put(f.of(socket, n, name)+"/x", "")
	f.link("sys/class/tty/"+name+"/device", f.path(f.of(socket, n, name)))
	f.put("dev/"+name, "")
}

func (f fakeRoot) lp(name, socket, id string) {
	f.Helper()
	f.put(f.of(socket, 0, "ieee1284_id"), id+"\n")
	f.link("sys/class/usbmisc/"+name+"/device", f.path(f.of(socket, 0, "")))
	f.put("dev/usb/"+name, "")
}

// typing is the bitmap of keys of a keyboard: all of the first 120.
const typing = "ffffffffffffff fffffffffffffffe"

func (f fakeRoot) keyboard(event, socket, ids, name, keys string) {
	f.Helper()
	device := f.of(socket, 0, "0003:x/input/input7")
	f.put(device+"/name", name+"\n")
	f.put(device+"/id/vendor", ids[:4]+"\n")
	f.put(device+"/id/product", ids[5:]+"\n")
	f.put(device+"/capabilities/key", keys+"\n")
	f.link("sys/class/input/"+event+"/device", f.path(device))
	f.put("dev/input/"+event, "")
}
