package store

import (
	"context"

	"go.etcd.io/bbolt"

	"packline/manifest"
)

// Candidates gives the shipments that may count beside one with these match keys and this order: those that share a
// match key of the same normaliser, SAME or POSSIBLE, and those of the order itself. Only what counts is given: packed
// and not void, in the current mode (simulated or real); from this station's ledger and, for real ones, from the
// claims that came down from the centre. Persons are not known here: the match keys stand for them.
func (s *Store) Candidates(ctx context.Context, match manifest.MatchKeys, order string) ([]manifest.Past, error) {
	var out []manifest.Past
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		f := finder{state: tx.Bucket(stationBucket), ref: tx.Bucket(referenceBucket), seen: map[manifest.ID]bool{}}
		now, err := loadNow(f.state)
		if err != nil {
			return err
		}
		f.simulated = now.Simulated
		err = f.find(match, order)
		out = f.out
		return err
	})
	return out, readError("shipments of the person", err)
}

type finder struct {
	state, ref *bbolt.Bucket
	simulated  bool
	seen       map[manifest.ID]bool
	out        []manifest.Past
}

func (f *finder) find(match manifest.MatchKeys, order string) error {
	for _, k := range matchKeys(rowMatch, match) {
		if err := f.under(f.state, k, f.own); err != nil {
			return err
		}
	}
	rows, err := rowsOfOrder(f.state, order)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := f.own(row.Carton.Shipment); err != nil {
			return err
		}
	}
	if f.simulated {
		return nil
	}
	for _, k := range matchKeys(refMatch, match) {
		if err := f.under(f.ref, k, f.claim); err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) under(b *bbolt.Bucket, prefix []byte, visit func(manifest.ID) error) error {
	return each(b, prefix, func(key, _ []byte) error { return visit(manifest.ID(key[len(prefix):])) })
}

// own adds a shipment of this station.
func (f *finder) own(id manifest.ID) error {
	if f.seen[id] {
		return nil
	}
	f.seen[id] = true
	var row shipmentRow
	if ok, err := get(f.state, idKey(rowShipment, id), &row); err != nil || !ok {
		return err
	}
	s := row.Shipment
	if !s.State.Counts() || row.Simulated != f.simulated {
		return nil
	}
	f.out = append(f.out, manifest.Past{
		Shipment: s.ID.String(), Order: s.Order, PlacedAt: s.PlacedAt, ValueUSD: s.ValueUSD, ImportDate: s.BorderDay(),
		Status: statusOf(s.State), Match: s.Match,
	})
	return nil
}

// claim adds another station's shipment. Our own is known better from the ledger.
func (f *finder) claim(id manifest.ID) error {
	if f.seen[id] {
		return nil
	}
	f.seen[id] = true
	var c manifest.Claim
	if ok, err := get(f.ref, idKey(refClaim, id), &c); err != nil || !ok || c.Void {
		return err
	}
	f.out = append(f.out, manifest.Past{
		Shipment: c.Shipment.String(), Order: c.Order, PlacedAt: c.PlacedAt, ValueUSD: c.ValueUSD,
		ImportDate: c.Crossing.Date, Status: "packed", Match: c.Match,
	})
	return nil
}

// statusOf speaks in the words of case files.
func statusOf(s manifest.CartonState) string {
	switch s {
	case manifest.CartonDone, manifest.CartonLoaded:
		return "closed"
	case manifest.CartonDeparted:
		return "departed"
	}
	return "packed"
}
