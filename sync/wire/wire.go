// Package wire holds the words that a station and the centre exchange: versioned messages and the limits on every
// length. It decides nothing, opens no connection and knows neither end. The bytes of events pass through untouched:
// what a station hashed is what the centre stores.
//
// The messages travel over HTTP:
//
//	POST /v1/hello                                              Hello      HelloAnswer
//	PUT  /v1/stations/{name}/epochs/{epoch}/events/{first}-{last}  push body  PushAnswer
//	GET  /v1/feed?cursor=N&wait=25s&nonce=X                     -          FeedAnswer
//	POST /v1/blocks                                             BlockAsk   BlockAnswer
//
// Every request carries "Authorization: Bearer TOKEN" and "Packline-Protocol: N"; who speaks comes from the token alone.
// Everything that isn't success is a Problem. An answer counts only with the right Type and the nonce of its request:
// a captive portal's page is no answer.
package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Version is the protocol that this program speaks; Oldest is the oldest that it still understands.
//
//   - 1: the first.
const (
	Version = 1
	Oldest  = 1
)

// The limits on lengths. Whoever reads a message holds to them before it does any work.
const (
	MaxEvents    = 500       // in a push
	MaxPlain     = 512 << 10 // bytes of a push, plain; a single larger event travels alone, up to MaxSingle
	MaxSingle    = ledger.MaxEvent + 64<<10
	MaxPacked    = MaxSingle // bytes of a push as sent
	MaxAnswer    = 8 << 20   // bytes of any answer
	MaxSmall     = 64 << 10  // bytes of any other request
	MaxChanges   = 500       // in one feed answer
	MaxNonce     = 64
	MaxName      = 64
	MaxWait      = 30 * time.Second // of a long poll
	MaxOrderKeys = MaxEvents
)

// The headers of a request, beside Authorization.
const (
	HeaderProtocol = "Packline-Protocol"
	HeaderLength   = "Packline-Plain-Length" // of the push body before compression
	HeaderHash     = "Packline-Plain-SHA256" // of the same, hexadecimal
)

// The types of answers, so that no other JSON is taken for one.
const (
	TypeHello   = "packline-hello"
	TypePush    = "packline-push"
	TypeFeed    = "packline-feed"
	TypeBlock   = "packline-block"
	TypeProblem = "packline-problem"
)

// ErrMessage is the error of bytes that are no message of this protocol.
var ErrMessage = errors.New("cannot read the message")

// Envelope is what every answer carries.
type Envelope struct {
	V           int       `json:"v"`
	Type        string    `json:"type"`
	Nonce       string    `json:"nonce"`
	Incarnation string    `json:"incarnation"` // of the centre's data: changes when it was restored from a backup
	ServerTime  time.Time `json:"server_time"`
}

// Hello tells the centre what a station has, before anything else and after every change of incarnation.
type Hello struct {
	V      int         `json:"v"`
	Nonce  string      `json:"nonce"`
	Build  string      `json:"build"`
	Cursor uint64      `json:"cursor"` // of the feed
	Epochs []Watermark `json:"epochs"` // every epoch that is kept, its last event and hash
	Now    time.Time   `json:"now"`

	// Station is what the station calls itself. To one that shows another's token the centre only says whose it is.
	Station string `json:"station,omitempty"`

	// What the station was told last. A centre that has less than that was put back to an older copy without noticing.
	Incarnation string      `json:"incarnation,omitempty"` // of the centre's data; empty before the first hello
	Seen        uint64      `json:"seen,omitempty"`        // the newest number of the feed under that incarnation
	Run         string      `json:"run,omitempty"`         // of the last hello's answer
	Leased      manifest.ID `json:"leased,omitzero"`       // request of the last block under that incarnation
}

// Watermark is how far an epoch has come at one end. Hash is that of event Seq.
type Watermark struct {
	Epoch manifest.Epoch `json:"epoch"`
	Seq   uint64         `json:"seq"`
	Safe  uint64         `json:"safe,omitempty"`
	Hash  ledger.Hash    `json:"hash"`
	Known uint64         `json:"known,omitempty"` // in a hello: how far the centre said last that it has it
}

// HelloAnswer tells a station what the centre has of it.
type HelloAnswer struct {
	Envelope
	Station string      `json:"station"` // who the token says is speaking
	Epochs  []Watermark `json:"epochs"`
	Feed    uint64      `json:"feed"` // the newest number of the feed

	Run string `json:"run,omitempty"` // names the centre's start
}

