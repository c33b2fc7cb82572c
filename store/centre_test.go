package store_test

import (
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
	"packline/store/storetest"
)

// packed puts one carton into a new store and closes it.
func packed(t *testing.T) (*store.Store, *storetest.Writer, manifest.Carton) {
	t.Helper()
	s := storetest.Open(t)
	storetest.Fill(t, s, 1)
	var carton manifest.Carton
	for c, err := range s.Cartons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		carton = c
	}
	return s, storetest.NewWriter(t, s), carton
}

func apply(t *testing.T, s *store.Store, c manifest.Change) {
	t.Helper()
	if err := s.Apply(t.Context(), 0, []manifest.Change{c}); err != nil {
		t.Fatal(err)
	}
}

func only(t *testing.T, s *store.Store, order string) manifest.Carton {
	t.Helper()
	all, err := s.CartonsOfOrder(t.Context(), order)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d cartons, %v", len(all), err)
	}
	return all[0]
}

// TestCentresWordLiesOverTheFold confirms, holds and releases a shipment: what is read changes, the projections don't.
func TestCentresWordLiesOverTheFold(t *testing.T) {
	s, w, c := packed(t)
	mark := manifest.ShipmentMark{Shipment: c.Shipment, Carton: c.ID, SSCC: c.SSCC, Order: c.Order, Load: "L-7"}
	if !only(t, s, c.Order).Judgement.Provisional {
		t.Error("a verdict that no centre has seen is not provisional")
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeConfirmed, Shipment: &mark})
	if only(t, s, c.Order).Judgement.Provisional {
		t.Error("a confirmed verdict is provisional")
	}
	hold := manifest.HoldNote{Shipment: c.Shipment, At: w.At.Add(time.Minute)}
	apply(t, s, manifest.Change{Kind: manifest.ChangeHold, Hold: &hold})
	r, err := s.Recover(t.Context())
	if err != nil || len(r.Holds) != 1 || r.Holds[0].SSCC != c.SSCC || r.Holds[0].Order != c.Order {
		t.Errorf("holds %+v, %v", r.Holds, err)
	}
	if !only(t, s, c.Order).Judgement.Provisional {
		t.Error("a held shipment's verdict stands")
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeRelease, Shipment: &mark})
	if r, err := s.Recover(t.Context()); err != nil || len(r.Holds) != 0 || only(t, s, c.Order).Judgement.Provisional {
		t.Errorf("after the release: holds %+v, %v", r.Holds, err)
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeLoadCarton, Shipment: &mark})
	if got := only(t, s, c.Order).Load; got != "L-7" {
		t.Errorf("on load %q", got)
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Errorf("the projections have changed: %v", err)
	}
}

// TestHoldThatWasDealtWithIsNotShownAgain clears a hold at the bench: it is gone after a restart too.
func TestHoldThatWasDealtWithIsNotShownAgain(t *testing.T) {
	s, w, c := packed(t)
	about := storetest.About{Carton: c.ID, Shipment: c.Shipment, Order: c.Order}
	// The centre's clock is behind this PC's: what was cleared before the hold came has a later time than the hold.
	hold := manifest.HoldNote{
		Shipment: c.Shipment, At: w.At.Add(-time.Hour), Findings: []manifest.Finding{{Rule: "PER-ONE", Verdict: manifest.Hold}},
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeHold, Hold: &hold})
	clearing := func(rule string) ledger.Body {
		return ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", Rules: []string{rule}, At: w.At}}
	}
	for _, step := range []struct {
		what  string
		body  ledger.Body
		holds int
	}{
		{"an older hold seen", ledger.HoldSeen{Hold: manifest.HoldNote{Shipment: c.Shipment, At: hold.At.Add(-time.Minute)}}, 1},
		{"cleared before the hold was seen", clearing("PER-ONE"), 1},
		{"seen", ledger.HoldSeen{Hold: hold}, 1},
		{"another rule cleared", clearing("PRD-HAZ"), 1},
		{"cleared", clearing("PER-ONE"), 0},
	} {
		entries, err := w.Entries(about, step.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Recover(t.Context()); err != nil || len(r.Holds) != step.holds {
			t.Errorf("%s: holds %+v, %v", step.what, r.Holds, err)
		}
	}
}

