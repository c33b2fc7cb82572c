package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// maxOrderID is the longest order id in bytes that is kept.
const maxOrderID = 512

// maxOrderKeys is how many keys an order may have had: its own station's and those that came down with it.
const maxOrderKeys = 8

// orderRow is an order at rest. A cancelled one may be here before the order itself came.
type orderRow struct {
	Order     ledger.SealedOrder `json:"order"`
	Cancelled bool               `json:"cancelled,omitempty"`
	Purged    bool               `json:"purged,omitempty"`
}

// FindOrder finds an order by its id, or by a carrier's tracking number of one of its cartons; ledger.ErrNotFound,
// ErrAmbiguous when the number is on several orders that aren't cancelled, ledger.ErrSealed when its personal data was
// purged. A cancelled order is found, and says so. The key is the one to seal its persons with in events.
func (s *Store) FindOrder(ctx context.Context, code string) (ledger.KeyedOrder, error) {
	var out ledger.KeyedOrder
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		row, err := findOrder(tx.Bucket(referenceBucket), code)
		if err != nil {
			return err
		}
		out, err = s.unseal(tx, row.Order)
		out.Order.Cancelled = out.Order.Cancelled || row.Cancelled
		if err == nil {
			out.Elsewhere, err = elsewhere(tx.Bucket(referenceBucket), out.Order.ID)
		}
		return err
	})
	return out, readError("order", err)
}

func findOrder(ref *bbolt.Bucket, code string) (orderRow, error) {
	var row orderRow
	ok, err := get(ref, textKey(refOrder, code), &row)
	if err != nil || (ok && row.Order.Order.ID != "") {
		return row, err
	}
	var found []orderRow
	prefix := textKey(refTracking, code)
	err = each(ref, prefix, func(key, _ []byte) error {
		var row orderRow
		if ok, err := get(ref, append([]byte{refOrder}, key[len(prefix):]...), &row); err != nil || !ok {
			return err
		}
		if !row.Cancelled && !row.Order.Order.Cancelled || len(found) == 0 {
			found = append(found, row)
		}
		return nil
	})
	if len(found) > 1 && (found[0].Cancelled || found[0].Order.Order.Cancelled) {
		found = found[1:]
	}
	switch {
	case err != nil:
		return row, err
	case len(found) == 0:
		return row, fmt.Errorf("%w: no order has this id or tracking number", ledger.ErrNotFound)
	case len(found) > 1:
		return row, fmt.Errorf("%w: %s and %s", ErrAmbiguous, found[0].Order.Order.ID, found[1].Order.Order.ID)
	}
	return found[0], nil
}

// unseal opens an order with the first of its keys that fits. Without one the order comes without persons and with
// ledger.ErrSealed.
func (s *Store) unseal(tx *bbolt.Tx, sealed ledger.SealedOrder) (ledger.KeyedOrder, error) {
	keys, err := s.orderKeys(tx.Bucket(referenceBucket), sealed.Order.ID)
	if err != nil {
		return ledger.KeyedOrder{Order: sealed.Order}, err
	}
	for i := len(keys) - 1; i >= 0; i-- {
		if order, err := sealed.Open(keys[i]); err == nil {
			return ledger.KeyedOrder{Order: order, Key: keys[i]}, nil
		}
	}
	return ledger.KeyedOrder{Order: sealed.Order}, fmt.Errorf("%w: order %s has no key here", ledger.ErrSealed, sealed.Order.ID)
}

