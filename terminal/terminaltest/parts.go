package terminaltest

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/station"
)

// bench is what every view of the samples shares.
func bench(phase station.Phase, tone station.Tone, word string, args ...string) station.View {
	return station.View{
		Station: "YVR-03", Warehouse: "Vancouver", Phase: phase, At: Noon(), Rulebook: "us-entry-required",
		Operator: manifest.Operator{Badge: "OP-1001", Name: "Maya", Role: manifest.RolePicker},
		Tone:     tone, Headline: manifest.Say("bench.head." + word), Next: manifest.Say("bench.next."+word, args...),
		Scale: station.ScaleCard{Shown: lb("0.00"), Stable: true, Fresh: true, Problem: manifest.Say("bench.scale.empty")},
		Devices: []station.Device{
			{Role: "scanner", Address: "serial:/dev/ttyACM0", State: manifest.DeviceReady},
			{Role: "scale", Address: "serial:/dev/ttyUSB0", State: manifest.DeviceReady},
			{Role: "printer", Address: "tcp:zebra-dock2:9100", State: manifest.DeviceReady},
		},
		Lanes: []ledger.Count{
			{Lane: "BLAINE-USPS", Date: "2026-11-23", Packed: 1, Done: 41},
			{Lane: "BUFFALO-UPS", Date: "2026-11-24", Done: 7},
		},
		Recent: recents(), Clock: ledger.ClockSynced, Orders: 312,
		Commands: hints(manifest.CommandZero, "zero", manifest.CommandSignOut, "signout"),
	}
}

func recents() []station.RecentCarton {
	verdicts := []manifest.Verdict{manifest.Pass, manifest.Pass, manifest.Warn, manifest.Pass, manifest.Hold, manifest.Pass, manifest.Pass, manifest.Pass}
	shown := []string{"4.60", "12.02", "49.90", "0.86", "7.14", "3.30", "22.48", "1.02"}
	orders := []string{"100233-C", "100231-A", "100229-B", "100228-A", "100226-D", "100225-A", "100224-A", "100222-F"}
	out := make([]station.RecentCarton, len(orders))
	for i := range out {
		state := manifest.CartonDone
		if i == 4 {
			state = manifest.CartonVoid
		}
		out[i] = station.RecentCarton{
			At: Noon().Add(-time.Duration(2+3*i) * time.Minute), Order: orders[i], Verdict: verdicts[i], State: state, Shown: lb(shown[i]),
		}
	}
	return out
}

func withOrder(v station.View) station.View {
	v.Order = &station.OrderCard{
		ID: "100234-A", Client: "example", Name: "Maria del Carmen Oyelaran", Place: "Bellingham WA 98225-1234",
		Carrier: "USPS", Lane: "BLAINE-USPS", Induction: "Blaine, WA", Date: "2026-11-23",
		Release: manifest.ReleaseSection321, N: 1, M: 1, Value: "86.50 USD",
		Lines: []station.LineCard{
			{Qty: 2, SKU: "MUG-01", Description: "Ceramic coffee mug, blue"},
			{Qty: 1, SKU: "TEE-M-7", Description: "Cotton T-shirt, knitted, men's"},
			{Qty: 12, SKU: "PEN-3", Description: "Ball point pen"},
		},
	}
	for _, group := range []string{"value", "weight", "person", "product", "destination", "origin", "papers", "bench"} {
		v.Checks = append(v.Checks, station.Check{Group: group, Verdict: manifest.Pass})
	}
	v.Checks[1].Verdict = manifest.NotJudged
	v.Commands = hints(manifest.CommandReweigh, "reweigh", manifest.CommandMore, "more", manifest.CommandPark, "park", manifest.CommandCancel, "cancel", manifest.CommandZero, "zero")
	return v
}

func weighed(v station.View) station.View {
	v.Scale = station.ScaleCard{Shown: lb("12.34"), Taken: lb("12.34"), Stable: true, Usable: true, Fresh: true}
	v.Checks[1].Verdict = manifest.Pass
	v.Order.Boxes = []station.BoxCard{{N: 1, Shown: lb("12.34")}}
	return v
}

// fires makes one group of checks say something.
func fires(v *station.View, group int, verdict manifest.Verdict, rule, key string, args ...string) {
	f := manifest.Finding{Rule: rule, Verdict: verdict, Message: manifest.Say(key, args...), Action: manifest.Say(key + ".action")}
	v.Checks[group].Verdict = verdict
	v.Checks[group].Findings = append(v.Checks[group].Findings, f)
	v.Detail = f.Message
}

func label(n, m int, state manifest.CopyState) station.LabelCard {
	return station.LabelCard{N: n, M: m, SSCC: "095200000000041731", Copy: 1, State: state}
}

// hints takes pairs of a command and the name of its sentence.
func hints(pairs ...any) []station.CommandHint {
	var out []station.CommandHint
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, station.CommandHint{
			Command: pairs[i].(manifest.Command), Does: manifest.Say("bench.command." + pairs[i+1].(string)),
		})
	}
	return out
}

func lb(value string) manifest.Shown { return manifest.Shown{Value: value, Unit: manifest.UnitPound} }
