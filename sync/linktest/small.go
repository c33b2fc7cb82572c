// Package linktest is for tests of the line between station and centre: a small centre that lives in memory, a cable
// with faults, and a model of the protocol in which stations and centre crash, lose answers and are restored from
// backups. It is imported from tests only; what it finds out about the real centre is in its own tests.
package linktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// Small is the protocol's other end without a database, a judgement or a disk. Its methods may be called from any
// goroutine.
type Small struct {
	Now func() time.Time
	// Loose leaves out a rule: events are taken behind a gap. A planted bug, for tests that must find it.
	Loose bool

	mu   sync.Mutex
	ring chan struct{}
	data data
}

type data struct {
	incarnation int
	stations    map[string]*stream
	feed        []wire.Change
	blocks      map[manifest.ID]manifest.NumberBlock
	serial      uint64
}

// stream is what came of one station.
type stream struct {
	order  []manifest.Epoch
	epochs map[manifest.Epoch]*epoch
}

type epoch struct {
	events [][]byte // from number 1; nil where a loose centre has none
	hashes []ledger.Hash
	safe   uint64
	closed bool
	keys   map[string][]byte
}

// NewSmall makes an empty centre.
func NewSmall(now func() time.Time) *Small {
	return &Small{Now: now, data: data{incarnation: 1, stations: map[string]*stream{}, blocks: map[manifest.ID]manifest.NumberBlock{}}}
}

// Backup is a copy of a Small's data.
type Backup struct{ data data }

// Backup copies the data. Safe watermarks rise at once, as if the copy had been reported.
func (s *Small) Backup() Backup {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := Backup{data: s.data.clone()}
	for _, st := range s.data.stations {
		for _, e := range st.epochs {
			e.safe = uint64(len(e.events))
		}
	}
	return b
}

// Restore puts a copy in place of the data.
func (s *Small) Restore(b Backup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.data.incarnation
	s.data = b.data.clone()
	s.data.incarnation = now + 1
}

func (d data) clone() data {
	out := d
	out.stations = map[string]*stream{}
	for name, st := range d.stations {
		c := &stream{order: slices.Clone(st.order), epochs: map[manifest.Epoch]*epoch{}}
		for id, e := range st.epochs {
			copied := *e
			copied.events, copied.hashes, copied.keys = slices.Clone(e.events), slices.Clone(e.hashes), maps.Clone(e.keys)
			c.epochs[id] = &copied
		}
		out.stations[name] = c
	}
	out.feed, out.blocks = slices.Clone(d.feed), maps.Clone(d.blocks)
	return out
}

func (s *Small) envelope(kind, nonce string) wire.Envelope {
	return wire.Envelope{V: wire.Version, Type: kind, Nonce: nonce, Incarnation: s.incarnation(), ServerTime: s.Now()}
}

func (s *Small) incarnation() string { return fmt.Sprint("i", s.data.incarnation) }

func (s *Small) problem(nonce string, code wire.Code, detail string, expected uint64) error {
	return &wire.Problem{Envelope: s.envelope(wire.TypeProblem, nonce), Code: code, Detail: detail, Expected: expected}
}

func (s *Small) stream(station string) *stream {
	st := s.data.stations[station]
	if st == nil {
		st = &stream{epochs: map[manifest.Epoch]*epoch{}}
		s.data.stations[station] = st
	}
	return st
}

// Hello gives what is there of a station.
func (s *Small) Hello(station string, h wire.Hello) wire.HelloAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := wire.HelloAnswer{Envelope: s.envelope(wire.TypeHello, h.Nonce), Station: station, Feed: s.newest()}
	st := s.stream(station)
	for _, id := range st.order {
		a.Epochs = append(a.Epochs, st.epochs[id].mark(id))
	}
	return a
}

func (e *epoch) mark(id manifest.Epoch) wire.Watermark {
	w := wire.Watermark{Epoch: id, Seq: uint64(len(e.events)), Safe: e.safe}
	if w.Seq > 0 {
		w.Hash = e.hashes[w.Seq-1]
	}
	return w
}

