package scale

import (
	"fmt"
	"time"

	"packline/devices"
	"packline/manifest"
)

// Decoded is what one frame says, as packstation decode and devices watch write it.
type Decoded struct {
	Frame  Kind     `json:"frame"`
	Weight *string  `json:"weight"` // the scale's own digits; null where no weight may be taken
	Unit   *string  `json:"unit"`   // null where the frame carries none
	Stable bool     `json:"stable"`
	Flags  []string `json:"flags"`

	At      time.Time       `json:"-"` // of a live frame
	Raw     []byte          `json:"-"`
	Problem manifest.Phrase `json:"-"` // what makes it no good frame
}

// Decode reads a capture of a protocol and gives its last whole frame; a capture without one is of kind none.
func Decode(name string, capture []byte) (Decoded, error) {
	f, ok := familyOf(name)
	if !ok {
		cause := fmt.Errorf("cannot decode: unknown protocol %q", name)
		return Decoded{}, devices.Fail("scale.unknown-protocol", cause, name, nameList())
	}
	last := decoded(Frame{Kind: KindNone})
	f.decoder(decoderOptions{}).feed(capture, func(f Frame) {
		if f.Kind != KindNone {
			last = decoded(f)
		}
	})
	return last, nil
}

// decoded writes a frame down. What it holds is its own to keep.
func decoded(f Frame) Decoded {
	number, shows := f.Weight()
	flags := f.Flags
	if shows && number.Mantissa < 0 {
		flags |= UnderZero
	}
	d := Decoded{Frame: f.Kind, Flags: flags.FlagNames(), Raw: append([]byte(nil), f.Raw...)}
	if shows {
		weight := number.String()
		d.Weight = &weight
	}
	if f.Kind == KindWeight && f.Unit != manifest.UnitNone {
		unit := string(f.Unit)
		d.Unit = &unit
	}
	if f.Kind == KindWeight || f.Kind == KindStatus {
		d.Stable = f.Stable && flags&(Motion|Unknown|noWeight) == 0
	}
	d.Problem = frameProblem(f)
	return d
}

// show passes a frame on as it came.
func (s *session) show(f Frame, at time.Time) {
	if s.scale.opt.Frame == nil {
		return
	}
	d := decoded(f)
	d.At = at
	s.scale.opt.Frame(d)
}

// showNoise passes bytes on that were no frame.
func (s *session) showNoise(r manifest.Reading) {
	if s.scale.opt.Frame == nil {
		return
	}
	d := decoded(Frame{Kind: KindNone, Raw: r.Raw})
	d.At, d.Problem = r.At, r.Problem
	s.scale.opt.Frame(d)
}
