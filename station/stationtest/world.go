// Package stationtest plays the packing bench without a screen, a disk or a device: a World carries out the effects of
// station.Step at once against fakes in memory, and a scenario file tells what happens and what must be seen. Every
// fake can be made to fail the way its real counterpart does. Only tests import it.
package stationtest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/station"
)

// World is a bench and everything around it, held still between two inputs.
type World struct {
	T       testing.TB
	Setup   station.Setup
	State   station.State
	Now     time.Time
	Ledger  *Ledger
	Orders  map[string]ledger.KeyedOrder
	Labels  []Label // every label that came out of the printer, in order
	Rings   int
	Inputs  int // scans and keys, as a picker counts them
	Printer PrinterFault
	Scale   ScaleFault
	Disk    DiskFault
	// Division is one step of the scale's digits; 0 means a hundredth of a pound.
	Division manifest.Weight
	plate    manifest.Shown
	zero     manifest.Weight   // what stood on the plate when the scale was zeroed
	loads    int               // how often a box was put on an empty plate
	loadAt   map[time.Time]int // which of them a reading was of
	slow     []station.Effect  // records that a slow disk holds back
	begun    time.Time
	entropy  uint64
	pending  []station.Effect
}

// Label is a label that came out of the printer.
type Label struct {
	Carton manifest.ID
	Copy   int
	ZPL    string
}

// PrinterFault is what the printer does to the next jobs.
type PrinterFault string

// The printer's faults; empty means that it prints and says so.
const (
	PrinterRefuses PrinterFault = "refuses" // nothing goes out
	PrinterCuts    PrinterFault = "cuts"    // the connection dies within the label: it does not come out
	PrinterMute    PrinterFault = "mute"    // prints, and never says anything
	PrinterLies    PrinterFault = "lost"    // prints, and its answer is lost
	PrinterSlow    PrinterFault = "slow"    // prints when told to
)

// ScaleFault is what the scale does.
type ScaleFault string

// The scale's faults; empty means that it tells the weight on its plate.
const (
	ScaleMoves   ScaleFault = "moves"
	ScaleSilent  ScaleFault = "silent"
	ScaleGarbage ScaleFault = "garbage"
	ScaleFlipped ScaleFault = "flipped" // shows another unit than it is set up for
	ScaleOver    ScaleFault = "over"
	ScaleUnder   ScaleFault = "under"
	ScaleNet     ScaleFault = "net"
	ScaleOld     ScaleFault = "old"   // tells a reading that was asked for a minute ago
	ScaleStale   ScaleFault = "stale" // answers at once with a reading a minute old
)

// DiskFault is what the disk does to the next records.
type DiskFault string

// The disk's faults; empty means that it writes.
const (
	DiskFull    DiskFault = "full"
	DiskBroken  DiskFault = "broken" // nobody can tell what was written
	DiskSlow    DiskFault = "slow"   // answers once it works again
	DiskLostAck DiskFault = "lost"   // written, and the answer says that it wasn't: the retry must be the same record
)

// New makes a world at a moment, with nobody signed in.
func New(t testing.TB, setup station.Setup, orders []manifest.Order, now time.Time) *World {
	t.Helper()
	w := &World{T: t, Setup: setup, Now: now, begun: now, Ledger: &Ledger{}, Orders: map[string]ledger.KeyedOrder{}, loadAt: map[time.Time]int{}}
	for _, o := range orders {
		w.Orders[o.ID] = ledger.KeyedOrder{Order: o, Key: ledger.NewOrderKey()}
	}
	w.Setup.Known = len(orders)
	w.begin()
	return w
}

// begin starts the program on the ledger as it is.
func (w *World) begin() {
	w.T.Helper()
	r := w.Ledger.Recover()
	if r.Head.Seq == 0 {
		w.Ledger.begin(w.Setup, w.Now)
		r = w.Ledger.Recover()
	}
	setup := w.Setup
	setup.Numbers = []station.Block{{NumberBlock: w.Setup.Numbers[0].NumberBlock, Next: r.LastSerials[9] + 1}}
	state, err := station.Start(&setup, r, w.Now)
	if err != nil {
		w.T.Fatal(err)
	}
	w.State, w.pending, w.slow = state, nil, nil
}

// Restart is a kill -9 and a new start: whatever was on its way is lost.
func (w *World) Restart() { w.begin() }

// View is what the screen shows.
func (w *World) View() station.View { return w.State.View() }

// Put hands an input to the bench and carries out what follows from it.
func (w *World) Put(what station.What) {
	w.step(what)
	for len(w.pending) > 0 {
		e := w.pending[0]
		w.pending = w.pending[1:]
		w.carryOut(e)
	}
}

func (w *World) step(what station.What) {
	w.entropy++
	var e manifest.Entropy
	binary.BigEndian.PutUint64(e[:], w.entropy*0x9e3779b97f4a7c15)
	in := station.Input{At: w.Now, Uptime: w.Now.Sub(w.begun), Entropy: e, What: what}
	next, effects := station.Step(w.State, in)
	w.State = next
	w.pending = append(w.pending, effects...)
}