// Push takes events: those that are there already must be the same, the others must follow them without a gap.
func (s *Small) Push(station string, id manifest.Epoch, first, last uint64, p wire.Push) (wire.PushAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	nonce := p.Head.Nonce
	if first < 1 || last < first || last-first+1 != uint64(len(p.Events)) {
		return wire.PushAnswer{}, s.problem(nonce, wire.CodeMalformed, "the range isn't that of the events", 0)
	}
	if said := p.Head.Incarnation; said != "" && said != s.incarnation() {
		return wire.PushAnswer{}, s.problem(nonce, wire.CodeGap, "the data were restored", 0)
	}
	st := s.stream(station)
	e := st.epochs[id]
	if e == nil {
		e = &epoch{keys: map[string][]byte{}}
	}
	have := uint64(len(e.events))
	if first > have+1 {
		if !s.Loose {
			return wire.PushAnswer{}, s.problem(nonce, wire.CodeGap, "events are missing", have+1)
		}
		e.skip(first-1, p.Head.Prev)
	}
	if first > 1 && first <= uint64(len(e.events))+1 && e.hashes[first-2] != p.Head.Prev {
		return wire.PushAnswer{}, s.problem(nonce, wire.CodeFork, "the event before is another", 0)
	}
	if err := s.take(e, first, p); err != nil {
		return wire.PushAnswer{}, err
	}
	if have == 0 {
		st.order = append(st.order, id)
		st.epochs[id] = e
		st.closeOld(p.Events[0])
	}
	for _, k := range p.Head.Keys {
		e.keys[k.Order] = k.Key
	}
	w := e.mark(id)
	return wire.PushAnswer{Envelope: s.envelope(wire.TypePush, nonce), Committed: w.Seq, Safe: w.Safe, Hash: w.Hash, Feed: s.newest()}, nil
}

func (s *Small) take(e *epoch, first uint64, p wire.Push) error {
	prev := p.Head.Prev
	events, hashes := e.events, e.hashes
	for i, raw := range p.Events {
		seq, hash := first+uint64(i), ledger.Chain(prev, raw)
		switch {
		case seq <= uint64(len(events)) && hashes[seq-1] != hash:
			return s.problem(p.Head.Nonce, wire.CodeFork, "another event is there", 0)
		case seq <= uint64(len(events)):
		case e.closed:
			return s.problem(p.Head.Nonce, wire.CodeFenced, "the epoch is closed", 0)
		default:
			events, hashes = append(events, raw), append(hashes, hash)
		}
		prev = hash
	}
	e.events, e.hashes = events, hashes
	return nil
}

func (e *epoch) skip(to uint64, prev ledger.Hash) {
	for uint64(len(e.events)) < to {
		e.events, e.hashes = append(e.events, nil), append(e.hashes, prev)
	}
}

// closeOld closes the epoch that an epoch's first event names.
func (st *stream) closeOld(first []byte) {
	var e struct {
		Body ledger.EpochOpened `json:"body"`
	}
	if json.Unmarshal(first, &e) != nil {
		return
	}
	if old := st.epochs[e.Body.OldEpoch]; old != nil {
		old.closed = true
	}
}

func (s *Small) newest() uint64 {
	if len(s.data.feed) == 0 {
		return 0
	}
	return s.data.feed[len(s.data.feed)-1].N
}

// Add puts changes into the feed.
func (s *Small) Add(changes ...manifest.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		w, err := wire.FromChange(s.newest()+1, c)
		if err != nil {
			return err
		}
		s.data.feed = append(s.data.feed, w)
	}
	s.rung()
	return nil
}

// AddRaw puts a change into the feed as it is, but for its number.
func (s *Small) AddRaw(c wire.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.N = s.newest() + 1
	s.data.feed = append(s.data.feed, c)
	s.rung()
}

// Feed gives what comes after a cursor; it doesn't wait.
func (s *Small) Feed(cursor uint64, limit int, nonce string) wire.FeedAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := wire.FeedAnswer{Envelope: s.envelope(wire.TypeFeed, nonce), Next: cursor}
	for _, c := range s.data.feed {
		if c.N <= cursor {
			continue
		}
		if len(a.Changes) == limit {
			a.More = true
			break
		}
		a.Changes, a.Next = append(a.Changes, c), c.N
	}
	return a
}

// Block leases numbers; the same request gives the same block.
func (s *Small) Block(ask wire.BlockAsk) wire.BlockAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.data.blocks[ask.Request]
	if !ok {
		b = manifest.NumberBlock{Prefix: "9521234", First: s.data.serial + 1, Last: s.data.serial + ask.Size, Request: ask.Request}
		s.data.serial = b.Last
		s.data.blocks[ask.Request] = b
	}
	return wire.BlockAnswer{Envelope: s.envelope(wire.TypeBlock, ask.Nonce), Block: b}
}

// Events gives the events of an epoch that are there.
func (s *Small) Events(station string, id manifest.Epoch) [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.stream(station).epochs[id]; e != nil {
		return slices.Clone(e.events)
	}
	return nil
}

// Keys gives the order keys that came with an epoch.
func (s *Small) Keys(station string, id manifest.Epoch) map[string][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.stream(station).epochs[id]; e != nil {
		return maps.Clone(e.keys)
	}
	return nil
}

// Everything gives all events of all stations.
func (s *Small) Everything() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][]byte
	for _, st := range s.data.stations {
		for _, e := range st.epochs {
			out = append(out, e.events...)
		}
	}
	return out
}
