// Package manifest holds the nouns of packline: orders, shipments, cartons, labels, weights, money and the people and
// places they belong to. It knows no disk, no device, no screen and no other package of the house; every other package
// speaks in its words. Types here carry their units, so that a weight can't be added to a price nor pounds to grams.
//
// Values are plain data. JSON field names are part of the ledger's format: a name once released is never changed or
// given a new meaning.
package manifest

import (
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// ID names a carton, a shipment or an event: a UUID of version 7 (RFC 9562), so ids sort by the time they were made.
type ID = uuid.UUID

// Entropy is the random part of an ID. The station's pure core is handed it with each input, so that a replayed
// scenario makes the same ids again.
type Entropy [10]byte

// NewEntropy reads ten bytes from the operating system's random source.
func NewEntropy() Entropy {
	var e Entropy
	_, _ = rand.Read(e[:]) // never fails since Go 1.24: it crashes the program instead
	return e
}

// NewID makes the UUIDv7 of a moment and its entropy. The salt tells ids apart that are made from one entropy.
func NewID(at time.Time, entropy Entropy, salt byte) ID {
	var id ID
	ms := uint64(at.UnixMilli())
	binary.BigEndian.PutUint16(id[0:], uint16(ms>>32))
	binary.BigEndian.PutUint32(id[2:], uint32(ms))
	copy(id[6:], entropy[:])
	id[15] ^= salt
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Phrase is a sentence a person will read, as a key and its arguments; the words live in package phrases. Arguments
// may hold text from outside and are escaped where they are shown, never here.
type Phrase struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// Say makes a Phrase.
func Say(key string, args ...string) Phrase { return Phrase{Key: key, Args: args} }

// IsZero reports whether there is nothing to say.
func (p Phrase) IsZero() bool { return p.Key == "" }
