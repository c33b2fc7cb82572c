package uplink

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Status is how the line is doing, for a screen.
type Status struct {
	Up        bool            // the centre answered last time it was asked
	Since     time.Time       // when Up last changed
	Waiting   int             // events that are still to be sent
	Oldest    time.Time       // when the oldest of them happened; zero when none waits
	Stuck     int             // events of epochs that are stopped: kept here, not sent
	Problem   manifest.Phrase // what is wrong and what to do; zero when all is well
	Offset    time.Duration   // the centre's clock minus the station's, from the shortest exchange; zero before the first
	Synced    bool            // the clock was compared with the centre's
	Floor     time.Time       // the latest time the centre ever told: it can't be earlier
	Committed uint64          // last event of the current epoch at the centre
	Safe      uint64          // last event of the current epoch that is also in a backup of the centre
}

// lineState is what the loops know together; it is guarded by Uplink.mu.
type lineState struct {
	up     bool
	since  time.Time
	fails  [3]*failure
	saved  time.Time
	polled uint64 // the hello after which the feed was asked
	sent   uint64
	aside  int // changes that couldn't be used
	clock  clock
}

type clock struct {
	at     time.Time
	way    time.Duration
	offset time.Duration
}

type oldest struct {
	epoch manifest.Epoch
	seq   uint64
	at    time.Time
}

func (l *lineState) fail(name halfName, f *failure, now time.Time) {
	l.fails[name] = f
	l.turn(false, now)
}

// heard clears what a first answer refutes and gives the halves that may try again at once.
func (l *lineState) heard(now time.Time) []halfName {
	var woken []halfName
	for name, f := range l.fails {
		if f != nil && f.unreachable {
			l.fails[name] = nil
			woken = append(woken, halfName(name))
		}
	}
	l.turn(l.fails == [3]*failure{}, now)
	return woken
}

func (l *lineState) clear(name halfName, now time.Time) []halfName {
	l.fails[name] = nil
	return l.heard(now)
}

func (l *lineState) turn(up bool, now time.Time) {
	if l.up != up {
		l.up, l.since = up, now
	}
}

// watch tells the status whenever it has changed.
func (u *Uplink) watch(ctx context.Context) error {
	for ctx.Err() == nil {
		if _, err := u.Status(ctx); err != nil && ctx.Err() == nil {
			u.log(err)
		}
		wait(ctx, idle, u.look)
	}
	return nil
}

// Status gives the status now, and reports it where it has changed.
func (u *Uplink) Status(ctx context.Context) (Status, error) {
	u.reporting.Lock()
	defer u.reporting.Unlock()
	heads, err := u.ledger.Heads(ctx)
	if err != nil {
		return u.last, fmt.Errorf("cannot count what waits: %w", err)
	}
	u.mu.Lock()
	s := u.statusOf(heads)
	b, waits := u.state.Next(heads, 1)
	u.mu.Unlock()
	if waits {
		s.Oldest = u.happened(ctx, b)
	}
	if !reflect.DeepEqual(s, u.last) {
		u.last = s
		if u.o.Report != nil {
			u.o.Report(s)
		}
	}
	return s, nil
}

func (u *Uplink) statusOf(heads []ledger.Head) Status {
	waiting, stuck := u.state.Waiting(heads)
	s := Status{
		Up: u.line.up, Since: u.line.since, Waiting: int(waiting), Stuck: int(stuck), Problem: u.problem(heads, int(stuck)),
		Offset: u.line.clock.offset, Synced: !u.line.clock.at.IsZero(), Floor: u.state.Floor,
	}
	if len(heads) > 0 {
		mark := u.state.mark(heads[len(heads)-1].Epoch)
		s.Committed, s.Safe = mark.Committed, mark.Safe
	}
	return s
}

// problem chooses the sentence: what stops the line, then what stops an epoch, then what was set aside.
func (u *Uplink) problem(heads []ledger.Head, stuck int) manifest.Phrase {
	for _, f := range u.line.fails {
		if f != nil {
			return f.say
		}
	}
	switch {
	case len(heads) > 0 && u.state.mark(heads[len(heads)-1].Epoch).Stopped:
		return manifest.Say("link.fork")
	case stuck > 0:
		return manifest.Say("link.stuck", strconv.Itoa(stuck))
	case u.line.aside > 0:
		return manifest.Say("link.change", strconv.Itoa(u.line.aside))
	}
	return manifest.Phrase{}
}

// happened gives the time of the first event of a batch. Only Status asks, one at a time.
func (u *Uplink) happened(ctx context.Context, b Batch) time.Time {
	if u.oldest.epoch == b.Epoch && u.oldest.seq == b.First {
		return u.oldest.at
	}
	records, err := u.ledger.Records(ctx, b.Epoch, b.First, 1)
	if err != nil || len(records) == 0 {
		return time.Time{}
	}
	e, err := ledger.Decode(records[0].Bytes)
	if err != nil {
		return time.Time{}
	}
	u.oldest = oldest{epoch: b.Epoch, seq: b.First, at: e.At}
	return e.At
}
