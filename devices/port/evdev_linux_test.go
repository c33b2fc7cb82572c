package port

import (
	"encoding/binary"
	"errors"
	"testing"
)

// input writes events as the kernel does.
func input(events []keyEvent) []byte {
	var b []byte
	for _, e := range events {
		b = append(b, make([]byte, eventSize-8)...)
		b = binary.NativeEndian.AppendUint16(b, e.kind)
		b = binary.NativeEndian.AppendUint16(b, e.code)
		b = binary.NativeEndian.AppendUint32(b, uint32(e.value))
	}
	return b
}

func TestEvdevReadsWhatIsTyped(t *testing.T) {
	near, far := pair(t)
	p := newEvdev(near, "S1")
	if eventSize != 24 {
		t.Errorf("an event has %d bytes", eventSize)
	}
	text := "]C1\x1d0112\r"
	go func() {
		for _, e := range keysFor(t, text) {
			_, _ = far.Write(input([]keyEvent{e}))
		}
	}()
	got, b := "", make([]byte, 3)
	for len(got) < len(text) {
		n, err := p.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		got += string(b[:n])
	}
	if got != text || p.SerialNumber() != "S1" {
		t.Errorf("read %q of %s", got, p.SerialNumber())
	}
	if _, err := p.Write([]byte("\x07")); !errors.Is(err, ErrRejected) {
		t.Errorf("write: %v", err)
	}
	_ = far.Close()
	if err := readUntilError(t, p); !errors.Is(err, ErrGone) {
		t.Errorf("unplugged: %v", err)
	}
}

func TestEvdevIsFound(t *testing.T) {
	f := newFakeRoot(t)
	f.usb("1-7", "05e0:1200", "S9", "Scanner")
	f.keyboard("event5", "1-7", "05e0:1200", "Scanner", typing)
	f.keyboard("event6", "1-8", "05e0:1200", "Scanner buttons", "10000000000000 0")
	for text, want := range map[string]string{
		"evdev:05E0:1200":          "/dev/input/event5 S9",
		"evdev:/dev/input/event5":  "/dev/input/event5 S9",
		"evdev:05E0:1200?serial=1": "device.not-found",
		"evdev:any":                "device.bad-usb-name", // it would take the picker's keyboard
		"evdev:/dev/null":          "device.bad-usb-name",
	} {
		c, err := f.findKeyboard(address(t, text))
		got := c.node + " " + c.serial
		if err != nil {
			got = phraseOf(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	f.remove("dev/input/event5")
	f.pipe("dev/input/event5")
	if _, err := f.openEvdev(address(t, "evdev:05E0:1200")); err == nil { // a pipe can't be grabbed
		t.Error("what can't be taken for itself was opened")
	}
}
