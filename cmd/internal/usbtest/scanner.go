//go:build linux

package usbtest

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/term"
)

// Scanner is the device's side of a scanner.
type Scanner interface {
	Device
	// Scan sends a code. Without power nothing is read and nothing sent.
	Scan(code string)
	// Half sends the beginning of a code, as when the cable is pulled meanwhile.
	Half(code string)
}

// Device can be plugged in and pulled out. Both give the moment.
type Device interface {
	Plug(t testing.TB) time.Time
	Unplug(t testing.TB) time.Time
}

// wire is a gadget that sends what its scanner says.
type wire struct {
	*Gadget

	mu  sync.Mutex
	far *os.File
}

// Plug puts the scanner in.
func (w *wire) Plug(t testing.TB) time.Time {
	t.Helper()
	far, at := w.Gadget.Plug(t)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.far = far
	return at
}

func (w *wire) send(b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.far != nil {
		_, _ = w.far.Write(b)
	}
}

// symbology is the AIM identifier that a code has: a label's 2D code is long.
func symbology(code string) string {
	if len(code) > 50 {
		return "]Q1"
	}
	return "]C0"
}

// CDCScanner is a scanner on a virtual serial line, with symbology identifiers and a CR behind each code.
type CDCScanner struct{ wire }

// Plug puts the scanner in.
func (s *CDCScanner) Plug(t testing.TB) time.Time {
	t.Helper()
	at := s.wire.Plug(t)
	raw, err := s.far.SyscallConn()
	must(t, err)
	must(t, raw.Control(func(fd uintptr) { _, err = term.MakeRaw(int(fd)) }))
	must(t, err)
	return at
}

// Scan sends a code.
func (s *CDCScanner) Scan(code string) { s.send([]byte(symbology(code) + code + "\r")) }

// Half sends half a code.
func (s *CDCScanner) Half(code string) { s.send([]byte(symbology(code) + code[:len(code)/2])) }

// HIDScanner is a scanner of the HID point-of-sale class.
type HIDScanner struct{ wire }

// Scan sends a code, in as many reports as it needs.
func (s *HIDScanner) Scan(code string) {
	for rest := code; rest != ""; {
		part := rest[:min(len(rest), scannerData)]
		rest = rest[len(part):]
		s.send(scannerReport(symbology(code), part, rest != ""))
	}
}

// Half sends a report that says that another follows.
func (s *HIDScanner) Half(code string) {
	s.send(scannerReport(symbology(code), code[:min(len(code)/2, scannerData)], true))
}

// scannerData is how much of a code is in one report.
const scannerData = 56

func scannerReport(symbology, data string, more bool) []byte {
	report := make([]byte, 64)
	report[0], report[1] = 2, byte(len(data))
	copy(report[2:5], symbology)
	copy(report[5:], data)
	if more {
		report[63] = 1
	}
	return report
}

// Wedge is a scanner that types, made with uinput: a keyboard without a USB device behind it.
type Wedge struct {
	Name string

	mu   sync.Mutex
	keys *os.File
}

// Scan types a code and Enter.
func (w *Wedge) Scan(code string) { w.typed(code + "\n") }

// Half types half a code.
func (w *Wedge) Half(code string) { w.typed(code[:len(code)/2]) }

func (w *Wedge) typed(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.keys == nil {
		return
	}
	gap := time.NewTicker(10 * time.Millisecond) // as scanners do: faster than a hand, slow enough for any host
	defer gap.Stop()
	for _, r := range text {
		code, shift := keyOf(r)
		if shift {
			press(w.keys, keyShift, true)
		}
		press(w.keys, code, true)
		press(w.keys, code, false)
		if shift {
			press(w.keys, keyShift, false)
		}
		<-gap.C
	}
}

const usKeys = "\x00\x001234567890-=\x00\x00qwertyuiop[]\n\x00asdfghjkl;'`\x00\\zxcvbnm,./"

const usShifted = "\x00\x00!@#$%^&*()_+\x00\x00QWERTYUIOP{}\x00\x00ASDFGHJKL:\"~\x00|ZXCVBNM<>?"

const (
	keyShift = 42
	keySpace = 57
)

// keyOf is where a character is on a keyboard of the United States, by the kernel's key codes.
func keyOf(r rune) (code uint16, shift bool) {
	if r == ' ' {
		return keySpace, false
	}
	if at := strings.IndexRune(usKeys, r); at >= 0 {
		return uint16(at), false
	}
	return uint16(strings.IndexRune(usShifted, r)), true
}
