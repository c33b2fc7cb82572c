package station

import (
	"packline/manifest"
	"packline/manifest/ledger"
)

// command does what a command code asks, or says why it can't be done now.
func (t *turn) command(c manifest.Command) {
	phase := t.phase()
	if c == manifest.CommandZero {
		t.zero(phase)
		return
	}
	if phase == Looking || phase == Saving {
		t.refuse("bench.refuse.saving")
		return
	}
	if do, ok := t.scaleActions(phase)[c]; ok {
		t.accept()
		do()
		return
	}
	if do, ok := t.actions(phase)[c]; ok {
		t.accept()
		do()
		return
	}
	if phase == SignedOut {
		t.refuse("bench.refuse.sign-in")
		return
	}
	switch {
	case c == manifest.CommandManual && (phase == OrderOpen || phase == Weighing):
		t.refuse("bench.refuse.scale-works")
	case c == manifest.CommandCheck && !t.setup.Check.on():
		t.refuse("bench.refuse.no-check")
	default:
		t.refuse("bench.refuse.command-now", string(c))
	}
}

// scaleActions are those of the scale: its check, a lead's word on a check that failed, a keyed weight where it is dead.
func (t *turn) scaleActions(phase Phase) map[manifest.Command]func() {
	do := map[manifest.Command]func(){}
	between, weighing := phase == Ready || phase == Done, phase == OrderOpen || phase == Weighing
	switch {
	case phase == Checking:
		do[manifest.CommandCancel], do[manifest.CommandNext] = t.leaveCheck, t.leaveCheck
	case !between && !weighing:
		return do
	case t.recall == nil && t.setup.Check.on():
		do[manifest.CommandCheck] = t.startCheck
	}
	if (between || weighing) && t.checkStops() {
		do[manifest.CommandAck] = t.askTrust
	}
	if weighing && t.scaleDead() != "" {
		do[manifest.CommandManual] = t.askManual
	}
	return do
}

// actions lists what each command does in a phase; a command that isn't listed is refused. The same table makes the
// hints on the screen.
func (t *turn) actions(phase Phase) map[manifest.Command]func() {
	switch phase {
	case Notice:
		return map[manifest.Command]func(){manifest.CommandAck: t.ackNotice, manifest.CommandSignOut: t.signOut}
	case Ready:
		return map[manifest.Command]func(){manifest.CommandSignOut: t.signOut, manifest.CommandNext: t.clearLast}
	case Done:
		return map[manifest.Command]func(){
			manifest.CommandSignOut: t.signOut, manifest.CommandNext: t.clearLast, manifest.CommandMore: t.moreAfter,
			manifest.CommandReprint: t.recallLast, manifest.CommandVoid: t.recallLast,
		}
	case OrderOpen, Weighing:
		if t.recall != nil { // a packed carton that is weighed again
			return map[manifest.Command]func(){manifest.CommandCancel: t.leaveRecall, manifest.CommandNext: t.leaveRecall}
		}
		return map[manifest.Command]func(){
			manifest.CommandCancel: t.cancel, manifest.CommandPark: t.park, manifest.CommandReweigh: t.reweigh,
			manifest.CommandMore: t.moreBefore, manifest.CommandSignOut: t.signOut,
		}
	case Warned:
		return map[manifest.Command]func(){
			manifest.CommandAck: t.acknowledge, manifest.CommandCancel: t.cancel, manifest.CommandPark: t.park,
			manifest.CommandReweigh: t.reweigh, manifest.CommandSignOut: t.signOut,
		}
	case Held:
		return map[manifest.Command]func(){
			manifest.CommandNext: t.park, manifest.CommandPark: t.park, manifest.CommandCancel: t.cancel,
			manifest.CommandReweigh: t.reweigh, manifest.CommandSignOut: t.signOut,
		}
	case Rejected:
		return map[manifest.Command]func(){
			manifest.CommandNext: t.setAside, manifest.CommandCancel: t.setAside, manifest.CommandPark: t.setAside,
			manifest.CommandReweigh: t.reweigh, manifest.CommandSignOut: t.signOut,
		}
	case LabelOut, InDoubt:
		return map[manifest.Command]func(){
			manifest.CommandReprint: t.reprintOut, manifest.CommandVoid: t.voidOut,
			manifest.CommandReweigh: t.reweighOut, manifest.CommandSignOut: t.signOut,
		}
	case Recalled:
		return t.recallActions()
	}
	return nil
}

// recallActions are those of a carton made before. While labels are out nothing new begins.
func (t *turn) recallActions() map[manifest.Command]func() {
	do := map[manifest.Command]func(){
		manifest.CommandReweigh: t.reweighRecalled, manifest.CommandReprint: t.reprintRecalled,
		manifest.CommandVoid: t.voidRecalled, manifest.CommandNext: t.leaveRecall, manifest.CommandCancel: t.leaveRecall,
	}
	if len(t.out) == 0 {
		do[manifest.CommandMore], do[manifest.CommandSignOut] = t.moreRecalled, t.signOut
	}
	if t.recall.asWork().standing() == manifest.Warn {
		do[manifest.CommandAck] = t.ackRecalled
	}
	return do
}

