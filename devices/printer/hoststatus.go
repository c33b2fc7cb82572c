package printer

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// HostStatus is a printer's answer to ~HS: three strings between STX and ETX (Zebra ZPL II programming guide, ~HS).
type HostStatus struct {
	Serial           SerialSetup
	PaperOut         bool
	Paused           bool
	LabelLength      int // dots
	Formats          int // waiting in the receive buffer
	BufferFull       bool
	Diagnostic       bool // incoming bytes are printed as hexadecimal
	Partial          bool // a format has begun and not ended
	CorruptRAM       bool // settings are lost
	UnderTemperature bool
	OverTemperature  bool

	Continuous      bool // media without gaps; only some models say so
	HeadUp          bool
	RibbonOut       bool
	ThermalTransfer bool
	PrintMode       string // 0 rewind, 1 peel, 2 tear off, 3 cutter...
	WidthMode       string
	LabelWaiting    bool // a label waits to be taken, in peel mode
	Remaining       int  // labels still to print in the batch
	WhilePrinting   bool // formats are prepared while another prints: always so on Zebra's own
	Graphics        int  // stored

	Password  int // of the front panel
	StaticRAM bool
}

// SerialSetup is how the printer's serial port is set up. It means nothing on another way in.
type SerialSetup struct {
	Baud      int    // 0 when the code is not a known one
	DataBits  int    // 7 or 8
	StopBits  int    // 1 or 2
	Parity    string // none, odd or even
	Handshake string // XON/XOFF or DTR
}

// ErrHostStatus is the error of bytes that hold no whole answer to ~HS.
var ErrHostStatus = errors.New("cannot read host status")

// ParseHostStatus reads the last whole answer among bytes: the newest. Line ends between its strings may be missing, and
// something else may come in front of it, such as the late answer to another question. One or two strings are no
// answer: what keeps a printer from printing may stand in the one that is missing.
func ParseHostStatus(b []byte) (HostStatus, error) {
	frames := cutFrames(b)
	for i := len(frames) - 3; i >= 0; i-- {
		if status, err := readStatus(frames[i], frames[i+1], frames[i+2]); err == nil {
			return status, nil
		}
	}
	return HostStatus{}, fmt.Errorf("%w: no three strings of its form in %d bytes", ErrHostStatus, len(b))
}

// The strings' numbers of fields. String 2 has eleven: its second is unused, and readers that skip it take head up for
// ribbon out. Widths vary by model, so fields are told by commas alone.
const (
	fieldsFirst  = 12
	fieldsSecond = 11
	fieldsThird  = 6 // at most: two by the guide
)

func readStatus(first, second, third []byte) (HostStatus, error) {
	var s HostStatus
	err := errors.Join(s.readFirst(first), s.readSecond(second), s.readThird(third))
	return s, err
}

func (s *HostStatus) readFirst(frame []byte) error {
	f := cutFields(frame)
	if len(f.text) != fieldsFirst {
		return ErrHostStatus
	}
	s.Serial, s.PaperOut, s.Paused, s.LabelLength = serialSetup(f.number(0)), f.flag(1), f.flag(2), f.number(3)
	s.Formats, s.BufferFull, s.Diagnostic, s.Partial = f.number(4), f.flag(5), f.flag(6), f.flag(7)
	s.CorruptRAM, s.UnderTemperature, s.OverTemperature = f.flag(9), f.flag(10), f.flag(11)
	return f.err
}

func (s *HostStatus) readSecond(frame []byte) error {
	f := cutFields(frame)
	if len(f.text) != fieldsSecond {
		return ErrHostStatus
	}
	s.Continuous, s.HeadUp, s.RibbonOut, s.ThermalTransfer = f.number(0)&0x80 != 0, f.flag(2), f.flag(3), f.flag(4)
	s.PrintMode, s.WidthMode, s.LabelWaiting = plain([]byte(f.text[5])), plain([]byte(f.text[6])), f.flag(7)
	s.Remaining, s.WhilePrinting, s.Graphics = f.number(8), f.flag(9), f.number(10)
	return f.err
}

func (s *HostStatus) readThird(frame []byte) error {
	f := cutFields(frame)
	if len(f.text) > fieldsThird {
		return ErrHostStatus
	}
	s.Password = f.number(0)
	if len(f.text) > 1 {
		s.StaticRAM = f.flag(1)
	}
	return f.err
}

