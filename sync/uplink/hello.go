package uplink

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// helloEpochs is how many epochs a hello names, the newest: the centre's answer names all that it has.
const helloEpochs = 256

// meet says hello unless both ends have agreed on what is there since the last doubt. It gives the number of that
// hello: an answer to an older question is dropped.
func (u *Uplink) meet(ctx context.Context) (uint64, error) {
	select {
	case u.greeting <- struct{}{}:
		defer func() { <-u.greeting }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	u.mu.Lock()
	met, wanted, cursor := u.met, u.wanted, u.cursor
	u.mu.Unlock()
	if met >= wanted {
		return met, nil
	}
	heads, err := u.ledger.Heads(ctx)
	if err != nil {
		return 0, fmt.Errorf("cannot say hello: %w", err)
	}
	answer, err := u.hello(ctx, heads, cursor)
	if err != nil {
		return 0, err
	}
	forks, err := u.agree(ctx, heads, answer)
	if err != nil {
		return 0, err
	}
	u.tell(heads, forks)
	u.mu.Lock()
	u.met = max(wanted, met+1)
	met = u.met
	woken := u.line.heard(u.o.Now())
	u.mu.Unlock()
	for _, name := range woken {
		poke(u.halves[name].nudge)
	}
	poke(u.look)
	return met, nil
}

func (u *Uplink) hello(ctx context.Context, heads []ledger.Head, cursor uint64) (wire.HelloAnswer, error) {
	known := u.snapshot()
	h := wire.Hello{
		V: wire.Version, Nonce: newNonce(), Build: u.o.Build, Cursor: cursor, Now: u.o.Now().UTC(),
		Station:     u.o.Station,
		Incarnation: known.Incarnation, Seen: known.Seen,
		Run: known.Run, Leased: known.Leased,
	}
	for _, head := range heads[max(0, len(heads)-helloEpochs):] {
		h.Epochs = append(h.Epochs, wire.Watermark{
			Epoch: head.Epoch, Seq: head.Seq, Hash: head.Hash, Known: known.told(head.Epoch),
		})
	}
	body, err := json.Marshal(h)
	if err != nil {
		return wire.HelloAnswer{}, fmt.Errorf("cannot say hello: %w", err)
	}
	var a wire.HelloAnswer
	err = u.exchange(ctx, request{
		method: http.MethodPost, path: []string{"v1", "hello"}, header: jsonHeader(), body: body, nonce: h.Nonce,
		kind: wire.TypeHello, timeout: smallTimeout, clock: true,
	}, &a)
	if err != nil {
		return a, err
	}
	if a.Station != u.o.Station {
		return a, &failure{
			say:   manifest.Say("link.token.other", a.Station, u.o.Station),
			cause: fmt.Errorf("the token is that of station %.80q", a.Station), lasting: true,
		}
	}
	return a, nil
}

func jsonHeader() map[string]string { return map[string]string{"Content-Type": "application/json"} }

// agree takes the centre's watermarks. A centre with other data than before is also asked for its whole feed again:
// the numbers of a restored one may start over. It gives the epochs that differ.
func (u *Uplink) agree(ctx context.Context, heads []ledger.Head, a wire.HelloAnswer) ([]Fork, error) {
	u.applying.Lock()
	defer u.applying.Unlock()
	before := u.snapshot()
	plan, forks, err := before.Meet(heads, a.Incarnation, a.Epochs, u.hashAt(ctx))
	if err != nil {
		return nil, err
	}
	next := before
	next.Plan, next.Seen, next.Run = plan, a.Feed, a.Run
	if before.Incarnation != a.Incarnation {
		next.Leased = manifest.ID{}
	}
	if a.ServerTime.After(next.Floor) {
		next.Floor = a.ServerTime
	}
	u.mu.Lock()
	cursor := u.cursor
	u.mu.Unlock()
	rewind := before.Incarnation != a.Incarnation || a.Feed < cursor
	if err := u.write(ctx, next, rewind); err != nil {
		return nil, err
	}
	u.mu.Lock()
	u.state.Plan, u.state.Floor, u.state.Seen = next.Plan, next.Floor, next.Seen
	u.state.Run, u.state.Leased = next.Run, next.Leased
	u.mu.Unlock()
	return forks, nil
}

// tell reports a fork of the current epoch, once: one of an older epoch was answered by the epoch after it.
func (u *Uplink) tell(heads []ledger.Head, forks []Fork) {
	for _, fork := range forks {
		u.log(fmt.Errorf("epoch %s has another event %d at the centre, the last here is %d", fork.Epoch, fork.Theirs, fork.Ours))
		if fork.Epoch != heads[len(heads)-1].Epoch {
			continue
		}
		u.mu.Lock()
		told := u.forked[fork.Epoch]
		u.forked[fork.Epoch] = true
		u.mu.Unlock()
		if !told && u.o.Forked != nil {
			u.o.Forked(fork)
		}
	}
}

// sawClock takes a sample of the centre's clock: its time lies between the sending and the answer. The sample with
// the shortest way counts, until it is old.
func (u *Uplink) sawClock(theirs, sent, got time.Time) {
	way := got.Sub(sent)
	if theirs.IsZero() || way < 0 {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	c := &u.line.clock
	if c.at.IsZero() || way <= c.way || got.Sub(c.at) > clockAge || got.Before(c.at) {
		*c = clock{at: got, way: way, offset: theirs.Sub(sent.Add(way / 2))}
	}
}

// clockAge is how long a sample of the clock is held against better ones.
const clockAge = 10 * time.Minute
