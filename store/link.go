package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"packline/manifest/ledger"
)

// refLine is the row of what the uplink keeps; this store doesn't read it.
const refLine = 'U'

// maxLine is the largest state of the line in bytes.
const maxLine = 1 << 20

// Heads gives the end of every epoch, oldest first; the last is the current one.
func (s *Store) Heads(ctx context.Context) ([]ledger.Head, error) {
	epochs, err := s.Epochs(ctx)
	heads := make([]ledger.Head, 0, len(epochs))
	for _, e := range epochs {
		heads = append(heads, e.Head)
	}
	return heads, err
}

// OrderKeys gives the keys that open the sealed persons of orders, oldest first. Orders without a key here, such as
// purged ones, are left out, and so are those whose keys can't be unwrapped: their events are sent all the same.
func (s *Store) OrderKeys(ctx context.Context, orders []string) (map[string][][]byte, error) {
	out := map[string][][]byte{}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		for _, order := range orders {
			keys, err := s.orderKeys(tx.Bucket(referenceBucket), order)
			if err != nil && !errors.Is(err, ledger.ErrSealed) {
				return fmt.Errorf("order %q: %w", order, err)
			}
			if len(keys) > 0 {
				out[order] = keys
			}
		}
		return nil
	})
	return out, readError("the keys of orders", err)
}

// Link gives the feed's cursor, and the state of the line as it was set last; nil before the first.
func (s *Store) Link(ctx context.Context) (cursor uint64, state []byte, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		ref := tx.Bucket(referenceBucket)
		if cursor, err = loadCursor(ref); err != nil {
			return err
		}
		row := ref.Get([]byte{refLine})
		if row == nil {
			return nil
		}
		plain, err := rowBytes([]byte{refLine}, row)
		state = bytes.Clone(plain)
		return err
	})
	return cursor, state, readError("the state of the line", err)
}

// SetLink keeps the state of the line. With rewind the feed's cursor is set to 0 in the same transaction, and what the
// feed had said of shipments is forgotten: a centre that was restored from a backup counts, and judges, from there again.
func (s *Store) SetLink(ctx context.Context, state []byte, rewind bool) error {
	if len(state) > maxLine {
		return fmt.Errorf("cannot keep the state of the line: it has %d bytes", len(state))
	}
	return s.write(ctx, "keep the state of the line", func(tx *bbolt.Tx) error {
		ref := tx.Bucket(referenceBucket)
		if rewind {
			if err := errors.Join(ref.Delete([]byte{refCursor}), forgetCentre(ref)); err != nil {
				return err
			}
		}
		return putBytes(ref, []byte{refLine}, state)
	})
}

// Unusable reports whether an error of Apply says that a change itself can't be kept, however often it is tried.
func Unusable(err error) bool { return errors.Is(err, ErrChange) }