// Wait lets time pass, with the ticks that it brings and the readings of the scale.
func (w *World) Wait(d time.Duration) {
	for end := w.Now.Add(d); w.Now.Before(end); {
		w.Now = w.Now.Add(250 * time.Millisecond)
		w.Put(station.Ticked{})
		w.Weigh()
	}
}

// Load puts a weight on the plate, or takes it off with the empty weight, and lets the scale settle.
func (w *World) Load(shown manifest.Shown) {
	if w.plate.IsZero() && !shown.IsZero() {
		w.loads++
	}
	if w.plate.IsZero() != shown.IsZero() && w.Scale == "" {
		w.Put(station.Read{Reading: manifest.Reading{Motion: true, Asked: w.Now, At: w.Now, Scale: "virtual:scale"}})
	}
	w.plate = shown
	w.Wait(500 * time.Millisecond)
}

// Back sets the box that was taken off last on the plate again: it is no new load.
func (w *World) Back(shown manifest.Shown) {
	w.loads--
	w.Load(shown)
}

// Zero makes the scale show what stands on it as zero, as its own key does.
func (w *World) Zero() {
	w.zero = 0
	if !w.plate.IsZero() {
		w.zero, _ = w.plate.Weight()
	}
}

// Push lets the next box push the last one off the plate, as a roller bench does: the load moves and is never empty.
func (w *World) Push(shown manifest.Shown) {
	w.loads++
	fault := w.Scale
	w.Scale = ScaleMoves
	w.Wait(250 * time.Millisecond)
	w.Scale, w.plate = fault, shown
	w.Wait(500 * time.Millisecond)
}

// Weigh lets the scale tell what is on its plate now.
func (w *World) Weigh() { w.Put(station.Read{Reading: w.reading()}) }

func (w *World) reading() manifest.Reading {
	shown := w.plate
	if shown.IsZero() {
		shown = manifest.Shown{Value: "0.00", Unit: w.Setup.Unit}
	}
	weight, err := shown.Weight()
	if err != nil {
		w.T.Fatal(err)
	}
	w.loadAt[w.Now] = w.loads
	if w.zero != 0 {
		weight -= w.zero
		shown.Value = weight.Decimal(shown.Unit, 2)
	}
	division := w.Division
	if division == 0 {
		division = manifest.Pound / 100
	}
	r := manifest.Reading{
		Weight: weight, Shown: shown, Stable: true, Zero: weight == 0, Under: weight < 0, Resolution: division,
		Raw: []byte("\x020" + shown.Value + "\r"), Asked: w.Now.Add(-20 * time.Millisecond), At: w.Now, Scale: "virtual:scale",
	}
	blank := manifest.Reading{Asked: r.Asked, At: r.At, Scale: r.Scale}
	switch w.Scale {
	case ScaleMoves:
		blank.Motion = true
	case ScaleSilent:
		blank.Silent = true
	case ScaleFlipped:
		blank.Unreadable, blank.Problem = true, manifest.Say("scale.wrong-unit")
	case ScaleGarbage:
		blank.Unreadable = true
	case ScaleOver:
		blank.Over = true
	case ScaleUnder:
		blank.Under = true
	case ScaleNet:
		r.Net = true
		return r
	case ScaleOld:
		r.Asked = w.Now.Add(-time.Minute)
		return r
	case ScaleStale:
		r.At = w.Now.Add(-time.Minute)
		return r
	default:
		return r
	}
	return blank
}

// Mend lets the disk work again, and answer what it held back.
func (w *World) Mend() {
	w.Disk = ""
	w.pending, w.slow = append(w.pending, w.slow...), nil
	w.Put(station.Ticked{})
}

func (w *World) carryOut(e station.Effect) {
	switch e := e.(type) {
	case station.Ring:
		w.Rings++
	case station.Commit:
		if w.Disk == DiskSlow {
			w.slow = append(w.slow, e)
			return
		}
		w.step(station.Committed{Ticket: e.Ticket, Err: w.commit(e)})
	case station.Look:
		w.step(w.look(e))
	case station.Print:
		w.print(e)
	case station.AskScale:
		w.Now = w.Now.Add(30 * time.Millisecond)
		w.step(station.Read{Reading: w.reading()})
	case station.ZeroScale:
		w.Zero()
		w.step(station.Zeroed{})
	case station.CheckPIN:
		w.step(station.PINChecked{Ticket: e.Ticket, Right: e.Hash == "hash of "+e.PIN})
	case station.Told:
	}
}

func (w *World) commit(c station.Commit) error {
	switch w.Disk {
	case DiskFull:
		return errors.Join(ledger.ErrNotWritten, syscall.ENOSPC)
	case DiskBroken:
		return ledger.ErrStopped
	case DiskLostAck:
		w.Disk = ""
		if err := w.Ledger.Append(c); err != nil {
			w.T.Error(err)
		}
		return ledger.ErrStopped
	}
	if err := w.Ledger.Append(c); err != nil {
		w.T.Errorf("the ledger refused a record: %v", err)
		return err
	}
	return nil
}

