package station

import (
	"slices"
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/papers/label"
)

// Findings of the bench itself, beside those of the rulebooks.
const (
	ruleClock = "BENCH-CLOCK" // the clock can't be trusted, so neither can the border day
	ruleLabel = "BENCH-LABEL" // no label can be made for this order
	ruleBook  = "BENCH-BOOK"  // the case can't be judged at all
)

// judge gives the shipment in hand its verdict, without the weight until every box has one.
func (t *turn) judge() {
	w := t.work
	crossing, err := w.lane.NextCrossing(t.now)
	if err != nil {
		t.setJudgement(manifest.Judgement{Findings: []manifest.Finding{
			finding(ruleBook, manifest.Hold, "bench.rule.crossing", w.lane.ID),
		}})
		return
	}
	w.shipment.Crossing = crossing
	j, err := section321.Judge(t.ref.books, t.caseOf(w), section321.Options{
		WeightPending: !w.weighed, OnBench: true, MaxCarton: t.maxCarton(),
	})
	if err != nil {
		j.Findings = append(j.Findings, finding(ruleBook, manifest.Hold, "bench.rule.rulebook"))
	}
	if t.clock() == ledger.ClockBehind || t.clock() == ledger.ClockUnsure {
		j.Findings = append(j.Findings, finding(ruleClock, manifest.Hold, "bench.rule.clock"))
	}
	if f, near := t.typedFinding(w); near && w.weighed {
		j.Findings = append(j.Findings, f)
	}
	t.fromCentre(&j)
	if problem, ok := t.labelProblem(w); !ok {
		j.Findings = append(j.Findings, manifest.Finding{
			Rule: ruleLabel, Verdict: manifest.Reject, Message: problem, Action: manifest.Say("bench.rule.label.action"),
		})
	}
	t.setJudgement(j)
}

func (t *turn) setJudgement(j manifest.Judgement) {
	j.Verdict, j.Provisional = manifest.Worst(j.Findings), true
	t.work.judgement, t.work.shipment.Route = j, j.Route
}

func finding(rule string, v manifest.Verdict, key string, args ...string) manifest.Finding {
	return manifest.Finding{Rule: rule, Verdict: v, Message: manifest.Say(key, args...), Action: manifest.Say(key + ".action")}
}

func (t *turn) maxCarton() manifest.Weight {
	if t.setup.MaxCarton > 0 {
		return t.setup.MaxCarton
	}
	return 50 * manifest.Pound
}

// caseOf is the shipment in hand as the checks want it.
func (t *turn) caseOf(w *work) manifest.Case {
	c := manifest.Case{
		ID: w.shipment.ID.String(), Rulebook: t.setup.Rulebook, Version: t.setup.Version, Overrides: t.setup.Overrides,
		Simulate: t.setup.Simulate, Order: w.order.Order, Shipment: w.shipment.ID.String(), Shipper: w.order.Order.Shipper,
		Match: w.shipment.Match, History: w.past, Rates: t.ref.rates,
		Load: manifest.CaseLoad{
			Port: w.lane.Port, Arrival: w.shipment.Crossing.Arrival, Release: w.lane.Release.Or321(),
		},
	}
	if c.Shipper.IsZero() {
		c.Shipper = w.client.Exporter
	}
	if c.Order.Carrier == "" {
		c.Order.Carrier = w.lane.Carrier
	}
	for _, b := range w.boxes {
		c.Packages = append(c.Packages, manifest.CasePackage{
			ID: b.id.String(), PackedAt: t.now, Weight: b.proof.Shown,
			Stable: b.proof.Stable || b.proof.Manual != nil, Resolution: b.proof.Resolution,
		})
	}
	return c
}

// labelProblem tries the label before anything is weighed or taped: an address that doesn't fit is known at once.
func (t *turn) labelProblem(w *work) (manifest.Phrase, bool) {
	if w.weighed {
		return manifest.Phrase{}, true // tried when the order was scanned
	}
	sample := manifest.LabelCode{Carton: w.hand().id, Copy: 1, Station: t.setup.Station, Order: w.order.Order.ID}
	text, err := sample.Sample()
	if err == nil {
		// The widest numbers that can come: what fits now fits later.
		carton := manifest.Carton{N: w.hand().n, M: w.planned(), SSCC: "000000000000000000", Lane: w.lane.ID}
		carton.Weight = manifest.WeightProof{
			Shown: manifest.Shown{Value: "000.00", Unit: manifest.UnitPound}, Manual: &manifest.ManualMark{},
		}
		carton.Tracking, carton.Simulated = w.order.Order.TrackingOf(w.hand().n), t.setup.Simulate
		_, err = label.ZPL(t.labelOf(ledger.Work{Carton: carton, Shipment: w.shipment, Order: w.order}, w.client, w.lane, 1, text),
			t.setup.Media)
	}
	if err != nil {
		return label.Sentence(err), false
	}
	return manifest.Phrase{}, true
}

// takeBooks lets rulebooks that came judge from here on, once no carton is in hand: no box is judged by two.
func (t *turn) takeBooks() {
	if t.nextBooks == nil || t.work != nil || t.recall != nil || t.looking != nil {
		return
	}
	t.ref.books, t.nextBooks = t.nextBooks, nil
	t.say("bench.notice.rulebooks")
}

// rulebookNow names the rulebook that would judge a shipment packed now on the first lane.
func (s *State) rulebookNow() manifest.RulebookRef {
	arrival := s.now
	for _, lane := range s.setup.Lanes {
		if crossing, err := lane.NextCrossing(s.now); err == nil {
			arrival = crossing.Arrival
			break
		}
	}
	book, err := section321.Choose(s.ref.books, s.setup.Rulebook, s.setup.Version, arrival, s.setup.Simulate)
	if err != nil {
		return manifest.RulebookRef{Name: s.setup.Rulebook}
	}
	return book.Ref()
}

// settled reports whether a person has dealt with a finding: acknowledged a WARN, cleared a HOLD.
func (w *work) settled(f manifest.Finding) bool {
	switch f.Verdict {
	case manifest.Warn:
		return slices.Contains(w.warned, f.Rule)
	case manifest.Hold:
		return slices.ContainsFunc(w.cleared, func(c manifest.Clearing) bool { return slices.Contains(c.Marks, markOf(f)) })
	}
	return false
}

// holds gives the HOLD findings that nobody has cleared.
func (w *work) holds() []manifest.Finding {
	var out []manifest.Finding
	for _, f := range w.judgement.Findings {
		if f.Verdict == manifest.Hold && !w.settled(f) {
			out = append(out, f)
		}
	}
	return out
}

// clearingOf is a lead's word on these findings and no others: the same rule that fires for another reason later is
// not cleared by it.
func clearingOf(lead manifest.Operator, reason string, findings []manifest.Finding, at time.Time) manifest.Clearing {
	c := manifest.Clearing{Lead: lead.Badge, Reason: reason, At: at}
	for _, f := range findings {
		c.Rules, c.Marks = append(c.Rules, f.Rule), append(c.Marks, markOf(f))
	}
	return c
}

// markOf names a finding by what it says, without personal data.
func markOf(f manifest.Finding) string {
	said := section321.Recordable(manifest.Judgement{Findings: []manifest.Finding{f}}).Findings[0].Message
	return strings.Join(append([]string{f.Rule, said.Key}, said.Args...), " ")
}

// standing is the worst finding that nobody has dealt with.
func (w *work) standing() manifest.Verdict {
	worst := manifest.Pass
	for _, f := range w.judgement.Findings {
		if !w.settled(f) {
			worst = max(worst, f.Verdict)
		}
	}
	return worst
}
