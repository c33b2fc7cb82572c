package station

import (
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// recalled shows a carton made before: its life, and what can be done with it.
func (t *turn) recalled(code manifest.Code, past ledger.Past, others []manifest.Carton) {
	t.accept()
	t.last, t.failed = nil, false
	t.recall = &recall{past: past, others: others}
	if code.Kind != manifest.CodeLabel {
		return
	}
	switch live := past.Carton.Live(); {
	case past.Carton.State == manifest.CartonVoid:
		t.refuse("bench.refuse.void-label", count(code.Label.Copy))
	case code.Label.Copy != live.N:
		t.refuse("bench.refuse.old-copy", count(code.Label.Copy))
	}
}

func (t *turn) leaveRecall() { t.recall = nil }

// recallLast shows the carton that was done last, so that a reprint or void needs no label.
func (t *turn) recallLast() {
	t.look(manifest.Code{Kind: manifest.CodeSSCC, SSCC: t.lastSSCC(), Text: string(t.lastSSCC()), At: t.now}, false)
}

func (t *turn) lastSSCC() manifest.SSCC {
	for _, r := range t.recent {
		if r.SSCC != "" {
			return r.SSCC
		}
	}
	return ""
}

func (t *turn) reweighRecalled() {
	if !t.recall.past.Carton.State.Counts() {
		t.refuse("bench.refuse.void-carton")
		return
	}
	t.recall.reweigh, t.recall.voiding, t.recall.askFrom = true, false, t.now
	t.say("bench.notice.reweigh")
	t.do(AskScale{})
}

// reweighed judges a packed carton by its new weight. The label shows the weight, so a new copy is printed.
func (t *turn) reweighed(proof manifest.WeightProof) {
	t.accept()
	past, others := t.recall.past, t.recall.others
	t.recall = nil
	carton := past.Carton
	carton.Weight, carton.Judgement = proof, t.judgeAgain(past, others, proof)
	t.record(aboutCarton(carton), ledger.Reweighed{Proof: proof, Judgement: section321.Recordable(carton.Judgement)})
	if carton.Judgement.Verdict >= manifest.Hold {
		t.recall = &recall{past: past, others: others}
		t.recall.past.Carton = carton
		t.refuse("bench.refuse.reweighed-bad", carton.Judgement.Verdict.String())
		return
	}
	past.Carton = carton
	t.printAgain(past, "reweighed")
}

// judgeAgain checks a packed carton's shipment with a new weight for it. Who else got what is not looked at again: that
// was judged when it was packed.
func (t *turn) judgeAgain(past ledger.Past, others []manifest.Carton, proof manifest.WeightProof) manifest.Judgement {
	w := &work{
		shipment: past.Shipment, order: past.Order, client: t.ref.clients[past.Shipment.Client],
		lane: t.ref.lanes[past.Shipment.Lane], boxes: []box{{id: past.Carton.ID, n: past.Carton.N, proof: proof, weighed: true}},
		weighed: true,
	}
	for _, c := range others {
		if c.Shipment == past.Shipment.ID && c.ID != past.Carton.ID && c.State.Counts() {
			w.boxes = append(w.boxes, boxOf(c))
		}
	}
	j, err := section321.Judge(t.setup.Rulebooks, t.caseOf(w), section321.Options{OnBench: true, MaxCarton: t.maxCarton()})
	if err != nil {
		j.Findings = append(j.Findings, finding(ruleBook, manifest.Hold, "bench.rule.rulebook"))
	}
	cleared := &work{cleared: past.Carton.Cleared, warned: past.Carton.Warned, judgement: j}
	j.Verdict = cleared.standing()
	return j
}

func (t *turn) reprintRecalled() {
	past := t.recall.past
	if !past.Carton.State.Counts() {
		t.refuse("bench.refuse.void-carton")
		return
	}
	t.recall = nil
	t.printAgain(past, "operator")
}

// printAgain prints the next copy of a packed carton's label and waits for its closing scan.
func (t *turn) printAgain(past ledger.Past, reason string) {
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

// voidRecalled voids a packed carton, on the second scan.
func (t *turn) voidRecalled() {
	carton := t.recall.past.Carton
	switch {
	case !carton.State.Counts():
		t.refuse("bench.refuse.void-carton")
	case !t.recall.voiding:
		t.recall.voiding = true
		t.say("bench.notice.void-again")
	default:
		t.void()
	}
}

func (t *turn) void() {
	past := t.recall.past
	t.recall = nil
	ids := []manifest.Carton{past.Carton}
	for _, o := range t.out {
		if o.work.Shipment.ID == past.Shipment.ID && o.work.Carton.ID != past.Carton.ID {
			ids = append(ids, o.work.Carton)
		}
	}
	single := past.Carton.M <= 1 || len(ids) == past.Carton.M
	for i, c := range ids {
		if live := c.Live(); live.N > 0 {
			t.record(aboutCarton(c), ledger.LabelVoid{Copy: live.N})
		}
		t.record(aboutCarton(c), ledger.Voided{Reason: "operator", Last: single && i == len(ids)-1})
		t.forget(c, past)
	}
	t.dropHold(past.Shipment.ID)
	if len(t.out) == 0 {
		t.last, t.failed = nil, false
	}
	t.say("bench.notice.voided", past.Carton.Order)
}

// forget takes a voided carton out of what is shown and waited for.
func (t *turn) forget(c manifest.Carton, past ledger.Past) {
	packed, done := -1, 0
	if c.State == manifest.CartonDone {
		packed, done = 0, -1
	}
	t.tally(outLabel{work: past.Work}, packed, done)
	t.out = slices.DeleteFunc(t.out, func(o outLabel) bool { return o.work.Carton.ID == c.ID })
	for i := range t.recent {
		if t.recent[i].SSCC == c.SSCC {
			t.recent[i].State = manifest.CartonVoid
		}
	}
}

func aboutCarton(c manifest.Carton) about {
	return about{order: c.Order, shipment: c.Shipment, carton: c.ID}
}
