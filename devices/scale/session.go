package scale

import (
	"context"
	"io"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

const (
	pace          = 200 * time.Millisecond // between an answer and the next request
	hurry         = 50 * time.Millisecond  // the same when someone waits for it: slower scales lose requests that come faster
	answerTimeout = time.Second
	frameTimeout  = 500 * time.Millisecond // a half frame is dropped after this silence
	unaskedPace   = 20 * time.Millisecond  // frames that nobody asked for are passed on no faster: a babbling scale can't fill a queue
	movingTooLong = 5 * time.Second
)

// session is one connection to a scale that answers requests. One request is out at a time.
type session struct {
	scale    *Scale
	protocol protocol
	line     io.Writer
	report   func(devices.Status)
	zeros    chan chan error
	done     chan struct{}

	asked       time.Time  // when the request went out that isn't answered yet
	owed        time.Time  // when the last request went out that was given up: its answer may still come
	zeroing     chan error // the request that is out is one for zero; who waits for it
	zeroWaits   chan error // zero was asked for and waits for the line
	wanted      bool       // ask again as soon as the line is free
	next        time.Time  // when to ask again
	answeredAt  time.Time
	heard       time.Time // when bytes came last
	gave        time.Time // when a reading was passed on last
	movingSince time.Time
}

func newSession(s *Scale, line io.Writer, report func(devices.Status)) *session {
	return &session{
		scale: s, protocol: s.protocol(), line: line, report: report,
		zeros: make(chan chan error), done: make(chan struct{}),
	}
}

func (s *session) loop(ctx context.Context, chunks <-chan port.Chunk) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case chunk := <-chunks:
			if err = chunk.Err; err == nil {
				s.take(chunk)
			}
		case <-s.scale.now:
			s.wanted = true
			if soon := s.answeredAt.Add(hurry); soon.Before(s.next) {
				s.next = soon
			}
		case reply := <-s.zeros:
			if s.zeroWaits != nil {
				s.zeroWaits <- devices.Fail("scale.zero-refused", nil)
			}
			s.zeroWaits = reply
		case <-timer.C:
		}
		if err == nil {
			err = s.act(time.Now())
		}
		if err != nil {
			return err
		}
		timer.Reset(time.Until(s.wake()))
	}
}

// wake is when there is something to do though nothing comes.
func (s *session) wake() time.Time {
	if !s.asked.IsZero() {
		return s.asked.Add(answerTimeout)
	}
	return s.next
}

// act sends what is due, or gives up an answer that doesn't come.
func (s *session) act(now time.Time) error {
	if !s.asked.IsZero() {
		if now.Sub(s.asked) < answerTimeout {
			return nil
		}
		s.giveUp(now)
	}
	weight, zero := s.protocol.requests()
	switch {
	case s.zeroWaits != nil:
		s.zeroing, s.zeroWaits = s.zeroWaits, nil
		s.protocol.forget()
		return s.send(zero)
	case !now.Before(s.next):
		s.wanted = false
		return s.send(weight)
	}
	return nil
}

func (s *session) send(request []byte) error {
	s.asked = time.Now()
	_, err := s.line.Write(request)
	return err
}

// giveUp tells that no answer came. What the scale weighed meanwhile is not known any more.
func (s *session) giveUp(now time.Time) {
	if s.zeroing != nil {
		s.zeroing <- devices.Fail("scale.silent", nil)
		s.zeroing = nil
	}
	if s.owed.IsZero() {
		s.owed = s.asked
	}
	reading := manifest.Reading{Asked: s.asked, At: now, Silent: true}
	key := "scale.silent"
	if n := s.protocol.noise(); len(n.raw) > 0 {
		reading.Silent, reading.Unreadable, reading.Raw = false, true, n.raw
		key = noiseKey(n)
	}
	s.protocol.forget()
	s.asked, s.next, s.movingSince = time.Time{}, now.Add(pace), time.Time{}
	s.say(devices.StateTrouble, key)
	s.give(reading)
}

func noiseKey(n noise) string {
	if n.settings {
		return "scale.settings"
	}
	return "scale.unreadable"
}

// take reads a chunk. Of several frames in one the newest is passed on; the others have left their mark in the
// protocol (a motion between two weights is not lost).
func (s *session) take(chunk port.Chunk) {
	if chunk.At.Sub(s.heard) > frameTimeout {
		s.protocol.lapse()
	}
	s.heard = chunk.At
	var newest answer
	frames := 0
	s.protocol.feed(chunk.Bytes, func(a answer) { newest = a; frames++ })
	if frames == 0 {
		return
	}
	newest.reading.At = chunk.At
	if unasked := s.asked.IsZero() || chunk.At.Before(s.asked); unasked {
		if chunk.At.Sub(s.gave) < unaskedPace {
			return
		}
	} else {
		s.answered(&newest, chunk.At)
	}
	s.judge(newest)
	s.give(newest.reading)
}

// answered closes the request that is out. After a request that was given up, the answer may be the late one to that:
// then it says nothing about what was asked for since.
func (s *session) answered(a *answer, at time.Time) {
	a.reading.Asked = s.asked
	if !s.owed.IsZero() {
		a.reading.Asked, s.owed = s.owed, time.Time{}
	}
	s.asked, s.answeredAt, s.next = time.Time{}, at, at.Add(pace)
	if s.wanted {
		s.next = at.Add(hurry)
	}
	_ = s.protocol.noise() // what came before a good answer was the line settling
	if s.zeroing == nil {
		return
	}
	r := a.reading
	if refused := !a.status || r.Motion || r.ZeroFault || r.Over || r.Under || a.key != ""; refused {
		s.zeroing <- devices.Fail("scale.zero-refused", nil)
	} else {
		s.zeroing <- nil
	}
	s.zeroing = nil
}

// judge reports how the scale is doing by an answer.
func (s *session) judge(a answer) {
	if !a.reading.Motion {
		s.movingSince = time.Time{}
	} else if s.movingSince.IsZero() {
		s.movingSince = a.reading.At
	}
	switch {
	case a.key != "":
		s.say(devices.StateTrouble, a.key)
	case a.reading.Motion && a.reading.At.Sub(s.movingSince) >= movingTooLong:
		s.say(devices.StateTrouble, "scale.moving")
	case a.reading.Over:
		s.say(devices.StateTrouble, "scale.over")
	case a.reading.Under:
		s.say(devices.StateTrouble, "scale.under")
	case a.reading.ZeroFault:
		s.say(devices.StateTrouble, "scale.zero-fault")
	case a.reading.Net:
		s.say(devices.StateTrouble, "scale.tare")
	default:
		s.say(devices.StateReady, "scale.ready")
	}
}

func (s *session) say(state devices.State, key string) {
	s.report(devices.Status{State: state, Key: key})
}

func (s *session) give(r manifest.Reading) {
	s.gave = r.At
	if s.scale.opt.Reading == nil {
		return
	}
	r.Scale = s.scale.address.String()
	s.scale.opt.Reading(r)
}
