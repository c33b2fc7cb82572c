package central

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
)

// AddToLoad plans cartons for an open load or, with loaded, says that they are on it. A code is an SSCC, a carton id, the
// text of a label's 2D code or the carrier's tracking number. Either all are added or none: a *Refusal says which one can't be, and why.
func (c *Centre) AddToLoad(ctx context.Context, load string, codes []string, loaded bool) error {
	return c.onLoad(ctx, load, codes, func(w *work, l manifest.Load, one *carton, code string) error {
		return w.addToLoad(l, one, code, loaded)
	})
}

// RemoveFromLoad takes cartons off a load that hasn't departed. A carton that was taken off isn't on its way any more:
// the claim of its shipment is free until it is put on a load again.
func (c *Centre) RemoveFromLoad(ctx context.Context, load string, codes []string, reason string) error {
	return c.onLoad(ctx, load, codes, func(w *work, l manifest.Load, one *carton, code string) error {
		switch {
		case l.State == manifest.LoadDeparted || l.State == manifest.LoadArrived:
			return refuse(code, "central.load.gone", load)
		case one.Load != load:
			return refuse(code, "central.load.not-on", load)
		}
		return w.takeOff(one, reason, true)
	})
}

func (c *Centre) onLoad(
	ctx context.Context, load string, codes []string, fn func(*work, manifest.Load, *carton, string) error,
) error {
	if len(codes) == 0 {
		return refuse(load, "central.load.no-codes")
	}
	return c.update(ctx, func(w *work) error {
		if err := w.tx.Lock([]string{"load/" + load}); err != nil {
			return err
		}
		l, err := w.load(load)
		if err != nil {
			return err
		}
		for _, code := range codes {
			one, err := w.find(code)
			if err != nil {
				return err
			}
			if err := fn(w, l, one, code); err != nil {
				return err
			}
		}
		return nil
	})
}

// find gives the carton of a code.
func (w *work) find(code string) (*carton, error) {
	if sscc, err := manifest.ParseSSCC(code); err == nil {
		return w.findNumber(sscc, code)
	}
	var id manifest.ID
	copyNumber := 0
	if label, err := manifest.ParseLabelCode(code); err == nil {
		if !label.Sealed(w.c.keys) {
			return nil, refuse(code, "central.load.seal")
		}
		id, copyNumber = label.Carton, label.Copy
	} else if len(code) != len(id.String()) || id.UnmarshalText([]byte(code)) != nil {
		return w.findTracking(code)
	}
	one, err := w.carton(id)
	if err != nil {
		return nil, err
	}
	if one == nil {
		return nil, refuse(code, "central.load.unknown")
	}
	if live := one.Carton.Live(); copyNumber > 0 && live.N != copyNumber {
		return nil, refuse(code, "central.load.old-label", fmt.Sprint(live.N))
	}
	return one, nil
}

func (w *work) findNumber(sscc manifest.SSCC, code string) (*carton, error) {
	ids, err := w.numbered(sscc)
	if err != nil {
		return nil, err
	}
	return w.onlyOne(ids, code)
}

