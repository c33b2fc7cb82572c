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
	apply(t, s, manifest.Change{Kind: manifest.ChangeHold, Hold: &manifest.HoldNote{Shipment: c.Shipment, At: w.At}})
	about := storetest.About{Carton: c.ID, Shipment: c.Shipment, Order: c.Order}
	entries, err := w.Entries(about, ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", At: w.At.Add(time.Second)}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Recover(t.Context()); err != nil || len(r.Holds) != 0 {
		t.Errorf("holds %+v, %v", r.Holds, err)
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
