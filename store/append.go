package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Append writes entries in one synced transaction, with everything that follows from them. nil means that they are on
// disk. It is asked with the entries of one ledger.Append: the first must follow the head, or open a new epoch.
//
// What is there already with the same hash is success. Errors: ledger.ErrFork (other content under the number, or a
// gap); ledger.ErrStopped when nobody can tell; ledger.ErrNotWritten for everything else, with ledger.ErrFold when an
// event can't follow, ErrReused, or syscall.ENOSPC on a full disk. After a failed commit the file is opened again and
// asked, so the answer is what is there. Once the commit has begun the context doesn't stop it.
func (s *Store) Append(ctx context.Context, entries []ledger.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", ledger.ErrNotWritten, err)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	var before ledger.Head
	committing, err := s.update(func(tx *bbolt.Tx) error {
		f, err := newFolder(tx, s.station, &s.recent)
		if err != nil {
			return err
		}
		before = f.now.Head
		for _, entry := range entries {
			if err := f.add(entry.Record, eventOf(entry)); err != nil {
				return err
			}
		}
		return f.finish()
	})
	if err == nil || !committing || errors.Is(err, ledger.ErrStopped) {
		return appendError(err)
	}
	last := entries[len(entries)-1].Record
	return appendError(s.settle(err, before, ledger.Head{Epoch: last.Epoch, Seq: last.Seq, Hash: last.Hash}))
}

// eventOf gives the event as its bytes say it, without the time to read them where nothing can differ: Encode cuts the
// time to milliseconds, and writes U+FFFD for what is not UTF-8.
func eventOf(entry ledger.Entry) func() (ledger.Event, error) {
	return func() (ledger.Event, error) {
		e, r := entry.Event, entry.Record
		if e.Body == nil || e.Epoch != r.Epoch || e.Seq != r.Seq || bytes.Contains(r.Bytes, []byte(`\ufffd`)) {
			return ledger.Decode(r.Bytes)
		}
		e.At = e.At.UTC().Truncate(time.Millisecond)
		return e, nil
	}
}

func appendError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ledger.ErrFork), errors.Is(err, ledger.ErrStopped), errors.Is(err, ledger.ErrNotWritten):
		return fmt.Errorf("cannot append: %w", err)
	}
	return fmt.Errorf("cannot append: %w: %w", ledger.ErrNotWritten, err) // rolled back before any commit
}

// settle finds out what became of a failed commit. It may have happened: a commit whose last sync failed is there for
// every reader. So the file is closed, opened again and asked. A head that did move is confirmed by another synced
// commit before anyone may rely on it.
func (s *Store) settle(cause error, before, after ledger.Head) error {
	cause = full(cause)
	if err := s.reopen(); err != nil {
		return s.stop(errors.Join(cause, err))
	}
	head, err := s.Head(context.Background())
	switch {
	case err != nil:
		return s.stop(errors.Join(cause, err))
	case head == before && head != after:
		return fmt.Errorf("%w: %w", ledger.ErrNotWritten, cause)
	case head != after:
		return s.stop(fmt.Errorf("the head is %s/%d: %w", head.Epoch, head.Seq, cause))
	}
	if _, err := s.update(confirm); err != nil {
		return s.stop(errors.Join(cause, err))
	}
	return nil
}

// confirm commits a page of its own: it writes the other of bbolt's two first pages and syncs everything.
func confirm(tx *bbolt.Tx) error {
	meta := tx.Bucket(metaBucket)
	return meta.Put(metaVersion, append([]byte(nil), meta.Get(metaVersion)...))
}

func (s *Store) reopen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return errors.New("it was closed")
	}
	if err := s.release(); err != nil {
		return err
	}
	if err := s.present(); err != nil {
		return err
	}
	return s.open()
}

// full makes a full disk recognisable by errors.Is where bbolt flattened the error to text, or the system has its own
// number for it.
func full(err error) error {
	if err == nil || errors.Is(err, syscall.ENOSPC) {
		return err
	}
	if isFull(err) || strings.Contains(err.Error(), syscall.ENOSPC.Error()) {
		return errors.Join(err, syscall.ENOSPC)
	}
	return err
}

// folder applies records to the ledger and to the projections of one transaction.
type folder struct {
	state   *bbolt.Bucket
	records bool // keep the records too, not only what follows from them
	station string
	recent  *recent
	now     nowRow
}

// nowRow is what changes with every append.
type nowRow struct {
	Head      ledger.Head `json:"head"`
	Ordinal   uint32      `json:"ordinal"` // of the head's epoch; the first is 1
	Simulated bool        `json:"simulated,omitempty"`
	// LastSerials is the last serial used of each SSCC extension digit.
	LastSerials map[int]uint64 `json:"last_serials,omitempty"`
	// PINFails are the wrong PINs in a row by badge, so that a restart opens no lock.
	PINFails map[string]ledger.PINFails `json:"pin_fails,omitempty"`
	// Check is the scale's last check with a known weight in the current mode.
	Check    *manifest.CheckMark `json:"check,omitempty"`
	LastSeen int64               `json:"last_seen"` // Unix milliseconds
}

