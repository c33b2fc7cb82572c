package central

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// The counters.
const (
	countCommit = "commit" // transactions that stored events
	countRank   = "rank"   // claims
	countFeed   = "feed"
	countEpoch  = "epoch"
)

// work is one transaction: what it has read, what it will write and what it will say. Everything is written at its end
// in few statements.
type work struct {
	c   *Centre
	tx  Tx
	now time.Time

	cartons   map[manifest.ID]*carton // nil: there is none
	shipments map[manifest.ID]*shipment
	claims    map[string][]manifest.ID // by key, as far as read
	newClaims []ClaimKey
	sscc      map[string][]manifest.ID // cartons by number, as far as read
	orders    map[manifest.ID]ledger.SealedOrder
	opened    map[manifest.ID]manifest.Order
	keys      map[string][][]byte // of orders

	events    []EventRow
	aside     []QuarantineRow
	feed      []outgoing
	decisions []ledger.Event
	commit    uint64
	ranks     uint64 // reserved and not used yet
	rank      uint64 // the next of those
	feedEnd   uint64
}

type outgoing struct {
	only, except string
	change       manifest.Change
}

// update runs a transaction that may write, and wakes who waits when it said anything.
func (c *Centre) update(ctx context.Context, fn func(*work) error) error {
	said := false
	err := c.storage.Update(ctx, func(tx Tx) error {
		w := c.newWork(tx)
		if err := fn(w); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
		said = len(w.feed) > 0
		return nil
	})
	if err == nil || errors.Is(err, ErrFull) {
		c.full.Store(err != nil)
	}
	if err == nil && said {
		c.bell.ring()
	}
	return err
}

func (c *Centre) view(ctx context.Context, fn func(*work) error) error {
	return c.storage.View(ctx, func(tx Tx) error { return fn(c.newWork(tx)) })
}

func (c *Centre) newWork(tx Tx) *work {
	return &work{
		c: c, tx: tx, now: c.now().UTC(), cartons: map[manifest.ID]*carton{}, shipments: map[manifest.ID]*shipment{},
		claims: map[string][]manifest.ID{}, sscc: map[string][]manifest.ID{},
		orders: map[manifest.ID]ledger.SealedOrder{}, opened: map[manifest.ID]manifest.Order{}, keys: map[string][][]byte{},
	}
}

// tell puts a change into the feed: for one station, for all but one, or for all.
func (w *work) tell(only, except string, change manifest.Change) {
	w.feed = append(w.feed, outgoing{only: only, except: except, change: change})
}

// about is what a decision is about.
type about struct {
	order            string
	shipment, carton manifest.ID
}

// decide records a decision of the centre in its own ledger.
func (w *work) decide(a about, body ledger.Body) {
	w.decisions = append(w.decisions, ledger.Event{
		ID: manifest.NewID(w.now, manifest.NewEntropy(), 0), Station: ledger.CentreStation, Type: body.Type(), At: w.now,
		Uptime: w.now.Sub(w.c.started).Milliseconds(), Clock: ledger.ClockFree, Build: w.c.build,
		Order: a.order, Shipment: a.shipment, Carton: a.carton, Body: body,
	})
}

// commitNumber is the number of this transaction, taken when it is first needed.
func (w *work) commitNumber() (uint64, error) {
	if w.commit == 0 {
		var err error
		if w.commit, err = w.tx.Next(countCommit, 1); err != nil {
			return 0, err
		}
	}
	return w.commit, nil
}

// reserve takes ranks in one go. Those that are not used are lost, which harms nothing.
func (w *work) reserve(n uint64) error {
	if n == 0 {
		return nil
	}
	first, err := w.tx.Next(countRank, n)
	w.rank, w.ranks = first, n
	return err
}

func (w *work) nextRank() (uint64, error) {
	if w.ranks == 0 {
		if err := w.reserve(1); err != nil {
			return 0, err
		}
	}
	rank := w.rank
	w.rank++
	w.ranks--
	return rank, nil
}

// flush writes all that has changed.
func (w *work) flush() error {
	for _, step := range []func() error{w.tellOpen, w.flushCartons, w.flushShipments, w.flushDecisions, w.flushEvents, w.flushFeed} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) flushCartons() error {
	var rows []CartonRow
	for id, c := range w.cartons {
		if c == nil || !c.dirty {
			continue
		}
		body, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("cannot keep carton %s: %w", id, err)
		}
		rows = append(rows, CartonRow{
			ID: id, Shipment: c.Carton.Shipment, SSCC: string(c.Carton.SSCC), Tracking: c.Carton.Tracking, Load: c.Load,
			Station: c.Carton.Station, Body: body,
		})
	}
	slices.SortFunc(rows, func(a, b CartonRow) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return w.tx.PutCartons(rows)
}

func (w *work) flushShipments() error {
	var rows []ShipmentRow
	for id, s := range w.shipments {
		if s == nil || !s.dirty {
			continue
		}
		body, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("cannot keep shipment %s: %w", id, err)
		}
		rows = append(rows, ShipmentRow{ID: id, Body: body})
	}
	slices.SortFunc(rows, func(a, b ShipmentRow) int { return slices.Compare(a.ID[:], b.ID[:]) })
	if err := w.tx.PutShipments(rows); err != nil {
		return err
	}
	return w.tx.AddClaimKeys(w.newClaims)
}

func (w *work) flushEvents() error {
	if err := w.tx.AddEvents(w.events); err != nil {
		return err
	}
	return w.tx.AddQuarantine(w.aside)
}

// flushFeed takes the feed's numbers last: the counter is held as shortly as can be.
func (w *work) flushFeed() error {
	if len(w.feed) == 0 {
		end, err := w.tx.Count(countFeed)
		w.feedEnd = end
		return err
	}
	first, err := w.tx.Next(countFeed, uint64(len(w.feed)))
	if err != nil {
		return err
	}
	rows := make([]FeedRow, len(w.feed))
	for i, o := range w.feed {
		body, err := feedBody(o.change)
		if err != nil {
			return err
		}
		rows[i] = FeedRow{N: first + uint64(i), Only: o.only, Except: o.except, Kind: string(o.change.Kind), Body: body}
	}
	w.feedEnd = rows[len(rows)-1].N
	return w.tx.AddFeed(rows)
}

// feedBody leaves persons out of the stored feed: an order is put in when it is sent.
func feedBody(c manifest.Change) ([]byte, error) {
	if c.Order != nil {
		c = manifest.Change{Kind: c.Kind, OrderID: c.Order.ID}
	}
	body, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("cannot keep a change of kind %q: %w", c.Kind, err)
	}
	return body, nil
}
