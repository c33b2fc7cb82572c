package centraltest

import (
	"reflect"
	"strings"
	"testing"

	"packline/central"
	"packline/manifest"
	"packline/manifest/ledger"
)

// held fails the test unless a carton is held for exactly these rules; none means confirmed.
func held(t *testing.T, c *central.Centre, carton manifest.Carton, want string) {
	t.Helper()
	one := Cartons(t, c)[carton.ID]
	if got := rules(one.Held); got != want || one.Confirmed != (want == "") {
		t.Errorf("carton of %s is held for %q (confirmed %v), want %q", carton.Order, got, one.Confirmed, want)
	}
}

// kinds gives what a station heard of since a cursor, of some kinds.
func kinds(s *Station, cursor uint64, of ...manifest.ChangeKind) string {
	var out []string
	for _, c := range s.Changes(cursor) {
		for _, kind := range of {
			if c.Kind == kind {
				out = append(out, string(kind))
			}
		}
	}
	return strings.Join(out, " ")
}

var verdicts = []manifest.ChangeKind{manifest.ChangeConfirmed, manifest.ChangeHold, manifest.ChangeRelease, manifest.ChangeClaim}

func secondShipment(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	first, second := a.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 0)
	other, later := b.Pack(Order("O-3", Person(2), 40), 0), b.Pack(Order("O-4", Person(1), 40), 1)
	b.Push() // commits first: the order of commit decides, not that of packing
	a.Push()
	held(t, c, second, "")
	held(t, c, first, "PER-ONE")
	held(t, c, other, "")
	held(t, c, later, "")
	if got := kinds(a, 0, verdicts...); got != "claim claim claim hold" {
		t.Errorf("A-1 heard %q", got)
	}
	if got := kinds(b, 0, verdicts...); got != "verdict-confirmed verdict-confirmed verdict-confirmed claim" {
		t.Errorf("B-1 heard %q", got)
	}
	for _, change := range a.Changes(0) {
		if change.Kind != manifest.ChangeHold {
			continue
		}
		h := change.Hold
		if h.Shipment != first.Shipment || h.Order != "O-1" || h.SSCC != first.SSCC || rules(h.Findings) != "PER-ONE" {
			t.Errorf("the hold is %+v", h)
		}
		for _, arg := range h.Findings[0].Message.Args {
			if strings.Contains(arg, "Planted") {
				t.Errorf("the hold names a person: %q", arg)
			}
		}
	}
	Verify(t, c)
}

func voidFrees(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	first, second := a.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 0)
	a.Push()
	third := b.Pack(Order("O-3", Person(1), 40), 0)
	cursor := b.Push().Feed
	held(t, c, second, "PER-ONE")
	held(t, c, third, "PER-ONE")
	a.Record(first, ledger.Voided{Reason: "operator", Last: true})
	a.Push()
	held(t, c, second, "")
	held(t, c, third, "PER-ONE")
	if got := kinds(b, cursor, verdicts...); got != "claim release verdict-confirmed" {
		t.Errorf("B-1 heard %q", got)
	}
	if one := Cartons(t, c)[first.ID]; one.State != manifest.CartonVoid || one.Confirmed {
		t.Errorf("the void carton is %+v", one)
	}
	Verify(t, c)
}

// packedAgain packs another carton of a shipment whose claim was free: it takes a new rank, behind whoever came since.
func packedAgain(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	order := Order("O-1", Person(1), 40)
	first := a.Pack(order, 0)
	a.Record(first, ledger.Voided{Reason: "operator", Last: true})
	a.Push()
	second := b.Pack(Order("O-2", Person(1), 40), 0)
	b.Push()
	again := a.Finish(order, a.Another(order, first, 2))
	a.Push()
	held(t, c, second, "")
	held(t, c, again, "PER-ONE")
	Verify(t, c)
}

