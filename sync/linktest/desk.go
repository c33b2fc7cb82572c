package linktest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Desk is a station's store in memory: the ledger that an uplink reads and the place for what comes down.
type Desk struct {
	Station string
	Fail    func(what string) error // asked before every method: heads, records, keys, apply, link, set-link

	mu     sync.Mutex
	logs   [][]ledger.Record
	heads  []ledger.Head
	keys   map[string][][]byte
	cursor uint64
	state  []byte
	got    []manifest.Change
	sets   int
}

// NewDesk makes a desk with one epoch, whose first event opens it.
func NewDesk(station string, at time.Time) (*Desk, error) {
	d := &Desk{Station: station, keys: map[string][][]byte{}}
	return d, d.OpenEpoch("new", at)
}

// OpenEpoch begins an epoch that follows the current one.
func (d *Desk) OpenEpoch(reason string, at time.Time) error {
	d.mu.Lock()
	var old ledger.Head
	if n := len(d.heads); n > 0 {
		old = d.heads[n-1]
	}
	d.heads = append(d.heads, ledger.Head{Epoch: manifest.NewEpoch()})
	d.logs = append(d.logs, nil)
	d.mu.Unlock()
	return d.Append(at, ledger.EpochOpened{OldEpoch: old.Epoch, OldSeq: old.Seq, OldHash: old.Hash, Reason: reason})
}

// Append adds events to the current epoch.
func (d *Desk) Append(at time.Time, bodies ...ledger.Body) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := len(d.heads) - 1
	head := d.heads[last]
	var events []ledger.Event
	for i, b := range bodies {
		e := ledger.Event{
			ID: manifest.NewID(at, manifest.NewEntropy(), byte(i)), Station: d.Station, Epoch: head.Epoch, Seq: head.Seq + 1 + uint64(i),
			Type: b.Type(), At: at, Clock: ledger.ClockFree, Build: "test", Body: b,
		}
		if opened, ok := b.(ledger.CartonOpened); ok {
			e.Order, e.Shipment, e.Carton = opened.Order.Order.ID, opened.Shipment.ID, manifest.NewID(at, manifest.NewEntropy(), 1)
		}
		events = append(events, e)
	}
	entries, err := ledger.Append(head, events)
	for _, e := range entries {
		d.logs[last] = append(d.logs[last], e.Record)
		d.heads[last] = ledger.Head{Epoch: e.Record.Epoch, Seq: e.Record.Seq, Hash: e.Record.Hash}
	}
	return err
}

// Fill appends n small events.
func (d *Desk) Fill(n int, at time.Time) error {
	for range n {
		if err := d.Append(at, ledger.ClearingRefused{Badge: "OP-1", Reason: "pin"}); err != nil {
			return err
		}
	}
	return nil
}

// KeepKey keeps the key of an order.
func (d *Desk) KeepKey(order string, key []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keys[order] = append(d.keys[order], key)
}

// Copy is the desk as a disk image would have it.
func (d *Desk) Copy() *Desk {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Desk{Station: d.Station, heads: slices.Clone(d.heads), keys: d.keys, cursor: d.cursor, state: slices.Clone(d.state), got: slices.Clone(d.got)}
	for _, l := range d.logs {
		c.logs = append(c.logs, slices.Clone(l))
	}
	return c
}

func (d *Desk) fail(ctx context.Context, what string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.Fail != nil {
		return d.Fail(what)
	}
	return nil
}

// Heads gives the end of every epoch.
func (d *Desk) Heads(ctx context.Context) ([]ledger.Head, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.heads), d.fail(ctx, "heads")
}

// Records gives records of an epoch.
func (d *Desk) Records(ctx context.Context, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail(ctx, "records"); err != nil {
		return nil, err
	}
	for i, h := range d.heads {
		if h.Epoch == epoch {
			first := min(max(from, 1)-1, h.Seq)
			return slices.Clone(d.logs[i][first:min(first+uint64(limit), h.Seq)]), nil
		}
	}
	return nil, fmt.Errorf("%w: epoch %s", ledger.ErrNotFound, epoch)
}

// OrderKeys gives the keys of orders.
func (d *Desk) OrderKeys(ctx context.Context, orders []string) (map[string][][]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string][][]byte{}
	for _, o := range orders {
		if keys := d.keys[o]; keys != nil {
			out[o] = keys
		}
	}
	return out, d.fail(ctx, "keys")
}

// Apply keeps changes and the cursor.
func (d *Desk) Apply(ctx context.Context, cursor uint64, changes []manifest.Change) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail(ctx, "apply"); err != nil {
		return err
	}
	if cursor != 0 && cursor <= d.cursor {
		return nil
	}
	for _, c := range changes {
		if c.Kind == manifest.ChangeHold && c.Hold == nil {
			return errUnusable
		}
	}
	d.got = append(d.got, changes...)
	d.cursor = max(d.cursor, cursor)
	return nil
}

var errUnusable = fmt.Errorf("a hold that holds nothing")

// Unusable reports whether Apply refused a change for good.
func Unusable(err error) bool { return err == errUnusable }

// Link gives the cursor and the state.
func (d *Desk) Link(ctx context.Context) (uint64, []byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cursor, d.state, d.fail(ctx, "link")
}

// SetLink keeps the state.
func (d *Desk) SetLink(ctx context.Context, state []byte, rewind bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail(ctx, "set-link"); err != nil {
		return err
	}
	d.sets++
	d.state = slices.Clone(state)
	if rewind {
		d.cursor = 0
	}
	return nil
}

// Got gives the changes that were applied.
func (d *Desk) Got() []manifest.Change {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.got)
}

// Bytes gives the events of the current epoch.
func (d *Desk) Bytes() (manifest.Epoch, [][]byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := len(d.heads) - 1
	var out [][]byte
	for _, r := range d.logs[last] {
		out = append(out, r.Bytes)
	}
	return d.heads[last].Epoch, out
}
