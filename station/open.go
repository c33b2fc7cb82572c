package station

import (
	"errors"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// found goes on when it is known what a code means.
func (t *turn) found(f Found) {
	if t.looking == nil || t.looking.ticket != f.Ticket {
		return // the answer to a look that was given up
	}
	asked := *t.looking
	t.looking = nil
	switch {
	case errors.Is(f.Err, ledger.ErrNotFound):
		t.notFound(asked.code)
	case f.Err != nil:
		t.refuse("bench.refuse.lookup-failed")
	case f.Carton != nil:
		t.recalled(asked, f)
	default:
		t.foundOrder(asked, f)
	}
}

func (t *turn) notFound(code manifest.Code) {
	if !code.Problem.IsZero() { // misread: "there is no such order" would send the picker looking for one
		t.garbled(code)
		return
	}
	switch code.Kind {
	case manifest.CodeLabel:
		t.refuse("bench.refuse.unknown-label", code.Label.Station)
	case manifest.CodeSSCC:
		t.refuse("bench.refuse.unknown-sscc", string(code.SSCC))
	default:
		t.refuse("bench.refuse.unknown-order", code.Text)
	}
}

func (t *turn) foundOrder(asked looking, f Found) {
	order := f.Order.Order
	client, okClient := t.ref.clients[order.Client]
	if order.Client == "" && len(t.ref.clients) == 1 {
		for _, client = range t.ref.clients {
			okClient = true
		}
	}
	lane, okLane := t.laneOf(order)
	f.Cartons = slices.DeleteFunc(f.Cartons, func(c manifest.Carton) bool { return c.Simulated != t.setup.Simulate })
	switch {
	case t.work != nil && t.work.shipment.Order != order.ID || len(t.out) > 0:
		t.refuse("bench.refuse.finish-first", t.inHand())
	case order.Cancelled && t.work == nil:
		t.refuse("bench.refuse.cancelled", order.ID)
	case !okClient:
		t.refuse("bench.refuse.client", order.ID, order.Client)
	case !okLane:
		t.refuse("bench.refuse.lane", order.ID, order.Lane)
	case t.work != nil && t.work.shipment.Order == order.ID:
		t.goOnWith(t.work, f, client, lane)
	case asked.then == lookMore:
		t.open(f, client, lane)
	default:
		t.openOrResume(f, client, lane)
	}
}

// inHand names the order that must be dealt with before another is begun.
func (t *turn) inHand() string {
	if len(t.out) > 0 {
		return t.out[0].work.Carton.Order
	}
	return t.work.shipment.Order
}

// laneOf gives an order's lane: the one it names or, where it names none, the only one of its carrier.
func (t *turn) laneOf(order manifest.Order) (manifest.Lane, bool) {
	if order.Lane != "" {
		lane, ok := t.ref.lanes[order.Lane]
		return lane, ok
	}
	var found []manifest.Lane
	for _, lane := range t.ref.lanes {
		if lane.Carrier == order.Carrier || order.Carrier == "" {
			found = append(found, lane)
		}
	}
	if len(found) != 1 {
		return manifest.Lane{}, false
	}
	return found[0], true
}

// openOrResume takes up a parked shipment of the order, refuses one that is packed already, or opens a new one.
func (t *turn) openOrResume(f Found, client manifest.Client, lane manifest.Lane) {
	var parked []manifest.Carton
	var last manifest.SSCC
	packed := 0
	for _, c := range f.Cartons {
		switch {
		case c.State == manifest.CartonOpen:
			parked = append(parked, c)
		case c.State.Counts():
			packed, last = packed+1, c.SSCC
		}
	}
	switch {
	case len(parked) > 0:
		t.unpark(parked, f, client, lane)
	case packed > 0:
		t.refuse("bench.refuse.packed-already", f.Order.Order.ID, count(packed))
		t.lookAtCarton(last, lookPacked)
	default:
		t.open(f, client, lane)
	}
}

func (t *turn) unpark(parked []manifest.Carton, f Found, client manifest.Client, lane manifest.Lane) {
	w := &work{shipment: manifest.Shipment{
		ID: parked[0].Shipment, Order: f.Order.Order.ID, Revision: f.Order.Order.Revision,
		Client: client.ID, PlacedAt: f.Order.Order.PlacedAt, Simulated: t.setup.Simulate,
	}}
	for _, c := range parked {
		if c.Shipment != w.shipment.ID {
			continue
		}
		w.boxes = append(w.boxes, boxOf(c))
		w.cleared = append(w.cleared, c.Cleared...)
		w.warned = append(w.warned, c.Warned...)
	}
	t.work = w
	if parked[0].Revision != f.Order.Order.Revision {
		t.reopen(f, client, lane)
		return
	}
	for _, b := range w.boxes {
		t.record(w.about(b), ledger.Resumed{})
	}
	t.goOnWith(w, f, client, lane)
}

// reopen starts again with an order that changed while its carton was set aside.
func (t *turn) reopen(f Found, client manifest.Client, lane manifest.Lane) {
	for _, b := range t.work.boxes {
		t.record(t.work.about(b), ledger.Cancelled{Reason: "revision"})
	}
	t.work = nil
	t.open(f, client, lane)
	t.say("bench.notice.order-changed", f.Order.Order.ID)
}

// goOnWith takes up a shipment that was opened before, with its order and its history as they are now.
func (t *turn) goOnWith(w *work, f Found, client manifest.Client, lane manifest.Lane) {
	if f.Order.Order.Revision != w.shipment.Revision {
		t.reopen(f, client, lane)
		return
	}
	t.accept()
	w.order, w.client, w.lane, w.past = f.Order, client, lane, f.Past
	w.shipment.Client, w.shipment.Lane, w.shipment.Release = client.ID, lane.ID, lane.Release.Or321()
	w.shipment.Match, w.askFrom = f.Match, t.now
	t.last, t.failed, t.recall = nil, false, nil
	if !w.hand().weighed || len(w.boxes) < w.planned() {
		t.judge()
		t.nextBoxIfWeighed()
		t.do(AskScale{})
		return
	}
	t.judgeAll()
}

// open starts a shipment with its first carton. Its ids are on disk before anything else refers to them.
func (t *turn) open(f Found, client manifest.Client, lane manifest.Lane) {
	order := f.Order.Order
	if t.numbersLeft() < uint64(order.Planned()) {
		t.refuse("bench.refuse.no-numbers")
		return
	}
	t.accept()
	if t.recall != nil {
		t.left()
	}
	t.last, t.failed, t.recall = nil, false, nil
	t.work = &work{
		shipment: manifest.Shipment{
			ID: t.newID(), Order: order.ID, Revision: order.Revision, Client: client.ID, PlacedAt: order.PlacedAt,
			Lane: lane.ID, Release: lane.Release.Or321(), Match: f.Match, Simulated: t.setup.Simulate,
			State: manifest.CartonOpen,
		},
		order: f.Order, client: client, lane: lane, past: f.Past, askFrom: t.now,
	}
	t.addBox()
	t.do(AskScale{})
}

// addBox opens the next carton of the shipment in hand.
func (t *turn) addBox() {
	w := t.work
	w.boxes = append(w.boxes, box{id: t.newID(), n: len(w.boxes) + 1})
	w.more, w.askFrom = false, t.now
	t.judge()
	w.shipment.Crossing, _ = w.lane.NextCrossing(t.now)
	t.record(w.about(*w.hand()), ledger.CartonOpened{
		Shipment: w.shipment, Order: ledger.SealedOrder{Order: w.order.Order}, N: w.hand().n,
		Judgement: section321.Recordable(w.judgement),
	})
	switch w.standing() {
	case manifest.Hold, manifest.Reject:
		t.do(Ring{})
	}
	t.flush(thenNothing, w.order.Key)
}
