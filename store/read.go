package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// MaxRecords is the most records and cartons that are read in one transaction: a long one would pin pages and stand
// in the way of a writer.
const MaxRecords = 500

// Epoch is one epoch of the ledger.
type Epoch struct {
	Head      ledger.Head `json:"head"` // its last event
	Old       ledger.Head `json:"old,omitzero"`
	Reason    string      `json:"reason"`
	Simulated bool        `json:"simulated,omitempty"`
	OpenedAt  time.Time   `json:"opened_at"`
}

// Head gives the end of the ledger; the zero Head when it has no event yet.
func (s *Store) Head(ctx context.Context) (ledger.Head, error) {
	var now nowRow
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		now, err = loadNow(tx.Bucket(stationBucket))
		return err
	})
	return now.Head, readError("head", err)
}

// readError names what couldn't be read. A damaged row is told from other trouble by DamagedError.
func readError(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot read %s: %w", what, err)
}

// Epochs lists the epochs from the first to the current one.
func (s *Store) Epochs(ctx context.Context) ([]Epoch, error) {
	var out []Epoch
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		now, err := loadNow(tx.Bucket(stationBucket))
		if err != nil {
			return err
		}
		rows, err := all[epochRow](tx.Bucket(stationBucket), rowEpoch)
		for i, row := range rows {
			e := Epoch{Head: now.Head, Old: row.Old, Reason: row.Reason, Simulated: row.Simulated, OpenedAt: time.UnixMilli(row.OpenedAt).UTC()}
			if i+1 < len(rows) {
				e.Head = rows[i+1].Old
			}
			out = append(out, e)
		}
		return err
	})
	return out, readError("epochs", err)
}

// Records gives at most limit records of an epoch from a number on (at least 1), fewer where there are no more;
// ledger.ErrNotFound for an epoch that isn't here. Each was checked against the hash before it: ledger.ErrChain says
// that a record is not what was written, and no record after it is given.
func (s *Store) Records(ctx context.Context, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error) {
	var out []ledger.Record
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		state := tx.Bucket(stationBucket)
		now, err := loadNow(state)
		if err != nil {
			return err
		}
		ordinal, ok, err := ordinalOf(state, now, epoch)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%w: epoch %s", ledger.ErrNotFound, epoch)
		}
		out, err = readRecords(tx, ordinal, epoch, max(from, 1), min(limit, MaxRecords))
		return err
	})
	return out, readError("records", err)
}

func readRecords(tx *bbolt.Tx, ordinal uint32, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error) {
	b := tx.Bucket(stationBucket)
	var prev ledger.Hash
	if from > 1 {
		before := b.Get(place{ordinal, from - 1}.key())
		if len(before) < len(prev) {
			return nil, nil
		}
		prev = ledger.Hash(before[:len(prev)])
	}
	var out []ledger.Record
	c := b.Cursor()
	first := place{ordinal, from}.key()
	for k, v := c.Seek(first); k != nil && bytes.HasPrefix(k, first[:5]) && len(out) < limit; k, v = c.Next() {
		want := place{ordinal, from + uint64(len(out))}
		if !bytes.Equal(k, want.key()) || len(v) < len(prev) {
			return out, fmt.Errorf("%w: event %d is missing", ledger.ErrChain, want.Seq)
		}
		r := ledger.Record{Epoch: epoch, Seq: want.Seq, Prev: prev, Hash: ledger.Hash(v[:len(prev)]), Bytes: bytes.Clone(v[len(prev):])}
		if ledger.Chain(prev, r.Bytes) != r.Hash {
			return out, fmt.Errorf("%w: the hash of event %d is not that of its bytes", ledger.ErrChain, r.Seq)
		}
		out, prev = append(out, r), r.Hash
	}
	return out, nil
}

// readEvent gives one event, checked against its hash.
func readEvent(tx *bbolt.Tx, at place) (ledger.Event, error) {
	records, err := readRecords(tx, at.Ordinal, manifest.Epoch{}, at.Seq, 1)
	if err != nil {
		return ledger.Event{}, err
	}
	if len(records) == 0 {
		return ledger.Event{}, fmt.Errorf("%w: event %d is missing", ledger.ErrChain, at.Seq)
	}
	return ledger.Decode(records[0].Bytes)
}

// Cartons visits every carton of this station in the order they were opened. It reads a page at a time, so whoever
// ranges over it may take their time; cartons opened meanwhile are visited too.
func (s *Store) Cartons(ctx context.Context) iter.Seq2[manifest.Carton, error] {
	return pages(func(after manifest.ID) ([]manifest.Carton, error) { return s.CartonPage(ctx, after, MaxRecords) })
}

func pages(next func(after manifest.ID) ([]manifest.Carton, error)) iter.Seq2[manifest.Carton, error] {
	return func(yield func(manifest.Carton, error) bool) {
		var after manifest.ID
		for {
			page, err := next(after)
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
				after = c.ID
			}
			if err != nil {
				yield(manifest.Carton{}, err)
			}
			if err != nil || len(page) == 0 {
				return
			}
		}
	}
}

// CartonPage gives at most limit cartons with ids after one, in the order of their ids.
func (s *Store) CartonPage(ctx context.Context, after manifest.ID, limit int) ([]manifest.Carton, error) {
	var out []manifest.Carton
	limit = max(1, min(limit, MaxRecords))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(stationBucket).Cursor()
		k, _ := c.Seek(idKey(rowCarton, after))
		if bytes.Equal(k, idKey(rowCarton, after)) {
			k, _ = c.Next()
		}
		for ; len(k) == 1+len(after) && k[0] == rowCarton && len(out) < limit; k, _ = c.Next() {
			row, err := cartonOf(tx.Bucket(stationBucket), manifest.ID(k[1:]))
			if err != nil {
				return err
			}
			if err := overlay(tx, &row.Carton); err != nil {
				return err
			}
			out = append(out, row.Carton)
		}
		return nil
	})
	return out, readError("cartons", err)
}

// CartonsOfOrder lists the cartons of an order in the order they were opened, void ones included.
func (s *Store) CartonsOfOrder(ctx context.Context, order string) ([]manifest.Carton, error) {
	var out []manifest.Carton
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		rows, err := rowsOfOrder(tx.Bucket(stationBucket), order)
		for _, row := range rows {
			err = errors.Join(err, overlay(tx, &row.Carton))
			out = append(out, row.Carton)
		}
		return err
	})
	return out, readError("cartons of the order", err)
}

func rowsOfOrder(state *bbolt.Bucket, order string) ([]cartonRow, error) {
	var out []cartonRow
	prefix := textKey(rowOfOrder, order)
	err := each(state, prefix, func(key, _ []byte) error {
		row, err := cartonOf(state, manifest.ID(key[len(prefix):]))
		out = append(out, row)
		return err
	})
	return out, err
}
