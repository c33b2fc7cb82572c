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
	unaskedPace   = 20 * time.Millisecond  // readings that nobody asked for are passed on no faster: a babbling scale can't fill a queue
	movingTooLong = 5 * time.Second
	oldReports    = 300 * time.Millisecond // what a USB scale sends first may be its last weighing
)

// session is one connection to a scale, which answers requests or streams by itself. One request is out at a time.
type session struct {
	scale  *Scale
	reader *reader
	line   io.Writer
	report func(devices.Status)
	orders chan *order
	done   chan struct{}
	arrive arrivals
	zero   []byte // what asks a USB scale for zero; nil where it has no such report

	followed    bool      // that request got what a frame called for
	asked       time.Time // when the request for a weight went out that isn't answered yet
	late        late      // the requests that were given up
	gaveUpAt    time.Time
	wantedAt    time.Time // when someone asked for a weight last
	order       *order    // what the scale was told to do, until it is known whether it did
	waiting     *order    // what it is to be told as soon as the line is free
	serials     int       // how often its serial number may still be asked for
	wanted      bool      // ask again as soon as the line is free
	next        time.Time // when to ask again
	answeredAt  time.Time
	heard       time.Time // when a frame came last, or when the line was opened
	everHeard   bool
	firstFrame  time.Time // of a USB scale
	bytesAt     time.Time // when bytes came last
	pending     bool      // the newest frame was not passed on yet
	pendingFrom time.Time // since when its load is what it says, at the earliest
	gave        time.Time // when a reading was passed on last
	movingSince time.Time
	failed      error // of a write within a frame
}

func newSession(s *Scale, line io.Writer, report func(devices.Status)) *session {
	now := time.Now()
	run := &session{
		scale: s, reader: newReader(s.settings), line: line, report: report,
		orders: make(chan *order), done: make(chan struct{}), heard: now, arrive: newArrivals(now), zero: zeroReport(line),
	}
	if s.family.serial != nil {
		run.serials = serialTries
	}
	if named, ok := line.(interface{ SerialNumber() string }); ok {
		run.reader.serial = named.SerialNumber()
	}
	return run
}

func (s *session) streams() bool { return s.reader.family.weight == nil }

// usb reports whether each read brings one report.
func (s *session) usb() bool {
	return s.scale.address.Scheme == "hid" || s.scale.address.Scheme == "virtual" && s.reader.family.name == hidProtocol
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
				err = s.take(chunk)
			}
		case <-s.scale.now:
			s.wanted, s.wantedAt = true, time.Now()
			if soon := s.answeredAt.Add(hurry); soon.Before(s.next) {
				s.next = soon
			}
		case o := <-s.orders:
			if s.waiting != nil {
				s.waiting.end(devices.Fail(o.refused, nil))
			}
			s.waiting = o
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
	at := s.next
	switch {
	case s.streams():
		at = s.deadline(s.heard)
	case !s.asked.IsZero():
		at = s.deadline(s.asked)
	}
	if s.order != nil {
		if held := s.order.sent.Add(orderReply); s.asked.IsZero() && !s.streams() && at.Before(held) {
			at = held
		}
		at = earlier(at, s.order.sent.Add(orderTimeout))
	}
	if s.pending {
		at = earlier(at, s.gave.Add(unaskedPace))
	}
	return at
}

