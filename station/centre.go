package station

import (
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Findings that come from what the centre said.
const (
	ruleCancelled = "BENCH-CANCELLED" // the order was cancelled while it was in hand
	ruleElsewhere = "BENCH-ELSEWHERE" // the order is open at another station
)

// linkChanged notes how the line is doing. A clock that the centre contradicts is as bad as one that was set back.
func (t *turn) linkChanged(l Link) {
	t.link = l
	t.askForNumbers()
}

// fenced begins a new epoch. What it follows is filled in by whoever chains the record, who knows the hash.
func (t *turn) fenced(epoch manifest.Epoch) {
	if epoch != t.epoch {
		return // it was replaced already
	}
	var next manifest.Epoch
	copy(next[:], t.in.Entropy[:])
	t.epoch, t.seq = next, 0
	t.record(about{}, ledger.EpochOpened{Reason: "fenced", Simulated: t.setup.Simulate, Warehouse: t.setup.Warehouse})
	t.say("bench.notice.new-epoch")
}

// changed takes what came from the centre, or from an import, while the station runs.
func (t *turn) changed(changes []manifest.Change) {
	t.referenceChanged(changes)
	for _, c := range changes {
		switch c.Kind {
		case manifest.ChangeHold:
			t.heldByCentre(c)
		case manifest.ChangeRelease:
			t.released(c)
		case manifest.ChangeConfirmed:
			t.confirmed(c)
		case manifest.ChangeCancel:
			t.orderCancelled(c.OrderID)
		case manifest.ChangeOpenElsewhere:
			t.openElsewhere(c.OrderID, c.Station)
		case manifest.ChangeOrder:
			t.orderRevised(c)
		case manifest.ChangeBlockLease:
			if c.Block != nil {
				t.addBlock(*c.Block)
			}
		}
	}
}

func (t *turn) referenceChanged(changes []manifest.Change) {
	ref := t.ref
	ref.clients, ref.lanes, ref.operators = copyOf(ref.clients), copyOf(ref.lanes), copyOf(ref.operators)
	for _, c := range changes {
		switch {
		case c.Client != nil:
			ref.clients[c.Client.ID] = *c.Client
		case c.Lane != nil:
			ref.lanes[c.Lane.ID] = *c.Lane
		case c.Operator != nil:
			ref.operators[c.Operator.Badge] = *c.Operator
		case c.Rate != nil:
			ref.rates = append(slices.Clone(ref.rates), *c.Rate)
		case c.Order != nil && c.Order.Revision <= 1:
			t.orders++
		}
	}
	t.ref = ref
}

// heldByCentre shows a hold until somebody acts, and records that it was shown.
func (t *turn) heldByCentre(c manifest.Change) {
	if c.Hold == nil || slices.ContainsFunc(t.holds, func(h HoldCard) bool { return h.Shipment == c.Hold.Shipment }) {
		return
	}
	card := holdCard(*c.Hold)
	for _, o := range t.out {
		card.AtBench = card.AtBench || o.work.Shipment.ID == card.Shipment && !o.closed
	}
	t.holds = append(t.holds, card)
	t.markRecent(card.SSCC, func(r *RecentCarton) { r.Held, r.Confirmed = true, false })
	t.record(about{order: card.Order, shipment: card.Shipment, carton: card.Carton}, ledger.HoldSeen{Hold: *c.Hold})
	t.do(Ring{})
}

// leftBench notes that a held box is no longer in hand once every label of its shipment is closed.
func (t *turn) leftBench(shipment manifest.ID) {
	for _, o := range t.out {
		if o.work.Shipment.ID == shipment && !o.closed {
			return
		}
	}
	for i := range t.holds {
		if t.holds[i].Shipment == shipment {
			t.holds[i].AtBench = false
		}
	}
}

func holdCard(h manifest.HoldNote) HoldCard {
	return HoldCard{Shipment: h.Shipment, Carton: h.Carton, SSCC: h.SSCC, Order: h.Order, Findings: h.Findings, At: h.At}
}

func (t *turn) released(c manifest.Change) {
	if c.Shipment == nil {
		return
	}
	t.dropHold(c.Shipment.Shipment)
	t.markRecent(c.Shipment.SSCC, func(r *RecentCarton) { r.Held, r.Confirmed = false, true })
}

func (t *turn) dropHold(shipment manifest.ID) {
	t.holds = slices.DeleteFunc(t.holds, func(h HoldCard) bool { return h.Shipment == shipment })
}

func (t *turn) confirmed(c manifest.Change) {
	if c.Shipment != nil {
		t.dropHold(c.Shipment.Shipment)
		t.markRecent(c.Shipment.SSCC, func(r *RecentCarton) { r.Confirmed, r.Held = true, false })
	}
}

func (t *turn) markRecent(sscc manifest.SSCC, mark func(*RecentCarton)) {
	for i := range t.recent {
		if sscc != "" && t.recent[i].SSCC == sscc {
			mark(&t.recent[i])
		}
	}
}

// orderCancelled stops an order in hand; one whose label is out must be voided by a person.
func (t *turn) orderCancelled(order string) {
	switch {
	case t.work != nil && !t.work.packing && t.work.order.Order.ID == order:
		t.work.order.Order.Cancelled = true
		t.judge()
		t.do(Ring{})
	case slices.ContainsFunc(t.out, func(o outLabel) bool { return o.work.Carton.Order == order }):
		t.refuse("bench.refuse.cancelled-out", order)
	}
}

// openElsewhere holds an order in hand that another station has open; an empty name says that it no longer has.
func (t *turn) openElsewhere(order, at string) {
	if t.work == nil || t.work.packing || t.work.order.Order.ID != order || at == t.setup.Station {
		return
	}
	t.work.order.Elsewhere = at
	t.judge()
	if at != "" {
		t.do(Ring{})
	}
}

// orderRevised starts an order in hand again when a newer revision of it comes down.
func (t *turn) orderRevised(c manifest.Change) {
	if c.Order == nil || t.work == nil || t.work.packing || t.looking != nil || t.prompt != nil || t.resume {
		return
	}
	if t.work.order.Order.ID == c.Order.ID && c.Order.Revision > t.work.shipment.Revision {
		t.look(manifest.Code{Kind: manifest.CodeText, Text: c.Order.ID, At: t.now}, lookShow)
	}
}

// fromCentre adds the findings that come from what the centre said about the order in hand.
func (t *turn) fromCentre(j *manifest.Judgement) {
	order := t.work.order
	if order.Order.Cancelled {
		j.Findings = append(j.Findings, finding(ruleCancelled, manifest.Reject, "bench.rule.cancelled"))
	}
	if order.Elsewhere != "" && order.Elsewhere != t.setup.Station {
		j.Findings = append(j.Findings, finding(ruleElsewhere, manifest.Hold, "bench.rule.elsewhere", order.Elsewhere))
	}
}

// holdOf gives the centre's hold on a shipment.
func (s *State) holdOf(shipment manifest.ID) (HoldCard, bool) {
	i := slices.IndexFunc(s.holds, func(h HoldCard) bool { return h.Shipment == shipment })
	if i < 0 {
		return HoldCard{}, false
	}
	return s.holds[i], true
}

// clearRecalled records a lead's word on a packed carton that is held: by the centre, which lets go of it when the word
// arrives, or by its new weight, and then its label prints.
func (t *turn) clearRecalled(lead manifest.Operator, reason string) {
	carton := &t.recall.past.Carton
	findings := t.recall.asWork().holds()
	if hold, ok := t.holdOf(carton.Shipment); ok {
		findings = append(findings, hold.Findings...)
	}
	clearing := clearingOf(lead, reason, findings, t.now)
	carton.Cleared = slices.Concat(carton.Cleared, []manifest.Clearing{clearing})
	t.updateOut(carton.ID, *carton)
	t.record(aboutCarton(*carton), ledger.HoldCleared{Clearing: clearing})
	t.dropHold(carton.Shipment)
	t.say("bench.notice.cleared", lead.Name)
	if t.recall.weighed && t.recall.asWork().standing() == manifest.Pass {
		t.printRecalled("reweighed")
	}
}

// centreClockSlack is how far this PC's clock may be from the centre's before the border day can't be trusted.
const centreClockSlack = 5 * time.Minute
