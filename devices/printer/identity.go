package printer

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Identity is a printer's answer to ~HI. Its texts are fit to be shown.
type Identity struct {
	Model    string // such as ZD421-203dpi ZPL
	Firmware string // such as V92.21.16Z
	DPMM     int    // dots per millimetre: 6, 8, 12 or 24; 0 when the printer says something else
}

// ErrIdentity is the error of bytes that hold no whole answer to ~HI.
var ErrIdentity = errors.New("cannot read host identification")

// ParseIdentity reads the last whole answer among bytes. Fields after the third vary by model.
func ParseIdentity(b []byte) (Identity, error) {
	frames := cutFrames(b)
	for _, frame := range slices.Backward(frames) {
		parts := bytes.Split(frame, []byte(","))
		if len(parts) < 3 || len(parts) > 10 || !hasLetter(parts[0]) || !hasLetter(parts[1]) {
			continue
		}
		n, err := strconv.Atoi(string(bytes.TrimSpace(parts[2])))
		if err != nil {
			continue
		}
		return Identity{Model: plain(parts[0]), Firmware: plain(parts[1]), DPMM: dotsPerMillimetre(n)}, nil
	}
	return Identity{}, ErrIdentity
}

func hasLetter(b []byte) bool {
	return bytes.ContainsFunc(b, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
}

// dotsPerMillimetre reads ~HI's third field: dots per millimetre by the guide, dots per inch on some firmware.
func dotsPerMillimetre(n int) int {
	switch n {
	case 6, 8, 12, 24:
		return n
	case 150, 152:
		return 6
	case 200, 203:
		return 8
	case 300, 305:
		return 12
	case 600, 609:
		return 24
	}
	return 0
}

// DPI gives the resolution as printers are sold by: 152, 203, 300 or 600; 0 when it isn't known.
func (i Identity) DPI() int { return map[int]int{6: 152, 8: 203, 12: 300, 24: 600}[i.DPMM] }

// Prefixes are the characters that begin a printer's commands and part their parameters, as its answer to ~HD tells.
type Prefixes struct{ Control, Format, Delimiter byte }

// usual are the characters that every job is written with.
var usual = Prefixes{Control: '~', Format: '^', Delimiter: ','}

// ErrPrefixes is the error of bytes that hold no whole answer to ~HD.
var ErrPrefixes = errors.New("cannot read head diagnostic")

// ParsePrefixes reads the last answer to ~HD among bytes, of which only the line of the prefixes counts.
func ParsePrefixes(b []byte) (Prefixes, error) {
	at := bytes.LastIndex(b, []byte("COMMAND PFX ="))
	if at < 0 {
		return Prefixes{}, ErrPrefixes
	}
	line, _, ended := bytes.Cut(b[at:], []byte("\n"))
	control, ok := after(line, "COMMAND PFX =")
	format, ok2 := after(line, "FORMAT PFX =")
	delimiter, ok3 := after(line, "DELIMITER =")
	if !ended || !ok || !ok2 || !ok3 {
		return Prefixes{}, ErrPrefixes
	}
	return Prefixes{control, format, delimiter}, nil
}

// after gives the character that follows a title, with a blank or none in between.
func after(line []byte, title string) (byte, bool) {
	_, rest, ok := bytes.Cut(line, []byte(title))
	if ok && len(rest) > 1 && rest[0] == ' ' {
		rest = rest[1:]
	}
	if !ok || len(rest) == 0 {
		return 0, false
	}
	return rest[0], true
}

// ErrValue is the error of bytes that hold no whole answer to a getvar.
var ErrValue = errors.New("cannot read the printer's value")

// ParseValue reads the last whole answer to a getvar among bytes: a value in quotes. Known is false when the printer
// says that it doesn't have it, by a question mark with quotes or without. The value is fit to be shown.
func ParseValue(b []byte) (value string, known bool, err error) {
	text := outside(b)
	end := bytes.LastIndexByte(text, '"')
	if quotes := bytes.Count(text, []byte(`"`)); quotes%2 == 1 { // the last one begins an answer that hasn't ended
		end = bytes.LastIndexByte(text[:end], '"')
	}
	start := -1
	if end > 0 {
		start = bytes.LastIndexByte(text[:end], '"')
	}
	if start < 0 {
		if line := bytes.TrimSpace(text); bytes.Equal(line, []byte("?")) {
			return "", false, nil
		}
		return "", false, ErrValue
	}
	value = plain(text[start+1 : end])
	return value, value != "?", nil
}

// speaksZPL reports whether a value of device.languages holds ZPL, alone or with others: zpl, epl_zpl, hybrid_xml_zpl.
func speaksZPL(languages string) bool { return strings.Contains(strings.ToLower(languages), "zpl") }
