package scale

import (
	"bytes"

	"packline/manifest"
)

// MT-SICS, level 0 and what parcel scales have of level 1, after the Mettler-Toledo reference manuals: commands and
// answers are lines of words that end with CR LF. An answer repeats its command's word and then says by a letter how it
// went, so that the weight, the tare and the capacity, which are all numbers with units, are never taken for each other.

func mtSICSFamily() family {
	return family{
		name: "mt-sics", line: "8N1", baud: "9600",
		weight: []byte("SI\r\n"), zero: []byte("Z\r\n"), tare: []byte("T\r\n"), clear: []byte("TAC\r\n"), serial: []byte("I4\r\n"),
		decoder: func(decoderOptions) decoder { return &sicsDecoder{} },
	}
}

// sicsRoom is room for a line: identity answers are the longest.
const sicsRoom = 128

// sicsDecoder cuts lines and reads them. A byte that no line has begins a line anew, and a weight is also found at the end
// of a line that garbage begins.
type sicsDecoder struct {
	line [sicsRoom]byte
	n    int
	cut  bool // the line's beginning was lost
	high bool // a byte that only wrong line settings make came since the last line
	junk
}

func (d *sicsDecoder) lapse() {
	d.shift(d.n)
	d.cut, d.high = false, false
}

func (d *sicsDecoder) noise() noise {
	return d.takeNoise()
}

func (d *sicsDecoder) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		torn := d.n > 0 && d.line[d.n-1] == cr && c != lf
		switch {
		case c == lf:
			d.end(give)
			continue
		case c != cr && (c < ' ' || c > '~'):
			d.shift(d.n)
			d.cut, d.high = false, d.high || c == 0 || c > '~'
			d.drop(c)
			continue
		case torn:
			d.shift(d.n)
			d.cut = false
		case d.n == len(d.line)-1:
			d.shift(d.n / 2)
			d.cut = true
		}
		d.line[d.n] = c
		d.n++
	}
}

// shift drops the first bytes of a line.
func (d *sicsDecoder) shift(count int) {
	d.drop(d.line[:count]...)
	d.n = copy(d.line[:], d.line[count:d.n])
}

// end reads the line that a LF ended.
func (d *sicsDecoder) end(give func(Frame)) {
	cut, high := d.cut, d.high
	d.cut, d.high = false, false
	text, ended := bytes.CutSuffix(d.line[:d.n], []byte{cr})
	if len(text) == 0 || isSicsEcho(text) && !cut {
		d.shift(d.n)
		return
	}
	d.line[d.n] = lf
	f, start := Frame{Kind: KindNone, Key: "scale.unreadable"}, 0
	switch {
	case ended && !cut:
		f, start = sicsFind(text)
	case ended:
		if at := sicsTail(text); at > 0 {
			f, start = sicsRead(text[at:]), at
		}
	}
	if f.Kind == KindNone && high {
		f.Key = "scale.settings"
	}
	f.Raw = d.line[start : d.n+1]
	d.drop(d.line[:start]...)
	d.n = 0
	give(f)
}

// sicsFind reads a line, or the weight at its end.
func sicsFind(text []byte) (f Frame, start int) {
	f = sicsRead(text)
	if f.Kind != KindNone {
		return f, 0
	}
	if at := sicsTail(text); at > 0 {
		return sicsRead(text[at:]), at
	}
	return f, 0
}

// sicsTail gives where a weight in a known unit begins at the end of a line whose beginning is garbage or a torn line;
// 0 for none. Text in quotes is never a weight.
func sicsTail(text []byte) int {
	if bytes.IndexByte(text, '"') >= 0 {
		return 0
	}
	at := max(bytes.LastIndex(text, []byte("S S ")), bytes.LastIndex(text, []byte("S D ")))
	if at <= 0 {
		return 0
	}
	if f := sicsRead(text[at:]); f.Kind != KindWeight || f.Unit == manifest.UnitNone {
		return 0
	}
	return at
}

// isSicsEcho reports whether a line is a bare command: no answer but those of syntax has one word alone, so a line with
// an echo gives our own request back.
func isSicsEcho(line []byte) bool {
	return isSicsCommand(line) && line[0] != 'E'
}

// sicsWord cuts the first word off a line.
func sicsWord(b []byte) (word, rest []byte) {
	b = trimLeft(b)
	if i := bytes.IndexByte(b, ' '); i >= 0 {
		return b[:i], trimRight(trimLeft(b[i:]))
	}
	return b, nil
}

