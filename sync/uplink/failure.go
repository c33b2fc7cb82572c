package uplink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// failure is what went wrong on the line: a sentence for a person, a cause for the log, and what follows from it.
type failure struct {
	say         manifest.Phrase
	cause       error
	code        wire.Code     // of a problem that the centre told
	after       time.Duration // the centre asks to be left alone for so long
	unreachable bool          // nothing was heard at all
	tooMuch     bool          // a smaller batch may get through
	lasting     bool          // trying again won't help: a person must act
}

func (f *failure) Error() string { return fmt.Sprintf("%s: %v", f.say.Key, f.cause) }

// Unwrap gives the cause.
func (f *failure) Unwrap() error { return f.cause }

func failureOf(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	switch {
	case errors.Is(err, ErrMeet):
		return &failure{say: manifest.Say("link.changed"), cause: err}
	case errors.Is(err, ErrStill), errors.Is(err, wire.ErrMessage):
		return &failure{say: manifest.Say("link.answer"), cause: err}
	case errors.Is(err, ledger.ErrChain):
		return &failure{say: manifest.Say("link.ledger"), cause: err, lasting: true}
	}
	return &failure{say: manifest.Say("link.store"), cause: err}
}

// transportFailure tells a line that is dead from one that is slow.
func transportFailure(err error) *failure {
	var slow net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout() {
		return &failure{say: manifest.Say("link.timeout"), cause: err, unreachable: true, tooMuch: true}
	}
	return &failure{say: manifest.Say("link.unreachable"), cause: err, unreachable: true}
}

// problemFailure says what a problem of the centre means to a person.
func problemFailure(p *wire.Problem, after time.Duration) *failure {
	f := &failure{cause: p, code: p.Code, after: after}
	switch p.Code {
	case wire.CodeToken:
		f.say, f.lasting = manifest.Say("link.token"), true
	case wire.CodeVersion:
		f.say, f.lasting = versions(p.V), true
	case wire.CodeBusy:
		f.say = manifest.Say("link.busy")
	case wire.CodeGap:
		f.say = manifest.Say("link.gap")
	case wire.CodeFork, wire.CodeFenced:
		f.say = manifest.Say("link.fork")
	case wire.CodeMalformed:
		f.say, f.tooMuch = manifest.Say("link.refused"), true
	case wire.CodeNotFound:
		f.say = manifest.Say("link.portal")
	default:
		f.say = manifest.Say("link.inside")
		if p.Detail == wire.DetailFull {
			f.say = manifest.Say("link.full")
		}
	}
	return f
}

func versions(theirs int) manifest.Phrase {
	return manifest.Say("link.version", strconv.Itoa(wire.Version), strconv.Itoa(theirs))
}
