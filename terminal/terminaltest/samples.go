// Package terminaltest is the robot that sits at the terminal in tests: it feeds views, presses keys, reads lines and
// compares golden screens. It also has sample views of every phase of the bench and writes a drawn screen as a picture.
package terminaltest

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/station"
)

// Sample is a view as the bench gives it at one moment of a shift.
type Sample struct {
	Name string
	View station.View
}

// Noon is the moment of the samples.
func Noon() time.Time { return time.Date(2026, 11, 23, 14, 32, 0, 0, time.UTC) }

// Samples gives a view of every phase, and of the faults that have a picture of their own.
func Samples() []Sample {
	var all []Sample
	for _, part := range [][]Sample{idle(), judged(), stopped(), labelled(), asked(), weights(), linked()} {
		all = append(all, part...)
	}
	return all
}

// View gives the sample of that name, the zero View when there is none.
func View(name string) station.View {
	for _, s := range Samples() {
		if s.Name == name {
			return s.View
		}
	}
	return station.View{}
}

func idle() []Sample {
	out := bench(station.SignedOut, station.ToneQuiet, "signed-out")
	out.Operator = manifest.Operator{}
	out.Commands = nil
	notice := bench(station.Notice, station.ToneWarn, "notice")
	notice.Simulate, notice.Rulebook = true, "section-321-classic"
	notice.Commands = hints(manifest.CommandAck, "ack.notice", manifest.CommandSignOut, "signout")
	ready := bench(station.Ready, station.ToneQuiet, "ready")
	refused := ready
	refused.Problem = manifest.Say("bench.refuse.unknown-order", "100299-Z")
	looking := bench(station.Looking, station.ToneBusy, "looking")
	return []Sample{
		{"signed-out", out}, {"notice", notice}, {"ready", ready}, {"refused", refused}, {"looking", looking},
	}
}

func judged() []Sample {
	open := withOrder(bench(station.OrderOpen, station.ToneQuiet, "order-open", "1", "1"))
	weighing := withOrder(bench(station.Weighing, station.ToneBusy, "weighing", "1", "1"))
	weighing.Scale = station.ScaleCard{Shown: lb("12.38"), Fresh: true, Problem: manifest.Say("bench.scale.moving")}
	empty := withOrder(bench(station.Weighing, station.ToneQuiet, "empty-scale", "1", "1"))
	empty.Scale = station.ScaleCard{
		Shown: lb("8.20"), Fresh: true, Stable: true, NeedsZero: true, Problem: manifest.Say("bench.scale.needs-zero"),
	}
	unplugged := withOrder(bench(station.Weighing, station.ToneFault, "no-scale", "1", "1"))
	unplugged.Detail, unplugged.Scale = manifest.Say("bench.scale.gone"), station.ScaleCard{}
	unplugged.Devices[1] = station.Device{
		Role: "scale", Address: "serial:/dev/ttyUSB0", State: manifest.DeviceGone, Message: manifest.Say("scale.not-connected"),
	}
	saving := weighed(withOrder(bench(station.Saving, station.ToneBusy, "saving")))
	return []Sample{
		{"order-open", open}, {"weighing", weighing}, {"empty-scale", empty}, {"no-scale", unplugged}, {"saving", saving},
	}
}

func stopped() []Sample {
	warned := weighed(withOrder(bench(station.Warned, station.ToneWarn, "warned")))
	fires(&warned, 0, manifest.Warn, "VAL-MAX", "rule.val-max.at-limit", "800.00")
	warned.Commands = hints(manifest.CommandAck, "ack", manifest.CommandReweigh, "reweigh", manifest.CommandPark, "park", manifest.CommandCancel, "cancel")
	held := weighed(withOrder(bench(station.Held, station.ToneHold, "held")))
	fires(&held, 2, manifest.Hold, "PER-ONE", "rule.per-one", "Maria del Carmen Oyelaran")
	fires(&held, 3, manifest.Hold, "PRD-CPSC", "rule.prd-cpsc")
	held.Commands = hints(manifest.CommandPark, "park", manifest.CommandNext, "next.held", manifest.CommandCancel, "cancel")
	rejected := weighed(withOrder(bench(station.Rejected, station.ToneReject, "rejected")))
	rejected.Scale.Taken, rejected.Scale.Shown = lb("51.20"), lb("51.20")
	fires(&rejected, 1, manifest.Reject, "WGT-MAX", "rule.wgt-max", "51.20 lb", "50 lb")
	fires(&rejected, 0, manifest.Reject, "VAL-MAX", "rule.val-max", "800", "812.40")
	rejected.Commands = hints(manifest.CommandNext, "next.rejected", manifest.CommandReweigh, "reweigh", manifest.CommandCancel, "cancel")
	disk := weighed(withOrder(bench(station.DiskFault, station.ToneFault, "disk")))
	disk.Detail = manifest.Say("bench.detail.disk-full")
	disk.Commands = hints(manifest.CommandNext, "next")
	return []Sample{{"warned", warned}, {"held", held}, {"rejected", rejected}, {"disk-fault", disk}}
}