// TestRestoredCentreSpeaksAnew forgets holds and confirmations when the feed is read from its beginning again.
func TestRestoredCentreSpeaksAnew(t *testing.T) {
	s, w, c := packed(t)
	apply(t, s, manifest.Change{Kind: manifest.ChangeHold, Hold: &manifest.HoldNote{Shipment: c.Shipment, At: w.At}})
	if err := s.SetLink(t.Context(), []byte("{}"), true); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Recover(t.Context()); err != nil || len(r.Holds) != 0 {
		t.Errorf("holds %+v, %v", r.Holds, err)
	}
}

// TestRecentCartonsComeBackNewestFirst packs more cartons than a screen lists.
func TestRecentCartonsComeBackNewestFirst(t *testing.T) {
	s := storetest.Open(t)
	storetest.Fill(t, s, ledger.RecentMost+3)
	var all []manifest.Carton
	for c, err := range s.Cartons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	r, err := s.Recover(t.Context())
	if err != nil || len(r.Recent) != ledger.RecentMost {
		t.Fatalf("%d cartons, %v", len(r.Recent), err)
	}
	for i, c := range r.Recent {
		if want := all[len(all)-1-i]; c.ID != want.ID {
			t.Errorf("place %d: carton %s, want %s", i, c.ID, want.ID)
		}
	}
}

// TestDepartedCartonIsSeen lays a truck's departure over the carton it took.
func TestDepartedCartonIsSeen(t *testing.T) {
	s, _, c := packed(t)
	mark := manifest.ShipmentMark{Shipment: c.Shipment, Carton: c.ID, Load: "L-7"}
	apply(t, s, manifest.Change{Kind: manifest.ChangeLoadCarton, Shipment: &mark})
	if got := only(t, s, c.Order).State; got != manifest.CartonDone {
		t.Errorf("on an open load it is %s", got)
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeLoad, Load: &manifest.Load{ID: "L-7", State: manifest.LoadDeparted}})
	if got := only(t, s, c.Order).State; got != manifest.CartonDeparted {
		t.Errorf("on a departed load it is %s", got)
	}
}

func TestOrderOpenElsewhereAndLeasedNumbers(t *testing.T) {
	s := storetest.Open(t)
	order := storetest.Order(1)
	apply(t, s, manifest.Change{Kind: manifest.ChangeOrder, Order: &order})
	at := func() string {
		found, err := s.FindOrder(t.Context(), order.ID)
		if err != nil {
			t.Fatal(err)
		}
		return found.Elsewhere
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeOpenElsewhere, OrderID: order.ID, Station: "YVR-09"})
	if got := at(); got != "YVR-09" {
		t.Errorf("open at %q", got)
	}
	apply(t, s, manifest.Change{Kind: manifest.ChangeOpenElsewhere, OrderID: order.ID})
	if got := at(); got != "" {
		t.Errorf("still open at %q", got)
	}
	block := manifest.NumberBlock{Prefix: "952", Extension: 3, First: 100, Last: 199}
	apply(t, s, manifest.Change{Kind: manifest.ChangeBlockLease, Block: &block})
	apply(t, s, manifest.Change{Kind: manifest.ChangeBlockLease, Block: &block})
	if r, err := s.Reference(t.Context()); err != nil || len(r.Blocks) != 1 || r.Blocks[0] != block {
		t.Errorf("blocks %+v, %v", r.Blocks, err)
	}
}

// TestWrongPINsAreRemembered counts wrong PINs over a restart, and forgets them when the badge was right.
func TestWrongPINsAreRemembered(t *testing.T) {
	s, w, c := packed(t)
	about := storetest.About{Carton: c.ID, Shipment: c.Shipment, Order: c.Order}
	wrong := ledger.ClearingRefused{Badge: "OP-2001", Reason: "pin"}
	for _, step := range []struct {
		bodies []ledger.Body
		want   int
	}{
		{[]ledger.Body{wrong, wrong, ledger.ClearingRefused{Badge: "OP-2001", Reason: "role"}}, 2},
		{[]ledger.Body{ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001"}}}, 0},
		{[]ledger.Body{wrong}, 1},
	} {
		entries, err := w.Entries(about, step.bodies...)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Recover(t.Context()); err != nil || r.PINFails["OP-2001"].N != step.want {
			t.Errorf("got %+v, %v; want %d", r.PINFails, err, step.want)
		}
	}
}
