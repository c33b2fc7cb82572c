package central

import (
	"encoding/json"
	"fmt"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// shipment is a shipment as its station's events tell it, its claim, and what the centre says of it.
type shipment struct {
	Shipment manifest.Shipment `json:"shipment"` // folded from events, nothing else
	Station  string            `json:"station"`
	Epoch    manifest.Epoch    `json:"epoch"` // of the event that carries its order
	Seq      uint64            `json:"seq"`

	Rulebook  manifest.RulebookRef `json:"rulebook,omitzero"` // that the station judged by
	Simulated bool                 `json:"simulated,omitempty"`
	Place     string               `json:"place,omitempty"` // key of its street and ZIP
	Cartons   []member             `json:"cartons,omitempty"`
	Rank      uint64               `json:"rank,omitempty"`
	Crossing  manifest.Crossing    `json:"crossing,omitzero"` // that its claim is for: of its load once it has one
	Load      string               `json:"load,omitempty"`
	Departed  bool                 `json:"departed,omitempty"`
	Judged    bool                 `json:"judged,omitempty"`
	Held      []manifest.Finding   `json:"held,omitempty"`
	Cleared   []manifest.Clearing  `json:"cleared,omitempty"`
	Settled   []settlement         `json:"settled,omitempty"` // what each of Cleared was given for, as far as it was judged

	dirty bool
}

// member is a packed carton of a shipment.
type member struct {
	ID   manifest.ID   `json:"id"`
	SSCC manifest.SSCC `json:"sscc,omitempty"`
	Gone bool          `json:"gone,omitempty"` // void or removed
	Told bool          `json:"told,omitempty"` // its confirmation was sent
}

// counts reports whether the shipment counts against its person and order.
func (s *shipment) counts() bool {
	return s.Rank > 0 && s.Shipment.State.Counts() &&
		slices.ContainsFunc(s.Cartons, func(m member) bool { return !m.Gone })
}

func (s *shipment) member(id manifest.ID) *member {
	for i := range s.Cartons {
		if s.Cartons[i].ID == id {
			return &s.Cartons[i]
		}
	}
	return nil
}

// claimKeys are the keys under which other shipments find this one.
func (s *shipment) claimKeys() []string {
	keys := slices.Concat(s.Shipment.Match.Same, s.Shipment.Match.Possible)
	if s.Place != "" {
		keys = append(keys, s.Place)
	}
	if s.Shipment.Order != "" {
		keys = append(keys, "or:"+s.Shipment.Order)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (s *shipment) about() about { return about{order: s.Shipment.Order, shipment: s.Shipment.ID} }

func (s *shipment) mark() *manifest.ShipmentMark {
	return &manifest.ShipmentMark{Shipment: s.Shipment.ID, Order: s.Shipment.Order, Load: s.Load, Rank: s.Rank}
}

// firstMark names the first carton of the shipment that is still to go: a hold is on the whole shipment, a person looks
// for a box.
func (s *shipment) firstMark() *manifest.ShipmentMark {
	mark := s.mark()
	for _, m := range s.Cartons {
		if !m.Gone {
			mark.Carton, mark.SSCC = m.ID, m.SSCC
			break
		}
	}
	return mark
}

// claim is what the other stations get to know of a shipment.
func (s *shipment) claim() *manifest.Claim {
	return &manifest.Claim{
		Shipment: s.Shipment.ID, Order: s.Shipment.Order, PlacedAt: s.Shipment.PlacedAt, Match: s.Shipment.Match,
		Crossing: s.Crossing, ValueUSD: s.Shipment.ValueUSD, Rank: s.Rank, Station: s.Station, Void: !s.counts(),
	}
}

// dayOf gives a crossing's border day: worked out from its arrival where that can be done, else as it was told.
func dayOf(c manifest.Crossing) manifest.Date {
	if day := section321.BorderDay(manifest.CaseLoad{Port: c.Port, Arrival: c.Arrival}); day != "" {
		return day
	}
	return c.Date
}

// shipment gives a shipment, nil when there is none.
func (w *work) shipment(id manifest.ID) (*shipment, error) {
	if s, known := w.shipments[id]; known {
		return s, nil
	}
	if err := w.loadShipments([]manifest.ID{id}); err != nil {
		return nil, err
	}
	return w.shipments[id], nil
}

// loadShipments reads those of some shipments that are not read yet, in one go.
func (w *work) loadShipments(ids []manifest.ID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id manifest.ID) bool { _, known := w.shipments[id]; return known })
	if len(ids) == 0 {
		return nil
	}
	rows, err := w.tx.Shipments(ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w.shipments[id] = nil
	}
	for _, row := range rows {
		s := &shipment{}
		if err := json.Unmarshal(row.Body, s); err != nil {
			return fmt.Errorf("cannot read shipment %s: %w", row.ID, err)
		}
		w.shipments[row.ID] = s
	}
	return nil
}

// order gives the order of a shipment as it was judged, with its persons where a key opens them.
func (w *work) order(s *shipment) (manifest.Order, error) {
	if order, known := w.opened[s.Shipment.ID]; known {
		return order, nil
	}
	order, err := w.openOrder(s)
	if err == nil {
		w.opened[s.Shipment.ID] = order
	}
	return order, err
}

func (w *work) openOrder(s *shipment) (manifest.Order, error) {
	sealed, known := w.orders[s.Shipment.ID]
	if !known {
		row, ok, err := w.tx.Event(s.Station, s.Epoch, s.Seq)
		if err != nil || !ok {
			return manifest.Order{}, err
		}
		e, err := ledger.Decode(row.Bytes)
		if err != nil {
			return manifest.Order{}, err
		}
		opened, ok := e.Body.(ledger.CartonOpened)
		if !ok {
			return manifest.Order{}, fmt.Errorf("cannot find the order of shipment %s", s.Shipment.ID)
		}
		sealed = opened.Order
		w.orders[s.Shipment.ID] = sealed
	}
	keys, err := w.orderKeys(sealed.Order.ID)
	if err != nil {
		return manifest.Order{}, err
	}
	for _, key := range keys {
		if order, err := sealed.Open(key); err == nil {
			return order, nil
		}
	}
	return sealed.Order, nil
}
