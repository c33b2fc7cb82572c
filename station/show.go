package station

import (
	"slices"
	"strings"

	"packline/manifest"
	"packline/manifest/ledger"
)

// View gives what a screen needs to show of the state.
func (s *State) View() View {
	phase := s.phase()
	v := View{
		Station: s.setup.Station, Warehouse: s.setup.Warehouse, Phase: phase, At: s.now, Operator: s.operator,
		Rulebook: s.rulebookNow().Name, Simulate: s.setup.Simulate, Problem: s.problem, Scale: s.scaleCard(),
		Devices: slices.Clone(s.devices), Lanes: slices.Clone(s.counts), Recent: slices.Clone(s.recent),
		Clock: s.clock(), Orders: s.orders, Link: s.link, Holds: slices.Clone(s.holds),
	}
	v.Operator.PINHash = ""
	v.Commands = s.hints(phase)
	s.showWords(&v)
	switch {
	case s.recall != nil:
		past := s.recall.past
		v.Past = &past
		v.Order = s.cardOf(past)
		v.Checks, v.Route = checks(past.Carton.Judgement, s.recall.asWork(), true), past.Carton.Judgement.Route
	case s.work != nil && len(s.out) == 0 || s.work != nil && s.work.packing:
		s.showWork(&v, s.work)
	case s.last != nil && len(s.last.boxes) > 0:
		s.showWork(&v, s.last)
	case len(s.out) > 0:
		v.Order = s.cardOf(ledger.Past{Work: s.out[0].work})
		v.Checks = checks(s.out[0].work.Carton.Judgement, nil, true)
	}
	for _, o := range s.out {
		v.Labels = append(v.Labels, LabelCard{
			N: o.work.Carton.N, M: o.work.Carton.M, SSCC: o.work.Carton.SSCC, Copy: o.copy, State: o.state,
			Problem: s.waitsFor(o), Closed: o.closed,
		})
	}
	if s.prompt != nil {
		v.Prompt = s.promptCard()
	}
	return v
}

func (s *State) promptCard() *Prompt {
	p := s.prompt
	switch p.phase() {
	case LeadPIN:
		return &Prompt{Title: manifest.Say("bench.prompt.pin", p.lead.Name), Secret: true}
	case KeyWeight:
		return &Prompt{Title: manifest.Say("bench.prompt.weight", string(s.unitKeyed())), Unit: string(s.unitKeyed())}
	case KeyConfirm:
		return &Prompt{Title: manifest.Say("bench.prompt.confirm", p.keyed.String()), Choices: manualAnswers()}
	case LeadBadge:
		return nil // a badge is scanned, and a scanner that types must be heard
	}
	title := manifest.Say("bench.prompt.reason", p.lead.Name)
	switch p.what {
	case askedManual:
		title = manifest.Say("bench.prompt.manual", p.lead.Name)
	case askedTrust:
		title = manifest.Say("bench.prompt.trust", p.lead.Name)
	case askedHold:
	}
	return &Prompt{Title: title, Choices: p.choices()}
}

func (s *State) scaleCard() ScaleCard {
	r := s.scale.last
	c := ScaleCard{
		Shown: r.Shown, Stable: r.Stable, Fresh: s.fresh(r), NeedsZero: s.needsZero(), Problem: s.scale.problem,
	}
	c.Blank = r.Silent || r.Unreadable || r.Over || r.Under || r.ZeroFault || r.Weight < 0
	c.Usable = s.scale.problem.IsZero() && r.Usable()
	taken := s.taken()
	c.Taken, c.Manual = taken.Shown, taken.Manual != nil
	return c
}

// needsZero reports whether only an empty plate lets the next weight be taken.
func (s *State) needsZero() bool {
	return !s.armed(s.scale.last) && s.unarmed().Key != "bench.scale.needs-next"
}

// taken is the weight that the screen shows as taken; none while one is waited for.
func (s *State) taken() manifest.WeightProof {
	switch {
	case s.checking != nil:
	case s.recall != nil && !s.recall.reweigh:
		return s.recall.past.Carton.Weight
	case s.work != nil && s.work.hand().weighed:
		return s.work.hand().proof
	case s.work == nil && len(s.out) > 0:
		return s.out[0].work.Carton.Weight
	case s.work == nil && s.last != nil && len(s.last.boxes) > 0:
		return s.last.hand().proof
	}
	return manifest.WeightProof{}
}

