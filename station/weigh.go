package station

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// freshWeight is how old a reading may be when it becomes a carton's weight.
const freshWeight = 2 * time.Second

// read takes a reading of the scale and, where a box or a check waits for its weight, the weight.
func (t *turn) read(r manifest.Reading) {
	before := t.scale.last
	t.scale.last = r
	switch {
	case !r.Motion:
		t.scale.movingSince = time.Time{}
	case t.scale.movingSince.IsZero():
		t.scale.movingSince = r.At
	}
	if !r.Silent && !r.Unreadable && t.fresh(r) {
		t.scale.answered = t.now
	}
	t.observe(before, r)
	t.scale.problem = t.unusable(r)
	if t.manualOver() || !t.scale.problem.IsZero() {
		return
	}
	if t.checking != nil {
		if t.prompt == nil && !t.fault.on && t.operator.Badge != "" {
			t.checked(r)
		}
		return
	}
	if !t.wantsWeight() {
		return
	}
	proof := t.proofOf(r)
	t.spend(r)
	if t.recall != nil {
		t.reweighed(proof)
		return
	}
	t.weigh(proof)
}

// proofOf is what a carton's weight rests on when a reading becomes it.
func (t *turn) proofOf(r manifest.Reading) manifest.WeightProof {
	return manifest.WeightProof{
		Weight: r.Weight, Shown: r.Shown, Raw: r.Raw, Scale: r.Scale, Serial: r.Serial, Resolution: t.division(r),
		Stable: r.Stable, ByRest: r.ByRest, At: r.At, LastZero: t.scale.lastZero, CheckWeight: t.check,
	}
}

// wantsWeight reports whether a box is waiting for its weight: nothing is weighed on a verdict that stops it.
func (t *turn) wantsWeight() bool {
	if t.fault.on || t.prompt != nil || t.looking != nil || t.operator.Badge == "" || t.setup.Simulate && !t.noticed {
		return false
	}
	if t.recall != nil {
		return t.recall.reweigh
	}
	return t.work != nil && !t.work.packing && !t.resume && t.work.standing() <= manifest.Warn && !t.work.hand().weighed
}

// unusable says why a reading can't be a weight now; the zero phrase means that it can.
func (t *turn) unusable(r manifest.Reading) manifest.Phrase {
	switch {
	case r.Silent:
		return manifest.Say("bench.scale.silent")
	case r.Unreadable && !r.Problem.IsZero():
		return r.Problem // the driver knows why: another unit, wrong line settings
	case r.Unreadable:
		return manifest.Say("bench.scale.unreadable")
	case r.Over:
		return manifest.Say("bench.scale.over")
	case r.Under || r.Weight < 0:
		return manifest.Say("bench.scale.under")
	case r.ZeroFault:
		return manifest.Say("bench.scale.zero-fault")
	case r.Motion:
		return t.moving(r.At)
	case r.Net:
		return manifest.Say("bench.scale.net")
	case t.setup.Unit != manifest.UnitNone && !r.Shown.IsZero() && r.Shown.Unit != t.setup.Unit:
		return manifest.Say("bench.scale.unit", string(t.setup.Unit), string(r.Shown.Unit))
	case !r.Usable() || r.NearZero():
		return manifest.Say("bench.scale.empty")
	case t.checking == nil && t.checkStops():
		return manifest.Say("bench.scale.check-failed")
	case !t.armed(r):
		return t.unarmed()
	case !t.freshFor(r):
		return manifest.Say("bench.scale.stale")
	}
	return manifest.Phrase{}
}

func (t *turn) moving(at time.Time) manifest.Phrase {
	if !t.scale.movingSince.IsZero() && at.Sub(t.scale.movingSince) > movingTooFar {
		return manifest.Say("bench.scale.moving-long")
	}
	return manifest.Say("bench.scale.moving")
}

// freshFor reports whether a reading answers a request made after the scan, and is young enough.
func (t *turn) freshFor(r manifest.Reading) bool {
	return !r.Asked.Before(t.askedFrom()) && t.fresh(r)
}

func (s *State) fresh(r manifest.Reading) bool { return s.now.Sub(r.At).Abs() <= freshWeight }

// watchScale notices that the scale went quiet while a box waits.
func (t *turn) watchScale() {
	if !t.scale.last.At.IsZero() && !t.fresh(t.scale.last) && t.scale.problem.IsZero() {
		t.scale.problem = manifest.Say("bench.scale.stale")
	}
}

// weigh takes the weight of the box in hand and asks for the next box, or judges them all.
func (t *turn) weigh(proof manifest.WeightProof) {
	t.accept()
	t.scale.loose = nil
	w := t.work
	w.hand().proof, w.hand().weighed = proof, true
	t.recordKeyed(*w.hand())
	if len(w.boxes) < w.planned() {
		if proof.Manual == nil {
			t.record(w.about(*w.hand()), ledger.Weighed{Proof: proof})
		}
		t.nextBoxIfWeighed()
		return
	}
	t.judgeAll()
}

// nextBoxIfWeighed opens the next carton when the one in hand has its weight and another one is to follow.
func (t *turn) nextBoxIfWeighed() {
	w := t.work
	if !w.hand().weighed || len(w.boxes) >= w.planned() {
		return
	}
	t.flush(thenNothing, nil)
	t.addBox()
	t.say("bench.notice.next-box", count(w.hand().n), count(w.planned()))
}

// judgeAll gives the whole shipment its verdict, weights included, and goes on as it says.
func (t *turn) judgeAll() {
	w := t.work
	w.weighed = true
	t.judge()
	if w.standing() == manifest.Pass {
		t.pack()
		return
	}
	if b := w.hand(); b.weighed && b.proof.Manual == nil {
		t.record(w.about(*b), ledger.Weighed{Proof: b.proof})
	}
	t.record(w.about(*w.hand()), ledger.Judged{Judgement: section321.Recordable(w.judgement)})
	t.do(Ring{})
}

// goOn continues after a hold was cleared or a warning acknowledged.
func (t *turn) goOn() {
	w := t.work
	switch {
	case w.weighed && w.standing() == manifest.Pass:
		t.pack()
	case !w.weighed && w.standing() <= manifest.Warn:
		w.askFrom = t.now
		t.do(AskScale{})
	}
}
