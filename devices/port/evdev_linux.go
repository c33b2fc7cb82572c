package port

import (
	"context"
	"encoding/binary"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"packline/devices"
)

// evdevPort is a scanner that types, taken from the desktop: its keys come here and nowhere else.
type evdevPort struct {
	*node
	serial string
	wedge  *wedge
	events []byte
}

const (
	evdevGrab = 1<<30 | 4<<16 | 'E'<<8 | 0x90 // EVIOCGRAB of linux/input.h
	// eventSize is the size of struct input_event: a time, kind, code and value.
	eventSize = int(unsafe.Sizeof(unix.Timeval{})) + 8
	maxEvents = 64
)

func openEvdev(_ context.Context, a devices.Address) (Port, error) { return system{"/"}.openEvdev(a) }

func (s system) openEvdev(a devices.Address) (Port, error) {
	c, err := s.findKeyboard(a)
	if err != nil {
		return nil, err
	}
	opened, err := openNode(s.path(c.node), shown(a))
	if err != nil {
		return nil, withRule(err, s.path(c.node))
	}
	err = opened.control(func(fd uintptr) error { return unix.IoctlSetInt(int(fd), evdevGrab, 1) })
	if err != nil {
		_ = opened.Close()
		return nil, nodeError(err, shown(a))
	}
	return newEvdev(opened, c.serial), nil
}

func newEvdev(opened *node, serial string) *evdevPort {
	return &evdevPort{node: opened, serial: serial, wedge: newWedge(), events: make([]byte, maxEvents*eventSize)}
}

// findKeyboard resolves evdev:/dev/input/by-id/...-event-kbd and evdev:VVVV:PPPP.
func (s system) findKeyboard(a devices.Address) (candidate, error) {
	if isBound(a.Path) && a.Path != "any" {
		return resolve(a, a.Path, s.keyboards())
	}
	if !strings.HasPrefix(a.Path, "/dev/input/") {
		return candidate{}, devices.Fail("device.bad-usb-name", devices.ErrAddress, a.String())
	}
	for _, c := range s.keyboards() {
		if c.node == realInput(a.Path) {
			return candidate{node: a.Path, serial: c.serial}, nil
		}
	}
	return candidate{node: a.Path}, nil
}

func realInput(path string) string {
	return strings.Replace(realNode(path), "/dev/event", "/dev/input/event", 1)
}

// Read gives the bytes that were typed, Enter as CR; none after a Tick, or when all that came were releases.
func (p *evdevPort) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := p.node.Read(p.events[:min(len(b), maxEvents)*eventSize])
	if err != nil {
		return 0, err
	}
	return copy(b, p.wedge.typed(p.events[:n])), nil
}

// Write is refused: nothing can be told to a keyboard.
func (p *evdevPort) Write([]byte) (int, error) { return 0, fail(ErrRejected, nil, p.name) }

// SerialNumber is the scanner's own.
func (p *evdevPort) SerialNumber() string { return p.serial }

// typed gives what whole events mean. The kernel gives no other.
func (w *wedge) typed(events []byte) []byte {
	var out []byte
	for ; len(events) >= eventSize; events = events[eventSize:] {
		e := events[eventSize-8 : eventSize]
		out = w.feed(keyEvent{
			kind:  binary.NativeEndian.Uint16(e),
			code:  binary.NativeEndian.Uint16(e[2:]),
			value: int32(binary.NativeEndian.Uint32(e[4:])),
		}, out)
	}
	return out
}