func (t *turn) ackNotice() {
	t.noticed = true
	t.record(about{}, ledger.SimulationAcknowledged{Rulebook: t.rulebookNow()})
	if t.resume {
		t.resumeWork()
	}
}

func (t *turn) clearLast() { t.last, t.failed = nil, false }

// zero sets the scale to zero, which must never happen with a load on the plate.
func (t *turn) zero(phase Phase) {
	switch phase {
	case SignedOut, Notice:
		t.refuse("bench.refuse.sign-in")
	case Saving, Warned:
		t.refuse("bench.refuse.command-now", string(manifest.CommandZero))
	default:
		if why := t.notZeroable(); why != "" {
			t.refuse(why)
			return
		}
		t.accept()
		t.say("bench.notice.zeroing")
		t.do(ZeroScale{})
	}
}

// notZeroable says why the scale must not be zeroed now; empty when it may be: a load that is made zero is missing from
// every weight after it. Below zero, an empty plate that drifted can't be told from one that was zeroed with a load on
// it, and both are mended by zeroing.
func (s *State) notZeroable() string {
	switch r := s.scale.last; {
	case r.Over:
		return "bench.scale.over"
	case r.ZeroFault:
		return "bench.scale.zero-fault"
	case r.Net:
		return "bench.scale.net"
	case r.Silent || r.Unreadable || r.Motion || !r.Stable && !r.Under || !s.fresh(r):
		return "bench.refuse.zero-unsteady"
	case r.Weight > zeroMost*s.division(r):
		return "bench.refuse.zero-load"
	}
	return ""
}

func (t *turn) zeroed(z Zeroed) {
	if z.Err != nil {
		t.refuse("bench.refuse.zero")
		return
	}
	t.say("bench.notice.zeroed")
	t.do(AskScale{})
}

// cancel gives up a shipment that was not packed.
func (t *turn) cancel() { t.giveUp("operator") }

// setAside ends a shipment that can't go.
func (t *turn) setAside() { t.giveUp("rejected") }

func (t *turn) giveUp(reason string) {
	for _, b := range t.work.boxes {
		t.record(t.work.about(b), ledger.Cancelled{Reason: reason})
	}
	t.remember(manifest.CartonVoid)
	t.needZero()
	t.last, t.failed, t.work = t.work, true, nil
	if reason == "rejected" {
		t.say("bench.notice.set-aside", t.last.order.Order.ID)
		return
	}
	t.say("bench.notice.cancelled", t.last.order.Order.ID)
}

// park sets the shipment aside as it is; scanning its order takes it up again.
func (t *turn) park() {
	for _, b := range t.work.boxes {
		t.record(t.work.about(b), ledger.Parked{Verdict: t.work.standing()})
	}
	t.remember(manifest.CartonOpen)
	t.needZero()
	t.last, t.failed, t.work = t.work, true, nil
	t.say("bench.notice.parked", t.last.order.Order.ID)
}

// reweigh forgets the weight of the box in hand and asks for a new one.
func (t *turn) reweigh() {
	w, b := t.work, t.work.hand()
	if b.weighed {
		b.proof, b.weighed = manifest.WeightProof{}, false
		t.scale.zeroSeen = !t.scale.offZero && !t.scale.zeroKeyed // the same box may stay on the plate: only a fresh reading is taken
	}
	w.weighed, w.warned, w.askFrom = false, nil, t.now
	t.judge()
	t.do(AskScale{})
	t.say("bench.notice.reweigh")
}

// moreBefore says, before the weight is taken, that another box follows the one in hand.
func (t *turn) moreBefore() {
	t.work.more = true
	t.say("bench.notice.more", count(t.work.planned()))
}

// moreAfter starts another shipment of the order that was just done.
func (t *turn) moreAfter() {
	t.look(manifest.Code{Kind: manifest.CodeText, Text: t.last.order.Order.ID, At: t.now}, lookMore)
}

func (t *turn) moreRecalled() {
	order := t.recall.past.Carton.Order
	t.left()
	t.recall = nil
	t.look(manifest.Code{Kind: manifest.CodeText, Text: order, At: t.now}, lookMore)
}

// acknowledge takes the picker's word that the warnings were seen, and packs.
func (t *turn) acknowledge() {
	var rules []string
	for _, f := range t.work.judgement.Findings {
		if f.Verdict == manifest.Warn && !t.work.settled(f) {
			rules = append(rules, f.Rule)
		}
	}
	t.work.warned = append(t.work.warned, rules...)
	t.record(t.work.about(*t.work.hand()), ledger.Acknowledged{Rules: rules})
	t.goOn()
}

func (t *turn) escaped() {
	switch {
	case t.prompt != nil:
		t.prompt = nil
		t.accept()
	case t.checking != nil:
		t.leaveCheck()
	case t.recall != nil:
		t.leaveRecall()
	}
}
