package station

import (
	"errors"
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Step gives the state after an input and what must be done about it. It is pure: the same state and input give the
// same answer, and the state given is left as it was.
func Step(s State, in Input) (State, []Effect) {
	t := &turn{State: s.clone(), in: in}
	t.now, t.uptime = in.At, in.Uptime
	switch what := in.What.(type) {
	case Scanned:
		t.scanned(what.Code)
	case Read:
		t.read(what.Reading)
	case Ticked:
		t.ticked()
	case Answered:
		t.answered(what.Text)
	case Escaped:
		t.escaped()
	case DeviceChanged:
		t.deviceChanged(what.Device)
	case Found:
		t.found(what)
	case Committed:
		t.committed(what)
	case Printed:
		t.printed(what)
	case Zeroed:
		t.zeroed(what)
	case PINChecked:
		t.pinChecked(what)
	case Changed:
		t.changed(what.Changes)
	case RulebooksChanged:
		t.nextBooks = what.Rulebooks
	case RulebookRefused:
		t.refuse("bench.refuse.rulebook", what.Why)
	case LinkChanged:
		t.linkChanged(what.Link)
	case Fenced:
		t.fenced(what.Epoch)
	}
	t.takeBooks()
	t.flush(thenNothing, nil)
	return t.State, t.effects
}

// turn is one step in the making.
type turn struct {
	State
	in      Input
	effects []Effect
	events  []ledger.Event // not queued yet
	salt    byte
}

func (t *turn) do(e Effect) { t.effects = append(t.effects, e) }

// refuse says why something was not done. It stays on the screen until something is accepted.
func (t *turn) refuse(key string, args ...string) {
	t.problem = manifest.Say(key, args...)
	t.do(Ring{})
}

// accept takes the last refusal off the screen.
func (t *turn) accept() { t.problem, t.notice = manifest.Phrase{}, manifest.Phrase{} }

func (t *turn) say(key string, args ...string) { t.notice = manifest.Say(key, args...) }

func (t *turn) newID() manifest.ID {
	t.salt++
	return manifest.NewID(t.in.At, t.in.Entropy, t.salt)
}

// about names what an event is about.
type about struct {
	order    string
	shipment manifest.ID
	carton   manifest.ID
}

// record makes an event; flush queues all that were made in this step as one commit.
func (t *turn) record(a about, body ledger.Body) uint64 {
	t.seq++
	t.events = append(t.events, ledger.Event{
		ID: t.newID(), Station: t.setup.Station, Epoch: t.epoch, Seq: t.seq, Type: body.Type(), At: t.in.At,
		Uptime: t.in.Uptime.Milliseconds(), Clock: t.clock(), Build: t.setup.Build, Operator: t.operator.Badge,
		Order: a.order, Shipment: a.shipment, Carton: a.carton, Body: body,
	})
	if t.in.At.After(t.floor) {
		t.floor = t.in.At
	}
	return t.seq
}

func (t *turn) flush(next then, key []byte) {
	if len(t.events) == 0 {
		return
	}
	t.ticket++
	t.queue = append(t.queue, pending{ticket: t.ticket, events: t.events, key: key, then: next})
	t.events = nil
	if len(t.queue) == 1 {
		t.send()
	}
}

func (t *turn) send() {
	first := t.queue[0]
	t.do(Commit{Ticket: first.ticket, Events: slices.Clone(first.events), OrderKey: first.key})
}

// committed goes on when a record is on disk, and stops the bench when it isn't.
func (t *turn) committed(c Committed) {
	if len(t.queue) == 0 || t.queue[0].ticket != c.Ticket {
		return // the answer to a try that was given up
	}
	if c.Err != nil {
		if !t.fault.on {
			t.do(Ring{})
		}
		t.fault = fault{on: true, err: c.Err, stopped: !errors.Is(c.Err, ledger.ErrNotWritten), tried: t.now}
		return
	}
	if t.fault.on {
		t.fault = fault{}
		t.accept() // what was refused because of it is over
	}
	first := t.queue[0]
	t.queue = t.queue[1:]
	t.do(Told{})
	t.follow(first)
	if len(t.queue) > 0 {
		t.send()
	}
}

func (t *turn) follow(p pending) {
	switch p.then {
	case thenLabels:
		t.labelsOut()
	case thenReprint:
		t.printNext()
	case thenNothing:
	}
}

// retryDisk tries the record again, with the same events under the same numbers.
func (t *turn) retryDisk() {
	t.fault.tried = t.now
	t.send()
}

const (
	diskRetry    = 2 * time.Second
	printerRetry = 3 * time.Second
	movingTooFar = 5 * time.Second
	lookTooLong  = 5 * time.Second
)

func (t *turn) ticked() {
	if t.fault.on && t.now.Sub(t.fault.tried).Abs() >= diskRetry {
		t.retryDisk()
	}
	if t.looking != nil && t.now.Sub(t.looking.at) > lookTooLong {
		t.looking = nil
		t.refuse("bench.refuse.lookup-slow")
	}
	t.retryPrinter()
	t.watchScale()
}

func (t *turn) deviceChanged(d Device) {
	i := slices.IndexFunc(t.devices, func(e Device) bool { return e.Role == d.Role && e.Address == d.Address })
	if i < 0 {
		t.devices = append(t.devices, d)
	} else {
		t.devices[i] = d
	}
	if d.Role == "scale" && d.State == manifest.DeviceGone {
		t.scale = scale{problem: manifest.Say("bench.scale.gone")} // what it showed is history, and so is its zero
	}
	if d.Role == "printer" && d.State == manifest.DeviceReady {
		for i := range t.out {
			t.out[i].at = t.out[i].at.Add(-printerRetry)
		}
		t.retryPrinter()
	}
}

func (s *State) device(role string) (Device, bool) {
	i := slices.IndexFunc(s.devices, func(d Device) bool { return d.Role == role })
	if i < 0 {
		return Device{}, false
	}
	return s.devices[i], true
}

func copyOf[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// clockSlack is how far a clock may be set back before it is called wrong: small steps are time servers at work.
const clockSlack = 2 * time.Minute

// clock says how far the wall clock can be trusted.
func (s *State) clock() ledger.Clock {
	c := clockAt(s.now, s.setup.Built, s.floor)
	switch {
	case c != ledger.ClockFree || !s.link.Compared:
		return c
	case s.link.Offset.Abs() > centreClockSlack:
		return ledger.ClockUnsure
	}
	return ledger.ClockSynced
}

func clockAt(now, built, floor time.Time) ledger.Clock {
	switch {
	case now.Before(built):
		return ledger.ClockUnsure
	case now.Before(floor.Add(-clockSlack)):
		return ledger.ClockBehind
	}
	return ledger.ClockFree
}
