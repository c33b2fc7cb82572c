package station_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"packline/manifest"
	"packline/station"
	"packline/station/stationtest"
)

// TestNothingIsLostOrDoubled presses everything in any order, with faults and kills in between, and holds the
// invariants: no label without its record, no copy twice, no number twice, one live label on a done carton, a usable
// weight in every packed carton, and a bench that always says what to do next. Roller benches and benches with a check
// weight are among them.
func TestNothingIsLostOrDoubled(t *testing.T) {
	setup, orders := stationtest.Setup(t), stationtest.Orders(t)
	rapid.Check(t, func(r *rapid.T) {
		setup := setup
		setup.Change = rapid.SampledFrom([]int{0, 0, 5}).Draw(r, "change")
		if rapid.Bool().Draw(r, "check") {
			setup.Check = station.CheckWeight{Known: manifest.Shown{Value: "12.00", Unit: manifest.UnitPound}, Tolerance: 1}
		}
		w := stationtest.New(t, setup, orders, stationtest.Morning())
		w.Scan(manifest.Code{Kind: manifest.CodeText, Text: "OP-1001"})
		w.Load(manifest.Shown{})
		for range rapid.IntRange(5, 60).Draw(r, "steps") {
			act(r, w, orders)
		}
		w.Disk, w.Printer, w.Scale = "", "", ""
		w.Wait(10 * time.Second)
		settle(r, w)
	})
}

func act(r *rapid.T, w *stationtest.World, orders []manifest.Order) {
	switch rapid.IntRange(0, 18).Draw(r, "act") {
	case 0, 1, 2:
		w.Scan(manifest.Code{Kind: manifest.CodeText, Text: rapid.SampledFrom(orders).Draw(r, "order").ID})
	case 3:
		c := rapid.SampledFrom(manifest.Commands()).Draw(r, "command")
		w.Scan(manifest.Code{Kind: manifest.CodeCommand, Text: string(c), Command: c})
	case 4:
		badge := rapid.SampledFrom([]string{"OP-1001", "OP-1002", "OP-2001", "OP-2002"}).Draw(r, "badge")
		w.Scan(manifest.Code{Kind: manifest.CodeText, Text: badge})
	case 5, 6:
		w.Load(manifest.Shown{})
		value := rapid.SampledFrom([]string{"0.02", "4.20", "49.82", "49.90", "50.00", "12.00"}).Draw(r, "weight")
		w.Load(manifest.Shown{Value: value, Unit: manifest.UnitPound})
	case 7, 8:
		if len(w.Labels) > 0 {
			w.Scan(w.LabelCode(w.Labels[rapid.IntRange(0, len(w.Labels)-1).Draw(r, "label")]))
		}
	case 9:
		w.Printer = rapid.SampledFrom([]stationtest.PrinterFault{
			"", "", stationtest.PrinterRefuses, stationtest.PrinterCuts, stationtest.PrinterMute, stationtest.PrinterLies,
		}).Draw(r, "printer")
	case 10:
		w.Disk = rapid.SampledFrom([]stationtest.DiskFault{
			"", "", stationtest.DiskFull, stationtest.DiskBroken, stationtest.DiskLostAck,
		}).Draw(r, "disk")
	case 11:
		w.Restart()
	case 12:
		w.Put(station.Answered{Text: rapid.SampledFrom([]string{"4711", "1", "0000", "12.40", "49.50"}).Draw(r, "typed")})
	case 14:
		w.Scale = rapid.SampledFrom([]stationtest.ScaleFault{"", "", stationtest.ScaleMoves, stationtest.ScaleSilent}).Draw(r, "scale")
	case 15:
		value := rapid.SampledFrom([]string{"4.20", "4.23", "4.26", "12.00", "49.90"}).Draw(r, "pushed")
		w.Push(manifest.Shown{Value: value, Unit: manifest.UnitPound})
	case 16:
		state := rapid.SampledFrom([]manifest.DeviceState{manifest.DeviceGone, manifest.DeviceReady}).Draw(r, "device")
		w.Put(station.DeviceChanged{Device: station.Device{Role: "scale", Address: "virtual:scale", State: state}})
	case 17, 18: // a lead keys a weight, or tries to
		w.Scan(manifest.Code{Kind: manifest.CodeCommand, Text: string(manifest.CommandManual), Command: manifest.CommandManual})
		w.Scan(manifest.Code{Kind: manifest.CodeText, Text: "OP-2001"})
		for _, text := range []string{"4711", "1", rapid.SampledFrom([]string{"12.40", "49.50", "50.00"}).Draw(r, "keyed"), "1"} {
			w.Put(station.Answered{Text: text})
		}
	case 13:
		w.Wait(rapid.SampledFrom([]time.Duration{time.Second, 4 * time.Second}).Draw(r, "wait"))
	}
	if w.View().Next.IsZero() {
		r.Fatalf("nothing says what to do next: %s", w)
	}
}

