package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"go.etcd.io/bbolt"

	"packline/manifest"
)

// The buckets. The header is written once; an append touches the station's bucket only, an Apply the reference.
var (
	metaBucket      = []byte("meta")
	stationBucket   = []byte("station")
	referenceBucket = []byte("reference")

	metaVersion  = []byte("version")
	metaStation  = []byte("station")
	metaKeyCheck = []byte("key-check")
)

// The first byte of a key in the station's bucket, which holds the events and all that follows from them. The order is
// chosen so that a packed carton, the one commit that a picker waits for, dirties few pages: a shipment lies beside
// its cartons; the end of the events, the small rows that every packed carton changes and the newest SSCCs (counted
// down) lie side by side. The indexes that are spread over the whole file are written when a carton is opened.
const (
	rowCarton   = 'a' // carton: its shipment
	rowShipment = 'b' // shipment: the shipment; shipment, carton: the carton
	rowMatch    = 'c' // normaliser, match key, shipment
	rowOfOrder  = 'd' // order, carton
	rowTracking = 'e' // tracking number: carton
	rowEpoch    = 'f' // ordinal
	rowEvent    = 'g' // ordinal, number: hash and bytes
	rowNow      = 'h' // the head, the counters
	rowOpen     = 'i' // mode, carton: not packed yet
	rowDoubt    = 'j' // mode, carton: nobody knows about its label
	rowCount    = 'k' // crossing date, lane, mode: cartons
	rowSSCC     = 'l' // SSCC, every byte inverted: carton
)

// The first byte of a key in the reference bucket.
const (
	refCursor   = 'A'
	refClient   = 'C'
	refRate     = 'F'
	refHold     = 'H'
	refKeys     = 'K' // order: its wrapped keys
	refLoad     = 'L'
	refMatch    = 'M' // normaliser, match key, shipment of a claim
	refLane     = 'N'
	refOrder    = 'O'
	refOperator = 'P'
	refClaim    = 'Q'
	refRaw      = 'R'
	refTracking = 'T' // tracking number, order
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumBytes = 4

// put writes a row under its checksum, and leaves a page alone that would hold the same.
func put(b *bbolt.Bucket, key []byte, value any) error {
	plain, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("cannot write row %q: %w", key, err)
	}
	return putBytes(b, key, plain)
}

func putBytes(b *bbolt.Bucket, key, plain []byte) error {
	row := rowOf(key, plain)
	if bytes.Equal(b.Get(key), row) {
		return nil
	}
	return b.Put(key, row)
}

func rowOf(key, plain []byte) []byte {
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, plain)
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, checksumBytes+len(plain)), sum), plain...)
}

// get reads a row; false when there is none.
func get(b *bbolt.Bucket, key []byte, value any) (bool, error) {
	row := b.Get(key)
	if row == nil {
		return false, nil
	}
	return true, decodeRow(key, row, value)
}

func decodeRow(key, row []byte, value any) error {
	plain, err := rowBytes(key, row)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, value); err != nil {
		return fmt.Errorf("%w: %q: %w", ErrDamagedRow, key, err)
	}
	return nil
}

func rowBytes(key, row []byte) ([]byte, error) {
	if len(row) < checksumBytes {
		return nil, fmt.Errorf("%w: %q is cut off", ErrDamagedRow, key)
	}
	plain := row[checksumBytes:]
	if binary.BigEndian.Uint32(row) != crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, plain) {
		return nil, fmt.Errorf("%w: the checksum of %q is wrong", ErrDamagedRow, key)
	}
	return plain, nil
}

// each visits the rows under a prefix in order until fn returns an error. fn must not keep key or row.
func each(b *bbolt.Bucket, prefix []byte, fn func(key, row []byte) error) error {
	c := b.Cursor()
	for key, row := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, row = c.Next() {
		if err := fn(key, row); err != nil {
			return err
		}
	}
	return nil
}

// all decodes every row under a one-byte prefix.
func all[T any](b *bbolt.Bucket, prefix byte) ([]T, error) {
	var out []T
	err := each(b, []byte{prefix}, func(key, row []byte) error {
		var value T
		if err := decodeRow(key, row, &value); err != nil {
			return err
		}
		out = append(out, value)
		return nil
	})
	return out, err
}

// idKey is the key of a row about one id; further parts follow it.
func idKey(prefix byte, id manifest.ID, more ...byte) []byte {
	return append(append(append(make([]byte, 0, 33), prefix), id[:]...), more...)
}

const maxTextKey = 1024

// textKey is the key of a row about a text from outside. The length comes first, so no text is another's prefix; a
// very long one is represented by its hash.
func textKey(prefix byte, texts ...string) []byte {
	key := []byte{prefix}
	for _, text := range texts {
		if len(text) > maxTextKey {
			sum := sha256.Sum256([]byte(text))
			key = append(binary.BigEndian.AppendUint16(key, 0xffff), sum[:]...)
			continue
		}
		key = append(binary.BigEndian.AppendUint16(key, uint16(len(text))), text...)
	}
	return key
}

// matchKeys gives the index keys of a set: sets of different normalisers never meet.
func matchKeys(prefix byte, m manifest.MatchKeys) [][]byte {
	var out [][]byte
	seen := map[string]bool{}
	for _, set := range [][]string{m.Same, m.Possible} {
		for _, k := range set {
			if !seen[k] {
				seen[k] = true
				out = append(out, textKey(prefix, fmt.Sprint(m.Normaliser), k))
			}
		}
	}
	return out
}

// ssccKey sorts the newest SSCC first.
func ssccKey(sscc manifest.SSCC) []byte {
	key := textKey(rowSSCC, string(sscc))
	for i := 1; i < len(key); i++ {
		key[i] ^= 0xff
	}
	return key
}

// place is where an event stands: the number of its epoch in this file, and its own.
type place struct {
	Ordinal uint32
	Seq     uint64
}

func (p place) key() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(append(make([]byte, 0, 13), rowEvent), p.Ordinal), p.Seq)
}

// MarshalJSON writes two numbers.
func (p place) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", p.Ordinal, p.Seq), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *place) UnmarshalJSON(raw []byte) error {
	var two [2]uint64
	err := json.Unmarshal(raw, &two)
	p.Ordinal, p.Seq = uint32(two[0]), two[1]
	return err
}
