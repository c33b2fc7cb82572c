package scale

import (
	"context"
	"time"

	"packline/devices"
	"packline/manifest"
)

const (
	orderReply   = 400 * time.Millisecond // the line is kept free for this long after an order: some scales never answer one
	orderTimeout = 2 * time.Second
	serialTries  = 2
)

// order is what a scale is told to do. Families differ in how they answer: with a word of consent, with a status, with
// weights that show it, or with nothing.
type order struct {
	request []byte
	refused string // phrase of a scale that won't
	done    func(manifest.Reading) bool
	reply   chan error
	sent    time.Time
	heard   bool // something came since
	over    bool
}

func (o *order) end(err error) {
	if o.over {
		return
	}
	o.over = true
	o.reply <- err
}

// holdsLine reports whether the answer may still come, so that nothing else is asked.
func (o *order) holdsLine(now time.Time) bool { return now.Sub(o.sent) < orderReply }

// hear judges a frame that came after the order. The reader has noted it.
func (o *order) hear(f Frame, r *reader) {
	o.heard = true
	if o.done == nil { // for the serial number
		if f.Kind == KindError || f.Kind == KindAck {
			o.end(nil)
		}
		return
	}
	switch f.Kind {
	case KindAck, KindTare:
		o.end(nil)
	case KindError:
		o.end(devices.Fail(o.refused, nil))
	case KindStatus:
		if f.Key != "" || f.Flags&(Motion|UnderZero|noWeight) != 0 {
			o.end(devices.Fail(o.refused, nil))
			return
		}
		o.end(nil)
	case KindWeight:
		reading := r.answer().reading
		if r.family.noFlag {
			reading.Stable, reading.Motion = true, false // one weight shows it: nothing is weighed by that
		}
		if o.done(reading) {
			o.end(nil)
		}
	}
}

// giveUpOrder ends an order that the scale doesn't answer.
func (s *session) giveUpOrder(now time.Time) {
	if s.order == nil || now.Sub(s.order.sent) < orderTimeout {
		return
	}
	key := "scale.silent"
	if s.order.heard {
		key = s.order.refused
	}
	s.order.end(devices.Fail(key, nil))
	s.order = nil
}

// askSerial asks a scale for its serial number once it has answered well, where it can be asked.
func (s *session) askSerial(a answer) {
	if !a.good || s.serials == 0 || s.order != nil || s.waiting != nil {
		return
	}
	s.serials--
	if s.reader.serial == "" {
		s.waiting = &order{request: s.reader.family.serial, refused: "scale.silent", reply: make(chan error, 1)}
	}
}

// Zero asks the scale to take what is on its plate for zero, and waits for its answer: an error carries the phrase
// that says why it wouldn't.
func (s *Scale) Zero(ctx context.Context) error {
	return s.command(ctx, "scale.cannot-zero", &order{
		request: s.zeroRequest(), refused: "scale.zero-refused", done: manifest.Reading.NearZero,
	})
}

// zeroRequest is what asks for zero: the family's request, or that of the USB scale which is there now.
func (s *Scale) zeroRequest() []byte {
	if s.family.zero != nil {
		return s.family.zero
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live == nil {
		return nil
	}
	return s.live.zero
}

// Tare asks the scale to take what is on its plate for tare. Until ClearTare no weight of it is a carton's.
func (s *Scale) Tare(ctx context.Context) error {
	return s.command(ctx, "scale.cannot-tare", &order{
		request: s.family.tare, refused: "scale.tare-refused", done: func(r manifest.Reading) bool { return r.Net },
	})
}

// ClearTare asks the scale to forget its tare.
func (s *Scale) ClearTare(ctx context.Context) error {
	return s.command(ctx, "scale.cannot-tare", &order{
		request: s.family.clear, refused: "scale.tare-refused", done: func(r manifest.Reading) bool { return !r.Net && !r.Unreadable },
	})
}

// command gives an order to the live session and waits for its end. cannot is the phrase of a family without it.
func (s *Scale) command(ctx context.Context, cannot string, o *order) error {
	if o.request == nil {
		return devices.Fail(cannot, nil)
	}
	s.mu.Lock()
	run := s.live
	s.mu.Unlock()
	if run == nil {
		return devices.Fail("scale.not-connected", nil)
	}
	o.reply = make(chan error, 1)
	select {
	case run.orders <- o:
	case <-run.done:
		return devices.Fail("scale.not-connected", nil)
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-o.reply:
		return err
	case <-run.done:
		return devices.Fail("scale.not-connected", nil)
	case <-ctx.Done():
		return ctx.Err()
	}
}