func (s *State) showWork(v *View, w *work) {
	v.Order = s.orderCard(w.order.Order, w.shipment, w.lane)
	v.Order.N, v.Order.M, v.Order.More = w.hand().n, w.planned(), w.more
	for _, b := range w.boxes {
		if b.weighed {
			v.Order.Boxes = append(v.Order.Boxes, BoxCard{N: b.n, Shown: b.proof.Shown, Manual: b.proof.Manual != nil})
		}
	}
	v.Checks, v.Route = checks(w.judgement, w, w.weighed), w.judgement.Route
}

func (s *State) cardOf(past ledger.Past) *OrderCard {
	card := s.orderCard(past.Order.Order, past.Shipment, s.ref.lanes[past.Shipment.Lane])
	card.N, card.M = past.Carton.N, past.Carton.M
	card.Boxes = []BoxCard{{N: past.Carton.N, Shown: past.Carton.Weight.Shown, Manual: past.Carton.Weight.Manual != nil}}
	return card
}

func (s *State) orderCard(o manifest.Order, sh manifest.Shipment, lane manifest.Lane) *OrderCard {
	card := &OrderCard{
		ID: o.ID, Client: sh.Client, Name: o.ShipTo.Name, Carrier: lane.Carrier, Lane: sh.Lane,
		Place:     strings.TrimSpace(o.ShipTo.City + " " + o.ShipTo.State + " " + o.ShipTo.Postal),
		Induction: lane.Induction, Date: sh.Crossing.Date, Release: sh.Release, Value: valueOf(o),
	}
	if card.Name == "" {
		card.Name = o.ShipTo.Company
	}
	for _, l := range o.Lines {
		card.Lines = append(card.Lines, LineCard{Qty: l.Quantity, SKU: l.SKU, Description: l.Description})
	}
	return card
}

// valueOf sums the lines in the order's own currency, for the screen; empty when it can't be told.
func valueOf(o manifest.Order) string {
	sum := manifest.Money{Currency: o.Currency}
	for _, l := range o.Lines {
		line, err := l.UnitValue.Times(l.Quantity)
		if err == nil {
			sum, err = sum.Add(line)
		}
		if err != nil {
			return ""
		}
	}
	return sum.String()
}

// groups are the checks as the screen lists them, and the rules of each by the letters before the dash.
var groups = []struct {
	name  string
	rules []string
}{
	{"value", []string{"VAL"}},
	{"weight", []string{"WGT", "BENCH-MAX", ruleTyped}},
	{"person", []string{"PER", "ORD"}},
	{"product", []string{"PRD"}},
	{"destination", []string{"DST", "LBL"}},
	{"origin", []string{"ORG"}},
	{"papers", []string{"DOC"}},
	{"bench", []string{"REG", "PKG", "BENCH"}},
}

func groupOf(rule string) string {
	for _, g := range groups {
		if slices.Contains(g.rules, rule) {
			return g.name
		}
	}
	head, _, _ := strings.Cut(rule, "-")
	for _, g := range groups {
		if slices.Contains(g.rules, head) {
			return g.name
		}
	}
	return "bench"
}

// checks lists every group with its worst answer. Where w is given, what a person has dealt with is marked.
func checks(j manifest.Judgement, w *work, weighed bool) []Check {
	out := make([]Check, len(groups))
	for i, g := range groups {
		out[i] = Check{Group: g.name, Verdict: manifest.Pass}
		if g.name == "weight" && !weighed {
			out[i].Verdict = manifest.NotJudged
		}
	}
	for _, f := range j.Findings {
		i := slices.IndexFunc(out, func(c Check) bool { return c.Group == groupOf(f.Rule) })
		first := len(out[i].Findings) == 0
		out[i].Verdict = max(out[i].Verdict, f.Verdict)
		out[i].Findings = append(out[i].Findings, f)
		out[i].Cleared = w != nil && w.settled(f) && (first || out[i].Cleared)
	}
	return out
}
