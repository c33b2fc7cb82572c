package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"packline/manifest"
)

// Type names what happened.
type Type string

// Body is what an event says beside its envelope: one of this file's types, a closed set.
type Body interface{ Type() Type }

// EpochOpened is the first event of every epoch: it names the epoch before it, if there was one.
type EpochOpened struct {
	OldEpoch  manifest.Epoch `json:"old_epoch,omitzero"`
	OldSeq    uint64         `json:"old_seq,omitempty"`
	OldHash   Hash           `json:"old_hash,omitzero"`
	Reason    string         `json:"reason"` // new, simulation, live, restored
	Simulated bool           `json:"simulated,omitempty"`
	Warehouse string         `json:"warehouse,omitempty"`
}

// SignedIn says that an operator took the station.
type SignedIn struct {
	Role manifest.Role `json:"role"`
}

// SignedOut says that the operator left.
type SignedOut struct{}

// SimulationAcknowledged says that the operator has seen that nothing packed here is real.
type SimulationAcknowledged struct {
	Rulebook manifest.RulebookRef `json:"rulebook"`
}

// CartonOpened starts a carton. It carries the whole order as it was judged, persons sealed.
type CartonOpened struct {
	Shipment  manifest.Shipment  `json:"shipment"`
	Order     SealedOrder        `json:"order"`
	N         int                `json:"n"`
	Judgement manifest.Judgement `json:"judgement"` // of everything but the weight
}

// CartonTaken says that another operator took over an open carton.
type CartonTaken struct {
	From string `json:"from"`
}

// Weighed is the weight of a carton that isn't packed yet.
type Weighed struct {
	Proof manifest.WeightProof `json:"proof"`
}

// Judged is a verdict that stopped a carton.
type Judged struct {
	Judgement manifest.Judgement `json:"judgement"`
}

// Acknowledged says that the picker has seen the warnings of these rules.
type Acknowledged struct {
	Rules []string `json:"rules"`
}

// HoldCleared says that a lead let a held carton go.
type HoldCleared struct {
	Clearing manifest.Clearing `json:"clearing"`
}

// ClearingRefused says that somebody tried to clear a hold, or to decide something else that is a lead's, and may not.
type ClearingRefused struct {
	Badge  string `json:"badge"`
	Reason string `json:"reason"`        // pin, role, no-pin, locked
	For    string `json:"for,omitempty"` // manual-weight, check-weight; empty: a hold
}

// CheckWeighed is the scale's answer to a known weight. It is about no carton.
type CheckWeighed struct {
	Known     manifest.Shown       `json:"known"`
	Proof     manifest.WeightProof `json:"proof"`
	Tolerance manifest.Weight      `json:"tolerance"` // how far the scale may be off
	Within    bool                 `json:"within"`
}

// ScaleTrusted says that a lead let a scale be used that failed its check.
type ScaleTrusted struct {
	Lead   string `json:"lead"`   // badge
	Reason string `json:"reason"` // a phrase key
}

// Parked sets an open carton aside; Resumed takes it up again.
type Parked struct {
	Verdict manifest.Verdict `json:"verdict"`
}

// Resumed takes up a carton that was set aside.
type Resumed struct{}

// Cancelled ends a carton that was never packed.
type Cancelled struct {
	Reason string `json:"reason"` // operator, rejected, shipment
}

// Packed commits a carton: from here on it counts.
type Packed struct {
	SSCC      manifest.SSCC        `json:"sscc"`
	Serial    uint64               `json:"serial"`
	N         int                  `json:"n"`
	M         int                  `json:"m"`
	Contents  []manifest.PackedQty `json:"contents"`
	Proof     manifest.WeightProof `json:"proof"`
	Judgement manifest.Judgement   `json:"judgement"`
	Crossing  manifest.Crossing    `json:"crossing"`
	ValueUSD  string               `json:"value_usd,omitempty"`
	Tracking  string               `json:"tracking,omitempty"`
	Simulated bool                 `json:"simulated,omitempty"`
}

// LabelIntended says that a copy is about to be sent to the printer.
type LabelIntended struct {
	Copy   int    `json:"copy"`
	Reason string `json:"reason,omitempty"`
}

// LabelSent says that all of a copy went out and the printer doesn't tell more.
type LabelSent struct {
	Copy int `json:"copy"`
}

// LabelNotSent says that nothing of a copy went out: the same copy may be sent again.
type LabelNotSent struct {
	Copy    int             `json:"copy"`
	Problem manifest.Phrase `json:"problem"`
}

// LabelConfirmed says that a copy exists.
type LabelConfirmed struct {
	Copy int    `json:"copy"`
	By   string `json:"by"` // printer or scan
}

// LabelUnknown says that nobody knows whether a copy came out.
type LabelUnknown struct {
	Copy    int             `json:"copy"`
	Problem manifest.Phrase `json:"problem,omitzero"`
}

