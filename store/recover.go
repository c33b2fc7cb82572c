package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Recover gives what a station needs to go on where it stopped. It reads indexes only, so a long ledger starts as fast
// as a short one. Open, Doubt and Counts are those of the current mode: simulated and real cartons never mix. Counts
// leaves out crossings of more than about a week ago, unless cartons still wait for their closing scan.
func (s *Store) Recover(ctx context.Context) (ledger.Recovered, error) {
	var out ledger.Recovered
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		state := tx.Bucket(stationBucket)
		now, err := loadNow(state)
		if err != nil {
			return err
		}
		out = ledger.Recovered{
			Head: now.Head, Simulated: now.Simulated, LastSerials: now.LastSerials, PINFails: now.PINFails, Check: now.Check,
		}
		if now.LastSeen != 0 {
			out.LastSeen = time.UnixMilli(now.LastSeen).UTC()
		}
		if out.Open, err = s.works(tx, modeKey(rowOpen, now.Simulated)); err != nil {
			return err
		}
		if out.Doubt, err = s.works(tx, modeKey(rowDoubt, now.Simulated)); err != nil {
			return err
		}
		if out.Recent, err = recentCartons(tx, now.Simulated); err != nil {
			return err
		}
		if out.Holds, err = heldHere(tx); err != nil {
			return err
		}
		out.Counts, err = counts(state, now)
		return err
	})
	return out, readError("where the station stopped", err)
}

// recentCartons reads the cartons opened last: their ids sort by that time. It looks at a bounded number of them.
func recentCartons(tx *bbolt.Tx, simulated bool) ([]manifest.Carton, error) {
	const looked = 4 * ledger.RecentMost
	state := tx.Bucket(stationBucket)
	c := state.Cursor()
	k, _ := c.Seek([]byte{rowCarton + 1})
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	var out []manifest.Carton
	for n := 0; n < looked && len(out) < ledger.RecentMost && len(k) == 1+len(manifest.ID{}) && k[0] == rowCarton; n++ {
		row, err := cartonOf(state, manifest.ID(k[1:]))
		if err != nil {
			return nil, err
		}
		if row.Carton.Simulated == simulated {
			if err := overlay(tx, &row.Carton); err != nil {
				return nil, err
			}
			out = append(out, row.Carton)
		}
		k, _ = c.Prev()
	}
	return out, nil
}

func counts(state *bbolt.Bucket, now nowRow) ([]ledger.Count, error) {
	var out []ledger.Count
	err := each(state, []byte{rowCount}, func(key, row []byte) error {
		var n countRow
		if err := decodeRow(key, row, &n); err != nil {
			return err
		}
		date, rest := cutText(key[1:])
		lane, mode := cutText(rest)
		if bytes.Equal(mode, []byte{modeByte(now.Simulated)}) {
			out = append(out, ledger.Count{Lane: lane, Date: manifest.Date(date), Packed: n.Packed, Done: n.Done})
		}
		return nil
	})
	return out, err
}

// cutText reads one text of a textKey.
func cutText(key []byte) (text string, rest []byte) {
	if len(key) < 2 {
		return "", nil
	}
	n := min(int(binary.BigEndian.Uint16(key)), len(key)-2)
	return string(key[2 : 2+n]), key[2+n:]
}

func (s *Store) works(tx *bbolt.Tx, prefix []byte) ([]ledger.Work, error) {
	var out []ledger.Work
	err := each(tx.Bucket(stationBucket), prefix, func(key, _ []byte) error {
		row, err := cartonOf(tx.Bucket(stationBucket), manifest.ID(key[len(prefix):]))
		if err != nil {
			return err
		}
		work, err := s.work(tx, row)
		out = append(out, work)
		return err
	})
	return out, err
}

func cartonOf(state *bbolt.Bucket, id manifest.ID) (cartonRow, error) {
	var row cartonRow
	shipment := state.Get(idKey(rowCarton, id))
	if len(shipment) != len(id) {
		return row, fmt.Errorf("%w: carton %s", ledger.ErrNotFound, id)
	}
	ok, err := get(state, idKey(rowShipment, manifest.ID(shipment), id[:]...), &row)
	if err == nil && (!ok || len(row.Events) == 0) {
		err = fmt.Errorf("%w: carton %s is missing", ErrDamagedRow, id)
	}
	return row, err
}

// work puts a carton together with its shipment and its order as judged, which its first event carries. Persons stay
// sealed when their key was purged, or when the store was opened without keys.
func (s *Store) work(tx *bbolt.Tx, row cartonRow) (ledger.Work, error) {
	work := ledger.Work{Carton: row.Carton}
	if err := overlay(tx, &work.Carton); err != nil {
		return work, err
	}
	var shipment shipmentRow
	if _, err := get(tx.Bucket(stationBucket), idKey(rowShipment, row.Carton.Shipment), &shipment); err != nil {
		return work, err
	}
	work.Shipment = shipment.Shipment
	first, err := readEvent(tx, row.Events[0])
	if err != nil {
		return work, err
	}
	opened, ok := first.Body.(ledger.CartonOpened)
	if !ok {
		return work, fmt.Errorf("%w: carton %s begins with %s", ErrDamagedRow, row.Carton.ID, first.Type)
	}
	work.Order, err = s.unseal(tx, opened.Order)
	if errors.Is(err, ledger.ErrSealed) {
		err = nil
	}
	return work, err
}

// CartonByCode finds a carton of this station by the code of its label, its SSCC, its tracking number or its id, with
// its whole life; ledger.ErrNotFound. Whether a label's seal and copy number are right is for the caller to ask.
func (s *Store) CartonByCode(ctx context.Context, code manifest.Code) (ledger.Past, error) {
	var out ledger.Past
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		id, err := findCarton(tx.Bucket(stationBucket), code)
		if err != nil {
			return err
		}
		row, err := cartonOf(tx.Bucket(stationBucket), id)
		if err != nil {
			return err
		}
		if out.Work, err = s.work(tx, row); err != nil {
			return err
		}
		for _, at := range row.Events {
			event, err := readEvent(tx, at)
			if err != nil {
				return err
			}
			out.Events = append(out.Events, event)
		}
		return nil
	})
	return out, readError("carton", err)
}

func findCarton(state *bbolt.Bucket, code manifest.Code) (manifest.ID, error) {
	if code.Kind == manifest.CodeLabel {
		return code.Label.Carton, nil
	}
	var id manifest.ID
	sscc := code.SSCC
	if sscc == "" {
		sscc, _ = manifest.ParseSSCC(code.Text)
	}
	for _, key := range [][]byte{ssccKey(sscc), textKey(rowTracking, code.Text)} {
		if raw := state.Get(key); len(raw) == len(id) {
			return manifest.ID(raw), nil
		}
	}
	if err := id.UnmarshalText([]byte(code.Text)); err == nil {
		return id, nil
	}
	return id, fmt.Errorf("%w: no carton of this station has this code", ledger.ErrNotFound)
}
