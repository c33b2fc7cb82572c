package scale

import "time"

const (
	lateMost = 10 * time.Second // an answer that is later than this is taken for lost
	lateKept = 64
	drainFor = 3 * time.Second  // of silence show that no answer is under way any more
	idleFor  = 15 * time.Second // nobody has asked for a weight for this long: there is time for that silence
)

// late is the requests that were given up and whose answers may still come, from behind a slow terminal server: the
// oldest first. An answer says nothing about what was asked for after the oldest of them, because answers don't say
// which request they are to. When an answer was lost and not late, every reading counts as older than it is, by one
// request, until a silence has shown that nothing is owed.
type late struct {
	owed  []time.Time
	drain time.Time // nothing is asked before
}

// add notes a request that was given up.
func (l *late) add(asked, now time.Time) {
	l.expire(now)
	if len(l.owed) < lateKept {
		l.owed = append(l.owed, asked)
	}
}

// take gives the time that an answer counts for. asked is the request that is out, or zero when none is.
func (l *late) take(asked, now time.Time) (time.Time, bool) {
	l.expire(now)
	if len(l.owed) == 0 {
		return asked, !asked.IsZero()
	}
	from := l.owed[0]
	l.owed = l.owed[1:]
	if !asked.IsZero() {
		l.owed = append(l.owed, asked)
	}
	if !l.drain.IsZero() {
		l.drain = now.Add(drainFor)
	}
	return from, true
}

// silence gives until when nothing should be asked, so that what is owed comes or is known to be lost. idle tells that
// nobody waits for a weight.
func (l *late) silence(now time.Time, idle bool) (until time.Time, wait bool) {
	switch {
	case len(l.owed) == 0, !idle:
		l.drain = time.Time{}
		return time.Time{}, false
	case l.drain.IsZero():
		l.drain = now.Add(drainFor)
	case !now.Before(l.drain):
		l.owed, l.drain = nil, time.Time{}
		return time.Time{}, false
	}
	return l.drain, true
}

func (l *late) expire(now time.Time) {
	for len(l.owed) > 0 && now.Sub(l.owed[0]) > lateMost {
		l.owed = l.owed[1:]
	}
}