// LabelVoid says that a copy was replaced and is refused from now on.
type LabelVoid struct {
	Copy int `json:"copy"`
}

// LabelDestroyed says that a person declared a copy not to exist.
type LabelDestroyed struct {
	Copy int `json:"copy"`
}

// Closed says that the label was scanned on its box.
type Closed struct {
	By   string `json:"by"`             // label, sscc, tracking, off
	Copy int    `json:"copy,omitempty"` // of the 2D code; 0 when the code doesn't tell
}

// Reweighed is a new weight of a packed carton and the verdict that follows from it.
type Reweighed struct {
	Proof     manifest.WeightProof `json:"proof"`
	Judgement manifest.Judgement   `json:"judgement"`
}

// Voided ends a carton that was packed. Last says that no carton of its shipment is left.
type Voided struct {
	Reason string `json:"reason"`
	Last   bool   `json:"last,omitempty"`
}

// HoldSeen says that a hold of the centre was shown at the station.
type HoldSeen struct {
	Hold manifest.HoldNote `json:"hold"`
}

// Unknown is the body of an event type that this program doesn't know; it is kept as it came.
type Unknown struct {
	Of  Type
	Raw json.RawMessage
}

// Type gives the type that the event came with.
func (u Unknown) Type() Type { return u.Of }

// MarshalJSON writes the body as it came.
func (u Unknown) MarshalJSON() ([]byte, error) { return u.Raw, nil }

// The names of the types, never changed once written.
func (EpochOpened) Type() Type            { return "epoch-opened" }
func (SignedIn) Type() Type               { return "signed-in" }
func (SignedOut) Type() Type              { return "signed-out" }
func (SimulationAcknowledged) Type() Type { return "simulation-acknowledged" }
func (CartonOpened) Type() Type           { return "carton-opened" }
func (CartonTaken) Type() Type            { return "carton-taken" }
func (Weighed) Type() Type                { return "weighed" }
func (Judged) Type() Type                 { return "judged" }
func (Acknowledged) Type() Type           { return "acknowledged" }
func (HoldCleared) Type() Type            { return "hold-cleared" }
func (ClearingRefused) Type() Type        { return "clearing-refused" }
func (Parked) Type() Type                 { return "parked" }
func (Resumed) Type() Type                { return "resumed" }
func (Cancelled) Type() Type              { return "cancelled" }
func (Packed) Type() Type                 { return "packed" }
func (LabelIntended) Type() Type          { return "label-intended" }
func (LabelSent) Type() Type              { return "label-sent" }
func (LabelNotSent) Type() Type           { return "label-not-sent" }
func (LabelConfirmed) Type() Type         { return "label-confirmed" }
func (LabelUnknown) Type() Type           { return "label-unknown" }
func (LabelVoid) Type() Type              { return "label-void" }
func (LabelDestroyed) Type() Type         { return "label-destroyed" }
func (Closed) Type() Type                 { return "closed" }
func (Reweighed) Type() Type              { return "reweighed" }
func (Voided) Type() Type                 { return "voided" }
func (HoldSeen) Type() Type               { return "hold-seen" }
func (CheckWeighed) Type() Type           { return "check-weighed" }
func (ScaleTrusted) Type() Type           { return "scale-trusted" }

func decodeBody(t Type, raw json.RawMessage) (Body, error) {
	decode, ok := known()[t]
	if !ok {
		return Unknown{Of: t, Raw: raw}, nil
	}
	return decode(raw)
}

// known is the closed set, made once.
var known = sync.OnceValue(bodies)

func bodies() map[Type]func(json.RawMessage) (Body, error) {
	all := map[Type]func(json.RawMessage) (Body, error){
		"epoch-opened": into[EpochOpened], "signed-in": into[SignedIn], "signed-out": into[SignedOut],
		"simulation-acknowledged": into[SimulationAcknowledged], "carton-opened": into[CartonOpened],
		"carton-taken": into[CartonTaken], "weighed": into[Weighed], "judged": into[Judged],
		"acknowledged": into[Acknowledged], "hold-cleared": into[HoldCleared],
		"clearing-refused": into[ClearingRefused], "parked": into[Parked], "resumed": into[Resumed],
		"cancelled": into[Cancelled], "packed": into[Packed], "label-intended": into[LabelIntended],
		"label-sent": into[LabelSent], "label-not-sent": into[LabelNotSent],
		"label-confirmed": into[LabelConfirmed], "label-unknown": into[LabelUnknown],
		"label-void": into[LabelVoid], "label-destroyed": into[LabelDestroyed], "closed": into[Closed],
		"reweighed": into[Reweighed], "voided": into[Voided], "hold-seen": into[HoldSeen],
		"check-weighed": into[CheckWeighed], "scale-trusted": into[ScaleTrusted],
	}
	maps.Copy(all, centreBodies())
	return all
}

func into[B Body](raw json.RawMessage) (Body, error) {
	var body B
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("cannot read its body: %w", err)
	}
	return body, nil
}
