// Package ledger is the form of a station's append-only record: events in canonical bytes, sealed personal fields, a
// hash chain over the bytes, and the fold that turns events back into cartons. It is pure: where events are kept and
// how they travel is the business of package store and of the line to the centre.
//
// An event's bytes are made once and never again: whoever passes them on passes the same bytes.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"packline/manifest"
)

// Version is the version of the envelope that this program writes.
//
//   - 1: the first.
const Version = 1

// MaxEvent is the largest event in bytes that is written or read.
const MaxEvent = 1 << 20

// The errors of this package that callers branch on.
var (
	ErrChain    = errors.New("the ledger's chain is broken")
	ErrUnsealed = errors.New("cannot record an event with personal data that is not sealed")
	ErrSealed   = errors.New("cannot open sealed personal data")
	ErrFold     = errors.New("cannot apply an event")
)

// Event is one thing that happened at a station. Its key is (Station, Epoch, Seq); Seq starts at 1 and has no holes.
type Event struct {
	V        int            `json:"v"`
	ID       manifest.ID    `json:"id"`
	Station  string         `json:"station"`
	Epoch    manifest.Epoch `json:"epoch"`
	Seq      uint64         `json:"seq"`
	Type     Type           `json:"type"`
	At       time.Time      `json:"at"`    // the station's wall clock, UTC, milliseconds
	Uptime   int64          `json:"up_ms"` // milliseconds since the program started: goes on when the clock is set
	Clock    Clock          `json:"clock"`
	Build    string         `json:"build"`
	Operator string         `json:"operator,omitempty"` // badge
	Order    string         `json:"order,omitempty"`
	Shipment manifest.ID    `json:"shipment,omitzero"`
	Carton   manifest.ID    `json:"carton,omitzero"`
	Body     Body           `json:"body"`
}

// Clock says how far the wall clock of an event can be trusted.
type Clock string

// The qualities of a station's clock.
const (
	ClockFree   Clock = "free"    // not compared with the centre's yet
	ClockSynced Clock = "synced"  // compared with the centre's
	ClockBehind Clock = "behind"  // earlier than something this station has seen: set back
	ClockUnsure Clock = "unknown" // can't be right: before the program was built
)

// Hash is the SHA-256 of the hash before it and an event's bytes.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes what String writes.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(h) {
		return fmt.Errorf("cannot read hash %q: it is not %d hexadecimal digits", text, 2*len(h))
	}
	copy(h[:], raw)
	return nil
}

// Head is the end of a ledger: its epoch, its last event's number and hash. Seq 0 is an epoch without events.
type Head struct {
	Epoch manifest.Epoch `json:"epoch"`
	Seq   uint64         `json:"seq"`
	Hash  Hash           `json:"hash"`
}

// Record is an event as it is kept and sent: its bytes and where they stand in the chain.
type Record struct {
	Epoch manifest.Epoch
	Seq   uint64
	Prev  Hash
	Hash  Hash
	Bytes []byte
}

// Entry is an event and its record together.
type Entry struct {
	Event  Event
	Record Record
}

// Chain gives the hash of bytes that follow prev.
func Chain(prev Hash, canonical []byte) Hash {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(canonical)
	var out Hash
	h.Sum(out[:0])
	return out
}

// Append makes the records of events that follow a head. Seq, epoch and envelope version are checked, personal data
// must have been sealed; nothing is written anywhere.
func Append(head Head, events []Event) ([]Entry, error) {
	entries := make([]Entry, 0, len(events))
	for _, e := range events {
		if e.Epoch != head.Epoch || e.Seq != head.Seq+1 {
			return nil, fmt.Errorf("%w: event %s/%d after %s/%d", ErrChain, e.Epoch, e.Seq, head.Epoch, head.Seq)
		}
		raw, err := Encode(e)
		if err != nil {
			return nil, err
		}
		record := Record{Epoch: e.Epoch, Seq: e.Seq, Prev: head.Hash, Hash: Chain(head.Hash, raw), Bytes: raw}
		entries = append(entries, Entry{Event: e, Record: record})
		head = Head{Epoch: e.Epoch, Seq: e.Seq, Hash: record.Hash}
	}
	return entries, nil
}

// Encode gives an event's canonical bytes: JSON with the fields in the order of this package's types, no spaces, no
// HTML escapes, no floats.
func Encode(e Event) ([]byte, error) {
	if e.Body == nil || e.Type != e.Body.Type() {
		return nil, fmt.Errorf("cannot encode event %d: its type %q is not its body's", e.Seq, e.Type)
	}
	if s, ok := e.Body.(sealer); ok && !s.sealed() {
		return nil, fmt.Errorf("%w: %s", ErrUnsealed, e.Type)
	}
	e.V = Version
	e.At = e.At.UTC().Truncate(time.Millisecond)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("cannot encode event %d: %w", e.Seq, err)
	}
	if b.Len() > MaxEvent {
		return nil, fmt.Errorf("cannot encode event %d: %d bytes is more than %d", e.Seq, b.Len(), MaxEvent)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads an event's bytes. A type that isn't known here keeps its body raw, as Unknown.
func Decode(raw []byte) (Event, error) {
	if len(raw) > MaxEvent {
		return Event{}, fmt.Errorf("cannot decode event: %d bytes is more than %d", len(raw), MaxEvent)
	}
	var wire struct {
		Event
		Body json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return Event{}, fmt.Errorf("cannot decode event: %w", err)
	}
	if wire.V < 1 {
		return Event{}, fmt.Errorf("cannot decode event: envelope version %d", wire.V)
	}
	e := wire.Event
	body, err := decodeBody(e.Type, wire.Body)
	if err != nil {
		return Event{}, fmt.Errorf("cannot decode event %d (%s): %w", e.Seq, e.Type, err)
	}
	e.Body = body
	return e, nil
}

// Verify follows a chain from a head over records and gives the new head. The first record that doesn't fit ends it
// with ErrChain: a hole, an edit, another epoch or bytes that are no event.
func Verify(head Head, records []Record) (Head, error) {
	for _, r := range records {
		if r.Epoch != head.Epoch || r.Seq != head.Seq+1 {
			return head, fmt.Errorf("%w: %s/%d follows %s/%d", ErrChain, r.Epoch, r.Seq, head.Epoch, head.Seq)
		}
		if r.Hash != Chain(head.Hash, r.Bytes) {
			return head, fmt.Errorf("%w: the hash of event %d is not that of its bytes", ErrChain, r.Seq)
		}
		e, err := Decode(r.Bytes)
		if err != nil {
			return head, fmt.Errorf("%w: %w", ErrChain, err)
		}
		if e.Epoch != r.Epoch || e.Seq != r.Seq {
			return head, fmt.Errorf("%w: event %d says that it is %s/%d", ErrChain, r.Seq, e.Epoch, e.Seq)
		}
		head = Head{Epoch: r.Epoch, Seq: r.Seq, Hash: r.Hash}
	}
	return head, nil
}
