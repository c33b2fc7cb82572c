//go:build linux

package usbtest

import (
	"encoding/binary"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What linux/uinput.h calls these.
const (
	uiDevCreate  = 0x5501
	uiDevSetup   = 0x405C5503
	uiSetEvBit   = 0x40045564
	uiSetKeyBit  = 0x40045565
	evSyn, evKey = 0, 1
	busUSB       = 3
)

// Plug makes the keyboard.
func (w *Wedge) Plug(t testing.TB) time.Time {
	t.Helper()
	keys, err := os.OpenFile("/dev/uinput", os.O_WRONLY, 0)
	must(t, err)
	fd := int(keys.Fd())
	must(t, unix.IoctlSetInt(fd, uiSetEvBit, evKey))
	for code := 1; code < 120; code++ {
		must(t, unix.IoctlSetInt(fd, uiSetKeyBit, code))
	}
	setup := make([]byte, 92) // bus, vendor, product, version, 80 bytes of name, effects
	for i, id := range []uint16{busUSB, 0x05e0, 0x1200, 1} {
		binary.LittleEndian.PutUint16(setup[2*i:], id)
	}
	copy(setup[8:87], w.Name)
	must(t, ioctlBytes(fd, uiDevSetup, setup))
	at := time.Now()
	must(t, unix.IoctlSetInt(fd, uiDevCreate, 0))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys = keys
	return at
}

// Unplug takes the keyboard away.
func (w *Wedge) Unplug(testing.TB) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := time.Now()
	if w.keys != nil {
		_ = w.keys.Close()
		w.keys = nil
	}
	return at
}

// press reports a key to the kernel. Nobody is left to tell when it fails: the code is then not scanned.
func press(keys *os.File, code uint16, down bool) {
	events := make([]byte, 48) // two of: time of 16 bytes, kind, code, value
	binary.LittleEndian.PutUint16(events[16:], evKey)
	binary.LittleEndian.PutUint16(events[18:], code)
	if down {
		events[20] = 1
	}
	binary.LittleEndian.PutUint16(events[40:], evSyn)
	_, _ = keys.Write(events)
}
