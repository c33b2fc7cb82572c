package station

import (
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// doubleScan is how soon the same code again is one scan that the scanner sent twice. A closing scan is forgiven
// longer: the imager often catches the label again while the hand pulls away.
const (
	doubleScan = 50 * time.Millisecond
	closedScan = 2 * time.Second
)

// scanned decides what a code means in the phase at hand.
func (t *turn) scanned(code manifest.Code) {
	if t.doubled(code) {
		return
	}
	switch {
	case code.Kind == manifest.CodeGarbled:
		t.garbled(code)
	case t.fault.on:
		t.scannedInFault(code)
	case t.prompt != nil:
		t.scannedAtPrompt(code)
	case code.Kind == manifest.CodeCommand:
		t.command(code.Command)
	case code.Kind == manifest.CodeText && t.isBadge(code.Text):
		t.badge(t.ref.operators[code.Text])
	default:
		t.scannedThing(code)
	}
}

func (t *turn) doubled(code manifest.Code) bool {
	text, before, at := code.Text+string(code.Command), t.lastScan, t.lastScanAt
	t.lastScan, t.lastScanAt = text, t.now
	if text != before || text == "" {
		return false
	}
	gap := t.now.Sub(at).Abs()
	return gap < doubleScan || text == t.closed && gap < closedScan && t.work == nil && len(t.out) == 0
}

func (t *turn) isBadge(text string) bool {
	_, ok := t.ref.operators[text]
	return ok
}

func (t *turn) garbled(code manifest.Code) {
	if code.Problem.IsZero() {
		t.refuse("bench.refuse.garbled")
		return
	}
	t.problem = code.Problem
	t.do(Ring{})
}

func (t *turn) scannedInFault(code manifest.Code) {
	if code.Command == manifest.CommandNext {
		t.retryDisk()
		return
	}
	t.refuse("bench.refuse.disk")
}

// scannedThing handles an order, a label or anything else that isn't a command or a badge.
func (t *turn) scannedThing(code manifest.Code) {
	switch t.phase() {
	case SignedOut:
		t.refuse("bench.refuse.sign-in")
	case Notice:
		t.refuse("bench.refuse.notice")
	case Looking:
		t.refuse("bench.refuse.looking")
	case Saving:
		t.refuse("bench.refuse.saving")
	case Checking:
		t.refuse("bench.refuse.checking", t.setup.Check.Known.String())
	case LabelOut, InDoubt:
		t.closing(code)
	case Recalled:
		if len(t.out) == 0 {
			t.look(code, lookShow)
			return
		}
		if t.leaveRecall(); t.recall == nil { // the labels that are out come first
			t.closing(code)
		}
	case OrderOpen, Weighing, Warned, Held, Rejected:
		t.scannedDuringWork(code)
	default:
		t.look(code, lookShow)
	}
}

// scannedDuringWork refuses everything: the box in hand comes first.
func (t *turn) scannedDuringWork(code manifest.Code) {
	if t.work == nil { // weighing a carton that was recalled
		t.refuse("bench.refuse.reweigh-first")
		return
	}
	if code.Text == t.work.order.Order.ID {
		t.say("bench.notice.already-open", code.Text)
		return
	}
	switch t.phase() {
	case Held:
		t.refuse("bench.refuse.held-first", t.work.order.Order.ID)
	case Rejected:
		t.refuse("bench.refuse.rejected-first", t.work.order.Order.ID)
	case Warned:
		t.refuse("bench.refuse.warned-first", t.work.order.Order.ID)
	default:
		t.refuse("bench.refuse.finish-first", t.work.order.Order.ID)
	}
}

// look asks what a code is: an order first, a carton made before otherwise.
func (t *turn) look(code manifest.Code, next lookThen) {
	if code.Kind == manifest.CodeLabel && !code.Label.Sealed(t.setup.Keys) {
		t.refuseLabel(code.Label)
		return
	}
	t.ticket++
	t.looking = &looking{ticket: t.ticket, code: code, then: next, at: t.now}
	t.do(Look{Ticket: t.ticket, Code: code})
}

// refuseLabel says what is wrong with a 2D code of our form whose seal isn't ours.
func (t *turn) refuseLabel(code manifest.LabelCode) {
	if code.Seq == 0 {
		t.refuse("bench.refuse.sample")
		return
	}
	t.refuse("bench.refuse.forged", code.Station)
}

// closing takes the scan that proves a label: on its box, readable, and of this box.
func (t *turn) closing(code manifest.Code) {
	for i := range t.out {
		by, ok := t.proves(code, t.out[i])
		switch {
		case !ok:
		case t.out[i].standing() > manifest.Pass:
			t.refuse("bench.refuse.reweighed-bad", t.out[i].standing().String())
			return
		default:
			t.close(i, by, code)
			return
		}
	}
	switch {
	case code.Kind == manifest.CodeLabel && !code.Label.Sealed(t.setup.Keys):
		t.refuseLabel(code.Label)
	case code.Kind == manifest.CodeLabel && t.isOldCopy(code.Label):
		t.refuse("bench.refuse.old-copy", count(code.Label.Copy))
	case t.isNotSent(code):
		t.refuse("bench.refuse.not-printed")
	case code.Kind == manifest.CodeLabel || code.Kind == manifest.CodeSSCC:
		t.refuse("bench.refuse.other-label")
	case !code.Problem.IsZero():
		t.garbled(code)
	default:
		t.refuse("bench.refuse.label-first")
	}
}

// proves reports whether a code is on the live label, or the carrier's label, of a carton that waits for it.
func (t *turn) proves(code manifest.Code, o outLabel) (by string, ok bool) {
	if o.closed || o.notSent && code.Kind != manifest.CodeLabel {
		return "", false
	}
	carton := o.work.Carton
	switch code.Kind {
	case manifest.CodeLabel:
		return "label", code.Label.Sealed(t.setup.Keys) && code.Label.Carton == carton.ID && code.Label.Copy == o.copy
	case manifest.CodeSSCC:
		return "sscc", code.SSCC == carton.SSCC
	case manifest.CodeText:
		return "tracking", isTracking(code.Text, carton.Tracking)
	}
	return "", false
}

// isTracking compares a scan with a tracking number. Carriers print it behind a routing code (AI 420 and a ZIP code on
// USPS labels), so the scan may be longer in front.
func isTracking(scan, tracking string) bool {
	squeeze := strings.NewReplacer(" ", "", "\x1d", "").Replace
	scan, tracking = squeeze(scan), squeeze(tracking)
	return len(tracking) >= 8 && (scan == tracking || strings.HasPrefix(scan, "420") && strings.HasSuffix(scan, tracking))
}

// isNotSent reports whether a number is that of a carton whose label has not come out yet.
func (t *turn) isNotSent(code manifest.Code) bool {
	for _, o := range t.out {
		if code.Kind == manifest.CodeSSCC && o.notSent && o.work.Carton.SSCC == code.SSCC {
			return true
		}
	}
	return false
}

// standing is the worst finding on a packed carton that nobody has dealt with.
func (o outLabel) standing() manifest.Verdict {
	c := o.work.Carton
	return (&work{judgement: c.Judgement, cleared: c.Cleared, warned: c.Warned}).standing()
}

func (t *turn) isOldCopy(code manifest.LabelCode) bool {
	for _, o := range t.out {
		if o.work.Carton.ID == code.Carton && code.Copy < o.copy {
			return true
		}
	}
	return false
}

// badge signs in, hands the carton in hand to another operator, or calls a lead to a hold.
func (t *turn) badge(o manifest.Operator) {
	phase := t.phase()
	switch {
	case phase == Held && o.Role == manifest.RoleLead:
		t.callLead(o)
	case phase == Recalled && o.Role == manifest.RoleLead && t.recallHeld():
		t.callLead(o)
	case phase == Saving || phase == Looking:
		t.refuse("bench.refuse.saving")
	case o.Badge == t.operator.Badge:
		t.accept()
		t.say("bench.notice.signed-in-already", o.Name)
	default:
		t.signIn(o)
	}
}

func (t *turn) recallHeld() bool {
	_, held := t.holdOf(t.recall.past.Carton.Shipment)
	return held || t.recall.past.Carton.State.Counts() && t.recall.asWork().standing() == manifest.Hold
}

func (t *turn) signIn(o manifest.Operator) {
	t.accept()
	before := t.operator
	if before.Badge != "" {
		t.record(about{}, ledger.SignedOut{})
	}
	t.operator, t.noticed = o, false
	t.record(about{}, ledger.SignedIn{Role: o.Role})
	if t.work != nil && !t.work.packing {
		for _, b := range t.work.boxes {
			t.record(t.work.about(b), ledger.CartonTaken{From: before.Badge})
		}
	}
	for i := range t.out {
		if !t.out[i].closed && before.Badge != "" {
			t.record(t.out[i].about(), ledger.CartonTaken{From: before.Badge})
		}
	}
	if t.resume && !t.setup.Simulate {
		t.resumeWork()
	}
}

// resumeWork looks the order of a recovered carton up again, so that it is judged by today's history.
func (t *turn) resumeWork() {
	t.resume = false
	if t.work == nil {
		return
	}
	t.look(manifest.Code{Kind: manifest.CodeText, Text: t.work.order.Order.ID, At: t.now}, lookShow)
}

func (t *turn) signOut() {
	if t.work != nil || len(t.out) > 0 {
		t.refuse("bench.refuse.sign-out-busy")
		return
	}
	t.accept()
	t.record(about{}, ledger.SignedOut{})
	t.operator, t.noticed, t.recall = manifest.Operator{}, false, nil
	t.last, t.failed = nil, false
}

func (w *work) about(b box) about {
	return about{order: w.order.Order.ID, shipment: w.shipment.ID, carton: b.id}
}

func (o outLabel) about() about {
	return about{order: o.work.Carton.Order, shipment: o.work.Carton.Shipment, carton: o.work.Carton.ID}
}
