package stationtest

import (
	"fmt"
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/station"
)

// Ledger is a ledger in memory: it keeps the real records and folds them as the store does.
type Ledger struct {
	Epoch     manifest.Epoch
	Records   []ledger.Record
	Events    []ledger.Event
	Cartons   map[manifest.ID]manifest.Carton
	Shipments map[manifest.ID]manifest.Shipment
	orders    map[manifest.ID]ledger.KeyedOrder // as judged, by shipment
	order     []manifest.ID                     // cartons by opening
	serial    uint64
	seen      time.Time
	fails     map[string]ledger.PINFails
	check     *manifest.CheckMark
}

func (l *Ledger) head() ledger.Head {
	if len(l.Records) == 0 {
		return ledger.Head{Epoch: l.Epoch}
	}
	last := l.Records[len(l.Records)-1]
	return ledger.Head{Epoch: last.Epoch, Seq: last.Seq, Hash: last.Hash}
}

func (l *Ledger) begin(setup station.Setup, now time.Time) {
	l.Epoch = manifest.Epoch{1}
	l.Cartons, l.Shipments = map[manifest.ID]manifest.Carton{}, map[manifest.ID]manifest.Shipment{}
	l.orders = map[manifest.ID]ledger.KeyedOrder{}
	body := ledger.EpochOpened{Reason: "new", Simulated: setup.Simulate}
	_ = l.Append(station.Commit{Events: []ledger.Event{{
		Station: setup.Station, Epoch: l.Epoch, Seq: 1, Type: body.Type(), At: now, Clock: ledger.ClockFree, Body: body,
	}}})
}

// Append writes a commit, or finds that it is there already.
func (l *Ledger) Append(c station.Commit) error {
	events := slices.Clone(c.Events)
	if first := events[0]; first.Seq <= l.head().Seq {
		if there := l.Events[first.Seq-1]; there.ID == first.ID && len(c.Events) == int(l.head().Seq-first.Seq)+1 {
			return nil // the same record again: it had been written
		}
		return ledger.ErrFork
	}
	for i, e := range events {
		if opened, ok := e.Body.(ledger.CartonOpened); ok {
			l.orders[opened.Shipment.ID] = ledger.KeyedOrder{Order: opened.Order.Order, Key: c.OrderKey}
			sealed, err := ledger.SealOrder(opened.Order.Order, c.OrderKey)
			if err != nil {
				return err
			}
			opened.Order = sealed
			events[i].Body = opened
		}
	}
	entries, err := ledger.Append(l.head(), events)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := l.fold(entry); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) fold(entry ledger.Entry) error {
	e := entry.Event
	if e.Carton != (manifest.ID{}) {
		before, known := l.Cartons[e.Carton]
		after, err := ledger.FoldCarton(before, e)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if !known {
			l.order = append(l.order, e.Carton)
		}
		l.Cartons[e.Carton] = after
		l.Shipments[after.Shipment] = ledger.FoldShipment(l.Shipments[after.Shipment], e)
	}
	if packed, ok := e.Body.(ledger.Packed); ok {
		l.serial = max(l.serial, packed.Serial)
	}
	l.fails, l.check = ledger.FoldPINFails(l.fails, e), ledger.FoldCheck(l.check, e)
	if e.At.After(l.seen) {
		l.seen = e.At
	}
	l.Records, l.Events = append(l.Records, entry.Record), append(l.Events, e)
	return nil
}

// Recover gives what a new start needs.
func (l *Ledger) Recover() ledger.Recovered {
	r := ledger.Recovered{Head: l.head(), LastSerials: map[int]uint64{9: l.serial}, LastSeen: l.seen, PINFails: l.fails, Check: l.check}
	if len(l.Events) > 0 {
		r.Simulated = l.Events[0].Body.(ledger.EpochOpened).Simulated
	}
	for _, id := range l.order {
		c := l.Cartons[id]
		work := ledger.Work{Carton: c, Shipment: l.Shipments[c.Shipment], Order: l.orders[c.Shipment]}
		switch {
		case c.State == manifest.CartonOpen:
			r.Open = append(r.Open, work)
		case c.State == manifest.CartonPacked:
			r.Doubt = append(r.Doubt, work)
		case c.State == manifest.CartonDone && c.Live().State != manifest.CopyConfirmed:
			r.Doubt = append(r.Doubt, work)
		}
	}
	return r
}

func (l *Ledger) candidates(match manifest.MatchKeys, order string) []manifest.Past {
	var out []manifest.Past
	for _, s := range l.Shipments {
		if !s.State.Counts() || s.Order != order && section321.Relate(match, s.Match) == section321.Different {
			continue
		}
		out = append(out, manifest.Past{
			Shipment: s.ID.String(), Order: s.Order, PlacedAt: s.PlacedAt, ValueUSD: s.ValueUSD, ImportDate: s.BorderDay(),
			Status: "packed", Match: s.Match,
		})
	}
	slices.SortFunc(out, func(a, b manifest.Past) int { return slices.Compare([]byte(a.Shipment), []byte(b.Shipment)) })
	return out
}

func (l *Ledger) ofOrder(order string) []manifest.Carton {
	var out []manifest.Carton
	for _, id := range l.order {
		if l.Cartons[id].Order == order {
			out = append(out, l.Cartons[id])
		}
	}
	return out
}

func (l *Ledger) byCode(code manifest.Code, orders map[string]ledger.KeyedOrder) (ledger.Past, bool) {
	for _, id := range l.order {
		c := l.Cartons[id]
		hit := code.Kind == manifest.CodeLabel && code.Label.Carton == id ||
			code.Kind == manifest.CodeSSCC && code.SSCC == c.SSCC || code.Kind == manifest.CodeText && c.Tracking != "" && code.Text == c.Tracking
		if !hit {
			continue
		}
		past := ledger.Past{Work: ledger.Work{Carton: c, Shipment: l.Shipments[c.Shipment], Order: l.orders[c.Shipment]}}
		for _, e := range l.Events {
			if e.Carton == id {
				past.Events = append(past.Events, e)
			}
		}
		return past, true
	}
	return ledger.Past{}, false
}

func (l *Ledger) intended(carton manifest.ID, n int) bool {
	return slices.ContainsFunc(l.Cartons[carton].Copies, func(c manifest.LabelCopy) bool { return c.N == n })
}
