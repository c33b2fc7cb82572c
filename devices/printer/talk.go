package printer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"packline/devices"
)

// talk is one connection on which questions are asked, one at a time.
type talk struct {
	conn  net.Conn
	got   []byte // what came since the last question, at most maxAnswer of it
	stale bool   // an answer may still come to a question that was given up
	owed  bool   // an answer to ~HS is among those
}

const (
	// maxBabble is how much may come without holding the answer before the printer is given up.
	maxBabble = 1 << 20
	// drainTime is how long is waited for what an earlier question may have left in the line.
	drainTime = 20 * time.Millisecond
)

var errBabble = errors.New("cannot read printer's answer: it sends without end")

// ask sends a question and collects until done says that the answer is whole, or the time is up. Answers to other
// questions are told by their shape and passed over; what an earlier question left behind is read away first.
func (t *talk) ask(question string, until time.Time, done func([]byte) bool) error {
	if t.stale {
		t.drain()
	}
	if err := t.conn.SetDeadline(until); err != nil {
		return err
	}
	if _, err := t.conn.Write([]byte(question)); err != nil {
		return fmt.Errorf("cannot ask printer: %w", err)
	}
	t.got = t.got[:0]
	piece := make([]byte, 512)
	for total := 0; ; {
		n, err := t.conn.Read(piece)
		t.keep(piece[:n])
		switch total += n; {
		case n > 0 && done(t.got):
			return nil
		case err != nil:
			t.stale = true
			return fmt.Errorf("cannot read printer's answer: %w", err)
		case total > maxBabble:
			return devices.Fail("printer.unreadable", errBabble)
		}
	}
}

func (t *talk) keep(b []byte) {
	t.got = append(t.got, b...)
	if extra := len(t.got) - maxAnswer; extra > 0 {
		t.got = append(t.got[:0], t.got[extra:]...)
	}
}

// drain reads away what is in the line, for a moment and not without end.
func (t *talk) drain() {
	t.stale = false
	if err := t.conn.SetReadDeadline(time.Now().Add(drainTime)); err != nil {
		return
	}
	piece := make([]byte, 512)
	for total := 0; total < maxBabble; {
		n, err := t.conn.Read(piece)
		if err != nil {
			return
		}
		total += n
	}
}

// The questions. SGD names and keywords are lower case.
const (
	askHostStatus  = "~HS"
	askErrorStatus = "~HQES"
	askIdentity    = "~HI"
	askDiagnostic  = "~HD"
	askLanguages   = "device" + ".languages" // in two parts, so that nobody takes it for a phrase
	askCounter     = "odometer.total_label_count"
	askMedia       = "media.status"
	askHead        = "head.latch"
	askControl     = "zpl.control_character" // two hexadecimal digits
	askValue       = `! U1 getvar "`         // the name follows
)

func (t *talk) hostStatus(until time.Time) (s HostStatus, err error) {
	err = t.ask(askHostStatus, until, func(b []byte) (ok bool) { s, ok = is(ParseHostStatus(b)); return ok })
	t.owed = t.owed || err != nil
	return s, err
}

func (t *talk) errorStatus(until time.Time) (s ErrorStatus, err error) {
	err = t.ask(askErrorStatus, until, func(b []byte) (ok bool) { s, ok = is(ParseErrorStatus(b)); return ok })
	return s, err
}

func (t *talk) identity(until time.Time) (i Identity, err error) {
	err = t.ask(askIdentity, until, func(b []byte) (ok bool) { i, ok = is(ParseIdentity(b)); return ok })
	return i, err
}

func (t *talk) prefixes(until time.Time) (p Prefixes, err error) {
	err = t.ask(askDiagnostic, until, func(b []byte) (ok bool) { p, ok = is(ParsePrefixes(b)); return ok })
	return p, err
}

// value asks for a setting by its SGD name; it is empty when the printer doesn't have it.
func (t *talk) value(name string, until time.Time) (value string, err error) {
	err = t.ask(askValue+name+"\"\r\n", until, func(b []byte) bool {
		got, known, bad := ParseValue(b)
		if bad == nil && known {
			value = got
		}
		return bad == nil
	})
	return value, err
}

func is[T any](value T, err error) (T, bool) { return value, err == nil }

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// endWith closes a connection when the context ends, whatever waits on it then; the result undoes it.
func endWith(ctx context.Context, conn net.Conn) func() bool {
	return context.AfterFunc(ctx, func() { _ = conn.Close() })
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
