package printer

import (
	"bytes"
	"errors"
	"strconv"
)

// ErrorStatus is a printer's answer to ~HQES: a block of text with a flag and two groups of eight hexadecimal digits for
// errors, and the same for warnings (Zebra ZPL II programming guide, ~HQ). Bits are told by the second group; the first
// is zero on every printer that the guide knows.
type ErrorStatus struct {
	Errors   uint32
	Warnings uint32
	Other    bool // the first group of the errors isn't zero: a fault that the guide doesn't name
}

// ErrErrorStatus is the error of bytes that hold no whole answer to ~HQES.
var ErrErrorStatus = errors.New("cannot read error status")

// The bits of the errors and warnings. Those from jamRetract on but for errPaused are of kiosk printers.
const (
	errMediaOut    = 0x1
	errRibbonOut   = 0x2
	errHeadOpen    = 0x4
	errCutter      = 0x8
	errHeadHot     = 0x10
	errMotorHot    = 0x20
	errElement     = 0x40
	errHeadMissing = 0x80
	errFirmware    = 0x100
	errThermistor  = 0x200
	jamRetract     = 0x1000
	jamPresenter   = 0x2000
	jamFeed        = 0x4000
	jamPath        = 0x8000
	errPaused      = 0x10000
	jamTimeout     = 0x20000
	markUncertain  = 0x40000
	markMissing    = 0x80000

	warnCalibrate   = 0x1
	warnCleanHead   = 0x2
	warnReplaceHead = 0x4
	warnPaperLow    = 0x8
	warnSensors     = 0xFF0 // eight paper sensors of kiosk printers: where the paper is, nothing to mend
)

// ParseErrorStatus reads the last whole answer among bytes.
func ParseErrorStatus(b []byte) (ErrorStatus, error) {
	for end := len(b); ; {
		at := bytes.LastIndex(b[:end], []byte("ERRORS:"))
		if at < 0 {
			return ErrorStatus{}, ErrErrorStatus
		}
		if status, ok := readErrorStatus(b[at:]); ok {
			return status, nil
		}
		end = at
	}
}

func readErrorStatus(b []byte) (ErrorStatus, bool) {
	first, second, rest, ok := readGroups(b, "ERRORS:")
	if !ok {
		return ErrorStatus{}, false
	}
	_, warnings, _, ok := readGroups(rest, "WARNINGS:")
	return ErrorStatus{Errors: second, Warnings: warnings, Other: first != 0}, ok
}

// readGroups reads a title, a flag and two groups. The flag says only what the groups say too, and printers are known
// that always set it: it must be there and decides nothing.
func readGroups(b []byte, title string) (first, second uint32, rest []byte, ok bool) {
	rest, ok = bytes.CutPrefix(bytes.TrimSpace(b), []byte(title))
	if !ok {
		return 0, 0, nil, false
	}
	set, rest := word(rest)
	one, rest := word(rest)
	two, rest := word(rest)
	if string(set) != "0" && string(set) != "1" || len(one) != 8 || len(two) != 8 {
		return 0, 0, nil, false
	}
	high, err := strconv.ParseUint(string(one), 16, 32)
	low, err2 := strconv.ParseUint(string(two), 16, 32)
	return uint32(high), uint32(low), rest, err == nil && err2 == nil
}

// word cuts off what stands before the next blank, line end or ETX.
func word(b []byte) (first, rest []byte) {
	b = bytes.TrimLeft(b, " \t\r\n")
	if end := bytes.IndexAny(b, " \t\r\n\x03"); end >= 0 {
		return b[:end], b[end:]
	}
	return b, nil
}

// Problem gives the phrase key of what keeps the printer from printing, the one to mend first; empty when nothing does.
func (s ErrorStatus) Problem() string {
	for _, p := range []struct {
		bits uint32
		key  string
	}{
		{errHeadOpen, "printer.head-open"},
		{errMediaOut, "printer.paper-out"},
		{errRibbonOut, "printer.ribbon-out"},
		{errCutter, "printer.cutter"},
		{jamRetract | jamPresenter | jamFeed | jamPath | jamTimeout | markUncertain | markMissing, "printer.jam"},
		{errHeadHot | errMotorHot, "printer.too-hot"},
		{errElement | errHeadMissing | errFirmware | errThermistor, "printer.fault"},
		{errPaused, "printer.paused"},
	} {
		if s.Errors&p.bits != 0 {
			return p.key
		}
	}
	return ""
}

// Notice gives the phrase key of what wants looking after and stops nothing yet; empty when nothing does.
func (s ErrorStatus) Notice() string {
	switch {
	case s.unknown():
		return "printer.unknown-fault"
	case s.Warnings&warnPaperLow != 0:
		return "printer.paper-low"
	case s.Warnings&warnReplaceHead != 0:
		return "printer.replace-head"
	case s.Warnings&warnCleanHead != 0:
		return "printer.clean-head"
	case s.Warnings&warnCalibrate != 0:
		return "printer.calibrate"
	}
	return ""
}

// unknown reports a fault that the guide doesn't name. It is said and stops nothing: a printer that can't print says so
// in what is known too.
func (s ErrorStatus) unknown() bool { return s.Other || s.Errors&^uint32(0xFF3FF) != 0 }

// Flags names what is raised: as in HostStatus where it means the same, then what only ~HQES tells, then warnings.
func (s ErrorStatus) Flags() []string {
	on := func(bits uint32) bool { return s.Errors&bits != 0 }
	warned := func(bits uint32) bool { return s.Warnings&bits != 0 }
	return raised([]flag{
		{"paper_out", on(errMediaOut)},
		{"ribbon_out", on(errRibbonOut)},
		{"head_open", on(errHeadOpen)},
		{"paused", on(errPaused)},
		{"over_temperature", on(errHeadHot)},
		{"motor_over_temperature", on(errMotorHot)},
		{"cutter_fault", on(errCutter)},
		{"bad_head_element", on(errElement)},
		{"head_not_detected", on(errHeadMissing)},
		{"firmware_config", on(errFirmware)},
		{"head_thermistor", on(errThermistor)},
		{"jam_retract", on(jamRetract)},
		{"presenter_not_running", on(jamPresenter)},
		{"paper_feed", on(jamFeed)},
		{"paper_path", on(jamPath)},
		{"retract_timeout", on(jamTimeout)},
		{"mark_calibration", on(markUncertain)},
		{"mark_not_found", on(markMissing)},
		{"unknown_fault", s.unknown()},
		{"paper_low", warned(warnPaperLow)},
		{"replace_head", warned(warnReplaceHead)},
		{"clean_head", warned(warnCleanHead)},
		{"calibrate", warned(warnCalibrate)},
		{"paper_sensors", warned(warnSensors)},
		{"unknown_warning", warned(^uint32(0xFFF))},
	})
}
