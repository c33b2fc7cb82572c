package central

import (
	"fmt"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
)

// apply folds one event into cartons and shipments and judges what follows. A reason means that the event makes no
// sense and changed nothing; an error is the storage's.
func (w *work) apply(epoch *EpochRow, e ledger.Event) (reason string, err error) {
	switch body := e.Body.(type) {
	case ledger.EpochOpened:
		return w.openEpoch(epoch, e, body)
	case ledger.Unknown:
		return fmt.Sprintf("the type %.40q is not known here", body.Of), nil
	}
	if reason := absurd(epoch, e); reason != "" || e.Carton == (manifest.ID{}) {
		return reason, nil
	}
	return w.applyToCarton(epoch, e)
}

// absurd gives what can't be in any event of this place.
func absurd(epoch *EpochRow, e ledger.Event) string {
	if centres(e.Body) {
		return "only the centre decides that"
	}
	if e.Carton == (manifest.ID{}) {
		switch e.Body.(type) {
		case ledger.SignedIn, ledger.SignedOut, ledger.SimulationAcknowledged, ledger.ClearingRefused, ledger.HoldSeen,
			ledger.CheckWeighed, ledger.ScaleTrusted:
			return ""
		}
		return "it names no carton"
	}
	switch b := e.Body.(type) {
	case ledger.CartonOpened:
		if b.Shipment.ID == (manifest.ID{}) || b.Order.Order.ID == "" || b.N < 1 {
			return "it opens a carton without shipment, order or number"
		}
	case ledger.Packed:
		if b.Proof.Weight < 0 || b.N < 1 {
			return "its weight or number can't be"
		}
	}
	return ""
}

// centres reports whether a body is one of the centre's own decisions.
func centres(b ledger.Body) bool {
	switch b.(type) {
	case ledger.CentreBegan, ledger.StationAdded, ledger.EpochClosed, ledger.ShipmentConfirmed, ledger.ShipmentHeld,
		ledger.ShipmentReleased, ledger.OrderImported, ledger.OrderCancelled, ledger.LoadOpened, ledger.LoadMoved,
		ledger.CartonOnLoad, ledger.CartonOffLoad, ledger.LoadClosed, ledger.LoadDeparted, ledger.LoadArrived,
		ledger.BlockLeased, ledger.ClientSet, ledger.LaneSet, ledger.OperatorSet, ledger.RateSet, ledger.RulebookSet, ledger.BackupReported:
		return true
	}
	return false
}

func (w *work) applyToCarton(epoch *EpochRow, e ledger.Event) (reason string, err error) {
	c, err := w.carton(e.Carton)
	if err != nil {
		return "", err
	}
	if c == nil {
		c = &carton{}
	}
	if c.Carton.State != "" && c.Carton.Station != epoch.Station {
		return "the carton is another station's", nil
	}
	next, foldErr := ledger.FoldCarton(c.Carton, e)
	if foldErr != nil {
		return foldErr.Error(), nil
	}
	s, reason, err := w.shipmentOf(epoch, e, next)
	if err != nil || reason != "" {
		return reason, err
	}
	if _, isVoid := e.Body.(ledger.Voided); isVoid && c.Departed {
		return "the carton has departed", nil
	}
	c.Carton, c.dirty = next, true
	w.cartons[e.Carton] = c
	s.Shipment, s.dirty = ledger.FoldShipment(s.Shipment, e), true
	w.shipments[s.Shipment.ID] = s
	return "", w.follow(s, c, e)
}

// shipmentOf gives the shipment of a carton, a new one when the event opens it.
func (w *work) shipmentOf(epoch *EpochRow, e ledger.Event, c manifest.Carton) (*shipment, string, error) {
	if e.Shipment != (manifest.ID{}) && e.Shipment != c.Shipment {
		return nil, "the carton is of another shipment", nil
	}
	s, err := w.shipment(c.Shipment)
	if err != nil {
		return nil, "", err
	}
	opened, isOpened := e.Body.(ledger.CartonOpened)
	switch {
	case s == nil && !isOpened:
		return nil, "the shipment was never opened", nil
	case s == nil:
		w.orders[c.Shipment] = opened.Order
		return &shipment{
			Station: epoch.Station, Epoch: e.Epoch, Seq: e.Seq, Simulated: epoch.Simulated || opened.Shipment.Simulated,
		}, "", nil
	case s.Station != epoch.Station:
		return nil, "the shipment is another station's", nil
	case s.Shipment.Order != c.Order && isOpened:
		return nil, "the shipment is of another order", nil
	}
	return s, "", nil
}

// follow does what an event about a carton means for the claim of its shipment.
func (w *work) follow(s *shipment, c *carton, e ledger.Event) error {
	switch b := e.Body.(type) {
	case ledger.Packed:
		return w.packed(s, c, b)
	case ledger.Voided:
		return w.voided(s, c)
	case ledger.HoldCleared:
		if s.Rank == 0 {
			return nil // counted when it is packed
		}
		s.Cleared = append(slices.Clone(s.Cleared), b.Clearing)
		return w.settle(s)
	}
	return nil
}

// packed makes the claim of a shipment, or adds a carton to it.
func (w *work) packed(s *shipment, c *carton, b ledger.Packed) error {
	s.Simulated = s.Simulated || b.Simulated
	s.Rulebook = b.Judgement.Rulebook
	s.Cleared = slices.Concat(s.Cleared, c.Carton.Cleared)
	counted := slices.ContainsFunc(s.Cartons, func(m member) bool { return !m.Gone })
	s.Cartons = append(slices.Clone(s.Cartons), member{ID: c.Carton.ID, SSCC: b.SSCC})
	if err := w.noteSSCC(b.SSCC, c.Carton.ID); err != nil {
		return err
	}
	first := s.Rank == 0
	moved := s.Load == "" && dayOf(s.Crossing) != dayOf(b.Crossing)
	if s.Load == "" {
		s.Crossing = b.Crossing
	}
	switch {
	case first:
		if err := w.index(s); err != nil {
			return err
		}
		return w.claim(s)
	case !counted: // its claim was free: it comes again
		return w.claim(s)
	case !moved:
		return w.settle(s)
	}
	if err := w.claim(s); err != nil {
		return err
	}
	return w.settleOthers(s)
}

// voided takes a carton away; with the last one the claim is free.
func (w *work) voided(s *shipment, c *carton) error {
	if m := s.member(c.Carton.ID); m != nil {
		m.Gone = true
	}
	if load := c.Load; load != "" {
		c.Load, c.Loaded = "", false
		w.tellLoaded(c, load, true)
		if err := w.leaveLoad(s); err != nil {
			return err
		}
	}
	if s.Rank == 0 || s.counts() {
		return nil
	}
	return w.free(s)
}
