package uplink

import (
	"context"
	"errors"
	"fmt"

	"packline/manifest"
)

// Report is what a Drain did.
type Report struct {
	Sent    int             // events that the centre took
	Left    int             // events that still wait
	Stuck   int             // events of stopped epochs, which are not sent
	Problem manifest.Phrase // why something is left; zero when nothing is
}

var errStopped = errors.New("the centre takes nothing more of an epoch")

// Drain sends what waits and returns: nil when nothing is left. A line that fails is tried again until the context
// ends; what only a person can mend ends it at once. Run must not be running.
func (u *Uplink) Drain(ctx context.Context) (Report, error) {
	var last error
	for failures := 0; ctx.Err() == nil; {
		sent, err := u.pushOne(ctx)
		switch {
		case err == nil && !sent:
			u.well(pushing)
			u.finish(ctx)
			return u.drained(ctx, nil)
		case err == nil:
			failures = 0
			u.well(pushing)
			_, _ = u.Status(ctx) // for whoever watches; the next step meets the same error
			continue
		case ctx.Err() != nil && last != nil: // the failure before says more
			continue
		}
		failures++
		f := u.failed(pushing, err)
		last = f
		if f.lasting && ctx.Err() == nil {
			break
		}
		_, _ = u.Status(ctx)
		wait(ctx, backoff(failures, f.after, u.o.Rand), nil)
	}
	u.finish(ctx)
	if last == nil {
		last = ctx.Err()
	}
	return u.drained(ctx, fmt.Errorf("cannot send all: %w", last))
}

func (u *Uplink) drained(ctx context.Context, err error) (Report, error) {
	s, statusErr := u.Status(context.WithoutCancel(ctx))
	u.mu.Lock()
	sent := u.line.sent
	u.mu.Unlock()
	if err == nil {
		err = statusErr
	}
	if err == nil && s.Stuck > 0 {
		err = fmt.Errorf("cannot send all: %w", errStopped)
	}
	return Report{Sent: int(sent), Left: s.Waiting, Stuck: s.Stuck, Problem: s.Problem}, err
}