func clearing(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	a.Pack(Order("O-1", Person(1), 40), 0)
	a.Push()
	second := b.Pack(Order("O-2", Person(1), 40), 0)
	cursor := b.Push().Feed
	b.Record(second, ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", Reason: "father and son", Rules: []string{"PER-ONE"}}})
	b.Push()
	held(t, c, second, "")
	if got := kinds(b, cursor, verdicts...); got != "release verdict-confirmed" {
		t.Errorf("B-1 heard %q", got)
	}
	third := a.Pack(Order("O-3", Person(1), 40), 0) // counts against both
	a.Push()
	held(t, c, third, "PER-ONE")
	heavy := a.Pack(Order("O-4", Person(1), 700), 0)
	a.Record(heavy, ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", Reason: "x", Rules: []string{"PER-ONE", "PER-DAY"}}})
	a.Push()
	held(t, c, heavy, "PER-DAY") // a REJECT can't be cleared
}

// clearedForOne clears a hold, then puts another shipment or another day in the way: that is a new hold.
func clearedForOne(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	ctx := t.Context()
	clear := func(s *Station, carton manifest.Carton, reason string) {
		s.Record(carton, ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", Reason: reason, Rules: []string{"PER-ONE"}}})
		s.Push()
	}
	first := b.Pack(Order("O-1", Person(1), 40), 0)
	b.Push()
	second := a.Pack(Order("O-2", Person(1), 40), 0)
	a.Push()
	clear(a, second, "father and son")
	held(t, c, second, "")
	third := b.Pack(Order("O-3", Person(1), 40), 1)
	b.Push()
	held(t, c, third, "")

	day := openLoad(t, c, "L-1", 0)
	must(t, c.AddToLoad(ctx, day, []string{second.ID.String()}, true))
	must(t, c.MoveLoad(ctx, day, Day(1)))
	held(t, c, second, "PER-ONE") // against the third, on another day
	clear(a, second, "these two as well")
	held(t, c, second, "")
	must(t, c.MoveLoad(ctx, day, Day(0))) // what was cleared there still is
	held(t, c, second, "")

	both := openLoad(t, c, "L-2", 1)
	must(t, c.AddToLoad(ctx, both, []string{third.ID.String()}, true))
	must(t, c.MoveLoad(ctx, both, Day(2)))
	must(t, c.MoveLoad(ctx, day, Day(2)))
	held(t, c, third, "")
	held(t, c, second, "PER-ONE")
	held(t, c, first, "")

	must(t, c.MoveLoad(ctx, day, Day(0)))
	held(t, c, second, "")                 // against the first alone, as it was cleared
	must(t, c.MoveLoad(ctx, both, Day(0))) // the third comes to that day, and the second again after it
	must(t, c.MoveLoad(ctx, day, Day(1)))
	must(t, c.MoveLoad(ctx, day, Day(0)))
	held(t, c, second, "PER-ONE")
	Verify(t, c)
}

func simulated(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), Bench(t, c, "B-1")
	if _, err := c.AddStation(t.Context(), "B-1"); err != nil {
		t.Fatal(err)
	}
	b.Simulated = true
	b.Open("simulation", manifest.Epoch{})
	practice, again := b.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 0)
	b.Push()
	real := a.Pack(Order("O-1", Person(1), 40), 0)
	a.Push()
	held(t, c, practice, "")
	held(t, c, again, "PER-ONE")
	held(t, c, real, "")
	if got := kinds(a, 0, manifest.ChangeClaim); got != "" {
		t.Errorf("A-1 heard of simulated claims: %q", got)
	}
}

func parts(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	order := Order("O-1", Person(1), 40)
	first := a.OpenCarton(order, Crossing(0))
	second := a.Another(order, first, 2)
	first, second = a.Finish(order, first), a.Finish(order, second)
	a.Push()
	held(t, c, first, "") // two cartons of one shipment are one
	held(t, c, second, "")
	rest := b.Pack(order, 1)
	b.Push()
	held(t, c, rest, "ORD-SPLIT")
	linked := Order("O-9", Person(1), 790)
	linked.PlacedAt = order.PlacedAt
	link := b.Pack(linked, 2)
	b.Push()
	held(t, c, link, "ORD-LINK")
}

func nearlySame(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	one, two := Person(1), Person(1)
	one.Name, one.Email = "Bartholomew Smith", ""
	two.Name, two.Email, two.Line2 = "Fartholomew Smyth", "", "Apt 4" // only the edit distance and the missing unit tell
	first := a.Pack(Order("O-1", one, 40), 0)
	a.Push()
	second := b.Pack(Order("O-2", two, 40), 0)
	b.Push()
	held(t, c, first, "")
	held(t, c, second, "PER-MAYBE")
}

func withoutKeys(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	first, second := a.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 0)
	a.orders, b.orders = nil, nil
	a.Push()
	b.Push()
	held(t, c, first, "")
	held(t, c, second, "PER-ONE")
}

func duplicateNumber(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "A-2") // one extension digit for both
	first := a.Pack(Order("O-1", Person(1), 40), 0)
	a.Push()
	second := b.Pack(Order("O-2", Person(2), 40), 0)
	b.Push()
	held(t, c, first, "")
	held(t, c, second, "CENTRE-SSCC")
	l := openLoad(t, c, "L-1", 0)
	if err := c.AddToLoad(t.Context(), l, []string{first.ID.String()}, true); err != nil {
		t.Fatal(err)
	}
	b.serial = 1
	third := b.Pack(Order("O-3", Person(3), 40), 0)
	b.Push()
	held(t, c, third, "CENTRE-SSCC PKG-DUP")
	if err := c.AddToLoad(t.Context(), l, []string{string(first.SSCC)}, true); why(err) != "central.load.twice" {
		t.Errorf("a number on three boxes: %v", err)
	}
}

func cancelled(t *testing.T, k Kit) {
	c := k.centre(t)
	a := NewStation(t, c, "A-1")
	early := a.Pack(Order("O-1", Person(1), 40), 0)
	a.Push()
	for _, id := range []string{"O-1", "O-2"} {
		if err := c.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	late := a.Pack(Order("O-2", Person(2), 40), 0)
	a.Push()
	held(t, c, early, "ORD-CANCEL")
	held(t, c, late, "ORD-CANCEL")
	again := Order("O-2", Person(2), 40)
	again.Revision = 2
	imports := func(want central.ImportReport) {
		t.Helper()
		if got, err := c.ImportOrders(t.Context(), []manifest.Order{again}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v: %v", got, want, err)
		}
	}
	stays := []string{"O-2"}
	imports(central.ImportReport{New: 1, Cancelled: stays}) // the first that is known of it
	held(t, c, late, "ORD-CANCEL")
	imports(central.ImportReport{Unchanged: 1, Cancelled: stays})
	again.Lane = "BLAINE-UPS"
	imports(central.ImportReport{Changed: 1, Cancelled: stays})
	held(t, c, late, "ORD-CANCEL")
	if changes := a.Changes(0); changes[len(changes)-1].Kind != manifest.ChangeCancel {
		t.Errorf("the last that A-1 heard is %+v", changes[len(changes)-1])
	}
	again.Revision = 3
	imports(central.ImportReport{Changed: 1, Lifted: stays})
	held(t, c, late, "")
	imports(central.ImportReport{Unchanged: 1})
	for id, known := range map[string]bool{"O-1": true, "O-2": true, "O-9": false} {
		if report, err := c.CancelOrder(t.Context(), id); err != nil || report.Known != known {
			t.Errorf("%s: got %+v, %v", id, report, err)
		}
	}
}