// deadline is until when an answer is waited for since a time: as long as it may take, and longer while half of it is
// there. A line that babbles isn't waited for without end.
func (s *session) deadline(since time.Time) time.Time {
	at := since.Add(answerTimeout)
	if s.bytesAt.Before(since) || s.bytesAt.Add(frameTimeout).Before(at) {
		return at
	}
	return earlier(s.bytesAt, at).Add(frameTimeout)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// act sends what is due, or gives up an answer that doesn't come.
func (s *session) act(now time.Time) error {
	if s.pending && now.Sub(s.gave) >= unaskedPace {
		s.pass()
	}
	s.giveUpOrder(now)
	switch {
	case !s.asked.IsZero():
		if now.Before(s.deadline(s.asked)) {
			return nil
		}
		s.giveUp(now)
	case s.streams() && !now.Before(s.deadline(s.heard)):
		s.giveUp(now)
	}
	switch {
	case s.order != nil && s.order.holdsLine(now):
		return nil
	case s.order == nil && s.waiting != nil:
		s.order, s.waiting = s.waiting, nil
		s.order.sent = now
		s.reader.forget()
		return s.send(s.order.request)
	case !s.streams() && !now.Before(s.next):
		idle := now.Sub(s.wantedAt) > idleFor && s.answeredAt.After(s.gaveUpAt)
		if until, wait := s.late.silence(now, idle); wait {
			s.next = until
			return nil
		}
		s.wanted, s.followed, s.asked = false, false, now
		return s.send(s.reader.family.weight)
	}
	return nil
}

func (s *session) send(request []byte) error {
	_, err := s.line.Write(request)
	return err
}

// giveUp tells that no answer came. What the scale weighed meanwhile is not known any more.
func (s *session) giveUp(now time.Time) {
	asked := s.asked
	switch {
	case s.streams():
		asked, s.heard = s.heard, now
	case !s.reader.family.quiet:
		s.late.add(s.asked, now)
	}
	s.gaveUpAt = now
	s.asked, s.next = time.Time{}, now.Add(pace)
	if now.Sub(s.bytesAt) >= frameTimeout {
		s.reader.lapse()
	}
	n := s.reader.noise()
	if s.reader.family.quiet && s.everHeard && len(n.raw) == 0 {
		s.restInSilence(now)
		return
	}
	reading := manifest.Reading{Asked: asked, At: now, Silent: true, Problem: manifest.Say("scale.silent")}
	if len(n.raw) > 0 {
		reading.Silent, reading.Unreadable, reading.Raw, reading.Problem = false, true, n.raw, noiseProblem(n)
		s.showNoise(reading)
	}
	s.reader.forget()
	s.pending, s.movingSince = false, time.Time{}
	s.say(devices.StateTrouble, reading.Problem)
	s.give(reading)
}

// restInSilence takes the last weight of a scale that sends only what is new for a resting one, when a request stayed
// without an answer: there was nothing new. It keeps its time, so that it is soon too old if the scale is gone.
func (s *session) restInSilence(now time.Time) {
	if s.reader.settle(now) {
		s.pass()
	}
}

func noiseProblem(n noise) manifest.Phrase {
	if n.settings {
		return manifest.Say("scale.settings")
	}
	return manifest.Say("scale.unreadable")
}

// take reads a chunk. Of several frames in one the newest is passed on; the others have left their mark in the reader
// (a motion between two weights is not lost).
func (s *session) take(chunk port.Chunk) error {
	if chunk.At.Sub(s.bytesAt) > frameTimeout {
		s.reader.lapse()
	}
	s.bytesAt = chunk.At
	s.arrive.chunk(chunk)
	s.reader.feed(chunk.Bytes, func(f Frame) { s.frame(f, chunk.At) })
	if s.usb() { // a report is whole or not at all
		s.reader.lapse()
	}
	err := s.failed
	s.failed = nil
	return err
}

// frame takes one frame.
func (s *session) frame(f Frame, at time.Time) {
	s.show(f, at)
	torn := s.reader.family.unmarked && !s.everHeard
	s.heard, s.everHeard = at, true
	if f.Text != "" {
		s.reader.serial = f.Text
	}
	if s.isOld(at) {
		return
	}
	if torn {
		s.asked, s.next = time.Time{}, at.Add(hurry)
		return
	}
	if s.follow(f) {
		return
	}
	began, floor := s.arrive.frame(f.Raw)
	s.reader.note(f, at)
	if s.order != nil && !began.Before(s.order.sent) {
		s.order.hear(f, s.reader)
		if s.order.over {
			s.order, s.next = nil, at.Add(hurry)
		}
	}
	if f.Kind == KindAck || f.Kind == KindTare {
		return
	}
	s.pending, s.pendingFrom = true, floor
	switch {
	case !s.asked.IsZero() && !began.Before(s.asked):
		s.answered(f, at)
		s.pass()
	case !s.streams() && f.Kind != KindNone:
		if from, late := s.late.take(time.Time{}, at); late {
			s.pendingFrom = earlier(from, floor)
		}
	}
}

// isOld reports whether a USB scale's report is from right after opening: it may be the last weighing.
func (s *session) isOld(at time.Time) bool {
	if !s.usb() {
		return false
	}
	if s.firstFrame.IsZero() {
		s.firstFrame = at
	}
	return at.Sub(s.firstFrame) < oldReports
}

// follow sends what a frame calls for, while a weight is asked for.
func (s *session) follow(f Frame) bool {
	if s.reader.family.follow == nil || s.asked.IsZero() || s.followed { // once a request: noise may look like consent
		return false
	}
	request := s.reader.family.follow(f)
	if request == nil {
		return false
	}
	s.followed = true
	if err := s.send(request); err != nil && s.failed == nil {
		s.failed = err
	}
	return true
}

// answered closes the request that is out. After requests that were given up, the answer may be the late one to the
// oldest of them: then it says nothing about what was asked for since.
func (s *session) answered(f Frame, at time.Time) {
	s.pendingFrom = s.asked
	if f.Kind != KindNone { // noise answers nothing
		s.pendingFrom, _ = s.late.take(s.asked, at)
	}
	s.asked, s.answeredAt, s.next = time.Time{}, at, at.Add(pace)
	if s.wanted {
		s.next = at.Add(hurry)
	}
	_ = s.reader.noise() // what came before a good answer was the line settling
}

// pass passes the newest frame on.
func (s *session) pass() {
	s.pending = false
	a := s.reader.answer()
	a.reading.Asked = s.pendingFrom
	s.judge(a)
	s.give(a.reading)
	s.askSerial(a)
}

// judge reports how the scale is doing by an answer.
func (s *session) judge(a answer) {
	r := a.reading
	if !r.Motion {
		s.movingSince = time.Time{}
	} else if s.movingSince.IsZero() {
		s.movingSince = r.At
	}
	switch {
	case !r.Problem.IsZero():
		s.say(devices.StateTrouble, r.Problem)
	case s.reader.family.needsUnit && s.reader.unit == manifest.UnitNone: // whatever a status says, no weight can be taken
		s.say(devices.StateTrouble, s.reader.unitNeeded())
	case r.Motion && r.At.Sub(s.movingSince) >= movingTooLong:
		s.say(devices.StateTrouble, manifest.Say("scale.moving"))
	case r.Over:
		s.say(devices.StateTrouble, manifest.Say("scale.over"))
	case r.Under:
		s.say(devices.StateTrouble, manifest.Say("scale.under"))
	case r.ZeroFault:
		s.say(devices.StateTrouble, manifest.Say("scale.zero-fault"))
	case r.Net:
		s.say(devices.StateTrouble, manifest.Say("scale.tare"))
	case s.reader.family.noFlag:
		s.say(devices.StateReady, manifest.Say("scale.ready-by-rest", s.reader.still.String()))
	default:
		s.say(devices.StateReady, manifest.Say("scale.ready"))
	}
}

func (s *session) say(state devices.State, p manifest.Phrase) {
	s.report(devices.Status{State: state, Key: p.Key, Args: p.Args})
}

func (s *session) give(r manifest.Reading) {
	s.gave = r.At
	if s.scale.opt.Reading == nil {
		return
	}
	r.Scale = s.scale.address.String()
	s.scale.opt.Reading(r)
}
