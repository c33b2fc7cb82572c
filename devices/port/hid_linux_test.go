package port

import (
	"errors"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"packline/devices"
)

func TestHIDIsFoundByNameNumberAndSocket(t *testing.T) {
	f := newFakeRoot(t)
	scale := unhex(t, scaleDescriptor)
	f.usb("1-1.2", "0922:8003", "", "M10")
	f.hidraw(0, "1-1.2", "0922:8003", "SN1", scale)
	f.usb("1-3", "0922:8003", "", "M10")
	f.hidraw(7, "1-3", "0922:8003", "SN2", scale)
	f.usb("1-4", "05E0:1900", "", "Scanner")
	f.hidraw(8, "1-4", "05E0:1900", "", unhex(t, "05010906a101c0"))
	for text, want := range map[string]string{
		"hid:0922:8003?serial=SN1&usage=8D:20": "/dev/hidraw0",
		"hid:0922:8003?port=1-1.2":             "/dev/hidraw0",
		"hid:0922:8003?port=1-3:1.0":           "/dev/hidraw7",
		"hid:any?serial=SN2":                   "/dev/hidraw7",
		"hid:any?usage=01:06":                  "/dev/hidraw8",
		"hid:05e0:1900":                        "/dev/hidraw8",
		"hid:/dev/hidraw7?usage=8D:20":         "/dev/hidraw7",
		"hid:/dev/hidraw9":                     "device.not-found",
		"hid:0922:8003":                        "device.ambiguous",
		"hid:any?usage=8d:20":                  "device.ambiguous",
		"hid:05E0:1900?usage=8C:02":            "device.wrong-use",
		"hid:0922:8003?serial=SN3":             "device.not-found",
		"hid:0922:8004":                        "device.not-found",
		"hid:any?usage=8C:02":                  "device.not-found",
		"hid:922:8003":                         "device.bad-usb-name",
		"hid:0922:8003?usage=8D":               "device.bad-usb-name",
	} {
		a := address(t, text)
		wanted, err := parseHID(a)
		got := ""
		if err == nil {
			var c candidate
			c, err = wanted.find(a, f.hidraws())
			got = c.node
		}
		if err != nil {
			got = phraseOf(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s (%v)", text, got, want, err)
		}
	}
	_, err := f.openHID(address(t, "hid:any?usage=8D:20"))
	if status := devices.StatusOf("", err); len(status.Args) != 2 || status.Args[1] != "0922:8003?serial=SN1, 0922:8003?serial=SN2" {
		t.Errorf("what tells them apart: %q", status.Args)
	}
}

// TestHIDComesBackUnderAnotherName pulls a scale and plugs it in again, which gives it another node.
func TestHIDComesBackUnderAnotherName(t *testing.T) {
	f := newFakeRoot(t)
	a := address(t, "hid:0922:8003?serial=SN1")
	for number := range 2 {
		f.usb("1-1", "0922:8003", "", "M10")
		f.hidraw(number, "1-1", "0922:8003", "SN1", unhex(t, scaleDescriptor))
		opened, err := f.openHID(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.openHID(a); !errors.Is(err, ErrBusy) {
			t.Errorf("a second opener: %v", err)
		}
		p, ok := opened.(HID)
		if !ok || p.SerialNumber() != "SN1" || len(p.Descriptor()) != len(scaleDescriptor)/2 {
			t.Fatalf("%T", opened)
		}
		report := []byte{3, 4, 12, 0xFF, byte(number), 0}
		if n, err := p.Write(report); n != 6 || err != nil { // into the pipe that stands for the node
			t.Fatalf("%d, %v", n, err)
		}
		got := make([]byte, 64)
		if n, err := p.Read(got); err != nil || string(got[:n]) != string(report) {
			t.Errorf("read % x, %v", got[:n], err)
		}
		f.remove("sys/class/hidraw")
		f.remove("dev")
		if err := readUntilError(t, p); !errors.Is(err, ErrGone) {
			t.Errorf("after the pull: %v", err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if _, err := p.Read(got); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
		if _, err := f.openHID(a); !errors.Is(err, ErrNotFound) {
			t.Errorf("while it is out: %v", err)
		}
		f.remove("sys/devices")
	}
}

// readUntilError reads idle ticks until something else comes.
func readUntilError(t *testing.T, p Port) error {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		if n, err := p.Read(make([]byte, 64)); n != 0 || err != nil {
			return err
		}
	}
	return errors.New("nothing came in 30 s")
}

// pair gives a node of a kind of device file that hands out one report a read, and its other end.
func pair(t *testing.T) (*node, *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	far := os.NewFile(uintptr(fds[1]), "far")
	near := newNode(fds[0], "hid:test")
	t.Cleanup(func() { _ = far.Close(); _ = near.Close() })
	return near, far
}

func TestNodeGivesOneReportARead(t *testing.T) {
	near, far := pair(t)
	for _, report := range []string{"\x03abcde", "\x03fghij"} {
		if _, err := far.WriteString(report); err != nil {
			t.Fatal(err)
		}
	}
	b := make([]byte, 512)
	for _, want := range []string{"\x03abcde", "\x03fghij"} {
		if n, err := near.Read(b); err != nil || string(b[:n]) != want {
			t.Errorf("read %q, %v", b[:n], err)
		}
	}
	began := time.Now()
	if n, err := near.Read(b); n != 0 || err != nil || time.Since(began) < Tick/2 {
		t.Errorf("an idle tick gave %d, %v", n, err)
	}
	_ = far.Close()
	if err := readUntilError(t, near); !errors.Is(err, ErrGone) {
		t.Errorf("unplugged: %v", err)
	}
	if _, err := near.Write([]byte{2, 2}); err == nil {
		t.Error("a write to an unplugged device went well")
	}
}

func TestNodeCloseFreesAReader(t *testing.T) {
	near, _ := pair(t)
	ended := make(chan error, 1)
	go func() { ended <- readUntilError(t, near) }()
	if err := near.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestFeatureReportsAreRequests(t *testing.T) {
	near, _ := pair(t)
	p := &hidPort{node: near}
	if hidSetFeature|6<<16 != 0xC0064806 || hidGetFeature|6<<16 != 0xC0064807 {
		t.Error("the numbers of the requests are wrong")
	}
	if err := p.Feature(254, []byte{1}); !errors.Is(err, unix.ENOTTY) { // a socket knows no such request
		t.Errorf("%v", err)
	}
	if _, err := p.FeatureInto(254, make([]byte, 1<<14)); !errors.Is(err, errReportLength) {
		t.Errorf("%v", err)
	}
}
