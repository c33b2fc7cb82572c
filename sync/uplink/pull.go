package uplink

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// shortPause spaces questions to a centre that answers a long poll at once and with nothing.
const shortPause = 5 * time.Second

// The kinds under which a change is kept that can't be used.
const (
	changeUnreadable manifest.ChangeKind = "link-unreadable"
	changeRefused    manifest.ChangeKind = "link-refused"
)

// pullStep asks once for what is new and applies it.
func (u *Uplink) pullStep(ctx context.Context) error {
	met, err := u.meet(ctx)
	if err != nil {
		return err
	}
	u.mu.Lock()
	cursor, hold := u.cursor, feedWait
	if u.line.polled != met {
		hold = 0 // the first after a hello shows at once that the line is there
	}
	u.mu.Unlock()
	began := time.Now()
	a, err := u.feed(ctx, cursor, hold)
	if err != nil {
		return err
	}
	if err := u.take(ctx, met, cursor, a); err != nil {
		return err
	}
	if len(a.Changes) == 0 && !a.More && hold > 0 && time.Since(began) < hold/2 {
		u.well(pulling)
		wait(ctx, time.Duration(u.o.Rand(int64(shortPause)))+time.Second, nil)
	}
	return nil
}

func (u *Uplink) feed(ctx context.Context, cursor uint64, hold time.Duration) (wire.FeedAnswer, error) {
	var a wire.FeedAnswer
	nonce := newNonce()
	err := u.exchange(ctx, request{
		method: http.MethodGet, path: []string{"v1", "feed"}, nonce: nonce, kind: wire.TypeFeed, timeout: feedTimeout,
		query: url.Values{"cursor": {strconv.FormatUint(cursor, 10)}, "wait": {hold.String()}, "nonce": {nonce}},
	}, &a)
	if err != nil {
		return a, err
	}
	return a, inOrder(a, cursor)
}

// inOrder holds an answer to its own cursor: changes ascend, none is before it, Next is the last.
func inOrder(a wire.FeedAnswer, cursor uint64) error {
	last := cursor
	for _, c := range a.Changes {
		if c.N <= last {
			return fmt.Errorf("%w: change %d comes after %d", wire.ErrMessage, c.N, last)
		}
		last = c.N
	}
	if len(a.Changes) > wire.MaxChanges || a.Next < last || a.More && a.Next == cursor {
		return fmt.Errorf("%w: %d changes after %d, the next cursor is %d", wire.ErrMessage, len(a.Changes), cursor, a.Next)
	}
	return nil
}

// take applies an answer, unless both ends have been compared since it was asked for.
func (u *Uplink) take(ctx context.Context, met, cursor uint64, a wire.FeedAnswer) error {
	u.applying.Lock()
	defer u.applying.Unlock()
	u.mu.Lock()
	stale, incarnation := u.met != met || u.cursor != cursor, u.state.Incarnation
	u.line.polled = met
	u.mu.Unlock()
	switch {
	case stale:
		return nil
	case a.Incarnation != incarnation:
		return fmt.Errorf("%w: incarnation %q", ErrMeet, a.Incarnation)
	case a.Next == cursor:
		return nil
	}
	changes := u.manifest(a.Changes)
	err := u.reference.Apply(ctx, a.Next, changes)
	if err != nil && u.o.Unusable != nil && u.o.Unusable(err) {
		changes, err = u.oneByOne(ctx, a.Changes, changes, a.Next)
	}
	if err != nil {
		return fmt.Errorf("cannot keep what the centre sent: %w", err)
	}
	u.mu.Lock()
	u.cursor = a.Next
	u.mu.Unlock()
	if u.o.Changed != nil && len(changes) > 0 {
		u.o.Changed(changes)
	}
	return nil
}

// manifest reads the changes. One that can't be read is kept by its number and kind, and the feed goes on.
func (u *Uplink) manifest(changes []wire.Change) []manifest.Change {
	out := make([]manifest.Change, 0, len(changes))
	for _, c := range changes {
		m, err := c.Manifest()
		if err != nil {
			m = u.setAside(c, changeUnreadable, err)
		}
		out = append(out, m)
	}
	return out
}

// oneByOne applies a batch in which a change can't be kept: that one is set aside by its number and kind, without its
// body, which might hold a person.
func (u *Uplink) oneByOne(ctx context.Context, raw []wire.Change, changes []manifest.Change, next uint64) ([]manifest.Change, error) {
	for i := range changes {
		cursor := raw[i].N
		if i == len(changes)-1 {
			cursor = next
		}
		err := u.reference.Apply(ctx, cursor, changes[i:i+1])
		if err != nil && u.o.Unusable(err) {
			changes[i] = u.setAside(raw[i], changeRefused, err)
			err = u.reference.Apply(ctx, cursor, changes[i:i+1])
		}
		if err != nil {
			u.mu.Lock()
			if i > 0 {
				u.cursor = raw[i-1].N
			}
			u.mu.Unlock()
			return nil, err
		}
	}
	return changes, nil
}

func (u *Uplink) setAside(c wire.Change, kind manifest.ChangeKind, cause error) manifest.Change {
	u.log(fmt.Errorf("change %d of kind %.80q is set aside: %w", c.N, c.Kind, cause))
	u.mu.Lock()
	u.line.aside++
	u.mu.Unlock()
	what, _ := json.Marshal(struct {
		N    uint64 `json:"n"`
		Kind string `json:"kind"`
	}{c.N, c.Kind}) // of a number and a text: never fails
	return manifest.Change{Kind: kind, Raw: what}
}
