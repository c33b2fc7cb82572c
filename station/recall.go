package station

import (
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// recall is a carton made before that is on the screen, and what is being done with it.
type recall struct {
	past    ledger.Past
	others  []manifest.Carton // every carton of its order, itself included
	history []manifest.Past   // what counts beside its shipment
	reweigh bool              // it waits for its new weight
	weighed bool              // it was weighed again, and its label shows the old weight
	voiding bool              // PL:VOID was scanned once
	askFrom time.Time
}

// asWork gives the carton's verdict with what people have said to it.
func (r *recall) asWork() *work {
	c := r.past.Carton
	return &work{judgement: c.Judgement, cleared: c.Cleared, warned: c.Warned}
}

// siblings gives the cartons that count of the recalled one's shipment, itself last.
func (r *recall) siblings() []manifest.Carton {
	var out []manifest.Carton
	for _, c := range r.others {
		if c.Shipment == r.past.Carton.Shipment && c.ID != r.past.Carton.ID && c.State.Counts() {
			out = append(out, c)
		}
	}
	return append(out, r.past.Carton)
}

// recalled shows a carton made before: its life, and what can be done with it.
func (t *turn) recalled(asked looking, f Found) {
	past := *f.Carton
	if past.Carton.Simulated != t.setup.Simulate {
		t.refuse("bench.refuse.other-mode")
		return
	}
	if asked.then != lookPacked {
		t.accept()
	}
	if len(t.out) == 0 {
		t.last, t.failed = nil, false
	}
	t.recall = &recall{past: past, others: f.Cartons, history: f.Past}
	switch {
	case asked.then == lookReweigh:
		t.reweighRecalled()
	case asked.then == lookVoid:
		t.voidRecalled()
	case asked.code.Kind != manifest.CodeLabel:
	case past.Carton.State == manifest.CartonVoid:
		t.refuse("bench.refuse.void-label", count(asked.code.Label.Copy))
	case asked.code.Label.Copy != past.Carton.Live().N:
		t.refuse("bench.refuse.old-copy", count(asked.code.Label.Copy))
	}
}

// leaveRecall goes back, unless the carton was weighed again and its new verdict waits for an answer.
func (t *turn) leaveRecall() {
	r := t.recall
	standing := r.asWork().standing()
	answered := standing == manifest.Pass || standing == manifest.Hold && len(t.out) == 0
	if r.weighed && !answered && r.past.Carton.State.Counts() {
		t.refuse("bench.refuse.reweighed-bad", standing.String())
		return
	}
	t.left()
	if r.reweigh {
		t.needZero()
	}
	t.recall = nil
}

// lookAtCarton shows a carton of this station by its number.
func (t *turn) lookAtCarton(sscc manifest.SSCC, next lookThen) {
	if sscc == "" {
		t.refuse("bench.refuse.unknown-sscc", "")
		return
	}
	t.look(manifest.Code{Kind: manifest.CodeSSCC, SSCC: sscc, Text: string(sscc), At: t.now}, next)
}

// recallLast shows the carton that was done last, so that a reprint or void needs no label.
func (t *turn) recallLast() { t.lookAtCarton(t.lastSSCC, lookShow) }

// gone refuses what can't be done to a carton any more: it doesn't count, or its truck has left.
func (t *turn) gone() bool {
	switch c := t.recall.past.Carton; {
	case !c.State.Counts():
		t.refuse("bench.refuse.void-carton")
	case c.State == manifest.CartonDeparted:
		t.refuse("bench.refuse.departed", c.Load)
	default:
		return false
	}
	return true
}

func (t *turn) reweighRecalled() {
	if t.gone() {
		return
	}
	t.recall.reweigh, t.recall.voiding, t.recall.askFrom = true, false, t.now
	t.say("bench.notice.reweigh")
	t.do(AskScale{})
}

// reweighed judges a packed carton's shipment by the carton's new weight. The label shows the weight, so a new copy is
// printed once the verdict lets it; a shipment that fails stays where it is until it is voided or a lead clears it.
func (t *turn) reweighed(proof manifest.WeightProof) {
	t.accept()
	r := t.recall
	carton := &r.past.Carton
	carton.Weight = proof
	carton.Judgement = t.judgeAgain(r)
	r.reweigh, r.weighed = false, true
	recorded := section321.Recordable(carton.Judgement)
	t.record(aboutCarton(*carton), ledger.Reweighed{Proof: proof, Judgement: recorded})
	standing := r.asWork().standing()
	for _, c := range r.siblings() {
		if c.ID != carton.ID && standing >= manifest.Hold {
			t.record(aboutCarton(c), ledger.Judged{Judgement: recorded})
		}
		if standing >= manifest.Hold || c.ID == carton.ID {
			t.updateOut(c.ID, *carton)
		}
	}
	switch {
	case standing == manifest.Pass:
		t.printRecalled("reweighed")
	case standing == manifest.Warn:
		t.do(Ring{})
	default:
		t.refuse("bench.refuse.reweighed-bad", standing.String())
	}
}

// updateOut gives a label that is out the verdict of its shipment and, to the carton that was weighed, its weight.
func (t *turn) updateOut(id manifest.ID, weighed manifest.Carton) {
	for i := range t.out {
		c := &t.out[i].work.Carton
		if c.ID != id {
			continue
		}
		c.Judgement, c.Cleared, c.Warned = weighed.Judgement, weighed.Cleared, weighed.Warned
		if id == weighed.ID {
			c.Weight = weighed.Weight
		}
	}
}

// judgeAgain runs every check of a packed carton's shipment again.
func (t *turn) judgeAgain(r *recall) manifest.Judgement {
	w := &work{
		shipment: r.past.Shipment, order: r.past.Order, client: t.ref.clients[r.past.Shipment.Client],
		lane: t.ref.lanes[r.past.Shipment.Lane], past: r.history, weighed: true,
	}
	for _, c := range r.siblings() {
		w.boxes = append(w.boxes, boxOf(c))
	}
	c := t.caseOf(w)
	c.Packages[len(c.Packages)-1].ClosedOn = r.past.Carton.Load
	c.Load.ID = r.past.Carton.Load
	j, err := section321.Judge(t.ref.books, c, section321.Options{OnBench: true, MaxCarton: t.maxCarton()})
	if err != nil {
		j.Findings = append(j.Findings, finding(ruleBook, manifest.Hold, "bench.rule.rulebook"))
	}
	if f, near := t.typedFinding(w); near {
		j.Findings = append(j.Findings, f)
	}
	j.Verdict, j.Provisional = manifest.Worst(j.Findings), true
	return j
}

// ackRecalled takes the picker's word on the warnings of a carton that was weighed again, and prints its new label.
func (t *turn) ackRecalled() {
	carton := &t.recall.past.Carton
	var rules []string
	for _, f := range carton.Judgement.Findings {
		if f.Verdict == manifest.Warn && !t.recall.asWork().settled(f) {
			rules = append(rules, f.Rule)
		}
	}
	carton.Warned = slices.Concat(carton.Warned, rules)
	t.updateOut(carton.ID, *carton)
	t.record(aboutCarton(*carton), ledger.Acknowledged{Rules: rules})
	if t.recall.weighed {
		t.printRecalled("reweighed")
	}
}

func (t *turn) reprintRecalled() {
	switch standing := t.recall.asWork().standing(); {
	case t.gone():
	case standing > manifest.Pass:
		t.refuse("bench.refuse.reweighed-bad", standing.String())
	default:
		t.printRecalled("operator")
	}
}

// printRecalled prints the next copy of the recalled carton's label and waits for its closing scan.
func (t *turn) printRecalled(reason string) {
	past := t.recall.past
	t.recall = nil
	i := slices.IndexFunc(t.out, func(o outLabel) bool { return o.work.Carton.ID == past.Carton.ID })
	if i < 0 {
		live := past.Carton.Live()
		t.out = append(t.out, outLabel{
			work: past.Work, client: t.ref.clients[past.Shipment.Client], lane: t.ref.lanes[past.Shipment.Lane],
			copy: max(live.N, highestCopy(past.Carton)), state: live.State,
		})
		i = len(t.out) - 1
		if past.Carton.State == manifest.CartonDone {
			t.tally(t.out[i], 1, -1)
		}
	} else if t.out[i].closed {
		t.tally(t.out[i], 1, -1)
		t.out[i].closed = false
	}
	t.out[i].work.Carton = past.Carton
	t.reprint(i, reason)
}

func highestCopy(c manifest.Carton) int {
	n := 0
	for _, l := range c.Copies {
		n = max(n, l.N)
	}
	return n
}

// voidRecalled voids the shipment of a packed carton, on the second scan: it is declared as one.
func (t *turn) voidRecalled() {
	r := t.recall
	switch {
	case t.gone():
	case !r.voiding:
		r.voiding = true
		t.say("bench.notice.void-again", count(len(r.siblings())))
	default:
		t.void()
	}
}

func (t *turn) void() {
	r := t.recall
	t.left()
	if r.reweigh {
		t.needZero()
	}
	t.recall = nil
	boxes := r.siblings()
	for i, c := range boxes {
		n := c.Live().N
		if j := slices.IndexFunc(t.out, func(o outLabel) bool { return o.work.Carton.ID == c.ID }); j >= 0 {
			n = t.out[j].copy // the newest copy, which the carton as it was looked up may not have yet
		}
		if n > 0 {
			t.record(aboutCarton(c), ledger.LabelVoid{Copy: n})
		}
		t.record(aboutCarton(c), ledger.Voided{Reason: "operator", Last: i == len(boxes)-1})
		t.forget(c, r.past)
	}
	t.dropHold(r.past.Shipment.ID)
	if len(t.out) == 0 {
		t.last, t.failed = nil, false
	}
	t.say("bench.notice.voided", r.past.Carton.Order)
}

// forget takes a voided carton out of what is shown and waited for.
func (t *turn) forget(c manifest.Carton, past ledger.Past) {
	i := slices.IndexFunc(t.out, func(o outLabel) bool { return o.work.Carton.ID == c.ID })
	packed, done := -1, 0
	if i >= 0 && t.out[i].closed || i < 0 && c.State == manifest.CartonDone {
		packed, done = 0, -1
	}
	t.tally(outLabel{work: past.Work}, packed, done)
	if i >= 0 {
		t.out = slices.Delete(t.out, i, i+1)
	}
	for i := range t.recent {
		if t.recent[i].SSCC == c.SSCC {
			t.recent[i].State = manifest.CartonVoid
		}
	}
}

func aboutCarton(c manifest.Carton) about {
	return about{order: c.Order, shipment: c.Shipment, carton: c.ID}
}
