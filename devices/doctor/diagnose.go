package doctor

import (
	"bytes"
	"math/bits"
	"slices"
	"strings"

	"packline/devices"
	"packline/devices/scale"
	"packline/manifest"
)

// Advice is what to change at a device or in its address.
type Advice struct {
	manifest.Phrase
	Set  string `json:"set,omitempty"`  // the parameter to set in the address, such as mode=7E1
	Sure bool   `json:"sure,omitempty"` // whole frames were read with it
}

// NeedsUnit gives the advice to add a unit to a scale's address, where its frames carry none.
func NeedsUnit(a devices.Address) []Advice {
	if !needsUnit(a) {
		return nil
	}
	return []Advice{{Phrase: manifest.Say("doctor.needs-unit")}}
}

// needsUnit reports whether a unit is all that an address lacks for weighing.
func needsUnit(a devices.Address) bool {
	weighing := scale.Options{Reading: func(manifest.Reading) {}} // who only watches needs none
	if _, err := scale.New(a.String(), weighing); err == nil || a.Has("unit") {
		return false
	}
	_, err := scale.New(a.WithDefault("unit", "lb").String(), weighing)
	return err == nil
}

// leastBytes is how many bytes it takes to say something about those that are no frames.
const leastBytes = 8

// Diagnose says what to change so that bytes that came from a device can be read: parity, speed, protocol and unit of a
// scale, parity, speed and suffix of a scanner. It gives nothing when they can be read as they are. Where frames are
// read with another setting that is sure; wrong speed and parity that eat bits can only be told by their look.
func Diagnose(a devices.Address, in []byte) []Advice {
	switch RoleOf(a) {
	case devices.RoleScale:
		return diagnoseScale(a, in)
	case devices.RoleScanner:
		return diagnoseScanner(a, in)
	}
	return nil
}

func diagnoseScale(a devices.Address, in []byte) []Advice {
	name := a.Get("protocol", "")
	if decoded, ok := reads(name, in); ok {
		return wrongUnit(a, decoded)
	}
	if mode, plain := withoutParity(in); isSerial(a) && mode != "" {
		if _, ok := reads(name, plain); ok {
			return []Advice{modeAdvice(mode)}
		}
		if others := readers(plain, ""); len(others) > 0 {
			return append([]Advice{modeAdvice(mode)}, protocolAdvice(others)...)
		}
	}
	if others := readers(in, ""); len(others) > 0 {
		return protocolAdvice(others)
	}
	return []Advice{byLook(a, in)}
}

// reads reports whether bytes hold a frame of a protocol that says something about the load.
func reads(name string, in []byte) (scale.Decoded, bool) {
	d, err := scale.Decode(name, in)
	return d, err == nil && (d.Frame == scale.KindWeight || d.Frame == scale.KindStatus)
}

// reader is a protocol that finds frames in bytes.
type reader struct {
	name string
	scale.Explained
}

// usualFirst puts the protocol that more scales speak before one that reads its lines too.
var usualFirst = []string{"st-gs", "and-standard"}

// readers gives the protocols that bytes hold frames of, at most three: the ones that explain most of them first, and of
// equal ones those that ask as the bytes were asked for.
func readers(in []byte, request string) []reader {
	asked := func(r reader) int { return map[bool]int{true: 1}[r.Asks == request] }
	var all []reader
	for _, name := range append(slices.Clone(usualFirst), scale.Names()...) {
		known := slices.ContainsFunc(all, func(r reader) bool { return r.name == name })
		if e := scale.Explain(name, in); e.Weights > 0 && !known {
			all = append(all, reader{name, e})
		}
	}
	slices.SortStableFunc(all, func(a, b reader) int {
		switch {
		case a.Better(b.Explained):
			return -1
		case b.Better(a.Explained):
			return 1
		}
		return asked(b) - asked(a)
	})
	return all[:min(len(all), 3)]
}

func protocolAdvice(found []reader) []Advice {
	var names []string
	for _, r := range found {
		names = append(names, r.name)
	}
	sure := len(found) == 1 || found[0].Better(found[1].Explained)
	return []Advice{{Phrase: manifest.Say("doctor.protocol", strings.Join(names, ", "), names[0]), Set: "protocol=" + names[0], Sure: sure}}
}

func modeAdvice(mode string) Advice {
	return Advice{Phrase: manifest.Say("doctor.mode", mode), Set: "mode=" + mode, Sure: true}
}

func wrongUnit(a devices.Address, d scale.Decoded) []Advice {
	if d.Unit == nil || !a.Has("unit") || a.Get("unit", "") == *d.Unit {
		return nil
	}
	return []Advice{{Phrase: manifest.Say("doctor.unit", *d.Unit, a.Get("unit", "")), Set: "unit=" + *d.Unit, Sure: true}}
}

