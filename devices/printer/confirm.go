package printer

import (
	"context"
	"time"

	"packline/manifest"
)

// confirm asks until nothing waits in the printer and nothing is wrong, or time is up.
func (z *zebra) confirm(ctx context.Context, t *talk, b before) manifest.PrintResult {
	until := time.Now().Add(z.opt.ConfirmTimeout)
	for {
		s, err := z.look(t, until)
		problem := s.problem()
		switch {
		case err != nil && ctx.Err() != nil:
			return unknown("printer.given-up", ctx.Err())
		case err != nil && isTimeout(err):
			return unknown("printer.silent", err)
		case err != nil:
			return unknown(readKey(err, "printer.closed-half"), err)
		case !problem.IsZero():
			return held(problem)
		case s.host == nil: // only ~HQES is answered, which doesn't tell whether the label is out
			return z.proof(ctx, t, b, s, until, manifest.PrintSent)
		case s.host.Idle():
			z.extras(t, &s, until)
			if problem := s.problem(); !problem.IsZero() {
				return held(problem)
			}
			known := manifest.PrintConfirmed
			if t.owed { // this may be the late answer to a question from before the label
				known = manifest.PrintSent
			}
			return z.proof(ctx, t, b, s, until, known)
		case !time.Now().Add(confirmEvery).Before(until):
			return waiting(*s.host)
		}
		wait(ctx, confirmEvery)
	}
}

// heldKeys are the phrases of a fault that came while a label was on its way, by that of the fault. With ^JZN the printer
// doesn't repeat a broken label when the fault is mended, but one that waits comes out then: only a person can tell.
var heldKeys = map[string]string{
	"printer.head-open": "printer.head-open-held", "printer.paper-out": "printer.paper-out-held", "printer.paused": "printer.paused-held",
	"printer.ribbon-out": "printer.ribbon-out-held", "printer.too-hot": "printer.too-hot-held",
}

func held(problem manifest.Phrase) manifest.PrintResult {
	result := unknown(problem.Key, nil, problem.Args...)
	if key, ok := heldKeys[problem.Key]; ok {
		result.Problem.Key = key
	}
	return result
}

// withoutHeld gives a fault as it is said of the printer itself.
func withoutHeld(key string) string {
	for plain, held := range heldKeys {
		if key == held {
			return plain
		}
	}
	return key
}

// waiting is the result of a label that the printer has taken and not printed yet. It comes out by itself.
func waiting(s HostStatus) manifest.PrintResult {
	key := "printer.still-printing"
	if s.LabelWaiting {
		key = "printer.label-waiting"
	}
	return manifest.PrintResult{Outcome: manifest.PrintSent, Problem: manifest.Say(key)}
}

// proof looks at the printer's own count of labels where it has one. A count that has grown is the better proof; one
// that hasn't, on a printer whose count always grew, says that it took the label and printed none: then the label is in
// doubt whatever the status says.
func (z *zebra) proof(ctx context.Context, t *talk, b before, s seen, until time.Time, known manifest.PrintOutcome) manifest.PrintResult {
	result := manifest.PrintResult{Outcome: known}
	if known == manifest.PrintConfirmed {
		result.Proof = manifest.ProofStatus
	}
	if !b.counted {
		return result
	}
	sure := z.know().grown >= trusted
	for {
		now, ok := z.count(t, z.limit(until))
		switch {
		case !ok:
			return result
		case now > b.labels:
			z.learn(func(k *learned) { k.grown++ })
			return manifest.PrintResult{Outcome: manifest.PrintConfirmed, Proof: manifest.ProofCounter}
		case !sure && s.host != nil:
			z.learn(func(k *learned) { k.grown = 0 })
			return result
		case ctx.Err() != nil || !time.Now().Add(confirmEvery).Before(until):
			z.learn(func(k *learned) { k.grown = 0 })
			if sure {
				return unknown("printer.not-counted", nil)
			}
			return result
		}
		wait(ctx, confirmEvery)
	}
}
