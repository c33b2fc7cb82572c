package port

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// stream gives a USB printer whose device file is one end of a stream, and its other end.
func stream(t *testing.T) (*usbPrinter, *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	far := os.NewFile(uintptr(fds[1]), "far")
	p := &usbPrinter{node: newNode(fds[0], "usblp:test")}
	t.Cleanup(func() { _ = far.Close(); _ = p.Close() })
	return p, far
}

func TestUSBPrinterIsAskedAfterItsOldAnswers(t *testing.T) {
	p, far := stream(t)
	if _, err := far.WriteString("\x02old answer\x03"); err != nil {
		t.Fatal(err)
	}
	if err := p.drain(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("~HS")); err != nil {
		t.Fatal(err)
	}
	if err := p.CloseWrite(); err != nil {
		t.Errorf("the printer took all, and %v", err)
	}
	asked := make([]byte, 3)
	if _, err := io.ReadFull(far, asked); err != nil || string(asked) != "~HS" {
		t.Fatalf("%q, %v", asked, err)
	}
	if _, err := far.WriteString("\x02new\x03"); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 64)
	if n, err := p.Read(b); err != nil || string(b[:n]) != "\x02new\x03" {
		t.Errorf("%q, %v", b[:n], err)
	}
}

func TestUSBPrinterDeadlines(t *testing.T) {
	p, far := stream(t)
	_ = p.SetDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read: %v", err)
	}
	_ = p.SetDeadline(time.Now().Add(time.Second))
	n, err := p.Write(make([]byte, 8<<20)) // nobody reads
	if !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || n == 8<<20 {
		t.Errorf("write: %d, %v", n, err)
	}
	if err := p.CloseWrite(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("what is under way was taken: %v", err)
	}
	_ = p.SetDeadline(time.Time{})
	done := make(chan error, 1)
	go func() { _, err := p.Read(make([]byte, 8)); done <- err }()
	_ = p.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, ErrClosed) {
		t.Errorf("the reader ended with %v", err)
	}
	_ = far.Close()
}

// TestUSBPrinterSendsNothing reads from a printer that ends every question with an empty packet, which the kernel
// hands out as an end of file.
func TestUSBPrinterSendsNothing(t *testing.T) {
	p, far := stream(t)
	_ = far.Close() // every read is now empty
	_ = p.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := p.Write([]byte("^XA^XZ")); !errors.Is(err, ErrGone) && !errors.Is(err, ErrRejected) {
		t.Errorf("a write to nobody: %v", err)
	}
}

func TestUSBPrinterIsFound(t *testing.T) {
	f := newFakeRoot(t)
	f.usb("1-1", "0a5f:0120", "Z1", "ZD421")
	f.lp("lp0", "1-1", "MFG:Zebra;MDL:ZD421;")
	f.usb("1-2", "0a5f:0120", "Z2", "ZD421")
	f.lp("lp1", "1-2", "")
	for text, want := range map[string]string{
		"usblp:0A5F:0120?serial=Z2": "/dev/usb/lp1 Z2",
		"usblp:0A5F:0120?port=1-1":  "/dev/usb/lp0 Z1",
		"usblp:/dev/usb/lp1":        "/dev/usb/lp1 Z2",
		"usblp:/dev/usb/lp7":        "/dev/usb/lp7 ",
		"usblp:0A5F:0120":           "device.ambiguous",
		"usblp:lp1":                 "device.bad-usb-name",
	} {
		c, err := f.findPrinter(address(t, text))
		got := c.node + " " + c.serial
		if err != nil {
			got = phraseOf(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	f.usb("1-4", "0a5f:0166", "Z9", "ZD420") // CUPS has it
	f.put(f.of("1-4", 0, "bInterfaceClass"), "07\n")
	f.link("sys/bus/usb/devices/1-4:1.0", f.path(f.of("1-4", 0, "")))
	if _, err := f.findPrinter(address(t, "usblp:0A5F:0166")); err == nil || phraseOf(err) != "device.no-usblp" {
		t.Errorf("a printer without a device file: %v", err)
	}
	if _, err := f.findPrinter(address(t, "usblp:0A5F:0167")); !errors.Is(err, ErrNotFound) || phraseOf(err) != "device.not-found" {
		t.Errorf("a printer that isn't there: %v", err)
	}
	if list := fmt.Sprint(f.list()); !strings.Contains(list, "usblp:0A5F:0166?serial=Z9") || strings.Count(list, "no-usblp") != 1 {
		t.Errorf("listed %s", list)
	}
	if id := f.printerID("/dev/usb/lp0"); !strings.Contains(id, "MDL:ZD421") {
		t.Errorf("device id %q", id)
	}
	if _, err := DialPrinter(t.Context(), address(t, "usblp:/dev/not-there"), time.Second); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestUSBPrinterOpensItsNode(t *testing.T) {
	f := newFakeRoot(t)
	f.usb("1-1", "0a5f:0120", "Z1", "ZD421")
	f.lp("lp0", "1-1", "MFG:Zebra;MDL:ZD421;")
	f.remove("dev/usb/lp0")
	f.pipe("dev/usb/lp0")
	conn, err := f.dialUSBPrinter(address(t, "usblp:0A5F:0120"))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := conn.(USBPrinter)
	if !ok || p.SerialNumber() != "Z1" || p.DeviceID() != "MFG:Zebra;MDL:ZD421;" {
		t.Errorf("%T", conn)
	}
	if _, err := p.PortStatus(); !errors.Is(err, unix.ENOTTY) { // a pipe knows no such request
		t.Errorf("%v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
