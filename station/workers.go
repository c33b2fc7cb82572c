package station

import (
	"context"
	"fmt"
	"slices"

	"packline/manifest/ledger"
)

// writer makes records of events and appends them. It remembers the last records it made, so that a commit that is
// tried again carries the same bytes.
type writer struct {
	ledger  Ledger
	head    ledger.Head
	ticket  uint64
	entries []ledger.Entry
}

func (w *writer) append(ctx context.Context, c Commit) error {
	if w.ticket != c.Ticket || len(w.entries) == 0 {
		entries, err := makeEntries(w.head, c)
		if err != nil {
			return err
		}
		w.ticket, w.entries = c.Ticket, entries
	}
	if err := w.ledger.Append(ctx, w.entries); err != nil {
		return err
	}
	last := w.entries[len(w.entries)-1].Record
	w.head = ledger.Head{Epoch: last.Epoch, Seq: last.Seq, Hash: last.Hash}
	w.entries = nil
	return nil
}

// makeEntries seals the persons of the events and chains their bytes.
func makeEntries(head ledger.Head, c Commit) ([]ledger.Entry, error) {
	events := slices.Clone(c.Events)
	if opens, ok := events[0].Body.(ledger.EpochOpened); ok {
		opens.OldEpoch, opens.OldSeq, opens.OldHash = head.Epoch, head.Seq, head.Hash
		events[0].Body = opens
		head = ledger.Head{Epoch: events[0].Epoch}
	}
	for i, e := range events {
		opened, ok := e.Body.(ledger.CartonOpened)
		if !ok {
			continue
		}
		sealed, err := ledger.SealOrder(opened.Order.Order, c.OrderKey)
		if err != nil {
			return nil, fmt.Errorf("cannot record carton %s: %w", e.Carton, err)
		}
		opened.Order = sealed
		events[i].Body = opened
	}
	return ledger.Append(head, events)
}

// outbox is the queue of one worker: it never fills, so the loop never waits for a port.
type outbox struct {
	waiting chan []Effect
}

// outboxes has a worker for each kind of port, so that a slow printer delays no record and a slow disk no look-up.
type outboxes struct {
	disk, lookup, printer, scale, pin *outbox
	inHand                            int
}

func newOutboxes() *outboxes {
	return &outboxes{disk: newOutbox(), lookup: newOutbox(), printer: newOutbox(), scale: newOutbox(), pin: newOutbox()}
}

func (o *outboxes) all() []*outbox { return []*outbox{o.disk, o.lookup, o.printer, o.scale, o.pin} }

// put hands an effect to its worker.
func (o *outboxes) put(e Effect) {
	o.inHand++
	switch e.(type) {
	case Commit:
		o.disk.put(e)
	case Look:
		o.lookup.put(e)
	case Print:
		o.printer.put(e)
	case ZeroScale:
		o.scale.put(e)
	case CheckPIN:
		o.pin.put(e)
	default:
		o.inHand--
	}
}

// finished notes an answer; every effect that is put gives one.
func (o *outboxes) finished() { o.inHand-- }

func (o *outboxes) idle() bool { return o.inHand == 0 }

func newOutbox() *outbox {
	return &outbox{waiting: make(chan []Effect, 1)}
}

// put adds to the queue. Only the loop puts and only the worker takes.
func (o *outbox) put(e Effect) {
	select {
	case queue := <-o.waiting:
		o.waiting <- append(queue, e)
	default:
		o.waiting <- []Effect{e}
	}
}

func (o *outbox) serve(ctx context.Context, do func(Effect)) {
	for {
		select {
		case <-ctx.Done():
			return
		case queue := <-o.waiting:
			for _, e := range queue {
				do(e)
			}
		}
	}
}
