package scanner

import (
	"time"

	"packline/devices"
)

// What tests see of the decoders.

// PosDecoder is the decoder of USB HID POS reports.
type PosDecoder struct{ d posDecoder }

// NewPosDecoder makes one.
func NewPosDecoder() *PosDecoder { return &PosDecoder{} }

// Feed takes a report.
func (p *PosDecoder) Feed(report []byte, at time.Time, code func(raw []byte, problem string)) {
	p.d.feed(report, at, code)
}

// Pause tells of a silence.
func (p *PosDecoder) Pause(code func(raw []byte, problem string)) { p.d.pause(code) }

// Held is how many bytes it keeps.
func (p *PosDecoder) Held() int { return len(p.d.held) }

// Cutter is the decoder of lines.
type Cutter struct{ c cutter }

// NewCutter makes one for an address.
func NewCutter(address string) (*Cutter, error) {
	a, err := devices.ParseAddress(address)
	if err != nil {
		return nil, err
	}
	f, err := parseFraming(a)
	return &Cutter{cutter{framing: f}}, err
}

// Feed takes bytes.
func (c *Cutter) Feed(b []byte, code func(raw []byte, problem string)) {
	c.c.feed(b, time.Time{}, code)
}

// Pause tells of a silence.
func (c *Cutter) Pause(code func(raw []byte, problem string)) { c.c.pause(code) }

// Held is how many bytes it keeps.
func (c *Cutter) Held() int { return len(c.c.held) }
