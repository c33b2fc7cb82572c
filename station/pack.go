package station

import (
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/papers/label"
)

// pack commits the shipment: every carton, every number and every label copy in one transaction. The labels are
// composed first, so that a label that can't be made stops the carton and not the other way round.
func (t *turn) pack() {
	w := t.work
	numbers, blocks, err := t.takeNumbers(len(w.boxes))
	if err != nil {
		t.refuse("bench.refuse.no-numbers")
		return
	}
	made, err := t.compose(w, numbers)
	if err != nil {
		w.judgement.Findings = append(w.judgement.Findings, manifest.Finding{
			Rule: ruleLabel, Verdict: manifest.Reject, Message: label.Sentence(err), Action: manifest.Say("bench.rule.label.action"),
		})
		t.setJudgement(w.judgement)
		t.record(w.about(*w.hand()), ledger.Judged{Judgement: section321.Recordable(w.judgement)})
		t.do(Ring{})
		return
	}
	for i, b := range w.boxes {
		t.record(w.about(b), made[i].packed)
		t.record(w.about(b), ledger.LabelIntended{Copy: 1})
	}
	t.blocks = blocks
	w.packing = true
	w.shipment.State = manifest.CartonPacked
	for i := range made {
		made[i].out.work.Shipment = w.shipment
		t.out = append(t.out, made[i].out)
	}
	t.flush(thenLabels, nil)
}

type packedBox struct {
	packed ledger.Packed
	out    outLabel
}

// compose makes the record and the label of every box, without changing anything.
func (t *turn) compose(w *work, numbers []number) ([]packedBox, error) {
	value := ""
	if usd, err := section321.GoodsUSD(w.order.Order, t.ref.rates, w.shipment.Crossing.Date); err == nil {
		value = section321.Exact(usd)
	}
	made := make([]packedBox, len(w.boxes))
	for i, b := range w.boxes {
		packed := ledger.Packed{
			SSCC: numbers[i].sscc, Serial: numbers[i].serial, N: b.n, M: len(w.boxes), Contents: contents(w, b.n), Proof: b.proof,
			Judgement: section321.Recordable(w.judgement), Crossing: w.shipment.Crossing, ValueUSD: value,
			Tracking: w.order.Order.TrackingOf(b.n), Simulated: t.setup.Simulate,
		}
		made[i].packed = packed
		var err error
		made[i].out, err = t.firstLabel(w, b, packed, t.seq+2+2*uint64(i)) // packed, label-intended, packed...
		if err != nil {
			return nil, err
		}
	}
	return made, nil
}

// contents says what went into box n: all of the order where there is one box. Where there are several, nobody has
// counted what is in which, and nothing is claimed.
func contents(w *work, n int) []manifest.PackedQty {
	if len(w.boxes) > 1 || n != 1 {
		return nil
	}
	out := make([]manifest.PackedQty, len(w.order.Order.Lines))
	for i, line := range w.order.Order.Lines {
		out[i] = manifest.PackedQty{Line: i, Qty: line.Quantity}
	}
	return out
}

func (t *turn) firstLabel(w *work, b box, p ledger.Packed, seq uint64) (outLabel, error) {
	carton := manifest.Carton{
		ID: b.id, Shipment: w.shipment.ID, SSCC: p.SSCC, Order: w.order.Order.ID, Revision: w.order.Order.Revision,
		N: p.N, M: p.M, Packed: p.Contents, Weight: p.Proof, Judgement: p.Judgement, Cleared: w.cleared, Warned: w.warned,
		Lane: w.lane.ID, State: manifest.CartonPacked, Tracking: p.Tracking, Station: t.setup.Station,
		Operator: t.operator.Badge, PackedAt: t.now, Simulated: p.Simulated,
		Copies: []manifest.LabelCopy{{N: 1, State: manifest.CopyIntended}},
	}
	o := outLabel{
		work: ledger.Work{Carton: carton, Shipment: w.shipment, Order: w.order}, client: w.client, lane: w.lane,
		copy: 1, state: manifest.CopyIntended, seq: seq,
	}
	job, err := t.job(o)
	o.job = job
	return o, err
}

// job composes the label of a copy.
func (t *turn) job(o outLabel) ([]byte, error) {
	code, err := manifest.LabelCode{
		Carton: o.work.Carton.ID, Copy: o.copy, Station: t.setup.Station, Epoch: t.epoch, Seq: o.seq,
		Order: o.work.Carton.Order,
	}.Seal(t.setup.Keys)
	if err != nil {
		return nil, err
	}
	return label.ZPL(t.labelOf(o.work, o.client, o.lane, o.copy, code), t.setup.Media)
}

func (t *turn) labelOf(w ledger.Work, client manifest.Client, lane manifest.Lane, n int, code string) label.Label {
	order := w.Order.Order
	if order.Carrier == "" {
		order.Carrier = lane.Carrier
	}
	return label.Label{
		Carton: w.Carton, Copy: n, Order: order, ReturnTo: client.ReturnTo(lane.Induction), Lane: lane,
		Crossing: w.Shipment.Crossing, Route: w.Shipment.Route, Code: code, Station: t.setup.Station, At: t.now,
	}
}

// labelsOut goes on when the shipment is on disk: only now may a label print.
func (t *turn) labelsOut() {
	t.last, t.failed, t.work = t.work, false, nil
	for _, o := range t.out {
		if o.work.Shipment.ID == t.last.shipment.ID {
			t.tally(o, 1, 0)
			t.note(o)
			t.lastSSCC = o.work.Carton.SSCC
		}
	}
	t.askForNumbers()
	t.printNext()
}

// printNext sends the next label that has not been sent, one at a time.
func (t *turn) printNext() {
	for _, o := range t.out {
		if o.sending {
			return
		}
	}
	for i := range t.out {
		o := &t.out[i]
		if o.closed || o.state != manifest.CopyIntended || o.notSent || o.job == nil {
			continue
		}
		t.print(o)
		return
	}
}

func (t *turn) print(o *outLabel) {
	o.sending, o.at = true, t.now
	t.do(Print{Carton: o.work.Carton.ID, Copy: o.copy, Job: o.job})
}

// tally moves this station's counts of a lane's crossing.
func (t *turn) tally(o outLabel, packed, done int) {
	lane, date := o.work.Shipment.Lane, o.work.Shipment.Crossing.Date
	for i := range t.counts {
		if t.counts[i].Lane == lane && t.counts[i].Date == date {
			t.counts[i].Packed += packed
			t.counts[i].Done += done
			return
		}
	}
	t.counts = append(t.counts, ledger.Count{Lane: lane, Date: date, Packed: packed, Done: done})
}

const recentMost = 8

func (t *turn) note(o outLabel) {
	t.noteCarton(RecentCarton{
		At: t.now, Order: o.work.Carton.Order, SSCC: o.work.Carton.SSCC, Verdict: o.work.Carton.Judgement.Verdict,
		State: manifest.CartonPacked, Shown: o.work.Carton.Weight.Shown, Manual: o.work.Carton.Weight.Manual != nil,
	})
}

// remember notes the shipment in hand as one that was not packed.
func (t *turn) remember(state manifest.CartonState) {
	w := t.work
	t.noteCarton(RecentCarton{
		At: t.now, Order: w.order.Order.ID, Verdict: w.judgement.Verdict, State: state, Shown: w.hand().proof.Shown,
		Manual: w.hand().proof.Manual != nil,
	})
}

func (t *turn) noteCarton(c RecentCarton) {
	t.recent = append([]RecentCarton{c}, t.recent...)
	t.recent = t.recent[:min(len(t.recent), recentMost)]
}
