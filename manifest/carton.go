package manifest

import "time"

// CartonState is how far a carton has come.
type CartonState string

// The states of a carton. Claims count from packed on.
const (
	CartonOpen     CartonState = "open"
	CartonPacked   CartonState = "packed" // committed, label intended
	CartonDone     CartonState = "done"   // its label was scanned on the box
	CartonLoaded   CartonState = "loaded"
	CartonDeparted CartonState = "departed"
	CartonVoid     CartonState = "void"
	CartonRemoved  CartonState = "removed"
	CartonReturned CartonState = "returned"
)

// Counts reports whether a carton in this state counts against the limits of its person and order.
func (s CartonState) Counts() bool {
	switch s {
	case CartonPacked, CartonDone, CartonLoaded, CartonDeparted:
		return true
	}
	return false
}

// Carton is one physical box with its own label.
type Carton struct {
	ID        ID          `json:"id"`
	Shipment  ID          `json:"shipment"`
	SSCC      SSCC        `json:"sscc,omitempty"` // given when it is packed
	Order     string      `json:"order"`
	Revision  int         `json:"revision"`
	N         int         `json:"n"`
	M         int         `json:"m,omitempty"` // 0 while the number of cartons isn't known
	Packed    []PackedQty `json:"packed,omitempty"`
	Weight    WeightProof `json:"weight,omitzero"`
	Judgement Judgement   `json:"judgement,omitzero"`
	Cleared   []Clearing  `json:"cleared,omitempty"`
	Warned    []string    `json:"warned,omitempty"` // rules the picker acknowledged
	Lane      string      `json:"lane"`
	Container string      `json:"container,omitempty"`
	Load      string      `json:"load,omitempty"`
	State     CartonState `json:"state"`
	Parked    bool        `json:"parked,omitempty"` // open, set aside, to be taken up again
	Copies    []LabelCopy `json:"copies,omitempty"`
	Tracking  string      `json:"tracking,omitempty"`
	Station   string      `json:"station"`
	Operator  string      `json:"operator"` // badge of who has it, or packed it
	OpenedAt  time.Time   `json:"opened_at"`
	PackedAt  time.Time   `json:"packed_at,omitzero"`
	Simulated bool        `json:"simulated,omitempty"`
}

// Live gives the label copy that is to be on the box: the highest number that isn't void or destroyed. The zero copy
// means there is none.
func (c Carton) Live() LabelCopy {
	for i := len(c.Copies) - 1; i >= 0; i-- {
		if s := c.Copies[i].State; s != CopyVoid && s != CopyDestroyed {
			return c.Copies[i]
		}
	}
	return LabelCopy{}
}

// Reweigh reports whether the carton is to be weighed again before it leaves: its weight was keyed in.
func (c Carton) Reweigh() bool {
	return c.Weight.Manual != nil && c.State.Counts() && c.State != CartonDeparted
}

// CartonLine is a carton as it is listed for other programs.
type CartonLine struct {
	ID          ID          `json:"carton_id"`
	SSCC        SSCC        `json:"sscc"`
	Order       string      `json:"order_id"`
	State       CartonState `json:"state"`
	Verdict     Verdict     `json:"verdict"`
	Provisional bool        `json:"provisional"`
	Weight      *Shown      `json:"weight"` // as the scale showed, or as it was keyed; null before it was weighed
	// Reweigh says that the weight was keyed in, and the carton is to be weighed again before it leaves.
	Reweigh bool       `json:"reweigh,omitempty"`
	Copies  []CopyLine `json:"copies"`
}

// CopyLine is a label copy as it is listed.
type CopyLine struct {
	N     int       `json:"n"` // from 1
	State CopyState `json:"state"`
}

// Line gives the carton as it is listed.
func (c Carton) Line() CartonLine {
	line := CartonLine{
		ID: c.ID, SSCC: c.SSCC, Order: c.Order, State: c.State, Verdict: c.Judgement.Verdict,
		Provisional: c.Judgement.Provisional, Reweigh: c.Reweigh(), Copies: []CopyLine{},
	}
	if shown := c.Weight.Shown; !shown.IsZero() {
		line.Weight = &shown
	}
	for _, one := range c.Copies {
		line.Copies = append(line.Copies, CopyLine{N: one.N, State: one.State})
	}
	return line
}

// PackedQty is how much of an order line went into a carton, and whether it was typed or scanned.
type PackedQty struct {
	Line    int   `json:"line"` // from 0, as in the order's revision
	Qty     int64 `json:"qty"`
	Scanned bool  `json:"scanned,omitempty"`
}

// LabelCopy is one physical print of a carton's label.
type LabelCopy struct {
	N      int       `json:"n"` // from 1
	State  CopyState `json:"state"`
	Reason string    `json:"reason,omitempty"` // why it was printed again
}

// CopyState is what is known about a label copy.
type CopyState string

// The states of a label copy.
const (
	CopyIntended  CopyState = "intended"  // recorded, nothing sent yet
	CopySent      CopyState = "sent"      // wholly sent; the printer hasn't said that it is out
	CopyConfirmed CopyState = "confirmed" // the printer said so, or it was scanned
	CopyUnknown   CopyState = "unknown"   // may have come out: only a person can tell
	CopyVoid      CopyState = "void"      // replaced: refused wherever it is scanned
	CopyDestroyed CopyState = "destroyed" // a person said that it doesn't exist
)
