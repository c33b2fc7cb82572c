package scale

import (
	"math"
	"strconv"

	"packline/manifest"
)

// Kind is what a frame is by its form.
type Kind string

// The kinds of frames.
const (
	KindNone    Kind = "none"   // no whole frame
	KindWeight  Kind = "weight" // the load, or the digits that stand in for it
	KindStatus  Kind = "status" // state bits without a weight
	KindAck     Kind = "ack"    // the scale did or took what it was asked
	KindError   Kind = "error"  // the scale refused, or did not understand
	KindCount   Kind = "count"  // pieces
	KindTare    Kind = "tare"   // the tare, which is not the load
	KindPercent Kind = "percent"
)

// Flags are what a frame says about the load and the scale.
type Flags uint16

// The flags. Those that no frame should have are last: a reading with one of them is never stable.
const (
	Motion     Flags = 1 << iota
	Over             // over capacity: digits are not to be used
	Under            // under capacity: digits are not to be used
	UnderZero        // below zero: the load is negative
	Zero             // centre of zero
	Net              // a tare is taken
	ZeroError        // outside the zero-capture range, or no zero at power-up
	OutOfRange       // the scale says that it can't tell the weight
	PowerUp          // not valid yet after power-up
	Broken           // a fault of the scale itself: memory, calibration
	Unknown          // bits or letters that the manual doesn't have
)

// FlagNames gives the names of the flags that are set, in a fixed order, as packstation decode writes them. Broken and
// Unknown have none: they show as not stable.
func (f Flags) FlagNames() []string {
	names := []string{}
	for i, name := range [...]string{
		"motion", "over_capacity", "under_capacity", "under_zero", "zero", "net", "zero_error", "out_of_range", "power_up",
	} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// noWeight are the flags with which a frame's digits are not to be used.
const noWeight = Over | Under | ZeroError | OutOfRange | PowerUp | Broken

// Number is a decimal number as a device shows it: Mantissa / 10^Decimals, so that 12.40 keeps its last zero. Decimals
// may be negative.
type Number struct {
	Mantissa int64
	Decimals int8
}

// String writes the number without leading zeros: 12.40, 0.05, -3, 1200.
func (n Number) String() string { return string(n.Append(nil)) }

// Append appends what String gives.
func (n Number) Append(b []byte) []byte {
	m := n.Mantissa
	if m < 0 {
		b, m = append(b, '-'), -m
	}
	var digits [32]byte
	d := strconv.AppendInt(digits[:0], m, 10)
	if n.Decimals <= 0 {
		b = append(b, d...)
		for i := n.Decimals; i < 0 && m != 0; i++ {
			b = append(b, '0')
		}
		return b
	}
	point := len(d) - int(n.Decimals)
	if point <= 0 {
		b = append(b, "0."...)
		for ; point < 0; point++ {
			b = append(b, '0')
		}
		return append(b, d...)
	}
	b = append(b, d[:point]...)
	b = append(b, '.')
	return append(b, d[point:]...)
}

// maxDigits is how many digits a number may have: more never come from a scale, and fewer always fit.
const maxDigits = 12

// number reads digits with at most one point, which may also be a comma when comma is set. Blanks may lead. It takes
// no sign: where that stands differs by family. ok is false for anything else, for no digit, and for too many.
func number(b []byte, comma bool) (n Number, ok bool) {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	digits, point := 0, false
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			n.Mantissa = 10*n.Mantissa + int64(c-'0')
			if digits++; digits > maxDigits {
				return Number{}, false
			}
			if point {
				n.Decimals++
			}
		case (c == '.' || comma && c == ',') && !point:
			point = true
		default:
			return Number{}, false
		}
	}
	return n, digits > 0
}

// Frame is one whole frame of a scale and what it says. Raw is the decoder's own and valid until it is fed again.
type Frame struct {
	Kind   Kind
	Number Number        // of a weight, tare, count or percent frame
	HasNum bool          // Number was read: an overloaded scale sends none
	Unit   manifest.Unit // empty where the frame carries none; of units without a Weight the manual's name, such as ozt
	Stable bool          // the frame says that the load rests, and nothing in it says otherwise
	Flags  Flags
	Step   int8   // of the last digit where the frame tells it: 1, 2 or 5; 0 where it doesn't
	Text   string // what an identity answer says, such as the serial number
	Key    string // phrase of what is wrong with it, such as scale.unreadable
	Raw    []byte
}

// Weight gives the digits that may be shown as the load: of a weight frame that isn't over, under or at fault.
func (f Frame) Weight() (Number, bool) {
	return f.Number, f.Kind == KindWeight && f.HasNum && f.Flags&noWeight == 0
}

// decoder cuts a family's bytes into frames and reads them: a pure function of the bytes, which allocates nothing for
// a good frame. A frame is taken whole or not at all; what isn't one is noise.
type decoder interface {
	// feed takes bytes in pieces of any size and gives every frame that became complete.
	feed(b []byte, give func(Frame))
	// lapse tells that the line was silent for so long that a half frame won't be completed any more.
	lapse()
	// noise gives what has come since it was last called and was no frame.
	noise() noise
}

// noise is what came and was no frame.
type noise struct {
	raw      []byte // the last of it
	settings bool   // it looks like frames read with the wrong line settings
}

// junk is the memory of bytes that were in no frame: decoders embed it.
type junk struct {
	last  [16]byte
	count int
	high  bool
}

// drop counts bytes that are in no frame.
func (j *junk) drop(b ...byte) {
	for _, c := range b {
		j.last[j.count%len(j.last)] = c
		j.count = (j.count + 1) & math.MaxInt32
		j.high = j.high || c&0x80 != 0 || c == 0
	}
}

// takeNoise gives what was dropped, and forgets it.
func (j *junk) takeNoise() noise {
	n := noise{settings: j.high}
	for i := max(0, j.count-len(j.last)); i < j.count; i++ {
		n.raw = append(n.raw, j.last[i%len(j.last)])
	}
	j.count, j.high = 0, false
	return n
}

// family is one protocol: how it is spoken and who reads it. The list of them is families.
type family struct {
	name string
	line string // the usual settings of its serial line, such as 7E1
	baud string // the usual speed
	// Requests; nil where the family has none. A family without weight streams by itself.
	weight, zero, tare, clear, serial []byte
	// follow gives the request that a frame calls for at once, such as the DC1 after a scale's ACK; nil for none.
	follow func(Frame) []byte

	units     []manifest.Unit // that unit= may name; nil for lb, kg, oz and g
	needsUnit bool            // frames carry no unit: the address must
	noFlag    bool            // frames don't tell motion: equal readings over a time must
	holds     bool            // a weight is sent once, and then only a status until the load changes
	unmarked  bool            // a line has no mark at its start: the first one heard may have lost its beginning, and its minus
	quiet     bool            // it answers only when there is something new: silence is no fault
	decoder   func(decoderOptions) decoder
}

// decoderOptions are an address's parameters that change how bytes are read.
type decoderOptions struct {
	unit   manifest.Unit
	divide int8 // decimals to put into a number that comes without a point; 0 for none
}
