package central

import (
	"cmp"
	"maps"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// index makes a shipment findable by its keys.
func (w *work) index(s *shipment) error {
	order, err := w.order(s)
	if err != nil {
		return err
	}
	s.Place = section321.Place(w.c.keys, order.ShipTo)
	keys := s.claimKeys()
	if err := w.loadClaims(keys); err != nil {
		return err
	}
	for _, key := range keys {
		w.claims[key] = append(w.claims[key], s.Shipment.ID)
		w.newClaims = append(w.newClaims, ClaimKey{Key: key, Shipment: s.Shipment.ID})
	}
	return nil
}

// loadClaims reads what lies under keys that are not read yet.
func (w *work) loadClaims(keys []string) error {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { _, known := w.claims[k]; return known })
	if len(keys) == 0 {
		return nil
	}
	rows, err := w.tx.ClaimsUnder(keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		w.claims[key] = nil
	}
	for _, row := range rows {
		w.claims[row.Key] = append(w.claims[row.Key], row.Shipment)
	}
	return nil
}

// others gives the shipments that share a key with this one, of its own kind (simulated or real), that count, by rank.
func (w *work) others(s *shipment) ([]*shipment, error) {
	keys := s.claimKeys()
	if err := w.loadClaims(keys); err != nil {
		return nil, err
	}
	found := map[manifest.ID]bool{}
	for _, key := range keys {
		for _, id := range w.claims[key] {
			found[id] = true
		}
	}
	delete(found, s.Shipment.ID)
	ids := slices.Collect(maps.Keys(found))
	if err := w.loadShipments(ids); err != nil {
		return nil, err
	}
	var out []*shipment
	for _, id := range ids {
		if o := w.shipments[id]; o != nil && o.Simulated == s.Simulated && o.counts() {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *shipment) int { return cmp.Compare(a.Rank, b.Rank) })
	return out, nil
}

// claim gives a shipment a new rank, tells the other stations and judges it.
func (w *work) claim(s *shipment) error {
	rank, err := w.nextRank()
	if err != nil {
		return err
	}
	s.Rank, s.dirty = rank, true
	w.tellClaim(s)
	return w.settle(s)
}

func (w *work) tellClaim(s *shipment) {
	if !s.Simulated { // stations count simulated cartons by themselves
		w.tell("", s.Station, manifest.Change{Kind: manifest.ChangeClaim, Claim: s.claim()})
	}
}

// free ends a claim: whoever was held because of it is judged again.
func (w *work) free(s *shipment) error {
	w.tellClaim(s)
	if len(s.Held) > 0 {
		s.Held, s.dirty = nil, true
		w.release(s)
	}
	s.Judged = false
	return w.settleOthers(s)
}

// settleOthers judges again, in the order of their ranks, the held shipments that share a key with one.
func (w *work) settleOthers(s *shipment) error {
	others, err := w.others(s)
	if err != nil {
		return err
	}
	for _, o := range others {
		if err := w.settle(o); err != nil {
			return err
		}
	}
	return nil
}

// settle judges a shipment and says what became of it.
func (w *work) settle(s *shipment) error {
	if !s.counts() || s.Departed {
		return nil // what has departed always stands
	}
	j, err := w.judge(s)
	if err != nil {
		return err
	}
	s.noteSettled(j)
	held := w.standing(s, j)
	was := s.Held
	s.Held, s.Judged, s.dirty = held, true, true
	switch {
	case len(held) > 0 && !slices.EqualFunc(held, was, sameFinding):
		w.hold(s)
	case len(held) == 0 && len(was) > 0:
		w.release(s)
	}
	if len(held) == 0 {
		w.confirm(s)
	}
	return nil
}

func sameFinding(a, b manifest.Finding) bool {
	return a.Rule == b.Rule && a.Verdict == b.Verdict && a.Message.Key == b.Message.Key &&
		slices.Equal(a.Message.Args, b.Message.Args)
}

func (w *work) hold(s *shipment) {
	for i := range s.Cartons {
		s.Cartons[i].Told = false
	}
	note := manifest.HoldNote{Shipment: s.Shipment.ID, Order: s.Shipment.Order, Findings: s.Held, At: w.now}
	mark := s.firstMark()
	note.Carton, note.SSCC = mark.Carton, mark.SSCC
	w.tell(s.Station, "", manifest.Change{Kind: manifest.ChangeHold, Hold: &note, Shipment: mark})
	w.decide(s.about(), ledger.ShipmentHeld{Rank: s.Rank, Day: dayOf(s.Crossing), Findings: s.Held})
}

func (w *work) release(s *shipment) {
	w.tell(s.Station, "", manifest.Change{Kind: manifest.ChangeRelease, Shipment: s.firstMark()})
	released := ledger.ShipmentReleased{Rank: s.Rank}
	if n := len(s.Cleared); n > 0 && s.counts() {
		released.Clearing = &s.Cleared[n-1]
	}
	w.decide(s.about(), released)
}

// confirm tells the packing station of every carton that it wasn't told of.
func (w *work) confirm(s *shipment) {
	fresh := false
	for i := range s.Cartons {
		m := &s.Cartons[i]
		if m.Gone || m.Told {
			continue
		}
		m.Told, fresh = true, true
		mark := s.mark()
		mark.Carton, mark.SSCC = m.ID, m.SSCC
		w.tell(s.Station, "", manifest.Change{Kind: manifest.ChangeConfirmed, Shipment: mark})
	}
	if fresh {
		w.decide(s.about(), ledger.ShipmentConfirmed{Rank: s.Rank, Day: dayOf(s.Crossing)})
	}
}

// unsettled gives those of a station's own findings that hold: a HOLD that no lead has cleared, and every REJECT, which
// nobody can.
func unsettled(findings []manifest.Finding, cleared []manifest.Clearing) []manifest.Finding {
	var out []manifest.Finding
	for _, f := range findings {
		settled := f.Verdict == manifest.Hold && slices.ContainsFunc(cleared, func(c manifest.Clearing) bool {
			return slices.Contains(c.Rules, f.Rule)
		})
		if f.Verdict >= manifest.Hold && !settled {
			out = append(out, f)
		}
	}
	return out
}
