package manifest

import "time"

// Shipment is what is declared with one SCN to one consignee.
type Shipment struct {
	ID        ID          `json:"id"`
	Order     string      `json:"order"`
	Revision  int         `json:"revision"`
	Client    string      `json:"client,omitempty"`
	PlacedAt  time.Time   `json:"placed_at,omitzero"` // of the order
	Lane      string      `json:"lane"`
	Crossing  Crossing    `json:"crossing"`
	Load      string      `json:"load,omitempty"` // replaces the crossing once there is one
	SCN       string      `json:"scn,omitempty"`  // given when it is put on a load
	Release   ReleaseType `json:"release"`
	Route     Route       `json:"route,omitempty"`
	Match     MatchKeys   `json:"match"`
	ValueUSD  string      `json:"value_usd,omitempty"` // exact decimal; empty when no rate was known
	State     CartonState `json:"state"`               // of its cartons together: the least advanced that counts
	Simulated bool        `json:"simulated,omitempty"`
}

// BorderDay is the day of the one-person-one-day rule: of the crossing until there is a load.
func (s Shipment) BorderDay() Date { return s.Crossing.Date }

// Claim says that a person has a shipment on a border day. Only claims of lower rank count against it.
type Claim struct {
	Shipment ID        `json:"shipment"`
	Order    string    `json:"order"`
	PlacedAt time.Time `json:"placed_at,omitzero"`
	Match    MatchKeys `json:"match"`
	Crossing Crossing  `json:"crossing"`
	ValueUSD string    `json:"value_usd,omitempty"`
	Rank     uint64    `json:"rank,omitempty"` // the centre's commit number; 0 while it has none
	Station  string    `json:"station,omitempty"`
	Void     bool      `json:"void,omitempty"`
}

// HoldNote is a hold on a shipment, by a station's own judgement or sent down by the centre.
type HoldNote struct {
	Shipment ID        `json:"shipment"`
	Carton   ID        `json:"carton,omitzero"`
	SSCC     SSCC      `json:"sscc,omitempty"`
	Order    string    `json:"order,omitempty"`
	Findings []Finding `json:"findings"`
	At       time.Time `json:"at"`
	Cleared  *Clearing `json:"cleared,omitempty"`
}

// Clearing is a lead's word that a hold may go.
type Clearing struct {
	Lead   string    `json:"lead"` // badge
	Reason string    `json:"reason"`
	Rules  []string  `json:"rules"`
	Marks  []string  `json:"marks,omitempty"` // of the findings, by what they said
	At     time.Time `json:"at"`
}
