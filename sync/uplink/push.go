package uplink

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// idle is how long the pushing and leasing loops wait to be told before they look for themselves.
const idle = time.Minute

// saveEvery is how often the watermarks are kept while sending; the next hello brings newer ones anyway.
const saveEvery = 10 * time.Second

// pushStep sends one batch, or waits for something to send.
func (u *Uplink) pushStep(ctx context.Context) error {
	sent, err := u.pushOne(ctx)
	if err != nil || sent {
		return err
	}
	u.well(pushing)
	wait(ctx, idle, u.news)
	return nil
}

func wait(ctx context.Context, d time.Duration, told <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-told:
	}
}

// pushOne sends the next batch; false when nothing waits.
func (u *Uplink) pushOne(ctx context.Context) (bool, error) {
	met, err := u.meet(ctx)
	if err != nil {
		return false, err
	}
	heads, err := u.ledger.Heads(ctx)
	if err != nil {
		return false, fmt.Errorf("cannot look for what waits: %w", err)
	}
	u.mu.Lock()
	b, ok := u.state.Next(heads, u.size)
	incarnation, stale := u.state.Incarnation, u.met != met
	u.mu.Unlock()
	if stale {
		return true, nil // compared again meanwhile: look again
	}
	if !ok {
		return false, u.saveSoon(ctx)
	}
	m, err := u.message(ctx, b, incarnation)
	if err != nil {
		return false, err
	}
	ahead := u.prepareAhead(ctx, m, headOf(heads, b.Epoch))
	answer, err := u.send(ctx, m)
	u.ahead = <-ahead
	if err != nil {
		return false, u.refused(heads, m.batch, err)
	}
	return true, u.took(ctx, met, m.batch, headOf(heads, b.Epoch), m.push, answer)
}

// message is a batch ready to be sent.
type message struct {
	batch  Batch
	push   wire.Push
	plain  int // bytes before it was compressed
	packed []byte
	hash   string
}

// message gives the message of a batch: the one that was prepared ahead where that still fits.
func (u *Uplink) message(ctx context.Context, b Batch, incarnation string) (*message, error) {
	m := u.ahead
	u.ahead = nil
	if m != nil && m.batch.Epoch == b.Epoch && m.batch.First == b.First && m.batch.Last <= b.Last && m.push.Head.Incarnation == incarnation {
		return m, nil
	}
	return u.fresh(ctx, b, incarnation)
}

// fresh makes the message of a batch, cut to the limits.
func (u *Uplink) fresh(ctx context.Context, b Batch, incarnation string) (*message, error) {
	push, b, err := u.prepare(ctx, b)
	if err != nil {
		return nil, err
	}
	push.Head.Incarnation = incarnation
	plain, err := push.Plain()
	if err != nil {
		return nil, err
	}
	packed, hash, err := wire.Pack(plain)
	return &message{batch: b, push: push, plain: len(plain), packed: packed, hash: hash}, err
}

// prepareAhead makes the message after one while its answer is awaited. It gives nil where nothing comes after, or it
// can't be made: then it is tried again when it is due, and fails there.
func (u *Uplink) prepareAhead(ctx context.Context, before *message, head ledger.Head) <-chan *message {
	ahead := make(chan *message, 1)
	first := before.batch.Last + 1
	if first > head.Seq {
		ahead <- nil
		return ahead
	}
	u.mu.Lock()
	last := min(head.Seq, first+uint64(u.size)-1)
	u.mu.Unlock()
	go func() {
		m, err := u.fresh(ctx, Batch{Epoch: before.batch.Epoch, First: first, Last: last}, before.push.Head.Incarnation)
		if err != nil {
			m = nil
		}
		ahead <- m
	}()
	return ahead
}

// refused closes the epoch that the centre takes nothing more of; later ones go on.
func (u *Uplink) refused(heads []ledger.Head, b Batch, err error) error {
	f := failureOf(err)
	if f.code != wire.CodeFork && f.code != wire.CodeFenced {
		return err
	}
	u.mu.Lock()
	fork := Fork{Epoch: b.Epoch, Ours: headOf(heads, b.Epoch).Seq, Theirs: u.state.mark(b.Epoch).Committed}
	u.state.Plan = u.state.Close(b.Epoch)
	u.mu.Unlock()
	u.tell(heads, []Fork{fork})
	return err
}