// epochRow is one epoch and what it follows.
type epochRow struct {
	Epoch     manifest.Epoch `json:"epoch"`
	Old       ledger.Head    `json:"old,omitzero"`
	Reason    string         `json:"reason"`
	Simulated bool           `json:"simulated,omitempty"`
	OpenedAt  int64          `json:"opened_at"`
}

func loadNow(state *bbolt.Bucket) (nowRow, error) {
	now := nowRow{}
	_, err := get(state, []byte{rowNow}, &now)
	return now, err
}

func newFolder(tx *bbolt.Tx, station string, r *recent) (*folder, error) {
	f := &folder{state: tx.Bucket(stationBucket), records: true, station: station, recent: r}
	f.state.FillPercent = 0.75 // most keys only grow
	var err error
	f.now, err = loadNow(f.state)
	return f, err
}

func (f *folder) finish() error { return put(f.state, []byte{rowNow}, f.now) }

// add takes the record that comes next, or one that is there already, and the event in it.
func (f *folder) add(r ledger.Record, read func() (ledger.Event, error)) error {
	there, err := f.has(r)
	if there || err != nil {
		return err
	}
	opens := r.Seq == 1 && r.Epoch != f.now.Head.Epoch
	if !opens && (r.Epoch != f.now.Head.Epoch || r.Seq != f.now.Head.Seq+1 || r.Prev != f.now.Head.Hash) {
		return fmt.Errorf("%w: %s/%d after %s/%d", ledger.ErrFork, r.Epoch, r.Seq, f.now.Head.Epoch, f.now.Head.Seq)
	}
	if opens && r.Prev != (ledger.Hash{}) {
		return fmt.Errorf("%w: an epoch's first event follows no other", ledger.ErrFork)
	}
	if len(r.Bytes) > ledger.MaxEvent || r.Hash != ledger.Chain(r.Prev, r.Bytes) {
		return fmt.Errorf("%w: the hash of event %d is not that of its bytes", ledger.ErrChain, r.Seq)
	}
	event, err := read()
	if err != nil {
		return err
	}
	if event.Epoch != r.Epoch || event.Seq != r.Seq {
		return fmt.Errorf("%w: event %d says that it is %s/%d", ledger.ErrChain, r.Seq, event.Epoch, event.Seq)
	}
	if event.Station != f.station {
		return fmt.Errorf("%w: event %d is of station %s", ledger.ErrFork, r.Seq, event.Station)
	}
	if err := f.epoch(event, opens); err != nil {
		return err
	}
	f.now.Head = ledger.Head{Epoch: r.Epoch, Seq: r.Seq, Hash: r.Hash}
	at := place{f.now.Ordinal, r.Seq}
	if f.records {
		if err := f.state.Put(at.key(), append(r.Hash[:len(r.Hash):len(r.Hash)], r.Bytes...)); err != nil {
			return err
		}
	}
	return f.project(event, at)
}

// has reports whether the record is in the ledger; another one under its number is a fork.
func (f *folder) has(r ledger.Record) (bool, error) {
	ordinal, ok, err := ordinalOf(f.state, f.now, r.Epoch)
	if err != nil || !ok || !f.records || (ordinal == f.now.Ordinal && r.Seq > f.now.Head.Seq) {
		return false, err
	}
	value := f.state.Get(place{ordinal, r.Seq}.key())
	if len(value) < len(r.Hash) || ledger.Hash(value[:len(r.Hash)]) != r.Hash || string(value[len(r.Hash):]) != string(r.Bytes) {
		return false, fmt.Errorf("%w: %s/%d", ledger.ErrFork, r.Epoch, r.Seq)
	}
	return true, nil
}

// epoch checks and notes the event that opens an epoch, and refuses one in the middle of it.
func (f *folder) epoch(e ledger.Event, opens bool) error {
	body, ok := e.Body.(ledger.EpochOpened)
	if ok != opens {
		return fmt.Errorf("%w: an epoch begins with its own event and with no other", ledger.ErrFork)
	}
	if !opens {
		return nil
	}
	old := ledger.Head{Epoch: body.OldEpoch, Seq: body.OldSeq, Hash: body.OldHash}
	if old != f.now.Head {
		return fmt.Errorf("%w: epoch %s follows %s/%d, the head is %s/%d", ledger.ErrFork, e.Epoch, old.Epoch, old.Seq,
			f.now.Head.Epoch, f.now.Head.Seq)
	}
	f.now.Ordinal++
	f.now.Simulated = body.Simulated
	row := epochRow{Epoch: e.Epoch, Old: old, Reason: body.Reason, Simulated: body.Simulated, OpenedAt: e.At.UnixMilli()}
	return put(f.state, ordinalKey(f.now.Ordinal), row)
}
