package centraltest

import (
	"errors"
	"testing"
	"time"

	"packline/central"
	"packline/manifest"
	"packline/manifest/ledger"
)

// why gives the phrase of a refusal.
func why(err error) string {
	var r *central.Refusal
	if !errors.As(err, &r) {
		return ""
	}
	return r.Why.Key
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	if why(err) != key {
		t.Errorf("got %v, want the refusal %s", err, key)
	}
}

func openLoad(t *testing.T, c *central.Centre, id string, day int) string {
	t.Helper()
	l, err := c.OpenLoad(t.Context(), manifest.Load{ID: id, Trip: "ABCD1", Port: "3004", Arrival: Day(day), Stops: []string{"Blaine, WA"}})
	if err != nil || l.State != manifest.LoadOpen {
		t.Fatalf("got %+v, %v", l, err)
	}
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wholeLoad(t *testing.T, k Kit) {
	c := k.centre(t)
	a := NewStation(t, c, "A-1")
	order := Order("O-1", Person(1), 40)
	first := a.OpenCarton(order, Crossing(0))
	second := a.Another(order, first, 2)
	first, second = a.Finish(order, first), a.Finish(order, second)
	planned := a.Pack(Order("O-2", Person(2), 40), 0)
	a.Push()
	code, err := manifest.LabelCode{Carton: second.ID, Copy: 1, Station: "A-1", Epoch: a.Head.Epoch, Seq: 9, Order: "O-1"}.Seal(Keys(t))
	must(t, err)
	ctx, l := t.Context(), openLoad(t, c, "L-1", 0)
	must(t, c.AddToLoad(ctx, l, []string{first.ID.String(), string(planned.SSCC)}, false))
	must(t, c.AddToLoad(ctx, l, []string{string(first.SSCC)}, true))
	refused(t, c.CloseLoad(ctx, l), "central.load.part") // its second carton isn't on
	must(t, c.AddToLoad(ctx, l, []string{code}, true))
	loads, err := c.Loads(ctx)
	must(t, err)
	if len(loads) != 1 || loads[0].Planned != 3 || loads[0].Loaded != 2 || loads[0].Held != 0 {
		t.Errorf("got %+v", loads)
	}
	refused(t, c.DepartLoad(ctx, l), "central.load.not-closed")
	must(t, c.CloseLoad(ctx, l))
	must(t, c.DepartLoad(ctx, l))
	refused(t, c.RemoveFromLoad(ctx, l, []string{code}, "x"), "central.load.gone")
	must(t, c.ArriveLoad(ctx, l))
	cartons := Cartons(t, c)
	for id, want := range map[manifest.ID]manifest.CartonState{
		first.ID: manifest.CartonDeparted, second.ID: manifest.CartonDeparted, planned.ID: manifest.CartonDone,
	} {
		if got := cartons[id]; got.State != want || (got.Load == l) != (want == manifest.CartonDeparted) {
			t.Errorf("carton is %s on load %q, want %s", got.State, got.Load, want)
		}
	}
	a.Record(first, ledger.Voided{Reason: "operator"})
	a.Push()
	if one := Cartons(t, c)[first.ID]; one.State != manifest.CartonDeparted {
		t.Errorf("a departed carton became %s", one.State)
	}
	Verify(t, c)
}

func refusedLoads(t *testing.T, k Kit) {
	c := k.centre(t)
	a := NewStation(t, c, "A-1")
	ctx := t.Context()
	good, second := a.Pack(Order("O-1", Person(1), 40), 0), a.Pack(Order("O-2", Person(1), 40), 0)
	open := a.OpenCarton(Order("O-3", Person(3), 40), Crossing(0))
	heavy := a.Pack(Order("O-4", Person(4), 40), 0)
	a.Record(heavy, ledger.Reweighed{Judgement: manifest.Judgement{
		Verdict: manifest.Reject, Findings: []manifest.Finding{{Rule: "WGT-MAX", Verdict: manifest.Reject}},
	}})
	replaced := a.Pack(Order("O-5", Person(5), 40), 0)
	a.Record(replaced, ledger.LabelVoid{Copy: 1})
	a.Record(replaced, ledger.LabelIntended{Copy: 2, Reason: "smudged"})
	a.Push()
	l, other := openLoad(t, c, "L-1", 0), openLoad(t, c, "L-2", 0)
	foreign, err := manifest.DeriveKeys(manifest.NewOrganisationKey())
	must(t, err)
	label := manifest.LabelCode{Carton: replaced.ID, Copy: 1, Station: "A-1", Epoch: a.Head.Epoch, Seq: 9, Order: "O-5"}
	old, err := label.Seal(Keys(t))
	must(t, err)
	forged, err := label.Seal(foreign)
	must(t, err)
	for code, key := range map[string]string{
		second.ID.String(): "central.load.held", heavy.ID.String(): "central.load.held", open.ID.String(): "central.load.state",
		"": "central.load.unknown", "no such thing": "central.load.unknown", "000000000000000000": "central.load.unknown",
		manifest.ID{9}.String(): "central.load.unknown", old: "central.load.old-label", forged: "central.load.seal",
	} {
		refused(t, c.AddToLoad(ctx, l, []string{good.ID.String(), code}, true), key)
	}
	if one := Cartons(t, c)[good.ID]; one.Load != "" || one.Loaded {
		t.Errorf("part of a refused list was kept: %+v", one)
	}
	refused(t, c.CloseLoad(ctx, "L-9"), "")
	if err := c.CloseLoad(ctx, "L-9"); !errors.Is(err, central.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	must(t, c.AddToLoad(ctx, l, []string{good.ID.String()}, true))
	refused(t, c.AddToLoad(ctx, other, []string{good.ID.String()}, true), "central.load.other")
	refused(t, c.RemoveFromLoad(ctx, other, []string{good.ID.String()}, "x"), "central.load.not-on")
	must(t, c.Cancel(ctx, "O-1")) // a hold that comes after loading
	refused(t, c.CloseLoad(ctx, l), "central.load.held")
	for _, bad := range []manifest.Load{
		{Port: "3004", Arrival: Day(0)}, {ID: "L-3", Port: "4601", Arrival: Day(0)}, {ID: "L-3", Port: "9999", Arrival: Day(0)}, {ID: "L-3", Port: "3004"},
	} {
		if _, err := c.OpenLoad(ctx, bad); why(err) == "" {
			t.Errorf("load %+v: %v", bad, err)
		}
	}
	Verify(t, c)
}

func movedLoad(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	ctx := t.Context()
	today, tomorrow := a.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 1)
	a.Push()
	b.Push()
	held(t, c, today, "")
	held(t, c, tomorrow, "")
	before := Cartons(t, c)[today.ID].Rank
	l, late := openLoad(t, c, "L-1", 0), openLoad(t, c, "L-2", 1)
	refused(t, c.AddToLoad(ctx, late, []string{today.ID.String()}, true), "central.load.held") // it would be second there
	must(t, c.AddToLoad(ctx, l, []string{today.ID.String()}, true))
	must(t, c.MoveLoad(ctx, l, Day(1)))
	held(t, c, today, "PER-ONE") // it came to the day later, so its rank is
	held(t, c, tomorrow, "")
	if after := Cartons(t, c)[today.ID]; after.Rank <= before || after.Day != Crossing(1).Date {
		t.Errorf("rank %d of day %s after rank %d", after.Rank, after.Day, before)
	}
	refused(t, c.CloseLoad(ctx, l), "central.load.held")
	must(t, c.RemoveFromLoad(ctx, l, []string{today.ID.String()}, "second of the day"))
	if one := Cartons(t, c)[today.ID]; one.State != manifest.CartonRemoved || one.Load != "" {
		t.Errorf("the removed carton is %+v", one)
	}
	third := b.Pack(Order("O-3", Person(1), 40), 0) // the removed one's claim is free
	b.Push()
	held(t, c, third, "")
	Verify(t, c)
}

func lateArrival(t *testing.T, k Kit) {
	s := k.open(t)
	now := Day(0).Add(-6 * time.Hour)
	c, err := central.New(t.Context(), s, central.Options{Now: func() time.Time { return now }, Keys: Keys(t)})
	must(t, err)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	ctx := t.Context()
	gone, waits := a.Pack(Order("O-1", Person(1), 40), 0), b.Pack(Order("O-2", Person(1), 40), 1)
	a.Push()
	b.Push()
	l := openLoad(t, c, "L-1", 0)
	must(t, c.AddToLoad(ctx, l, []string{gone.ID.String()}, true))
	must(t, c.CloseLoad(ctx, l))
	must(t, c.DepartLoad(ctx, l))
	held(t, c, waits, "")
	now = Day(1)
	must(t, c.ArriveLoad(ctx, l))
	held(t, c, gone, "") // what has departed always stands
	held(t, c, waits, "PER-ONE")
	Verify(t, c)
}