// orderKeys unwraps the keys of an order, oldest first.
func (s *Store) orderKeys(ref *bbolt.Bucket, order string) ([][]byte, error) {
	var wrapped []string
	if _, err := get(ref, textKey(refKeys, order), &wrapped); err != nil || len(s.options.Keys.Store()) == 0 {
		return nil, err
	}
	var out [][]byte
	for _, w := range wrapped {
		key, err := ledger.Unseal(s.options.Keys.Store(), wrapping(order), w)
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

func wrapping(order string) string { return "order key " + order }

// addKey keeps a key for an order unless it is there; none given makes one where there is none. The newest is last.
func (s *Store) addKey(ref *bbolt.Bucket, order string, key []byte) ([]byte, error) {
	keys, err := s.orderKeys(ref, order)
	if err != nil {
		return nil, err
	}
	switch {
	case key == nil && len(keys) > 0:
		return keys[len(keys)-1], nil
	case key == nil:
		key = ledger.NewOrderKey()
	case len(key) != ledger.OrderKeyBytes:
		return nil, fmt.Errorf("%w: the key of order %q has %d bytes", ErrChange, order, len(key))
	}
	for _, have := range keys {
		if bytes.Equal(have, key) {
			return key, nil
		}
	}
	var wrapped []string
	if _, err := get(ref, textKey(refKeys, order), &wrapped); err != nil {
		return nil, err
	}
	if len(wrapped) >= maxOrderKeys {
		return nil, fmt.Errorf("%w: order %q has %d keys already", ErrChange, order, len(wrapped))
	}
	w, err := ledger.Seal(s.options.Keys.Store(), wrapping(order), key)
	if err != nil {
		return nil, fmt.Errorf("cannot wrap the key of order %q: %w", order, err)
	}
	return key, put(ref, textKey(refKeys, order), append(wrapped, w))
}

// putOrder keeps a revision of an order. A lower one never replaces a higher one; of one revision the latest content
// stays, and stays cancelled if it was.
func (s *Store) putOrder(tx *bbolt.Tx, order manifest.Order, key []byte) error {
	ref := tx.Bucket(referenceBucket)
	if order.ID == "" || len(order.ID) > maxOrderID {
		return fmt.Errorf("%w: order id of %d bytes", ErrChange, len(order.ID))
	}
	var row orderRow
	if _, err := get(ref, textKey(refOrder, order.ID), &row); err != nil {
		return err
	}
	old := row.Order.Order
	known := old.ID != ""
	if known && order.Revision < old.Revision || row.Purged && order.Revision <= old.Revision {
		return nil
	}
	key, err := s.addKey(ref, order.ID, key)
	if err != nil {
		return err
	}
	if known && sameOrder(row.Order, order, key) {
		return nil
	}
	next := orderRow{Cancelled: row.Cancelled && (!known || order.Revision == old.Revision)}
	if next.Order, err = ledger.SealOrder(order, key); err != nil {
		return err
	}
	if err := indexTracking(ref, old, order); err != nil {
		return err
	}
	return put(ref, textKey(refOrder, order.ID), next)
}

// sameOrder spares a write when an order file is imported again.
func sameOrder(sealed ledger.SealedOrder, order manifest.Order, key []byte) bool {
	have, err := sealed.Open(key)
	if err != nil {
		return false
	}
	a, errA := json.Marshal(have)
	b, errB := json.Marshal(order)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

func indexTracking(ref *bbolt.Bucket, old, order manifest.Order) error {
	for _, number := range old.Tracking {
		if err := ref.Delete(textKey(refTracking, number, old.ID)); err != nil {
			return err
		}
	}
	for _, number := range order.Tracking {
		if number == "" {
			continue
		}
		if err := ref.Put(textKey(refTracking, number, order.ID), nil); err != nil {
			return err
		}
	}
	return nil
}

func cancelOrder(ref *bbolt.Bucket, id string) error {
	if id == "" || len(id) > maxOrderID {
		return fmt.Errorf("%w: a cancellation of an order id of %d bytes", ErrChange, len(id))
	}
	var row orderRow
	if _, err := get(ref, textKey(refOrder, id), &row); err != nil {
		return err
	}
	row.Cancelled = true
	return put(ref, textKey(refOrder, id), row)
}

// PurgeOrder forgets the persons of an order: its keys and its sealed persons are deleted, and neither this nor a
// lower revision is taken in again. The ledger's ciphertext stays, so its chain stays whole; nobody can open it.
// Deleted bytes stay in free pages of the file until they are used again: there the keys are still wrapped with the
// organisation key. ledger.ErrNotFound when the order isn't here.
func (s *Store) PurgeOrder(ctx context.Context, order string) error {
	return s.write(ctx, "purge order", func(tx *bbolt.Tx) error {
		ref := tx.Bucket(referenceBucket)
		var row orderRow
		ok, err := get(ref, textKey(refOrder, order), &row)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%w: order %q", ledger.ErrNotFound, order)
		}
		row.Purged, row.Order.Persons = true, ""
		return errors.Join(ref.Delete(textKey(refKeys, order)), put(ref, textKey(refOrder, order), row))
	})
}

// Orders counts the orders that are here, cancelled ones included.
func (s *Store) Orders(ctx context.Context) (int, error) {
	n := 0
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return each(tx.Bucket(referenceBucket), []byte{refOrder}, func(_, _ []byte) error {
			n++
			return nil
		})
	})
	return n, readError("orders", err)
}
