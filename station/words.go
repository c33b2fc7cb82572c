package station

import (
	"errors"
	"slices"
	"strings"
	"syscall"

	"packline/manifest"
)

// showWords chooses the headline, the sentence under it and the next step of a phase.
func (s *State) showWords(v *View) {
	say := func(tone Tone, name string, args ...string) {
		v.Tone = tone
		v.Headline, v.Next = manifest.Say("bench.head."+name), manifest.Say("bench.next."+name, args...)
	}
	switch v.Phase {
	case SignedOut:
		say(ToneQuiet, "signed-out")
	case Notice:
		say(ToneWarn, "notice")
	case Ready:
		say(ToneQuiet, "ready")
		if s.orders == 0 {
			v.Detail = manifest.Say("bench.detail.no-orders")
		}
	case Looking:
		say(ToneBusy, "looking")
	case Saving:
		say(ToneBusy, "saving")
	case Done:
		say(TonePass, "done")
	case OrderOpen, Weighing:
		s.wordsForWeight(v, say)
	case Warned:
		say(ToneWarn, "warned")
	case Held:
		say(ToneHold, "held")
	case Rejected:
		say(ToneReject, "rejected")
		if s.onlyRounding() {
			v.Next = manifest.Say("bench.next.maybe-over")
		}
	case LabelOut, InDoubt:
		s.wordsForLabels(v, say)
	case Recalled:
		say(ToneQuiet, "recalled")
		if h, held := s.holdOf(s.recall.past.Carton.Shipment); held {
			say(ToneHold, "centre-held")
			v.Detail = firstMessage(h.Findings)
			break
		}
		s.wordsForRecalled(v, say)
	case DiskFault:
		s.wordsForDisk(v, say)
	case LeadPIN:
		say(ToneHold, "lead-pin")
	case LeadReason:
		say(ToneHold, "lead-reason")
	case LeadBadge:
		say(ToneHold, "lead-badge")
	case KeyWeight:
		say(ToneHold, "key-weight", string(s.unitKeyed()))
	case KeyConfirm:
		say(ToneHold, "key-confirm")
		v.Headline = manifest.Say("bench.head.key-confirm", s.prompt.keyed.String())
	case Checking:
		say(ToneBusy, "check-weight", s.setup.Check.Known.String())
		v.Detail = s.scale.problem
	}
	s.wordsForFinding(v)
	s.wordsForCheck(v)
	if !s.notice.IsZero() {
		v.Detail = s.notice
	}
}

// onlyRounding reports whether a carton is rejected only for what the scale's rounding may hide: a little less in the box
// mends it.
func (s *State) onlyRounding() bool {
	if s.work == nil {
		return false
	}
	found := false
	for _, f := range s.work.judgement.Findings {
		if f.Verdict == manifest.Reject {
			if !strings.HasSuffix(f.Message.Key, ".division") {
				return false
			}
			found = true
		}
	}
	return found
}

// wordsForFinding puts the worst finding that nobody has dealt with under the headline, and its action as the next
// step of a carton that can't go.
func (s *State) wordsForFinding(v *View) {
	if s.work == nil || !slices.Contains([]Phase{Warned, Held, Rejected, OrderOpen}, v.Phase) {
		return
	}
	worst := manifest.Finding{}
	for _, f := range s.work.judgement.Findings {
		if f.Verdict > worst.Verdict && !s.work.settled(f) {
			worst = f
		}
	}
	if worst.Rule == "" {
		return
	}
	v.Detail = worst.Message
}

func (s *State) wordsForWeight(v *View, say func(Tone, string, ...string)) {
	n, m := "1", "1"
	if s.work != nil {
		n, m = count(s.work.hand().n), count(s.work.planned())
	}
	gone := false
	if d, ok := s.device("scale"); ok {
		gone = d.State == manifest.DeviceGone
	}
	switch {
	case gone:
		say(ToneFault, "no-scale", n, m)
	case s.checkStops():
		say(ToneFault, "check-failed")
	case s.scaleDead() != "":
		say(ToneFault, "dead-scale", n, m)
	case s.scale.problem.Key == "bench.scale.moving-long":
		say(ToneFault, "scale-moves", n, m)
	case s.scale.offZero:
		say(ToneWarn, "off-zero", n, m)
	case s.armed(s.scale.last):
		s.wordsForBox(v, say, n, m)
	case s.unarmed().Key == "bench.scale.needs-next":
		say(ToneQuiet, "next-box", n, m)
	case s.unarmed().Key == "bench.scale.same-again":
		say(ToneWarn, "same-again", n, m)
	default:
		say(ToneQuiet, "empty-scale", n, m)
	}
	last := s.scale.last
	stuck := s.scale.problem.Key == "bench.scale.moving-long"
	again := s.scale.problem.Key == "bench.scale.same-again"
	odd := last.Silent || last.Unreadable || last.Over || last.Under || last.Net || s.scale.offZero
	if v.Phase == Weighing || gone || stuck || again || odd || s.checkStops() {
		v.Detail = s.scale.problem
	}
}

func (s *State) wordsForBox(v *View, say func(Tone, string, ...string), n, m string) {
	switch {
	case v.Phase == Weighing:
		say(ToneBusy, "weighing", n, m)
	default:
		say(ToneQuiet, "order-open", n, m)
	}
}

