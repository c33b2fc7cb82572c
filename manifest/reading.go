package manifest

import "time"

// Reading is one answer of a scale. A reading is usable as a weight only when Usable says so; everything else it
// carries is for the screen and for the record.
type Reading struct {
	Weight     Weight    `json:"weight"`
	Shown      Shown     `json:"shown,omitzero"` // the device's own digits, without leading zeros
	Stable     bool      `json:"stable"`
	ByRest     bool      `json:"by_rest,omitempty"` // the scale never says so: equal readings over a time stand for stable
	Motion     bool      `json:"motion,omitempty"`
	Over       bool      `json:"over,omitempty"`       // over capacity: digits are not to be used
	Under      bool      `json:"under,omitempty"`      // under zero
	Zero       bool      `json:"zero,omitempty"`       // centre of zero
	ZeroFault  bool      `json:"zero_fault,omitempty"` // outside the zero-capture range
	Net        bool      `json:"net,omitempty"`        // a tare is taken
	Unreadable bool      `json:"unreadable,omitempty"` // bytes that are no frame of this protocol
	Silent     bool      `json:"silent,omitempty"`     // asked, and no answer came in time
	Renewed    bool      `json:"renewed,omitempty"`    // a held weight, confirmed unchanged by a status
	Problem    Phrase    `json:"problem,omitzero"`     // what is wrong with it, as the scale's driver says
	Resolution Weight    `json:"resolution,omitempty"` // the scale's division where it is known, else the step of the last digit
	Raw        []byte    `json:"raw,omitempty"`        // the frame as it came
	Asked      time.Time `json:"asked,omitzero"`       // when the request was sent that this answers
	At         time.Time `json:"at"`                   // when the frame was complete
	Scale      string    `json:"scale,omitempty"`      // address
	Serial     string    `json:"serial,omitempty"`     // of the device, where it tells
}

// Usable reports whether the reading may become a carton's weight: whole, stable, positive, in range, of the whole load
// (a tare taken off would make the carton lighter than it is).
func (r Reading) Usable() bool {
	return r.Stable && !r.Motion && !r.Over && !r.Under && !r.ZeroFault && !r.Net && !r.Unreadable && !r.Silent && r.Weight > 0
}

// NearZero reports whether the plate is empty within two divisions: a stable reading of at most 2 resolutions.
func (r Reading) NearZero() bool {
	if r.Over || r.Motion || r.Unreadable || r.Silent || r.Under {
		return false
	}
	return r.Stable && r.Weight.abs() <= 2*r.Resolution
}

func (w Weight) abs() Weight {
	if w < 0 {
		return -w
	}
	return w
}
