package uplink

import (
	"context"
	"errors"
	"time"

	"packline/manifest/ledger"
	"packline/sync/wire"
)

// The bounds of waiting.
const (
	firstWait   = time.Second
	longestWait = 60 * time.Second
	longestAsk  = 10 * time.Minute // of a Retry-After: a longer one is cut
)

type halfName int

const (
	pushing halfName = iota
	pulling
	leasing
)

// half is one of the loops that share the line.
type half struct {
	nudge chan struct{} // another half got through
}

// backoff gives the wait before a try: anything from nothing to a bound that doubles with every failure up to a
// minute, so that stations that lost the line together don't come back together. What the centre asks for is added.
func backoff(failures int, asked time.Duration, random func(int64) int64) time.Duration {
	bound := longestWait
	if failures < 7 {
		bound = min(bound, firstWait<<max(failures-1, 0))
	}
	return min(max(asked, 0), longestAsk) + time.Duration(random(int64(bound)+1))
}

// keep repeats a step until the context ends. A step that fails is tried again after a wait, for ever.
func (u *Uplink) keep(ctx context.Context, name halfName, step func(context.Context) error) error {
	failures := 0
	for ctx.Err() == nil {
		err := step(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			failures = 0
			u.well(name)
			continue
		}
		failures++
		f := u.failed(name, err)
		wait := time.NewTimer(backoff(failures, f.after, u.o.Rand))
		nudge := u.halves[name].nudge
		if !f.unreachable {
			nudge = nil // that the line is there is no news
		}
		select {
		case <-ctx.Done():
		case <-wait.C:
		case <-nudge:
		}
		wait.Stop()
	}
	return nil
}

// failed notes a failure and what it means for the next try.
func (u *Uplink) failed(name halfName, err error) *failure {
	f := failureOf(err)
	u.log(f)
	u.mu.Lock()
	if f.code != wire.CodeBusy && !errors.Is(err, ledger.ErrStopped) {
		u.wanted = u.met + 1
	}
	if f.tooMuch && name == pushing {
		u.size = max(u.size/2, 1)
	}
	for len(u.halves[name].nudge) > 0 {
		<-u.halves[name].nudge
	}
	u.line.fail(name, f, u.o.Now())
	u.mu.Unlock()
	poke(u.look)
	return f
}

// well notes that a step went through.
func (u *Uplink) well(name halfName) {
	u.mu.Lock()
	woken := u.line.clear(name, u.o.Now())
	u.mu.Unlock()
	for _, other := range woken {
		poke(u.halves[other].nudge)
	}
	poke(u.look)
}
