package station

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// CheckWeight is how the scale is checked with a known weight. The zero value asks for no check.
type CheckWeight struct {
	Known     manifest.Shown // what stands on the test weight
	Tolerance int            // divisions that the scale may be off; 0 asks for the exact indication
	Every     time.Duration  // how long a check stands; 0: for its day by this PC's clock
}

func (c CheckWeight) on() bool { return !c.Known.IsZero() }

// checking is a check that waits for its weight.
type checking struct{ askFrom time.Time }

// checkDue reports whether the scale is to be checked: a warning, which stops nothing.
func (s *State) checkDue() bool {
	if !s.setup.Check.on() {
		return false
	}
	if s.check == nil {
		return true
	}
	if every := s.setup.Check.Every; every > 0 {
		return s.now.Sub(s.check.At).Abs() >= every
	}
	zone := s.now.Location()
	return manifest.DateIn(s.check.At, zone) != manifest.DateIn(s.now, zone)
}

// checkStops reports whether the scale failed its check and nobody has answered for it: no weight is taken of it.
func (s *State) checkStops() bool { return s.setup.Check.on() && s.check != nil && s.check.Stops() }

// startCheck asks for the check weight.
func (t *turn) startCheck() {
	t.checking = &checking{askFrom: t.now}
	t.needZero() // a box that stands there is no check weight
	t.do(AskScale{})
}

func (t *turn) leaveCheck() {
	t.accept()
	t.checking = nil
	t.needZero() // the check weight may stand on the plate
}

// checked compares what the scale says with the known weight.
func (t *turn) checked(r manifest.Reading) {
	t.checking = nil
	known, err := t.setup.Check.Known.Weight()
	tolerance := manifest.Weight(t.setup.Check.Tolerance) * t.division(r)
	within := err == nil && distance(r.Weight, known) <= tolerance
	proof := t.proofOf(r)
	proof.CheckWeight = nil
	event := ledger.CheckWeighed{Known: t.setup.Check.Known, Proof: proof, Tolerance: tolerance, Within: within}
	t.record(about{}, event)
	t.check = ledger.FoldCheck(t.check, ledger.Event{Body: event})
	t.needZero()
	t.accept()
	shown, asked := proof.Shown.String(), t.setup.Check.Known.String()
	if within {
		t.say("bench.notice.check-passed", shown, asked)
	} else {
		t.refuse("bench.refuse.check-failed", shown, asked)
	}
	if t.work != nil {
		t.work.askFrom = t.now
		t.do(AskScale{})
	}
}

// trustReasons are why a lead lets a scale be used that failed its check, in the order they are numbered.
func trustReasons() []string {
	return []string{"bench.trust.wrong-weight", "bench.trust.checked-elsewhere", "bench.trust.other"}
}

// askTrust lets a lead answer for a scale that failed its check, until the next one.
func (t *turn) askTrust() { t.prompt = &prompt{what: askedTrust} }

func (t *turn) trust(lead manifest.Operator, reason string) {
	event := ledger.ScaleTrusted{Lead: lead.Badge, Reason: reason}
	t.record(about{}, event)
	t.check = ledger.FoldCheck(t.check, ledger.Event{Body: event})
	t.say("bench.notice.trusted", lead.Name)
	if t.work != nil {
		t.work.askFrom = t.now
		t.do(AskScale{})
	}
}