func (w *work) findTracking(code string) (*carton, error) {
	if code == "" {
		return nil, refuse(code, "central.load.unknown")
	}
	rows, err := w.tx.CartonsBy(ByTracking, []string{code})
	if err != nil {
		return nil, err
	}
	if _, err := w.keepCartons(rows); err != nil {
		return nil, err
	}
	ids := make([]manifest.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return w.onlyOne(ids, code)
}

// onlyOne gives the one carton of several that is still to go.
func (w *work) onlyOne(ids []manifest.ID, code string) (*carton, error) {
	var found []*carton
	for _, id := range ids {
		one, err := w.carton(id)
		if err != nil {
			return nil, err
		}
		if one != nil && one.Carton.State.Counts() {
			found = append(found, one)
		}
	}
	switch {
	case len(found) > 1:
		return nil, refuse(code, "central.load.twice")
	case len(found) == 0 && len(ids) > 0:
		return w.carton(ids[0]) // void: refused with its state
	case len(found) == 0:
		return nil, refuse(code, "central.load.unknown")
	}
	return found[0], nil
}

func (w *work) addToLoad(l manifest.Load, one *carton, code string, loaded bool) error {
	s, err := w.shipment(one.Carton.Shipment)
	if err != nil {
		return err
	}
	switch {
	case l.State != manifest.LoadOpen:
		return refuse(l.ID, "central.load.not-open", string(l.State))
	case s == nil || !one.Carton.State.Counts():
		return refuse(code, "central.load.state", string(one.now().State))
	case one.Load != "" && one.Load != l.ID:
		return refuse(code, "central.load.other", one.Load)
	case s.Load != "" && s.Load != l.ID && s.counts():
		return refuse(code, "central.load.split", s.Load)
	}
	if one.Load == l.ID && one.Loaded == loaded {
		return nil
	}
	fresh := one.Removed != ""
	one.Load, one.Loaded, one.Removed, one.dirty = l.ID, loaded, "", true
	if m := s.member(one.Carton.ID); m != nil {
		m.Gone = false
	}
	s.Load, s.dirty = l.ID, true
	if err := w.moveShipment(s, crossingOf(l, s), fresh); err != nil {
		return err
	}
	if stops := w.stops(one, s); len(stops) > 0 {
		return refuse(code, "central.load.held", stops[0].Rule)
	}
	w.tellLoaded(one, l.ID, false)
	w.decide(about{order: one.Carton.Order, shipment: one.Carton.Shipment, carton: one.Carton.ID},
		ledger.CartonOnLoad{Load: l.ID, Loaded: loaded})
	return nil
}

// tellLoaded tells every station: a carton that is on a load is no other's.
func (w *work) tellLoaded(one *carton, load string, removed bool) {
	w.tell("", "", manifest.Change{Kind: manifest.ChangeLoadCarton, Shipment: &manifest.ShipmentMark{
		Shipment: one.Carton.Shipment, Carton: one.Carton.ID, SSCC: one.Carton.SSCC, Order: one.Carton.Order,
		Load: load, Removed: removed,
	}})
}

// takeOff takes a carton off its load. With pulled it is not on its way any more, else it waits for another load.
func (w *work) takeOff(one *carton, reason string, pulled bool) error {
	load := one.Load
	s, err := w.shipment(one.Carton.Shipment)
	if err != nil {
		return err
	}
	one.Load, one.Loaded, one.dirty = "", false, true
	w.tellLoaded(one, load, true)
	w.decide(about{order: one.Carton.Order, shipment: one.Carton.Shipment, carton: one.Carton.ID},
		ledger.CartonOffLoad{Load: load, Reason: reason})
	if s == nil {
		return nil
	}
	counted := s.counts()
	s.dirty = true
	if pulled {
		one.Removed = reason
		if m := s.member(one.Carton.ID); m != nil {
			m.Gone, m.Told = true, false
		}
	}
	if err := w.leaveLoad(s); err != nil {
		return err
	}
	if counted && !s.counts() {
		return w.free(s)
	}
	return nil
}

// leaveLoad gives a shipment of which nothing is left on a load its own crossing back.
func (w *work) leaveLoad(s *shipment) error {
	for _, m := range s.Cartons {
		one, err := w.carton(m.ID)
		if err != nil {
			return err
		}
		if one != nil && one.Load == s.Load {
			return nil
		}
	}
	s.Load = ""
	if !s.counts() {
		s.Crossing = s.Shipment.Crossing
		return nil
	}
	return w.moveShipment(s, s.Shipment.Crossing, false)
}

// dropPlanned takes off what was planned and isn't on the truck.
func (w *work) dropPlanned(id string) error {
	cartons, err := w.cartonsOn(id)
	if err != nil {
		return err
	}
	for _, one := range cartons {
		if one.Loaded {
			continue
		}
		if err := w.takeOff(one, "not loaded", false); err != nil {
			return err
		}
	}
	return nil
}

// ready gives the cartons on a load, if they all may go.
func (w *work) ready(id string) ([]*carton, error) {
	cartons, err := w.cartonsOn(id)
	if err != nil {
		return nil, err
	}
	loaded := slices.DeleteFunc(cartons, func(c *carton) bool { return !c.Loaded })
	for _, one := range loaded {
		s, err := w.shipment(one.Carton.Shipment)
		if err != nil {
			return nil, err
		}
		name := string(one.Carton.SSCC)
		switch stops := w.stops(one, s); {
		case s == nil || !one.Carton.State.Counts():
			return nil, refuse(name, "central.load.state", string(one.Carton.State))
		case len(stops) > 0:
			return nil, refuse(name, "central.load.held", stops[0].Rule)
		case !s.Judged:
			return nil, refuse(name, "central.load.not-confirmed")
		}
		for _, m := range s.Cartons {
			other, err := w.carton(m.ID)
			if err != nil {
				return nil, err
			}
			if !m.Gone && (other == nil || !other.Loaded || other.Load != id) {
				return nil, refuse(name, "central.load.part", string(m.SSCC))
			}
		}
	}
	return loaded, nil
}

// stops gives what holds a carton: the centre's findings and the station's own.
func (w *work) stops(one *carton, s *shipment) []manifest.Finding {
	if s == nil {
		return nil
	}
	return slices.Concat(s.Held, one.standing(s.Cleared))
}

// crossingOf is a shipment's crossing on a load.
func crossingOf(l manifest.Load, s *shipment) manifest.Crossing {
	c := manifest.Crossing{Lane: s.Shipment.Lane, Port: l.Port, Arrival: l.Arrival.UTC()}
	c.Date = dayOf(c)
	return c
}

// moveShipment puts a shipment on another crossing. Another border day takes a new rank; so does a shipment that was
// taken off and comes again.
func (w *work) moveShipment(s *shipment, to manifest.Crossing, fresh bool) error {
	moved := dayOf(s.Crossing) != dayOf(to)
	s.Crossing, s.dirty = to, true
	if !moved && !fresh {
		return nil
	}
	if err := w.claim(s); err != nil {
		return err
	}
	return w.settleOthers(s)
}

// moveLoad puts all that is on a load on its crossing. Those whose border day changes get new ranks, in the order of
// their old ones, before any of them is judged.
func (w *work) moveLoad(l manifest.Load) error {
	cartons, err := w.cartonsOn(l.ID)
	if err != nil {
		return err
	}
	var moved []*shipment
	for _, one := range cartons {
		s := w.shipments[one.Carton.Shipment]
		if s == nil || slices.Contains(moved, s) {
			continue
		}
		to := crossingOf(l, s)
		if dayOf(s.Crossing) != dayOf(to) {
			moved = append(moved, s)
		}
		s.Crossing, s.dirty = to, true
	}
	slices.SortFunc(moved, func(a, b *shipment) int { return cmp.Compare(a.Rank, b.Rank) })
	for _, s := range moved {
		if s.Rank, err = w.nextRank(); err != nil {
			return err
		}
		w.tellClaim(s)
	}
	for _, s := range moved {
		if err := w.settle(s); err != nil {
			return err
		}
	}
	for _, s := range moved {
		if err := w.settleOthers(s); err != nil {
			return err
		}
	}
	return nil
}
