package central

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Report is what Verify found.
type Report struct {
	Events      int      `json:"events"`
	Quarantined int      `json:"quarantined"`
	Cartons     int      `json:"cartons"`
	Faults      []string `json:"faults,omitempty"` // empty: all is well
}

// maxFaults is how many faults a report names.
const maxFaults = 100

// Verify follows every chain from its first event (the stations' and the centre's own), compares each with its
// watermark, folds all events again and compares the result with what is kept. An error means that it could not look.
func (c *Centre) Verify(ctx context.Context) (Report, error) {
	var report Report
	err := c.view(ctx, func(w *work) error {
		v := verifier{
			w: w, heads: map[string]ledger.Head{}, cartons: map[manifest.ID]manifest.Carton{},
			shipments: map[manifest.ID]manifest.Shipment{}, aside: map[string]bool{},
		}
		err := v.run()
		report = v.report
		return err
	})
	if err != nil {
		return report, fmt.Errorf("cannot verify: %w", err)
	}
	return report, nil
}

// Quarantine gives events that made no sense, and why: at most limit, by station.
func (c *Centre) Quarantine(ctx context.Context, limit int) ([]QuarantineRow, error) {
	var rows []QuarantineRow
	err := c.storage.View(ctx, func(tx Tx) error {
		var err error
		rows, err = tx.Quarantine(limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list what was set aside: %w", err)
	}
	return rows, nil
}

type verifier struct {
	w         *work
	heads     map[string]ledger.Head // by station and epoch
	cartons   map[manifest.ID]manifest.Carton
	shipments map[manifest.ID]manifest.Shipment
	aside     map[string]bool
	report    Report
}

func (v *verifier) fault(format string, args ...any) {
	if len(v.report.Faults) < maxFaults {
		v.report.Faults = append(v.report.Faults, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) run() error {
	const everything = 1 << 30
	aside, err := v.w.tx.Quarantine(everything)
	if err != nil {
		return err
	}
	for _, q := range aside {
		v.aside[eventName(q.Station, q.Epoch, q.Seq)] = true
	}
	v.report.Quarantined = len(aside)
	epochs, err := v.w.tx.Epochs("")
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, e := range epochs {
		if done[e.Station] {
			continue
		}
		done[e.Station] = true
		if err := v.station(e.Station); err != nil {
			return err
		}
	}
	for _, e := range epochs {
		if head := v.heads[e.Station+e.Epoch.String()]; head.Seq != e.Seq || head.Hash != e.Hash {
			v.fault("%s %s: the chain ends at %d, the watermark says %d", e.Station, e.Epoch, head.Seq, e.Seq)
		}
	}
	return v.compare()
}

func eventName(station string, epoch manifest.Epoch, seq uint64) string {
	return fmt.Sprintf("%s %s/%d", station, epoch, seq)
}

// station follows all chains of a station at once, in the order in which they were stored.
func (v *verifier) station(name string) error {
	const page = 1000
	var commit, seq uint64
	for {
		rows, err := v.w.tx.EventsAfter(name, commit, seq, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			v.event(row)
			commit, seq = row.Commit, row.Seq
		}
		if len(rows) < page {
			return nil
		}
	}
}

func (v *verifier) event(row EventRow) {
	v.report.Events++
	name := eventName(row.Station, row.Epoch, row.Seq)
	key := row.Station + row.Epoch.String()
	head, known := v.heads[key]
	if !known {
		head = ledger.Head{Epoch: row.Epoch}
	}
	if row.Seq != head.Seq+1 || row.Prev != head.Hash || row.Hash != ledger.Chain(head.Hash, row.Bytes) {
		v.fault("%s: the chain is broken", name)
	}
	v.heads[key] = ledger.Head{Epoch: row.Epoch, Seq: row.Seq, Hash: row.Hash}
	if v.aside[name] {
		return
	}
	e, err := ledger.Decode(row.Bytes)
	if err != nil {
		v.fault("%s can't be read and isn't set aside: %v", name, err)
		return
	}
	if e.Carton == (manifest.ID{}) || row.Station == ledger.CentreStation {
		return
	}
	next, err := ledger.FoldCarton(v.cartons[e.Carton], e)
	if err != nil {
		v.fault("%s can't be folded and isn't set aside: %v", name, err)
		return
	}
	v.cartons[e.Carton] = next
	v.shipments[next.Shipment] = ledger.FoldShipment(v.shipments[next.Shipment], e)
}

// compare holds what was folded against what is kept.
func (v *verifier) compare() error {
	const page = 500
	for after := (manifest.ID{}); ; {
		rows, err := v.w.tx.CartonsAfter(after, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			after = row.ID
			if err := v.compareCarton(row); err != nil {
				return err
			}
		}
		if len(rows) < page {
			break
		}
		clear(v.w.cartons)
	}
	for id := range v.cartons {
		v.fault("carton %s is in the ledgers and nowhere else", id)
	}
	for id, want := range v.shipments {
		s, err := v.w.shipment(id)
		if err != nil {
			return err
		}
		delete(v.w.shipments, id)
		if s == nil || !same(s.Shipment, want) {
			v.fault("shipment %s is not what its events say", id)
		}
	}
	return nil
}

func (v *verifier) compareCarton(row CartonRow) error {
	v.report.Cartons++
	var c carton
	if err := json.Unmarshal(row.Body, &c); err != nil {
		return err
	}
	want, ok := v.cartons[row.ID]
	if !ok || !same(c.Carton, want) || string(c.Carton.SSCC) != row.SSCC || c.Load != row.Load {
		v.fault("carton %s is not what its events say", row.ID)
	}
	delete(v.cartons, row.ID)
	return nil
}

// same compares by what would be written.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