// settle checks the records of the whole run.
func settle(r *rapid.T, w *stationtest.World) {
	w.Agree()
	out := map[manifest.ID]map[int]bool{}
	for _, l := range w.Labels {
		if out[l.Carton] == nil {
			out[l.Carton] = map[int]bool{}
		}
		out[l.Carton][l.Copy] = true
	}
	for id, c := range w.Ledger.Cartons {
		if !c.State.Counts() {
			continue
		}
		most := c.Weight.Weight + c.Weight.Resolution/2
		if c.Weight.Weight <= 0 || most >= 50*manifest.Pound && c.Judgement.Verdict < manifest.Reject {
			r.Fatalf("carton %s is packed with %d ng", id, c.Weight.Weight)
		}
		if keyed := c.Weight.Manual; keyed != nil && (keyed.Lead != "OP-2001" || keyed.Reason == "" || keyed.Fault == "") {
			r.Fatalf("carton %s has a keyed weight that nobody answers for: %+v", id, keyed)
		}
		if c.State == manifest.CartonDone && c.Live().State == manifest.CopyConfirmed && !out[id][c.Live().N] {
			r.Fatalf("carton %s is done with copy %d, which never came out", id, c.Live().N)
		}
		live := 0
		for _, l := range c.Copies {
			if l.State != manifest.CopyVoid && l.State != manifest.CopyDestroyed {
				live++
			}
		}
		if live != 1 {
			r.Fatalf("carton %s has %d live labels: %+v", id, live, c.Copies)
		}
	}
}

// TestStepLeavesTheStateItIsGiven holds Step to being pure: the same state and input give the same answer twice.
func TestStepLeavesTheStateItIsGiven(t *testing.T) {
	setup, orders := stationtest.Setup(t), stationtest.Orders(t)
	rapid.Check(t, func(r *rapid.T) {
		w := stationtest.New(t, setup, orders, stationtest.Morning())
		w.Scan(manifest.Code{Kind: manifest.CodeText, Text: "OP-1001"})
		w.Load(manifest.Shown{})
		for range rapid.IntRange(1, 20).Draw(r, "steps") {
			act(r, w, orders)
		}
		c := rapid.SampledFrom(append(manifest.Commands(), "")).Draw(r, "last")
		code := manifest.Code{Kind: manifest.CodeCommand, Text: string(c), Command: c}
		if c == "" {
			code = manifest.Code{Kind: manifest.CodeText, Text: "O-1"}
		}
		before := w.State
		in := station.Input{At: w.Now.Add(time.Second), Entropy: manifest.Entropy{9}, What: station.Scanned{Code: code}}
		view := before.View()
		one, effects := station.Step(before, in)
		if !reflect.DeepEqual(view, before.View()) {
			r.Fatalf("the state that was given has changed")
		}
		two, again := station.Step(before, in)
		if !reflect.DeepEqual(one.View(), two.View()) || !reflect.DeepEqual(effects, again) {
			r.Fatalf("the same state and input gave two answers")
		}
	})
}
