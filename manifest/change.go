package manifest

import "encoding/json"

// Change is one piece of reference data that comes to a station: from the centre's feed, from its config or from an
// imported order file. Kind says which of the fields is set; a kind not known here keeps its bytes in Raw.
type Change struct {
	Kind     ChangeKind      `json:"kind"`
	Order    *Order          `json:"order,omitempty"`
	OrderKey []byte          `json:"order_key,omitempty"` // with an order: what its personal fields are sealed with
	OrderID  string          `json:"order_id,omitempty"`  // of a cancellation
	Client   *Client         `json:"client,omitempty"`
	Lane     *Lane           `json:"lane,omitempty"`
	Operator *Operator       `json:"operator,omitempty"`
	Rate     *Rate           `json:"fx,omitempty"`
	Claim    *Claim          `json:"claim,omitempty"`
	Hold     *HoldNote       `json:"hold,omitempty"`
	Load     *Load           `json:"load,omitempty"`
	Raw      json.RawMessage `json:"raw,omitempty"`
}

// ChangeKind names what changed.
type ChangeKind string

// The closed set of changes.
const (
	ChangeOrder          ChangeKind = "order"
	ChangeCancel         ChangeKind = "cancel"
	ChangeOpenElsewhere  ChangeKind = "order-open-elsewhere"
	ChangeClient         ChangeKind = "client"
	ChangeLane           ChangeKind = "lane"
	ChangeLoad           ChangeKind = "load"
	ChangeLoadCarton     ChangeKind = "carton-of-load"
	ChangeConfirmed      ChangeKind = "verdict-confirmed"
	ChangeHold           ChangeKind = "hold"
	ChangeRelease        ChangeKind = "release"
	ChangeClaim          ChangeKind = "claim"
	ChangePairDecision   ChangeKind = "pair-decision"
	ChangeSharedContacts ChangeKind = "shared-contacts"
	ChangeClearance      ChangeKind = "clearance"
	ChangeRulebook       ChangeKind = "rulebook"
	ChangeFX             ChangeKind = "fx"
	ChangeOperator       ChangeKind = "operator"
	ChangeRegister       ChangeKind = "register"
	ChangeBlockLease     ChangeKind = "block-lease"
	ChangeSettings       ChangeKind = "settings"
)