// sicsRead says what a line means.
func sicsRead(line []byte) Frame {
	command, rest := sicsWord(line)
	state, rest := sicsWord(rest)
	switch string(command) {
	case "ES", "ET", "EL":
		if len(state) == 0 {
			return Frame{Kind: KindError} // the command wasn't understood, came damaged, or can't be carried out
		}
	case "S", "SI", "SIU", "SU", "SR", "SIR", "SIRU", "SRU", "SNR", "SNRU":
		return sicsWeight(state, rest)
	case "T", "TI", "TA":
		return sicsTare(state, rest)
	case "@", "I4":
		return sicsSerial(state, rest)
	default:
		if isSicsCommand(command) {
			return sicsConsent(state, rest)
		}
	}
	return Frame{Kind: KindNone, Key: "scale.unreadable"}
}

// isSicsCommand reports whether a word is a command by its form: capitals, and figures behind them.
func isSicsCommand(word []byte) bool {
	if len(word) == 0 || len(word) > 5 || !letter(word[0]) {
		return false
	}
	for _, c := range word {
		if !digit(c) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// sicsConsent reads an answer that carries no number of ours: consent, or a refusal.
func sicsConsent(state, rest []byte) Frame {
	switch string(state) {
	case "A", "B":
		return Frame{Kind: KindAck} // identity answers, too: what they say stands in quotes
	case "S", "D": // zero was taken at rest, or in motion
		if len(rest) == 0 {
			return Frame{Kind: KindAck}
		}
	case "I", "L", "+", "-":
		if len(rest) == 0 {
			return Frame{Kind: KindError}
		}
	}
	return Frame{Kind: KindNone, Key: "scale.unreadable"}
}

// sicsSerial reads the answer to the question for the serial number, which also comes unasked after power-up.
func sicsSerial(state, rest []byte) Frame {
	f := sicsConsent(state, rest)
	if f.Kind == KindAck && string(state) == "A" {
		f.Text = string(bytes.Trim(rest, `"`))
	}
	return f
}

// sicsTare reads an answer to a tare command. Its number is the tare.
func sicsTare(state, rest []byte) Frame {
	if len(rest) == 0 {
		return sicsConsent(state, rest)
	}
	f := Frame{Kind: KindTare}
	switch string(state) {
	case "S", "D", "A":
		if sicsValue(&f, rest) {
			f.Kind = KindTare
			return f
		}
	}
	return Frame{Kind: KindNone, Key: "scale.unreadable"}
}

// sicsWeight reads an answer to a weight command.
func sicsWeight(state, rest []byte) Frame {
	bad := Frame{Kind: KindNone, Key: "scale.unreadable"}
	if len(rest) == 0 {
		switch string(state) {
		case "+":
			return Frame{Kind: KindStatus, Flags: Over}
		case "-":
			return Frame{Kind: KindStatus, Flags: Under}
		}
		return sicsConsent(state, rest)
	}
	f := Frame{Kind: KindWeight}
	switch {
	case string(state) == "S":
	case string(state) == "D":
		f.Flags = Motion
	case len(state) == 1 && letter(state[0]):
		f.Flags = Unknown // S A is in a public driver's tests, and in no manual
	default:
		return bad
	}
	if !sicsValue(&f, rest) {
		return bad
	}
	if f.Kind == KindWeight && f.Unit == manifest.UnitNone && f.Flags&Unknown == 0 {
		bad.Key = "scale.unit-missing"
		return bad
	}
	f.Stable = f.Kind == KindWeight && f.Flags&(Motion|Unknown) == 0
	return f
}

// sicsValue reads a number and its unit, which may be missing, by the blanks between them: columns differ by model. A
// number of pieces or a percentage makes the frame one of that kind.
func sicsValue(f *Frame, b []byte) bool {
	value, letters := sicsWord(b)
	if len(letters) > 0 && bytes.IndexByte(letters, ' ') >= 0 {
		return false
	}
	digits, minus := splitSign(value)
	n, unit, ok := sicsNumber(digits, letters)
	if !ok {
		return false
	}
	if minus {
		n.Mantissa = -n.Mantissa
		f.Flags |= UnderZero
	}
	switch unit {
	case unitPieces:
		f.Kind = KindCount
	case unitPercent:
		f.Kind = KindPercent
	case manifest.UnitNone:
		if len(letters) > 0 {
			f.Flags |= Unknown
		}
	}
	f.Number, f.HasNum, f.Unit = n, true, unit
	return true
}

// sicsNumber reads a number in a unit. Pounds and ounces, as 12:07.50 lb:oz, become ounces.
func sicsNumber(value, letters []byte) (n Number, unit manifest.Unit, ok bool) {
	if is(letters, "lb:oz") {
		pounds, ounces, _ := bytes.Cut(value, []byte{':'})
		p, ok := number(pounds, false)
		if !ok {
			return n, "", false
		}
		o, ok := number(ounces, false)
		if !ok {
			return n, "", false
		}
		n, ok = poundsOunces(p, o)
		return n, manifest.UnitOunce, ok
	}
	n, ok = number(value, false)
	if !ok {
		return n, "", false
	}
	unit, _ = unitNamed(letters)
	return n, unit, true
}