func labelled() []Sample {
	out := weighed(withOrder(bench(station.LabelOut, station.TonePass, "label-out", "1")))
	out.Detail = manifest.Say("bench.detail.printed")
	out.Labels = []station.LabelCard{label(1, 1, manifest.CopyConfirmed)}
	out.Commands = hints(manifest.CommandReprint, "reprint", manifest.CommandVoid, "void")
	sent := out
	sent.Detail = manifest.Say("bench.detail.sent")
	sent.Labels = []station.LabelCard{label(1, 1, manifest.CopySent)}
	done := weighed(withOrder(bench(station.Done, station.TonePass, "done")))
	done.Commands = hints(manifest.CommandMore, "more.done", manifest.CommandReprint, "reprint", manifest.CommandSignOut, "signout")
	doubt := weighed(withOrder(bench(station.InDoubt, station.ToneFault, "in-doubt", "0952 0000 0000 0417 31")))
	doubt.Detail = manifest.Say("printer.closed-half")
	doubt.Labels = []station.LabelCard{label(1, 2, manifest.CopyConfirmed), label(2, 2, manifest.CopyUnknown)}
	doubt.Labels[0].Closed = true
	doubt.Commands = out.Commands
	printer := weighed(withOrder(bench(station.InDoubt, station.ToneFault, "not-printed")))
	printer.Detail = manifest.Say("printer.paper-out")
	printer.Labels = []station.LabelCard{label(1, 1, manifest.CopyIntended)}
	printer.Labels[0].Problem = printer.Detail
	printer.Commands = out.Commands
	printer.Devices[2] = station.Device{
		Role: "printer", Address: "tcp:zebra-dock2:9100", State: manifest.DeviceTrouble, Message: printer.Detail,
	}
	return []Sample{{"label-out", out}, {"label-sent", sent}, {"done", done}, {"in-doubt", doubt}, {"printer-fault", printer}, {"recalled", recalled()}}
}

func asked() []Sample {
	pin := stoppedView("held")
	pin.Phase, pin.Headline, pin.Next = station.LeadPIN, manifest.Say("bench.head.lead-pin"), manifest.Say("bench.next.lead-pin")
	pin.Prompt = &station.Prompt{Title: manifest.Say("bench.prompt.pin", "Lee"), Secret: true}
	reason := pin
	reason.Phase, reason.Next = station.LeadReason, manifest.Say("bench.next.lead-reason")
	reason.Prompt = &station.Prompt{Title: manifest.Say("bench.prompt.reason", "Lee"), Choices: []string{
		"bench.reason.checked-goods", "bench.reason.client-confirmed", "bench.reason.compliance",
		"bench.reason.different-person", "bench.reason.address-checked", "bench.reason.other",
	}}
	wrong := pin
	wrong.Problem = manifest.Say("bench.refuse.pin", "2")
	return []Sample{{"lead-pin", pin}, {"lead-pin-wrong", wrong}, {"lead-reason", reason}}
}

// stoppedView finds a sample among those of stopped cartons.
func stoppedView(name string) station.View {
	for _, s := range stopped() {
		if s.Name == name {
			return s.View
		}
	}
	return station.View{}
}

func recalled() station.View {
	v := weighed(withOrder(bench(station.Recalled, station.ToneQuiet, "recalled")))
	v.Commands = hints(manifest.CommandReprint, "reprint", manifest.CommandReweigh, "reweigh", manifest.CommandVoid, "void", manifest.CommandNext, "next.recalled")
	v.Past = &ledger.Past{Work: ledger.Work{Carton: manifest.Carton{
		SSCC: "095200000000041731", Order: "100234-A", N: 1, M: 1, State: manifest.CartonDone,
		Weight: manifest.WeightProof{Shown: lb("12.34")}, Judgement: manifest.Judgement{Verdict: manifest.Pass},
	}}}
	at := Noon().Add(-2 * time.Hour)
	for i, body := range []ledger.Body{
		ledger.CartonOpened{},
		ledger.Packed{},
		ledger.LabelIntended{Copy: 1},
		ledger.LabelUnknown{Copy: 1},
		ledger.LabelDestroyed{Copy: 1},
		ledger.LabelIntended{Copy: 2},
		ledger.LabelConfirmed{Copy: 2},
		ledger.Closed{Copy: 2},
	} {
		v.Past.Events = append(v.Past.Events, ledger.Event{
			Type: body.Type(), At: at.Add(time.Duration(i) * 40 * time.Second), Operator: "OP-1001", Body: body,
		})
	}
	return v
}
