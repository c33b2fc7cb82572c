package station

import (
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
)

// printed notes what became of a label.
func (t *turn) printed(p Printed) {
	i := slices.IndexFunc(t.out, func(o outLabel) bool { return o.work.Carton.ID == p.Carton && o.copy == p.Copy })
	if i < 0 {
		return // voided in the meantime; its copy is refused wherever it turns up
	}
	o := &t.out[i]
	before := o.problem
	o.sending, o.problem = false, p.Result.Problem
	if p.Result.Outcome != manifest.PrintNotSent {
		o.notSent = false
	}
	switch {
	case o.closed || o.state == manifest.CopyConfirmed:
		// scanned before the printer had answered: nothing is better proof
	case p.Result.Outcome == manifest.PrintConfirmed:
		o.state = manifest.CopyConfirmed
		t.record(o.about(), ledger.LabelConfirmed{Copy: o.copy, By: "printer"})
	case p.Result.Outcome == manifest.PrintSent:
		o.state = manifest.CopySent
		t.record(o.about(), ledger.LabelSent{Copy: o.copy})
	case p.Result.Outcome == manifest.PrintNotSent:
		t.notSent(o, before)
	default:
		o.state = manifest.CopyUnknown
		t.record(o.about(), ledger.LabelUnknown{Copy: o.copy, Problem: o.problem})
		t.do(Ring{})
	}
	t.closeWithoutScan(i)
	if p.Result.Outcome != manifest.PrintNotSent {
		t.printNext()
	}
}

// notSent keeps a label that certainly didn't come out: it is tried again until the printer takes it.
func (t *turn) notSent(o *outLabel, before manifest.Phrase) {
	if !o.notSent || before.Key != o.problem.Key {
		t.record(o.about(), ledger.LabelNotSent{Copy: o.copy, Problem: o.problem})
		t.do(Ring{})
	}
	o.notSent, o.at = true, t.now
}

// retryPrinter sends labels again of which nothing had gone out. It asks no one: there is no copy that could double.
func (t *turn) retryPrinter() {
	if d, ok := t.device("printer"); ok && (d.State == manifest.DeviceGone || d.State == manifest.DeviceTrouble) {
		return
	}
	for i := range t.out {
		o := &t.out[i]
		if o.notSent && !o.sending && !o.closed && t.now.Sub(o.at).Abs() >= printerRetry {
			t.print(o)
			return
		}
	}
}

// closeWithoutScan closes a printed carton whose client wants no closing scan at the bench.
func (t *turn) closeWithoutScan(i int) {
	o := &t.out[i]
	scan := o.client.Switches.ClosingScan
	if scan.AtBench() || o.closed || o.notSent || o.state == manifest.CopyUnknown || o.state == manifest.CopyIntended {
		return
	}
	if scan == manifest.ClosingOff {
		t.record(o.about(), ledger.Closed{By: "off"})
		t.tally(*o, -1, 1)
	}
	o.closed = true
	t.scale.loose = append(slices.Clone(t.scale.loose), o.work.Carton.Weight.Weight) // labelled by and by, maybe on the plate
	t.allClosed()
}

// close takes the closing scan of a label.
func (t *turn) close(i int, by string, code manifest.Code) {
	t.accept()
	o := &t.out[i]
	if o.state != manifest.CopyConfirmed {
		t.record(o.about(), ledger.LabelConfirmed{Copy: o.copy, By: "scan"})
	}
	n := 0
	if by == "label" {
		n = o.copy
	}
	t.record(o.about(), ledger.Closed{By: by, Copy: n})
	o.state, o.closed, o.notSent = manifest.CopyConfirmed, true, false
	t.leftBench(o.work.Shipment.ID)
	t.tally(*o, -1, 1)
	for j := range t.recent {
		if t.recent[j].SSCC == o.work.Carton.SSCC {
			t.recent[j].State = manifest.CartonDone
		}
	}
	t.closed = code.Text + string(code.Command)
	t.left()
	t.allClosed()
}

// allClosed lets the bench go on once no label is out any more.
func (t *turn) allClosed() {
	for _, o := range t.out {
		if !o.closed {
			return
		}
	}
	if len(t.out) > 0 && (t.last == nil || t.last.shipment.ID != t.out[0].work.Shipment.ID) {
		t.last, t.failed = t.out[0].asWork(), false
	}
	t.out = nil
	if t.resume && t.operator.Badge != "" {
		t.resumeWork()
	}
}

// asWork gives a label's shipment as the one done last, for the screen.
func (o outLabel) asWork() *work {
	return &work{
		shipment: o.work.Shipment, order: o.work.Order, client: o.client, lane: o.lane, weighed: true,
		judgement: o.work.Carton.Judgement, boxes: []box{boxOf(o.work.Carton)},
		cleared: o.work.Carton.Cleared, warned: o.work.Carton.Warned,
	}
}

// reprintOut takes the operator's word that a label did not come out, and prints a new copy. The old one is refused
// from now on, should it turn up.
func (t *turn) reprintOut() {
	i := t.pressing()
	if t.out[i].sending {
		t.refuse("bench.refuse.printing")
		return
	}
	if t.out[i].notSent {
		t.print(&t.out[i])
		return
	}
	t.reprint(i, "operator")
}

// pressing gives the label that needs attention first: in doubt before out.
func (t *turn) pressing() int {
	best := 0
	for i, o := range t.out {
		switch {
		case o.closed:
		case o.state == manifest.CopyUnknown || o.notSent:
			return i
		case t.out[best].closed:
			best = i
		}
	}
	return best
}

// reprint voids the live copy of a label that is out and prints the next number.
func (t *turn) reprint(i int, reason string) {
	o := &t.out[i]
	if o.state == manifest.CopyUnknown {
		t.record(o.about(), ledger.LabelDestroyed{Copy: o.copy})
	} else {
		t.record(o.about(), ledger.LabelVoid{Copy: o.copy})
	}
	o.copy++
	o.state, o.notSent, o.sending, o.problem = manifest.CopyIntended, false, false, manifest.Phrase{}
	o.seq = t.record(o.about(), ledger.LabelIntended{Copy: o.copy, Reason: reason})
	job, err := t.job(*o)
	if err != nil {
		o.state = manifest.CopyUnknown
		t.refuse("bench.refuse.no-label")
	}
	o.job = job
	t.flush(thenReprint, nil)
	t.say("bench.notice.reprint", count(o.copy))
}

// voidOut shows the carton that is out and asks once more.
func (t *turn) voidOut() {
	t.lookAtCarton(t.out[t.pressing()].work.Carton.SSCC, lookVoid)
}

// reweighOut puts the carton whose label is out back on the scale.
func (t *turn) reweighOut() {
	open := 0
	for _, o := range t.out {
		if !o.closed {
			open++
		}
	}
	if open > 1 {
		t.refuse("bench.refuse.which-box")
		return
	}
	t.lookAtCarton(t.out[t.pressing()].work.Carton.SSCC, lookReweigh)
}