// partOfStatus reads what there is of an answer that isn't whole: one or two of its strings, the newest of each. ok is false
// where there is none.
func partOfStatus(b []byte) (s HostStatus, ok bool) {
	for _, frame := range cutFrames(b) {
		next := s
		switch bytes.Count(frame, []byte{','}) + 1 {
		case fieldsFirst:
			if next = (HostStatus{}); next.readFirst(frame) != nil {
				continue
			}
		case fieldsSecond:
			if next.readSecond(frame) != nil {
				continue
			}
		case 2:
			if next.readThird(frame) != nil {
				continue
			}
		default:
			continue
		}
		s, ok = next, true
	}
	return s, ok
}

// serialSetup reads the nine bits of string 1's first field.
func serialSetup(bits int) SerialSetup {
	bauds := [...]int{110, 300, 600, 1200, 2400, 4800, 9600, 19200, 28800, 38400, 57600, 14400}
	s := SerialSetup{DataBits: 7, StopBits: 2, Parity: "none", Handshake: "XON/XOFF"}
	if code := bits&0x07 | bits>>5&0x08; code < len(bauds) {
		s.Baud = bauds[code]
	}
	if bits&0x08 != 0 {
		s.DataBits = 8
	}
	if bits&0x10 != 0 {
		s.StopBits = 1
	}
	if bits&0x20 != 0 {
		s.Parity = map[bool]string{true: "even", false: "odd"}[bits&0x40 != 0]
	}
	if bits&0x80 != 0 {
		s.Handshake = "DTR"
	}
	return s
}

// fields reads one string's fields and keeps the first error.
type fields struct {
	text []string
	err  error
}

func cutFields(frame []byte) *fields { return &fields{text: strings.Split(string(frame), ",")} }

func (f *fields) number(i int) int {
	n, err := strconv.ParseUint(strings.TrimSpace(f.text[i]), 10, 31)
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("%w: field %d: %w", ErrHostStatus, i+1, err)
	}
	return int(n)
}

func (f *fields) flag(i int) bool {
	n := f.number(i)
	if n > 1 && f.err == nil {
		f.err = fmt.Errorf("%w: field %d is %d", ErrHostStatus, i+1, n)
	}
	return n == 1
}

// Problem gives the phrase key of what keeps the printer from printing, the one to mend first; empty when nothing
// does. A printer that is busy, warming up, in the middle of a format or waiting for its label to be taken has no
// problem: it prints when it gets to it, a cold head prints while it warms up, and a job of ours ends what another left
// half before it begins. Ribbon out counts in every print mode: the flag is raised by a printer that wants a ribbon.
func (s HostStatus) Problem() string {
	switch {
	case s.HeadUp:
		return "printer.head-open"
	case s.PaperOut:
		return "printer.paper-out"
	case s.RibbonOut:
		return "printer.ribbon-out"
	case s.OverTemperature:
		return "printer.too-hot"
	case s.Paused:
		return "printer.paused"
	case s.BufferFull:
		return "printer.buffer-full"
	case s.Diagnostic:
		return "printer.diagnostic"
	case s.CorruptRAM:
		return "printer.settings-lost"
	}
	return ""
}

// CanPrint reports whether nothing is in the way of a label.
func (s HostStatus) CanPrint() bool { return s.Problem() == "" }

// Idle reports whether nothing waits to be printed.
func (s HostStatus) Idle() bool { return s.Formats == 0 && s.Remaining == 0 && !s.Partial }

// Flags names what is raised, in the order of this list.
func (s HostStatus) Flags() []string {
	return raised([]flag{
		{"paper_out", s.PaperOut},
		{"ribbon_out", s.RibbonOut},
		{"head_open", s.HeadUp},
		{"paused", s.Paused},
		{"buffer_full", s.BufferFull},
		{"corrupt_ram", s.CorruptRAM},
		{"over_temperature", s.OverTemperature},
		{"under_temperature", s.UnderTemperature},
		{"partial_format", s.Partial},
		{"comm_diagnostic", s.Diagnostic},
	})
}

// flag is a name for something that may be so.
type flag struct {
	name string
	on   bool
}

func raised(flags []flag) []string {
	names := []string{}
	for _, f := range flags {
		if f.on {
			names = append(names, f.name)
		}
	}
	return names
}
