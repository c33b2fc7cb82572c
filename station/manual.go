package station

import (
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// deadAfter is how long a scale that is asked must be silent or unreadable before it is called dead: one bad frame opens
// no way round it.
const deadAfter = 5 * time.Second

// keyedMost is the most digits and points of a keyed weight.
const keyedMost = 7

// manualNear is how close to the limit a keyed weight is held: no scale stands behind it.
const manualNear = manifest.Pound

const ruleTyped = "BENCH-TYPED" // a keyed weight near the limit

// scaleDead says why no weight can be had of the scale; empty while it works. A scale that moves, is overloaded or has to
// be zeroed works.
func (s *State) scaleDead() string {
	if d, ok := s.device("scale"); ok && d.State == manifest.DeviceGone {
		return "gone"
	}
	if s.checkStops() {
		return "check"
	}
	since := s.scale.answered
	if from := s.askedFrom(); from.After(since) {
		since = from
	}
	switch {
	case s.now.Sub(since) < deadAfter:
		return ""
	case s.scale.last.Unreadable:
		return "unreadable"
	}
	return "silent"
}

// askedFrom is when the weight that is waited for was asked first.
func (s *State) askedFrom() time.Time {
	switch {
	case s.checking != nil:
		return s.checking.askFrom
	case s.recall != nil:
		return s.recall.askFrom
	case s.work != nil:
		return s.work.askFrom
	}
	return time.Time{}
}

// manualReasons are why a weight is keyed, in the order they are numbered.
func manualReasons() []string {
	return []string{
		"bench.manual.broken", "bench.manual.away", "bench.manual.check-failed", "bench.manual.other-scale", "bench.manual.other",
	}
}

// manualAnswers are the answers to a keyed weight that is shown back.
func manualAnswers() []string { return []string{"bench.manual.right", "bench.manual.again"} }

// askManual asks a lead to let a weight be keyed.
func (t *turn) askManual() { t.prompt = &prompt{what: askedManual, fault: t.scaleDead()} }

// manualOver ends the keying of a weight when the scale works again: never a keyed weight beside one that can be had.
func (t *turn) manualOver() bool {
	if t.prompt == nil || t.prompt.what != askedManual || t.scaleDead() != "" {
		return false
	}
	t.prompt = nil
	t.refuse("bench.refuse.scale-works")
	return true
}

// unitKeyed is the unit a weight is keyed in: the scale's.
func (s *State) unitKeyed() manifest.Unit {
	switch {
	case s.setup.Unit != manifest.UnitNone:
		return s.setup.Unit
	case s.scale.last.Shown.Unit != manifest.UnitNone:
		return s.scale.last.Shown.Unit
	}
	return manifest.UnitPound
}

// keyedWeight reads what was keyed. Pounds and kilograms need their decimals: 1240 for 12.40 must not pass for a weight,
// nor a short number that a scanner typed.
func keyedWeight(text string, unit manifest.Unit) (manifest.Shown, bool) {
	text = strings.ReplaceAll(text, ",", ".")
	whole, decimals, point := strings.Cut(text, ".")
	needs := unit == manifest.UnitPound || unit == manifest.UnitKilogram
	if whole == "" || point && decimals == "" || needs && decimals == "" || len(text) > keyedMost {
		return manifest.Shown{}, false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	shown := manifest.Shown{Value: whole, Unit: unit}
	if point {
		shown.Value += "." + decimals
	}
	weight, err := shown.Weight()
	return shown, err == nil && weight > 0
}

func (t *turn) keyed(text string) {
	shown, ok := keyedWeight(text, t.unitKeyed())
	if !ok {
		t.refuse("bench.refuse.keyed", string(t.unitKeyed()))
		return
	}
	t.accept()
	t.prompt.keyed = shown
}

// keyedConfirmed takes the keyed weight after it was shown back, or asks for it again.
func (t *turn) keyedConfirmed(text string) {
	p := *t.prompt
	switch text {
	case "1":
	case "2":
		t.accept()
		t.prompt.keyed = manifest.Shown{}
		return
	default:
		t.refuse("bench.refuse.reason", count(len(manualAnswers())))
		return
	}
	t.prompt = nil
	weight, err := p.keyed.Weight()
	if err != nil {
		return // it was read before
	}
	proof := manifest.WeightProof{
		Weight: weight, Shown: p.keyed, At: t.now, CheckWeight: t.check,
		Manual: &manifest.ManualMark{Lead: p.lead.Badge, Reason: p.reason, Fault: p.fault, Keyed: t.operator.Badge},
	}
	if d, ok := t.device("scale"); ok {
		proof.Scale = d.Address
	}
	t.needZero()
	switch {
	case t.recall != nil && t.recall.reweigh:
		t.reweighed(proof)
	case t.work != nil:
		t.weigh(proof)
	}
}

// typedFinding holds keyed weights close to the limit, of one carton or of all of them together.
func (t *turn) typedFinding(w *work) (manifest.Finding, bool) {
	limit, total, typed, near := t.maxCarton(), manifest.Weight(0), false, false
	for _, b := range w.boxes {
		total += b.proof.Weight
		if b.proof.Manual != nil {
			typed = true
			near = near || b.proof.Weight >= limit-manualNear
		}
	}
	if !typed || !near && (total < limit-manualNear || total >= limit) {
		return manifest.Finding{}, false
	}
	return finding(ruleTyped, manifest.Hold, "bench.rule.typed", total.Decimal(manifest.UnitPound, 2)+" lb"), true
}

// recordKeyed puts a keyed weight on record by itself, so that it never shows only beside a verdict.
func (t *turn) recordKeyed(b box) {
	if b.proof.Manual != nil {
		t.record(t.work.about(b), ledger.Weighed{Proof: b.proof})
	}
}