// PushHead is the first line of a push body; one line with an event's bytes follows for each event.
type PushHead struct {
	V     int         `json:"v"`
	Nonce string      `json:"nonce"`
	Prev  ledger.Hash `json:"prev"` // of the event before the first
	Count int         `json:"count"`
	Keys  []OrderKey  `json:"keys,omitempty"` // of the orders in these events; outside the chain

	// Incarnation is that of the hello on which the push relies. A centre that was restored since answers with a gap: an
	// epoch that follows another would close the other before what the centre lost of it is sent again.
	Incarnation string `json:"incarnation,omitempty"`
}

// OrderKey opens the sealed persons of an order.
type OrderKey struct {
	Order string `json:"order"`
	Key   []byte `json:"key"`
}

// PushAnswer tells how far an epoch has come at the centre. A range that is there already is answered like a new one.
type PushAnswer struct {
	Envelope
	Committed uint64      `json:"committed_through"`
	Safe      uint64      `json:"safe_through"` // also in a backup: 0 until one has been reported
	Hash      ledger.Hash `json:"hash"`         // of event Committed
	Feed      uint64      `json:"feed"`         // a hint that there is something to pull
}

// FeedAnswer brings the changes after a cursor, in order. Next is the cursor to store with them.
type FeedAnswer struct {
	Envelope
	Changes []Change `json:"changes"`
	Next    uint64   `json:"next"`
	More    bool     `json:"more,omitempty"`
}

// Change is one numbered change. A kind that isn't known to whoever reads it is kept as it came.
type Change struct {
	N    uint64          `json:"n"`
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// BlockAsk asks for a block of SSCC serials. Asking again with the same Request gives the same block.
type BlockAsk struct {
	V       int         `json:"v"`
	Nonce   string      `json:"nonce"`
	Request manifest.ID `json:"request"`
	Size    uint64      `json:"size"`
}

// BlockAnswer leases a block. Numbers of a block are never given to anyone else.
type BlockAnswer struct {
	Envelope
	Block manifest.NumberBlock `json:"block"`
	Feed  uint64               `json:"feed,omitempty"` // as in PushAnswer
}

// Problem is every answer that isn't success.
type Problem struct {
	Envelope
	Code     Code   `json:"code"`
	Detail   string `json:"detail,omitempty"`   // for the log
	Expected uint64 `json:"expected,omitempty"` // of a gap: the number that must come next
}

// Code says what kind of problem it is.
type Code string

// The codes of problems.
const (
	CodeGap       Code = "gap"       // events are missing before these: send from Expected
	CodeFork      Code = "fork"      // other events are stored under these numbers: the epoch is closed
	CodeFenced    Code = "fenced"    // the epoch was closed: begin a new one
	CodeToken     Code = "token"     // the token is missing, unknown or another station's
	CodeVersion   Code = "version"   // the protocol is too old or too new
	CodeMalformed Code = "malformed" // the message breaks a limit or isn't whole
	CodeBusy      Code = "busy"      // later: see the Retry-After header
	CodeInside    Code = "inside"    // the centre's own fault; nothing was stored
	CodeNotFound  Code = "not-found"
)

// DetailFull is the detail of CodeInside when the centre's disk is full.
const DetailFull = "the disk of the centre is full; nothing was stored"

func (p *Problem) Error() string {
	return fmt.Sprintf("the centre answers %q: %s", p.Code, p.Detail)
}

// FromChange puts a change into its wire form.
func FromChange(n uint64, c manifest.Change) (Change, error) {
	body := c.Raw
	if body == nil {
		var err error
		if body, err = json.Marshal(c); err != nil {
			return Change{}, fmt.Errorf("cannot send change %d: %w", n, err)
		}
	}
	return Change{N: n, Kind: string(c.Kind), Body: body}, nil
}

// Manifest reads a change. A kind that isn't known keeps its body in Raw; a known kind whose body can't be read is an
// error.
func (c Change) Manifest() (manifest.Change, error) {
	kind := manifest.ChangeKind(c.Kind)
	if !kind.Known() {
		return manifest.Change{Kind: kind, Raw: c.Body}, nil
	}
	var out manifest.Change
	if err := json.Unmarshal(c.Body, &out); err != nil {
		return manifest.Change{}, fmt.Errorf("%w: change %d of kind %q: %w", ErrMessage, c.N, c.Kind, err)
	}
	out.Kind = kind
	return out, nil
}
