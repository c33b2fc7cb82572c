package manifest

import "encoding/json"

// Change is one piece of reference data that comes to a station: from the centre's feed, from its config or from an
// imported order file. Kind says which of the fields is set; a kind not known here keeps its bytes in Raw.
type Change struct {
	Kind     ChangeKind        `json:"kind"`
	Order    *Order            `json:"order,omitempty"`
	OrderKey []byte            `json:"order_key,omitempty"` // with an order: what its personal fields are sealed with
	OrderID  string            `json:"order_id,omitempty"`  // of a cancellation
	Client   *Client           `json:"client,omitempty"`
	Lane     *Lane             `json:"lane,omitempty"`
	Operator *Operator         `json:"operator,omitempty"`
	Rate     *Rate             `json:"fx,omitempty"`
	Claim    *Claim            `json:"claim,omitempty"`
	Hold     *HoldNote         `json:"hold,omitempty"`
	Load     *Load             `json:"load,omitempty"`
	Block    *NumberBlock      `json:"block,omitempty"`
	Shipment *ShipmentMark     `json:"shipment,omitempty"` // what a confirmation, a release or a carton of a load is about
	Station  string            `json:"station,omitempty"`  // where an order is open
	Rulebook *RulebookDocument `json:"rulebook,omitempty"`
	Raw      json.RawMessage   `json:"raw,omitempty"`
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

// Known reports whether a change is of a kind that this program knows.
func (k ChangeKind) Known() bool {
	switch k {
	case ChangeOrder, ChangeCancel, ChangeOpenElsewhere, ChangeClient, ChangeLane, ChangeLoad, ChangeLoadCarton,
		ChangeConfirmed, ChangeHold, ChangeRelease, ChangeClaim, ChangePairDecision, ChangeSharedContacts, ChangeClearance,
		ChangeRulebook, ChangeFX, ChangeOperator, ChangeRegister, ChangeBlockLease, ChangeSettings:
		return true
	}
	return false
}

// ShipmentMark names a shipment, and a carton of it where one is meant, with what the centre says of it.
type ShipmentMark struct {
	Shipment ID     `json:"shipment"`
	Carton   ID     `json:"carton,omitzero"`
	SSCC     SSCC   `json:"sscc,omitempty"`
	Order    string `json:"order,omitempty"`
	Load     string `json:"load,omitempty"`
	Rank     uint64 `json:"rank,omitempty"`
	Removed  bool   `json:"removed,omitempty"` // from the load
}

// NumberBlock is a block of SSCC serials that belongs to one station. Blocks are never given twice.
type NumberBlock struct {
	Prefix    string `json:"prefix"`
	Extension int    `json:"extension"` // 0 to 8 for leased blocks, 9 for a station's own static one
	First     uint64 `json:"first"`
	Last      uint64 `json:"last"`
	Request   ID     `json:"request,omitzero"` // that it answers
}
