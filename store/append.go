package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

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
		f, err := newFolder(tx, s.station)
		if err != nil {
			return err
		}
		before = f.now.Head
		for _, entry := range entries {
			if err := f.add(entry.Record); err != nil {
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
	ledger  *bbolt.Bucket // nil: projections only
	state   *bbolt.Bucket
	station string
	now     nowRow
}

// nowRow is what changes with every append.
type nowRow struct {
	Head       ledger.Head `json:"head"`
	Ordinal    uint32      `json:"ordinal"` // of the head's epoch; the first is 1
	Simulated  bool        `json:"simulated,omitempty"`
	NextSerial uint64      `json:"next_serial"`
	LastSeen   int64       `json:"last_seen"` // Unix milliseconds
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
	now := nowRow{NextSerial: 1}
	_, err := get(state, []byte{rowNow}, &now)
	return now, err
}

func newFolder(tx *bbolt.Tx, station string) (*folder, error) {
	f := &folder{ledger: tx.Bucket(ledgerBucket), state: tx.Bucket(stateBucket), station: station}
	f.ledger.FillPercent = 0.95 // keys only grow
	var err error
	f.now, err = loadNow(f.state)
	return f, err
}

func (f *folder) finish() error { return put(f.state, []byte{rowNow}, f.now) }

// add takes the record that comes next, or one that is there already.
func (f *folder) add(r ledger.Record) error {
	there, err := f.has(r)
	if there || err != nil {
		return err
	}
	opens := r.Seq == 1 && r.Epoch != f.now.Head.Epoch
	if !opens && (r.Epoch != f.now.Head.Epoch || r.Seq != f.now.Head.Seq+1 || r.Prev != f.now.Head.Hash) {
		return fmt.Errorf("%w: %s/%d after %s/%d", ledger.ErrFork, r.Epoch, r.Seq, f.now.Head.Epoch, f.now.Head.Seq)
	}
	head := f.now.Head
	if opens {
		head = ledger.Head{Epoch: r.Epoch}
		if r.Prev != head.Hash {
			return fmt.Errorf("%w: an epoch's first event follows no other", ledger.ErrFork)
		}
	}
	if head, err = ledger.Verify(head, []ledger.Record{r}); err != nil {
		return err
	}
	event, err := ledger.Decode(r.Bytes)
	if err != nil {
		return err
	}
	if event.Station != f.station {
		return fmt.Errorf("%w: event %d is of station %s", ledger.ErrFork, r.Seq, event.Station)
	}
	if err := f.epoch(event, opens); err != nil {
		return err
	}
	f.now.Head = head
	at := place{f.now.Ordinal, r.Seq}
	if f.ledger != nil {
		if err := f.ledger.Put(at.key(), append(r.Hash[:len(r.Hash):len(r.Hash)], r.Bytes...)); err != nil {
			return err
		}
	}
	return f.project(event, at)
}

// has reports whether the record is in the ledger; another one under its number is a fork.
func (f *folder) has(r ledger.Record) (bool, error) {
	ordinal, ok, err := ordinalOf(f.state, f.now, r.Epoch)
	if err != nil || !ok || f.ledger == nil || (ordinal == f.now.Ordinal && r.Seq > f.now.Head.Seq) {
		return false, err
	}
	value := f.ledger.Get(place{ordinal, r.Seq}.key())
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
