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

	HeadUp          bool
	RibbonOut       bool
	ThermalTransfer bool
	PrintMode       string // 0 rewind, 1 peel, 2 tear off, 3 cutter...
	LabelWaiting    bool   // a label waits to be taken, in peel mode
	Remaining       int    // labels still to print in the batch
	Graphics        int    // stored
}

// ErrHostStatus is the error of bytes that hold no whole answer to ~HS.
var ErrHostStatus = errors.New("cannot read host status")

const (
	stx = 0x02
	etx = 0x03

	// maxHostStatus bounds what is read while waiting for an answer: a whole one has under 100 bytes.
	maxHostStatus = 2048
)

// ParseHostStatus reads the first whole answer among bytes. Line ends between its strings may be missing, and
// something else may come in front of it, such as the late answer to another question.
func ParseHostStatus(b []byte) (HostStatus, error) {
	frames := cutFrames(b)
	for i := 0; i+2 < len(frames); i++ {
		if status, err := readStatus(frames[i], frames[i+1], frames[i+2]); err == nil {
			return status, nil
		}
	}
	return HostStatus{}, fmt.Errorf("%w: no three strings of its form in %d bytes", ErrHostStatus, len(b))
}

// cutFrames gives what stands between each STX and its ETX.
func cutFrames(b []byte) [][]string {
	var frames [][]string
	for {
		start := bytes.IndexByte(b, stx)
		if start < 0 {
			return frames
		}
		b = b[start+1:]
		end := bytes.IndexByte(b, etx)
		if end < 0 {
			return frames
		}
		if again := bytes.LastIndexByte(b[:end], stx); again >= 0 {
			b, end = b[again+1:], end-again-1
		}
		frames = append(frames, strings.Split(string(b[:end]), ","))
		b = b[end+1:]
	}
}

// The strings' numbers of fields. String 2 has eleven: its second is unused, and readers that skip it take head up for
// ribbon out. Widths vary by model, so fields are told by commas alone.
const (
	fieldsFirst  = 12
	fieldsSecond = 11
	fieldsThird  = 6 // at most: two by the guide
)

func readStatus(first, second, third []string) (HostStatus, error) {
	if len(first) != fieldsFirst || len(second) != fieldsSecond || len(third) > fieldsThird {
		return HostStatus{}, ErrHostStatus
	}
	one, two := fields{text: first}, fields{text: second}
	one.number(0)
	two.number(0)
	s := HostStatus{
		PaperOut: one.flag(1), Paused: one.flag(2), LabelLength: one.number(3), Formats: one.number(4),
		BufferFull: one.flag(5), Diagnostic: one.flag(6), Partial: one.flag(7), CorruptRAM: one.flag(9),
		UnderTemperature: one.flag(10), OverTemperature: one.flag(11),
		HeadUp: two.flag(2), RibbonOut: two.flag(3), ThermalTransfer: two.flag(4), PrintMode: strings.TrimSpace(second[5]),
		LabelWaiting: two.flag(7), Remaining: two.number(8), Graphics: two.number(10),
	}
	return s, errors.Join(one.err, two.err)
}

// fields reads one string's fields and keeps the first error.
type fields struct {
	text []string
	err  error
}

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
// does. A printer that is busy, warming up or waiting for its label to be taken has no problem.
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
