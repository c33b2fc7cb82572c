package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
)

// recent spares the writer from reading the JSON of a row that it has written a moment ago. A value is used only when
// the row in the file still has the very bytes it was made from, so it can never be out of date: not after a rollback,
// not after the file was opened again.
type recent struct {
	slots [recentSlots]struct {
		key, row string
		value    any
	}
	next int
}

const recentSlots = 16

// recall reads a row, from memory where its bytes are known; false when there is none. The value must not be changed
// in place.
func recall[T any](r *recent, b *bbolt.Bucket, key []byte) (T, bool, error) {
	var value T
	row := b.Get(key)
	if row == nil {
		return value, false, nil
	}
	for _, slot := range r.slots {
		if slot.key == string(key) && slot.row == string(row) {
			if value, ok := slot.value.(T); ok {
				return value, true, nil
			}
		}
	}
	return value, true, decodeRow(key, row, &value)
}

// remember writes a row, and keeps its value for recall.
func remember[T any](r *recent, b *bbolt.Bucket, key []byte, value T) error {
	plain, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("cannot write row %q: %w", key, err)
	}
	row := rowOf(key, plain)
	if bytes.Equal(b.Get(key), row) {
		return nil
	}
	at := r.next
	for i, slot := range r.slots {
		if slot.key == string(key) {
			at = i
		}
	}
	if at == r.next {
		r.next = (r.next + 1) % recentSlots
	}
	r.slots[at].key, r.slots[at].row, r.slots[at].value = string(key), string(row), value
	return b.Put(key, row)
}
