package terminaltest

import (
	"packline/manifest"
	"packline/station"
)

// weights gives the views of a scale that is checked, that is dead, and of weights that are keyed or near the limit.
func weights() []Sample {
	due := bench(station.Ready, station.ToneQuiet, "ready")
	due.Detail = manifest.Say("bench.detail.check-due", "10 lb")
	due.Commands = hints(manifest.CommandCheck, "checkweight", manifest.CommandSignOut, "signout")
	check := bench(station.Checking, station.ToneBusy, "check-weight", "10 lb")
	check.Commands = hints(manifest.CommandNext, "next", manifest.CommandCancel, "cancel")
	failed := withOrder(bench(station.OrderOpen, station.ToneFault, "check-failed"))
	failed.Detail = manifest.Say("bench.detail.check-failed", "10.06 lb", "10 lb")
	failed.Scale.Problem = manifest.Say("bench.scale.check-failed")
	failed.Commands = hints(manifest.CommandAck, "ack.trust", manifest.CommandCheck, "checkweight", manifest.CommandManual, "manual-weight", manifest.CommandCancel, "cancel")
	dead := withOrder(bench(station.OrderOpen, station.ToneFault, "dead-scale", "1", "1"))
	dead.Detail, dead.Scale = manifest.Say("bench.scale.silent"), station.ScaleCard{Fresh: true, Blank: true, NeedsZero: true, Problem: manifest.Say("bench.scale.silent")}
	dead.Commands = hints(manifest.CommandManual, "manual-weight", manifest.CommandPark, "park", manifest.CommandCancel, "cancel")
	next := withOrder(bench(station.OrderOpen, station.ToneQuiet, "next-box", "1", "1"))
	next.Scale = station.ScaleCard{Shown: lb("8.20"), Fresh: true, Stable: true, Problem: manifest.Say("bench.scale.needs-next")}
	again := withOrder(bench(station.OrderOpen, station.ToneWarn, "same-again", "1", "1"))
	again.Detail, again.Scale = manifest.Say("bench.scale.same-again"), next.Scale
	again.Scale.NeedsZero, again.Scale.Problem = true, again.Detail
	below := withOrder(bench(station.OrderOpen, station.ToneWarn, "off-zero", "1", "1"))
	below.Detail = manifest.Say("bench.scale.under")
	below.Scale = station.ScaleCard{Shown: lb("-20.00"), Fresh: true, Blank: true, NeedsZero: true, Problem: below.Detail}
	below.Problem = manifest.Say("bench.refuse.zero-load")
	near := weighed(withOrder(bench(station.Rejected, station.ToneReject, "rejected")))
	near.Next = manifest.Say("bench.next.maybe-over")
	near.Scale.Taken, near.Scale.Shown = lb("49.99"), lb("49.99")
	fires(&near, 1, manifest.Reject, "BENCH-MAX", "rule.bench-max.division", "49.99 lb", "0.02 lb", "50.00 lb")
	near.Commands = hints(manifest.CommandNext, "next.rejected", manifest.CommandReweigh, "reweigh", manifest.CommandCancel, "cancel")
	return append([]Sample{
		{"check-due", due},
		{"check-weight", check},
		{"check-failed", failed},
		{"dead-scale", dead},
		{"next-box", next},
		{"same-again", again},
		{"below-zero", below},
		{"near-limit", near},
	}, keyedWeights(dead)...)
}

// keyedWeights gives the questions that a lead answers before a weight may be keyed, and the carton that has one.
func keyedWeights(dead station.View) []Sample {
	ask := func(phase station.Phase, word string, args ...string) station.View {
		v := dead
		v.Phase, v.Tone, v.Detail = phase, station.ToneHold, manifest.Phrase{}
		v.Headline, v.Next, v.Commands = manifest.Say("bench.head."+word, args...), manifest.Say("bench.next."+word, "lb"), nil
		return v
	}
	badge := ask(station.LeadBadge, "lead-badge")
	why := ask(station.LeadReason, "lead-reason")
	why.Prompt = &station.Prompt{Title: manifest.Say("bench.prompt.manual", "Lee"), Choices: []string{
		"bench.manual.broken", "bench.manual.away", "bench.manual.check-failed", "bench.manual.other-scale", "bench.manual.other",
	}}
	weight := ask(station.KeyWeight, "key-weight")
	weight.Prompt = &station.Prompt{Title: manifest.Say("bench.prompt.weight", "lb"), Unit: "lb"}
	confirm := ask(station.KeyConfirm, "key-confirm", "12.40 lb")
	confirm.Prompt = &station.Prompt{
		Title: manifest.Say("bench.prompt.confirm", "12.40 lb"), Choices: []string{"bench.manual.right", "bench.manual.again"},
	}
	out := weighed(withOrder(bench(station.LabelOut, station.TonePass, "label-out", "1")))
	out.Detail = manifest.Say("bench.detail.printed")
	out.Scale = station.ScaleCard{Taken: lb("12.40"), Manual: true}
	out.Labels = []station.LabelCard{label(1, 1, manifest.CopyConfirmed)}
	out.Recent[0].Manual, out.Recent[0].Shown = true, lb("12.40")
	return []Sample{
		{"lead-badge", badge}, {"lead-manual", why}, {"key-weight", weight}, {"key-confirm", confirm}, {"keyed", out},
	}
}
