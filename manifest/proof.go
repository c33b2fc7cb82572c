package manifest

import "time"

// WeightProof is what the carton's weight rests on: what the scale indicated, which scale it was and how it stood, or who
// answered for a weight that no scale gave.
type WeightProof struct {
	Weight      Weight      `json:"weight"` // nanograms
	Shown       Shown       `json:"shown"`  // what the scale showed, or what was keyed
	Raw         []byte      `json:"raw,omitempty"`
	Scale       string      `json:"scale,omitempty"` // address
	Serial      string      `json:"serial,omitempty"`
	Resolution  Weight      `json:"resolution,omitempty"` // one division; 0 when it isn't known
	Stable      bool        `json:"stable"`
	ByRest      bool        `json:"by_rest,omitempty"` // stable by equal readings over a time, not by the scale's own word
	At          time.Time   `json:"at"`
	LastZero    time.Time   `json:"last_zero,omitzero"`
	CheckWeight *CheckMark  `json:"check_weight,omitempty"` // the scale's last check, whatever its day
	Manual      *ManualMark `json:"manual,omitempty"`
}

// CheckMark is the last check of a scale with a known weight.
type CheckMark struct {
	At     time.Time `json:"at"`
	Known  Shown     `json:"known"`
	Shown  Shown     `json:"shown"`
	Failed bool      `json:"failed,omitempty"` // further from the known weight than is allowed
	Lead   string    `json:"lead,omitempty"`   // badge of who let the scale be used all the same
	Reason string    `json:"reason,omitempty"` // why, a phrase key
}

// Stops reports whether no weight may be taken of the scale: it failed, and nobody has answered for it.
func (m CheckMark) Stops() bool { return m.Failed && m.Lead == "" }

// ManualMark says who let a weight be keyed in while the scale was dead. When is the proof's own time.
type ManualMark struct {
	Lead   string `json:"lead"`            // badge
	Reason string `json:"reason"`          // the lead's, a phrase key
	Fault  string `json:"fault,omitempty"` // what the station saw: gone, silent, unreadable, check
	Keyed  string `json:"keyed,omitempty"` // badge of who was signed in and keyed it
}