func (w *World) look(l station.Look) station.Found {
	f := station.Found{Ticket: l.Ticket}
	if order, ok := w.Orders[l.Code.Text]; ok && l.Code.Kind != manifest.CodeLabel {
		f.Order = order
		f.Match = section321.Match(w.Setup.Keys, order.Order.ShipTo, order.Order.Buyer)
		f.Past = w.Ledger.candidates(f.Match, order.Order.ID)
		f.Cartons = w.Ledger.ofOrder(order.Order.ID)
		return f
	}
	past, ok := w.Ledger.byCode(l.Code, w.Orders)
	if !ok {
		f.Err = ledger.ErrNotFound
		return f
	}
	f.Carton, f.Cartons = &past, w.Ledger.ofOrder(past.Carton.Order)
	f.Past = w.Ledger.candidates(past.Shipment.Match, past.Carton.Order)
	return f
}

func (w *World) print(p station.Print) {
	if !w.Ledger.intended(p.Carton, p.Copy) {
		w.T.Errorf("copy %d of carton %s was printed before it was recorded", p.Copy, p.Carton)
	}
	result := manifest.PrintResult{Outcome: manifest.PrintConfirmed}
	comesOut := true
	switch w.Printer {
	case PrinterRefuses:
		comesOut, result = false, manifest.PrintResult{Outcome: manifest.PrintNotSent, Problem: manifest.Say("printer.refused", "virtual:printer")}
	case PrinterCuts:
		comesOut, result = false, manifest.PrintResult{Outcome: manifest.PrintUnknown, Problem: manifest.Say("printer.closed-half")}
	case PrinterLies:
		result = manifest.PrintResult{Outcome: manifest.PrintUnknown, Problem: manifest.Say("printer.silent")}
	case PrinterMute:
		result = manifest.PrintResult{Outcome: manifest.PrintSent}
	case PrinterSlow:
		w.Labels = append(w.Labels, Label{Carton: p.Carton, Copy: p.Copy, ZPL: string(p.Job)})
		return
	}
	if comesOut {
		w.Labels = append(w.Labels, Label{Carton: p.Carton, Copy: p.Copy, ZPL: string(p.Job)})
	}
	w.step(station.Printed{Carton: p.Carton, Copy: p.Copy, Result: result})
}

// Agree compares the three records of a shift: every label that came out belongs to a carton in the ledger, no copy
// came out twice, no number was used twice.
func (w *World) Agree() {
	w.T.Helper()
	seen := map[Label]bool{}
	for _, l := range w.Labels {
		key := Label{Carton: l.Carton, Copy: l.Copy}
		if seen[key] {
			w.T.Errorf("copy %d of carton %s came out twice", l.Copy, l.Carton)
		}
		seen[key] = true
		carton, ok := w.Ledger.Cartons[l.Carton]
		if !ok || !slices.ContainsFunc(carton.Copies, func(c manifest.LabelCopy) bool { return c.N == l.Copy }) {
			w.T.Errorf("copy %d of carton %s is on no record", l.Copy, l.Carton)
		}
	}
	numbers := map[manifest.SSCC]manifest.ID{}
	for id, c := range w.Ledger.Cartons {
		if other, twice := numbers[c.SSCC]; twice && c.SSCC != "" {
			w.T.Errorf("cartons %s and %s have the number %s", id, other, c.SSCC)
		}
		numbers[c.SSCC] = id
	}
	w.weighedOnce()
	for _, o := range w.Orders {
		for _, r := range w.Ledger.Records {
			if name := o.Order.ShipTo.Name; name != "" && bytes.Contains(r.Bytes, []byte(name)) {
				w.T.Errorf("the name %q is in event %d: %s", name, r.Seq, r.Bytes)
			}
		}
	}
	if _, err := ledger.Verify(ledger.Head{Epoch: w.Ledger.Epoch}, w.Ledger.Records); err != nil {
		w.T.Error(err)
	}
}

// weighedOnce holds every weight to its own box: no two cartons have the weight of one stay on the plate.
func (w *World) weighedOnce() {
	w.T.Helper()
	whose := map[int]manifest.ID{}
	for _, e := range w.Ledger.Events {
		var proof manifest.WeightProof
		switch b := e.Body.(type) {
		case ledger.Weighed:
			proof = b.Proof
		case ledger.Packed:
			proof = b.Proof
		case ledger.Reweighed:
			proof = b.Proof
		case ledger.CheckWeighed: // the check weight is no carton
			proof = b.Proof
		default:
			continue
		}
		if proof.Manual != nil {
			continue
		}
		load, known := w.loadAt[proof.At]
		if other, taken := whose[load]; !known || taken && other != e.Carton {
			w.T.Errorf("event %d gives carton %s the weight that was carton %s's", e.Seq, e.Carton, other)
		}
		whose[load] = e.Carton
	}
}

func (w *World) String() string {
	v := w.View()
	return fmt.Sprintf("phase %s, headline %s, detail %s %v, problem %s %v", v.Phase, v.Headline.Key, v.Detail.Key, v.Detail.Args,
		v.Problem.Key, v.Problem.Args)
}
