package terminaltest

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/station"
)

// linked are the samples of a bench with a centre: the line in good and bad times, and the holds that came down it.
func linked() []Sample {
	var all []Sample
	for _, part := range [][]Sample{lines(), held()} {
		all = append(all, part...)
	}
	return all
}

func lines() []Sample {
	up := withCentre(bench(station.Ready, station.ToneQuiet, "ready"))
	sending := withCentre(among("label-out", labelled()))
	sending.Link.Waiting, sending.Link.Oldest = 12, Noon().Add(-40*time.Second)
	down := outage(withCentre(bench(station.Ready, station.ToneQuiet, "ready")))
	working := outage(withCentre(among("held", stopped())))
	working.Link.Problem = manifest.Say("link.token")
	clock := withCentre(among("weighing", judged()))
	clock.Link.Offset = 14 * time.Second
	return []Sample{
		{"centre-up", up}, {"centre-sending", sending}, {"centre-down", down}, {"centre-down-held", working}, {"centre-clock", clock},
	}
}

func held() []Sample {
	holds := withHolds(withCentre(bench(station.Ready, station.ToneQuiet, "ready")))
	busy := withHolds(outage(withCentre(among("held", stopped()))))
	one := withHolds(withCentre(among("done", labelled())))
	one.Holds = one.Holds[1:2]
	out := withHolds(withCentre(among("label-out", labelled())))
	out.Tone, out.Headline = station.ToneHold, manifest.Say("bench.head.centre-held-out")
	out.Next, out.Detail = manifest.Say("bench.next.centre-held-out"), manifest.Say("rule.per-one", "Maria del Carmen Oyelaran")
	out.Holds = append(out.Holds[:1:1], inHand(out))
	past := withCentre(recalled())
	past.Past.Carton.Shipment = manifest.ID{7}
	past.Past.Events = append(past.Past.Events, ledger.Event{Type: "hold-seen", At: Noon().Add(-3 * time.Minute), Body: ledger.HoldSeen{}})
	past.Tone, past.Headline = station.ToneHold, manifest.Say("bench.head.centre-held")
	past.Next, past.Detail = manifest.Say("bench.next.centre-held"), manifest.Say("rule.per-one", "Maria del Carmen Oyelaran")
	past = withHolds(past)
	past.Holds = append(past.Holds, inHand(past))
	past.Holds[2].AtBench = false
	pin := past
	pin.Phase, pin.Headline, pin.Next = station.LeadPIN, manifest.Say("bench.head.lead-pin"), manifest.Say("bench.next.lead-pin")
	pin.Prompt = &station.Prompt{Title: manifest.Say("bench.prompt.pin", "Lee"), Secret: true}
	return []Sample{
		{"centre-holds", holds},
		{"centre-holds-held", busy},
		{"centre-down-holds", outage(withHolds(withCentre(bench(station.Ready, station.ToneQuiet, "ready"))))},
		{"centre-hold-done", one},
		{"centre-held-out", out},
		{"centre-held-recalled", past},
		{"centre-held-pin", pin},
	}
}

// among finds a sample by its name.
func among(name string, samples []Sample) station.View {
	for _, s := range samples {
		if s.Name == name {
			return s.View
		}
	}
	return station.View{}
}

// withCentre gives a bench a line that is up and a centre that has judged most of its cartons.
func withCentre(v station.View) station.View {
	v.Link = station.Link{On: true, Up: true, Compared: true, Offset: 300 * time.Millisecond}
	for i := range v.Recent {
		v.Recent[i].Confirmed = i > 1 && i != 3
	}
	return v
}

func outage(v station.View) station.View {
	v.Link.Up, v.Link.Waiting, v.Link.Oldest = false, 84, Noon().Add(-12*time.Minute)
	v.Link.Problem = manifest.Say("link.unreachable")
	return v
}

func withHolds(v station.View) station.View {
	person := manifest.Finding{
		Rule: "PER-ONE", Verdict: manifest.Hold, Message: manifest.Say("rule.per-one", "Zoë Lindqvist"), Action: manifest.Say("rule.per-one.action"),
	}
	day := manifest.Finding{
		Rule: "PER-DAY", Verdict: manifest.Hold, Message: manifest.Say("rule.per-day", "800 USD", "912.40"), Action: manifest.Say("rule.per-day.action"),
	}
	v.Holds = []station.HoldCard{
		{Shipment: manifest.ID{1}, SSCC: "095200000000041540", Order: "100231-A", Findings: []manifest.Finding{person}, At: Noon().Add(-4 * time.Minute)},
		{Shipment: manifest.ID{2}, SSCC: "095200000000041526", Order: "100228-A", Findings: []manifest.Finding{day, person}, At: Noon().Add(-time.Minute)},
	}
	v.Recent[1].Held, v.Recent[3].Held = true, true
	return v
}

// inHand is a hold on the order that the view shows.
func inHand(v station.View) station.HoldCard {
	return station.HoldCard{
		Shipment: manifest.ID{7}, SSCC: "095200000000041731", Order: v.Order.ID, AtBench: true, At: Noon(),
		Findings: []manifest.Finding{{
			Rule: "PER-ONE", Verdict: manifest.Hold, Message: manifest.Say("rule.per-one", "Maria del Carmen Oyelaran"),
			Action: manifest.Say("rule.per-one.action"),
		}},
	}
}