// took notes an answer, unless both ends have been compared since it was asked for.
func (u *Uplink) took(ctx context.Context, met uint64, b Batch, head ledger.Head, push wire.Push, a wire.PushAnswer) error {
	u.mu.Lock()
	plan, stale := u.state.Plan, u.met != met
	u.mu.Unlock()
	if stale {
		return nil
	}
	last := push.Head.Prev
	for _, e := range push.Events {
		last = ledger.Chain(last, e)
	}
	read := u.hashAt(ctx)
	next, err := plan.Took(b, head, a, func(epoch manifest.Epoch, seq uint64) (ledger.Hash, error) {
		if epoch == b.Epoch && seq == b.Last {
			return last, nil
		}
		return read(epoch, seq)
	})
	if err != nil {
		return err
	}
	u.mu.Lock()
	if u.met == met {
		u.state.Plan, u.state.Seen = next, max(u.state.Seen, a.Feed)
		u.size = min(u.size*2, wire.MaxEvents)
		u.line.sent += a.Committed - (b.First - 1)
	}
	if a.ServerTime.After(u.state.Floor) {
		u.state.Floor = a.ServerTime
	}
	u.mu.Unlock()
	return u.saveSoon(ctx)
}

func (u *Uplink) saveSoon(ctx context.Context) error {
	u.mu.Lock()
	recent := u.o.Now().Sub(u.line.saved).Abs() < saveEvery
	u.mu.Unlock()
	if recent {
		return nil
	}
	return u.save(ctx)
}

// prepare reads a batch and cuts it to the limits of a push.
func (u *Uplink) prepare(ctx context.Context, b Batch) (wire.Push, Batch, error) {
	records, err := u.ledger.Records(ctx, b.Epoch, b.First, int(b.Last-b.First+1))
	if len(records) == 0 {
		if err == nil {
			err = fmt.Errorf("%w: event %d is missing", ledger.ErrChain, b.First)
		}
		return wire.Push{}, b, fmt.Errorf("cannot read what waits: %w", err)
	}
	for n := fitting(records); ; n = max(n*3/4, 1) {
		p, size, err := u.push(ctx, records[:n])
		if err != nil {
			return p, b, err
		}
		fits := size <= wire.MaxPlain && len(p.Head.Keys) <= wire.MaxOrderKeys
		if fits || n == 1 {
			b.Last = b.First + uint64(n) - 1
			return p, b, nil
		}
	}
}

func fitting(records []ledger.Record) int {
	size := 512 // of the head without keys
	for i, r := range records {
		if size += len(r.Bytes) + 1; size > wire.MaxPlain {
			return max(i, 1)
		}
	}
	return len(records)
}

// push makes the message of some records and gives its plain size, roughly.
func (u *Uplink) push(ctx context.Context, records []ledger.Record) (wire.Push, int, error) {
	p := wire.Push{Head: wire.PushHead{Nonce: newNonce(), Prev: records[0].Prev}}
	size := 512
	for _, r := range records {
		p.Events = append(p.Events, r.Bytes)
		size += len(r.Bytes) + 1
	}
	orders := ordersIn(records)
	if len(orders) == 0 {
		return p, size, nil
	}
	keys, err := u.ledger.OrderKeys(ctx, orders)
	if err != nil {
		return p, size, fmt.Errorf("cannot read the keys of orders: %w", err)
	}
	for _, order := range orders {
		for _, key := range keys[order] {
			p.Head.Keys = append(p.Head.Keys, wire.OrderKey{Order: order, Key: key})
			size += 6*len(order) + 2*len(key) + 32
		}
	}
	return p, size, nil
}

// ordersIn lists the orders whose persons come sealed with these records.
func ordersIn(records []ledger.Record) []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range records {
		if !bytes.Contains(r.Bytes, []byte(`"persons":"`)) {
			continue
		}
		var e struct {
			Order string `json:"order"`
			Body  struct {
				Order struct {
					Order struct {
						ID string `json:"id"`
					} `json:"order"`
				} `json:"order"`
			} `json:"body"`
		}
		if json.Unmarshal(r.Bytes, &e) != nil {
			continue // an event of a newer program in another form: it is sent without a key
		}
		for _, id := range []string{e.Order, e.Body.Order.Order.ID} {
			if id != "" && !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

func (u *Uplink) send(ctx context.Context, m *message) (wire.PushAnswer, error) {
	var a wire.PushAnswer
	b := m.batch
	return a, u.exchange(ctx, request{
		method: http.MethodPut,
		path: []string{
			"v1", "stations", u.o.Station, "epochs", b.Epoch.String(), "events",
			strconv.FormatUint(b.First, 10) + "-" + strconv.FormatUint(b.Last, 10),
		},
		header: map[string]string{
			"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip",
			wire.HeaderLength: strconv.Itoa(m.plain), wire.HeaderHash: m.hash,
		},
		body: m.packed, nonce: m.push.Head.Nonce, kind: wire.TypePush, timeout: pushTimeout, clock: true,
	}, &a)
}