// isSerial reports whether an address has line settings; a session may have been recorded from such a line.
func isSerial(a devices.Address) bool { return a.Scheme == "serial" || a.Scheme == "playback" }

// withoutParity takes the parity off bytes that a line with 7 bits and parity sent to one that reads 8 bits. The mode
// is empty when they don't look like that: every byte must have the same parity, and some the eighth bit.
func withoutParity(in []byte) (mode string, plain []byte) {
	odd, high := 0, 0
	plain = make([]byte, len(in))
	for i, b := range in {
		odd += bits.OnesCount8(b) & 1
		high += int(b >> 7)
		plain[i] = b & 0x7F
	}
	switch {
	case len(in) < 4 || high == 0:
		return "", nil
	case odd == 0:
		return "7E1", plain
	case odd == len(in):
		return "7O1", plain
	}
	return "", nil
}

// byLook judges bytes that nothing reads by what they look like.
func byLook(a devices.Address, in []byte) Advice {
	nul, strange := 0, 0
	for _, b := range in {
		switch {
		case b == 0:
			nul++
		case b >= 0x80 || b < 0x20 && bytes.IndexByte([]byte("\x01\x02\x03\x04\x05\x06\r\n\t\x1d"), b) < 0 || b == 0x7F:
			strange++
		}
	}
	parity := isSerial(a) && !strings.Contains(a.Get("mode", "8N1"), "N")
	switch {
	case len(in) == 0:
		return Advice{Phrase: manifest.Say("doctor.silent")}
	case len(in) < leastBytes:
		return Advice{Phrase: manifest.Say("doctor.few-bytes")}
	case parity && 4*nul >= len(in) && strange == 0:
		// A byte with the wrong parity arrives as NUL: half of all bytes, when the sender has none.
		return Advice{Phrase: manifest.Say("doctor.parity", a.Get("mode", "")), Set: "mode=8N1"}
	case 5*(strange+nul) >= len(in):
		return Advice{Phrase: manifest.Say("doctor.speed", a.Get("baud", "9600"))}
	}
	return Advice{Phrase: manifest.Say("doctor.unknown-bytes")}
}

// suffixes are the ways a code may end, the longer ones first.
var suffixes = []struct{ name, bytes string }{
	{"CRLF", "\r\n"}, {"CR", "\r"}, {"LF", "\n"}, {"TAB", "\t"}, {"ETX", "\x03"},
}

// diagnoseScanner looks at the bytes of one or more whole scans, up to a pause.
func diagnoseScanner(a devices.Address, in []byte) []Advice {
	if len(in) == 0 {
		return nil
	}
	var advice []Advice
	if mode, plain := withoutParity(in); isSerial(a) && mode != "" {
		return append([]Advice{modeAdvice(mode)}, diagnoseScanner(a.WithDefault("mode", mode), plain)...)
	}
	switch look := byLook(a, in); look.Key {
	case "doctor.speed": // a search is for scales
		return []Advice{{Phrase: manifest.Say("doctor.scanner-speed", a.Get("baud", "9600"), a.Get("mode", "8N1"))}}
	case "doctor.parity":
		return []Advice{look}
	}
	if found := scaleOf(in); found != "" {
		return []Advice{{Phrase: manifest.Say("doctor.is-a-scale", found), Set: "protocol=" + found, Sure: true}}
	}
	ends := "none"
	for _, s := range suffixes {
		if bytes.HasSuffix(in, []byte(s.bytes)) {
			ends = s.name
			break
		}
	}
	set := a.Get("suffix", "any")
	fits := set == "any" || set == ends || ends == "CRLF" && (set == "CR" || set == "LF")
	if !fits {
		advice = append(advice, Advice{Phrase: manifest.Say("doctor.suffix", ends, set), Set: "suffix=" + ends, Sure: true})
	}
	if !bytes.Contains(in, []byte{']'}) {
		advice = append(advice, Advice{Phrase: manifest.Say("doctor.no-aim")})
	}
	return advice
}

// scaleOf gives the protocol of a scale that bytes come from which were taken for scans: of one that sends by itself,
// with unit or control characters, and most of the bytes are its frames.
func scaleOf(in []byte) string {
	found := readers(in, "")
	if len(found) == 0 || bytes.IndexByte(in, ']') >= 0 {
		return ""
	}
	if best := found[0]; 2*best.Noise < len(in) && (best.Full > 0 || bytes.IndexByte(in, 0x02) >= 0) {
		return best.name
	}
	return ""
}
