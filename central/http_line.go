package central

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// hello answers a station's first word.
func (a *API) hello(q *request) (any, error) {
	var h wire.Hello
	if err := q.message(&h, &h.Nonce); err != nil {
		return nil, err
	}
	answer, err := a.centre.Hello(q.Context(), q.station, h)
	return answer, err
}

// push takes a batch of events. The turn is taken before the body is read, so that a station can't have this machine
// read more than one at a time.
func (a *API) push(q *request) (any, error) {
	if q.PathValue("name") != q.station {
		return nil, &refusal{status: http.StatusForbidden, code: wire.CodeToken, detail: "the token is another station's"}
	}
	var epoch manifest.Epoch
	if err := epoch.UnmarshalText([]byte(q.PathValue("epoch"))); err != nil {
		return nil, unreadable(err)
	}
	first, last, err := rangeOf(q.PathValue("range"))
	if err != nil {
		return nil, unreadable(err)
	}
	back, ok := a.turns.push(q.station)
	if !ok {
		return nil, later("another push of the station is on its way, or too many of others")
	}
	defer back()
	push, err := q.pushBody()
	if err != nil {
		return nil, err
	}
	if uint64(len(push.Events)) != last-first+1 {
		return nil, unreadable(fmt.Errorf("%d events don't fill the numbers %d to %d", len(push.Events), first, last))
	}
	answer, err := a.centre.Push(q.Context(), q.station, epoch, first, last, push)
	return answer, err
}

// rangeOf reads the numbers of a push, FIRST-LAST, from 1.
func rangeOf(s string) (first, last uint64, err error) {
	from, to, _ := strings.Cut(s, "-")
	first, errFirst := strconv.ParseUint(from, 10, 63)
	last, errLast := strconv.ParseUint(to, 10, 63)
	if errFirst != nil || errLast != nil || first < 1 || last < first || last-first >= wire.MaxEvents {
		return 0, 0, fmt.Errorf("cannot read the numbers %.50q of the events", s)
	}
	return first, last, nil
}

// pushBody unpacks a push, never past the length that its header states.
func (q *request) pushBody() (wire.Push, error) {
	length, err := strconv.Atoi(q.Header.Get(wire.HeaderLength))
	if err != nil || length < 1 {
		return wire.Push{}, unreadable(errors.New("the header " + wire.HeaderLength + " is missing or no length"))
	}
	if length > wire.MaxSingle || q.ContentLength > wire.MaxPacked {
		return wire.Push{}, tooLong("push")
	}
	body := http.MaxBytesReader(q.w, q.Body, wire.MaxPacked)
	plain, err := wire.Unpack(body, length, q.Header.Get(wire.HeaderHash))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return wire.Push{}, tooLong("push")
	case err != nil:
		return wire.Push{}, unreadable(err)
	}
	push, err := wire.ReadPush(plain)
	if err != nil {
		return wire.Push{}, unreadable(err)
	}
	q.nonce = push.Head.Nonce
	return push, nil
}

// feed answers what has changed after a cursor, at once or when something does.
func (a *API) feed(q *request) (any, error) {
	ask := q.URL.Query()
	if q.nonce = ask.Get("nonce"); len(q.nonce) > wire.MaxNonce {
		q.nonce = ""
		return nil, unreadable(errors.New("the nonce is too long"))
	}
	cursor, err := strconv.ParseUint(ask.Get("cursor"), 10, 63)
	if err != nil {
		return nil, unreadable(errors.New("the cursor is missing or no number"))
	}
	wait, err := waitFor(ask.Get("wait"))
	if err != nil {
		return nil, unreadable(err)
	}
	back, ok := a.turns.feed(q.station)
	if !ok {
		return nil, later("the station waits for the feed already")
	}
	defer back()
	ctx, cancel := a.withEnd(q.Context())
	defer cancel()
	answer, err := a.centre.Feed(ctx, q.station, cursor, wire.MaxChanges, wait)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx) // whatever was cut short by it
	}
	answer.Nonce = q.nonce
	return answer, err
}

// waitFor reads how long a feed may wait. More than the most is taken as the most.
func waitFor(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	wait, err := time.ParseDuration(s)
	if err != nil || wait < 0 {
		return 0, fmt.Errorf("cannot wait for %.20q: write it as 25s", s)
	}
	return min(wait, wire.MaxWait), nil
}

// block leases a block of carton numbers.
func (a *API) block(q *request) (any, error) {
	var ask wire.BlockAsk
	if err := q.message(&ask, &ask.Nonce); err != nil {
		return nil, err
	}
	answer, err := a.centre.Block(q.Context(), q.station, ask)
	return answer, err
}

// message reads a small message of a station. Fields that aren't known are passed over: a newer station has more.
func (q *request) message(into any, nonce *string) error {
	raw, err := q.body(wire.MaxSmall)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return unreadable(fmt.Errorf("the message can't be read: %w", err))
	}
	if len(*nonce) > wire.MaxNonce {
		return unreadable(errors.New("the nonce is too long"))
	}
	q.nonce = *nonce
	return nil
}