// wordsForCheck says, where nothing more pressing is said, that the scale failed its check or that one is due.
func (s *State) wordsForCheck(v *View) {
	if !slices.Contains([]Phase{Ready, Done, OrderOpen, Weighing}, v.Phase) {
		return
	}
	switch {
	case s.checkStops():
		v.Detail = manifest.Say("bench.detail.check-failed", s.check.Shown.String(), s.check.Known.String())
	case s.checkDue() && v.Detail.IsZero():
		v.Detail = manifest.Say("bench.detail.check-due", s.setup.Check.Known.String())
	}
}

func (s *State) wordsForLabels(v *View, say func(Tone, string, ...string)) {
	left := 0
	for _, o := range s.out {
		if !o.closed {
			left++
		}
	}
	for _, o := range s.out {
		switch {
		case o.closed:
		case o.standing() > manifest.Pass:
			say(ToneReject, "weighed-bad")
			v.Detail = manifest.Say("bench.detail.weighed-bad", o.standing().String())
			return
		case o.notSent:
			say(ToneFault, "not-printed")
			v.Detail = s.waitsFor(o)
			return
		case o.state == manifest.CopyUnknown:
			say(ToneFault, "in-doubt", o.work.Carton.SSCC.Spaced())
			v.Detail = o.problem
			return
		}
	}
	if h, held := s.holdOf(s.out[0].work.Shipment.ID); held {
		say(ToneHold, "centre-held-out")
		v.Detail = firstMessage(h.Findings)
		return
	}
	say(TonePass, "label-out", count(left))
	if left > 1 {
		v.Next = manifest.Say("bench.next.labels-out", count(left))
	}
	v.Detail = s.labelWords()
}

// waitsFor says what a label that didn't go out waits for: what is wrong with the printer now, which may have changed
// since the label was tried.
func (s *State) waitsFor(o outLabel) manifest.Phrase {
	d, ok := s.device("printer")
	if bad := d.State == manifest.DeviceTrouble || d.State == manifest.DeviceGone; !ok || !bad || !o.notSent || d.Message.IsZero() {
		return o.problem
	}
	return d.Message
}

// labelWords says how far the labels that are out have come. What a printer doesn't report nobody knows before the
// closing scan.
func (s *State) labelWords() manifest.Phrase {
	key := "bench.detail.printed"
	for _, o := range s.out {
		switch {
		case o.closed:
		case o.sending || o.state == manifest.CopyIntended:
			return manifest.Say("bench.detail.printing")
		case o.state == manifest.CopySent:
			key = "bench.detail.sent"
		}
	}
	return manifest.Say(key)
}

// wordsForRecalled says what stands against a carton that was weighed again.
func (s *State) wordsForRecalled(v *View, say func(Tone, string, ...string)) {
	w := s.recall.asWork()
	if !s.recall.past.Carton.State.Counts() {
		return
	}
	switch w.standing() {
	case manifest.Warn:
		say(ToneWarn, "warned-again")
	case manifest.Hold:
		say(ToneHold, "held-again")
	case manifest.Reject:
		say(ToneReject, "rejected-again")
	default:
		return
	}
	worst := manifest.Finding{}
	for _, f := range w.judgement.Findings {
		if f.Verdict > worst.Verdict && !w.settled(f) {
			worst = f
		}
	}
	v.Detail = worst.Message
}

func firstMessage(findings []manifest.Finding) manifest.Phrase {
	if len(findings) == 0 {
		return manifest.Say("bench.detail.centre-hold")
	}
	return findings[0].Message
}

func (s *State) wordsForDisk(v *View, say func(Tone, string, ...string)) {
	say(ToneFault, "disk")
	v.Detail = manifest.Say("bench.detail.disk")
	if s.fault.stopped {
		v.Detail = manifest.Say("bench.detail.disk-stopped")
	}
	if errors.Is(s.fault.err, syscall.ENOSPC) {
		v.Detail = manifest.Say("bench.detail.disk-full")
	}
}

// hints lists the commands that do something now, in the order of a command sheet.
func (s *State) hints(phase Phase) []CommandHint {
	t := &turn{State: *s}
	can, scales := t.actions(phase), t.scaleActions(phase)
	var out []CommandHint
	for _, c := range manifest.Commands() {
		_, ok := can[c]
		if _, too := scales[c]; too {
			ok = true
		}
		busy := c == manifest.CommandSignOut && (s.work != nil || len(s.out) > 0)
		if !ok || busy {
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(string(c), "PL:"))
		key := "bench.command." + name
		if _, trust := scales[c]; trust && c == manifest.CommandAck {
			key = "bench.command.ack.trust"
		} else if special := key + "." + string(phase); slices.Contains(specialHints, special) {
			key = special
		}
		out = append(out, CommandHint{Command: c, Does: manifest.Say(key)})
	}
	return out
}

// specialHints are the commands that do something else in one phase than in the others.
var specialHints = []string{
	"bench.command.next.held", "bench.command.next.rejected", "bench.command.next.recalled",
	"bench.command.ack.notice", "bench.command.more.done",
}
