package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest/ledger"
)

// Report is what Verify found in order.
type Report struct {
	Station string        `json:"station"`
	Epochs  []Epoch       `json:"epochs"`
	Events  uint64        `json:"events"`
	Cartons int           `json:"cartons"`
	Head    ledger.Head   `json:"head"`
	Took    time.Duration `json:"took"`
}

// Verify follows the chain of every epoch and the links between them, folds all events again from nothing, and
// compares the projections with what is stored. ledger.ErrChain says that a record is not what was written,
// ErrMismatch that a projection isn't what the events say. It reads a page at a time beside a working station; the
// fresh fold goes into a scratch file in the system's folder for such, which holds no personal data and is deleted.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	start := time.Now()
	report := Report{Station: s.station}
	dir, err := os.MkdirTemp("", "packline-verify-")
	if err != nil {
		return report, fmt.Errorf("cannot verify: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	scratch, err := bbolt.Open(filepath.Join(dir, "fold"), 0o600, &bbolt.Options{NoSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return report, fmt.Errorf("cannot verify: %w", err)
	}
	defer func() { _ = scratch.Close() }()
	v := verifier{store: s, scratch: scratch, report: &report}
	if err := v.run(ctx); err != nil {
		return report, fmt.Errorf("cannot verify: %w", err)
	}
	report.Epochs, err = s.Epochs(ctx)
	report.Took = time.Since(start)
	return report, err
}

type verifier struct {
	store   *Store
	scratch *bbolt.DB
	report  *Report
	next    place
}

// run folds until it has caught up with a station that goes on working, and compares within that one moment.
func (v *verifier) run(ctx context.Context) error {
	v.next = place{1, 1}
	for {
		more, err := v.fold(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		same, err := v.compare(ctx)
		if same || err != nil {
			return err
		}
	}
}

// fold takes one page of records into the scratch file; false at the end of the ledger.
func (v *verifier) fold(ctx context.Context) (bool, error) {
	var records []ledger.Record
	err := v.store.view(ctx, func(tx *bbolt.Tx) error {
		var row epochRow
		ok, err := get(tx.Bucket(stationBucket), ordinalKey(v.next.Ordinal), &row)
		if err != nil || !ok {
			return err
		}
		records, err = readRecords(tx, v.next.Ordinal, row.Epoch, v.next.Seq, MaxRecords)
		if err != nil || len(records) > 0 || v.next.Seq == 1 {
			return err
		}
		if bytes.Compare(lastEvent(tx), v.next.key()) < 0 {
			return nil
		}
		v.next = place{v.next.Ordinal + 1, 1}
		if ok, err = get(tx.Bucket(stationBucket), ordinalKey(v.next.Ordinal), &row); err == nil && !ok {
			return fmt.Errorf("%w: events of an epoch that was never opened", ledger.ErrChain)
		}
		if err == nil {
			records, err = readRecords(tx, v.next.Ordinal, row.Epoch, 1, MaxRecords)
		}
		return err
	})
	if err != nil || len(records) == 0 {
		return false, err
	}
	v.next.Seq += uint64(len(records))
	v.report.Events += uint64(len(records))
	return true, v.scratch.Update(func(tx *bbolt.Tx) error { return v.again(tx, records) })
}

func (v *verifier) again(tx *bbolt.Tx, records []ledger.Record) error {
	state, err := tx.CreateBucketIfNotExists(stationBucket)
	if err != nil {
		return err
	}
	f := &folder{state: state, station: v.store.station, recent: &recent{}}
	if f.now, err = loadNow(state); err != nil {
		return err
	}
	for _, r := range records {
		read := func() (ledger.Event, error) { return ledger.Decode(r.Bytes) }
		if err := f.add(r, read); errors.Is(err, ledger.ErrFork) || errors.Is(err, ledger.ErrFold) {
			return fmt.Errorf("%w: %w", ledger.ErrChain, err)
		} else if err != nil {
			return err
		}
	}
	return f.finish()
}

// compare holds the stored projections against the fresh ones, row by row; false when the station has appended since.
func (v *verifier) compare(ctx context.Context) (same bool, err error) {
	err = v.scratch.View(func(fresh *bbolt.Tx) error {
		return v.store.view(ctx, func(stored *bbolt.Tx) error {
			now, err := loadNow(stored.Bucket(stationBucket))
			if err != nil {
				return err
			}
			v.report.Head = now.Head
			if fresh.Bucket(stationBucket) == nil {
				same = now.Head == ledger.Head{}
				return mismatched(same, []byte{rowNow})
			}
			folded, err := loadNow(fresh.Bucket(stationBucket))
			if err != nil {
				return err
			}
			if folded.Ordinal < now.Ordinal || folded.Ordinal == now.Ordinal && folded.Head.Seq < now.Head.Seq {
				return v.behind(stored)
			}
			same = true
			return v.rows(stored.Bucket(stationBucket).Cursor(), fresh.Bucket(stationBucket).Cursor())
		})
	})
	return same, err
}

// behind sees that what the projections are ahead by is in the ledger, to be folded next.
func (v *verifier) behind(stored *bbolt.Tx) error {
	led := stored.Bucket(stationBucket)
	if led.Get(v.next.key()) == nil && led.Get(place{v.next.Ordinal + 1, 1}.key()) == nil {
		return fmt.Errorf("%w: event %d is missing", ledger.ErrChain, v.next.Seq)
	}
	return nil
}

func (v *verifier) rows(stored, fresh *bbolt.Cursor) error {
	v.report.Cartons = 0
	next := func() ([]byte, []byte) { // what follows from the events, not the events
		k, v := stored.Next()
		if len(k) > 0 && k[0] == rowEvent {
			k, v = stored.Seek([]byte{rowEvent + 1})
		}
		return k, v
	}
	sk, sv := stored.First()
	fk, fv := fresh.First()
	for sk != nil || fk != nil {
		if err := mismatched(bytes.Equal(sk, fk), longer(sk, fk)); err != nil {
			return err
		}
		if err := mismatched(bytes.Equal(sv, fv), sk); err != nil {
			return err
		}
		if sk[0] == rowCarton {
			v.report.Cartons++
		}
		sk, sv = next()
		fk, fv = fresh.Next()
	}
	return nil
}

func longer(a, b []byte) []byte {
	if len(a) > len(b) {
		return a
	}
	return b
}

func mismatched(same bool, key []byte) error {
	if same {
		return nil
	}
	return fmt.Errorf("%w: row %q", ErrMismatch, key)
}
