package store_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
	"packline/store/storetest"
)

func orders(n int) []manifest.Change {
	var out []manifest.Change
	for i := range n {
		order := storetest.Order(uint64(i))
		out = append(out, manifest.Change{Kind: manifest.ChangeOrder, Order: &order, OrderKey: storetest.OrderKey(order.ID)})
	}
	return out
}

func orderChange(o manifest.Order) []manifest.Change {
	return []manifest.Change{{Kind: manifest.ChangeOrder, Order: &o}}
}

func TestOrdersComeBack(t *testing.T) {
	s := storetest.Open(t)
	must(t, s.Apply(t.Context(), 0, orders(20)))
	must(t, s.Apply(t.Context(), 0, orders(20)))
	want := storetest.Order(7)
	for _, code := range []string{want.ID, want.Tracking[0]} {
		got, err := s.FindOrder(t.Context(), code)
		must(t, err)
		if !reflect.DeepEqual(got.Order, want) || !bytes.Equal(got.Key, storetest.OrderKey(want.ID)) {
			t.Errorf("%s: got %+v", code, got)
		}
	}
	_, err := s.FindOrder(t.Context(), "nobody knows")
	wants(t, err, ledger.ErrNotFound)
	if n, err := s.Orders(t.Context()); n != 20 || err != nil {
		t.Errorf("%d orders, %v", n, err)
	}
}

func TestALowerRevisionReplacesNothing(t *testing.T) {
	s := storetest.Open(t)
	order := storetest.Order(1)
	order.Revision, order.Carrier = 3, "UPS"
	must(t, s.Apply(t.Context(), 0, orderChange(order)))
	first, err := s.FindOrder(t.Context(), order.ID)
	must(t, err)
	if len(first.Key) != ledger.OrderKeyBytes {
		t.Error("no key was made")
	}
	older := order
	older.Revision, older.Carrier, older.Tracking = 2, "FedEx", []string{"OTHER"}
	must(t, s.Apply(t.Context(), 0, orderChange(older)))
	newer := order
	newer.Revision, newer.Tracking = 4, []string{"NEW-NUMBER"}
	check := func(carrier string, revision int) {
		t.Helper()
		got, err := s.FindOrder(t.Context(), order.ID)
		must(t, err)
		if got.Order.Carrier != carrier || got.Order.Revision != revision || !bytes.Equal(got.Key, first.Key) {
			t.Errorf("got %+v", got.Order)
		}
	}
	check("UPS", 3)
	must(t, s.Apply(t.Context(), 0, orderChange(newer)))
	check("UPS", 4)
	_, err = s.FindOrder(t.Context(), order.Tracking[0])
	wants(t, err, ledger.ErrNotFound)
	_, err = s.FindOrder(t.Context(), "NEW-NUMBER")
	must(t, err)
}

func TestCancelledOrders(t *testing.T) {
	s := storetest.Open(t)
	order := storetest.Order(1)
	cancel := []manifest.Change{{Kind: manifest.ChangeCancel, OrderID: order.ID}}
	must(t, s.Apply(t.Context(), 0, cancel)) // before the order itself
	_, err := s.FindOrder(t.Context(), order.ID)
	wants(t, err, ledger.ErrNotFound)
	must(t, s.Apply(t.Context(), 0, orderChange(order)))
	must(t, s.Apply(t.Context(), 0, orderChange(order)))
	got, err := s.FindOrder(t.Context(), order.ID)
	must(t, err)
	if !got.Order.Cancelled {
		t.Error("the cancellation was lost")
	}
	order.Revision++
	must(t, s.Apply(t.Context(), 0, orderChange(order)))
	if got, err = s.FindOrder(t.Context(), order.ID); err != nil || got.Order.Cancelled {
		t.Errorf("a new revision stays cancelled: %v", err)
	}
}

func TestTrackingNumberOfTwoOrders(t *testing.T) {
	s := storetest.Open(t)
	a, b := storetest.Order(1), storetest.Order(2)
	b.Tracking = a.Tracking
	must(t, s.Apply(t.Context(), 0, append(orderChange(a), orderChange(b)...)))
	_, err := s.FindOrder(t.Context(), a.Tracking[0])
	wants(t, err, store.ErrAmbiguous)
	must(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeCancel, OrderID: a.ID}}))
	got, err := s.FindOrder(t.Context(), a.Tracking[0])
	must(t, err)
	if got.Order.ID != b.ID {
		t.Errorf("got %s", got.Order.ID)
	}
}

func TestReferenceAndCursor(t *testing.T) {
	s := storetest.Open(t)
	rate := manifest.Rate{Currency: "CAD", USDPerUnit: "0.71", ValidFrom: "2026-10-01", ValidTo: "2026-12-31"}
	changes := []manifest.Change{
		{Kind: manifest.ChangeClient, Client: &manifest.Client{ID: "example"}},
		{Kind: manifest.ChangeLane, Lane: &manifest.Lane{ID: "BLAINE-USPS", Port: "3004"}},
		{Kind: manifest.ChangeOperator, Operator: &manifest.Operator{Badge: "OP-1001", Name: "Maya"}},
		{Kind: manifest.ChangeFX, Rate: &rate},
		{Kind: manifest.ChangeHold, Hold: &manifest.HoldNote{Shipment: manifest.ID{1}, At: time.Unix(0, 0).UTC()}},
		{Kind: manifest.ChangeLoad, Load: &manifest.Load{ID: "L-1", Port: "3004"}},
		{Kind: "something-new", Raw: []byte(`{"a":1}`)},
	}
	must(t, s.Apply(t.Context(), 7, changes))
	changes[2].Operator.Name = "Someone"
	must(t, s.Apply(t.Context(), 7, changes)) // an old answer that arrives late
	got, err := s.Reference(t.Context())
	must(t, err)
	if len(got.Clients) != 1 || len(got.Lanes) != 1 || len(got.Holds) != 1 || len(got.Loads) != 1 || got.Cursor != 7 ||
		len(got.Rates) != 1 || got.Rates[0] != rate || got.Operators[0].Name != "Maya" {
		t.Errorf("got %+v", got)
	}
	bad := append(changes[:2:2], manifest.Change{Kind: manifest.ChangeOrder})
	bad[0].Client = &manifest.Client{ID: "second"}
	wants(t, s.Apply(t.Context(), 8, bad), store.ErrChange)
	if got, err = s.Reference(t.Context()); err != nil || len(got.Clients) != 1 || got.Cursor != 7 {
		t.Errorf("half of a refused Apply is there: %+v, %v", got, err)
	}
	order := storetest.Order(1)
	wants(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: "something-new", Order: &order}}), store.ErrChange)
}

// packOne packs a carton of a consignee with these match keys and gives its shipment.
func packOne(t *testing.T, s *store.Store, w *storetest.Writer, match manifest.MatchKeys) storetest.Carton {
	t.Helper()
	c, err := w.NewCarton()
	must(t, err)
	c.Match = match
	packed, err := w.Packed(c)
	must(t, err)
	entries, err := w.Entries(c.About, c.Opened(), packed, ledger.LabelIntended{Copy: 1})
	must(t, err)
	must(t, s.Append(t.Context(), entries))
	return c
}

func TestCandidates(t *testing.T) {
	s, w := begin(t)
	same := manifest.MatchKeys{Normaliser: 1, Same: []string{"a"}, Possible: []string{"b"}}
	c := packOne(t, s, w, same)
	find := func(match manifest.MatchKeys, order string, want ...string) {
		t.Helper()
		got, err := s.Candidates(t.Context(), match, order)
		must(t, err)
		var ids []string
		for _, p := range got {
			ids = append(ids, p.Shipment)
			if p.Status != "packed" || p.ImportDate == "" || p.ValueUSD == "" || p.Match.IsZero() {
				t.Errorf("got %+v", p)
			}
		}
		if fmt.Sprint(ids) != fmt.Sprint(want) {
			t.Errorf("%+v %s: got %v, want %v", match, order, ids, want)
		}
	}
	id := c.Shipment.String()
	find(same, "", id)
	find(manifest.MatchKeys{Normaliser: 1, Possible: []string{"a"}}, "", id)
	find(manifest.MatchKeys{Normaliser: 1, Same: []string{"b"}}, "nothing", id)
	find(manifest.MatchKeys{Normaliser: 2, Same: []string{"a"}}, "")
	find(manifest.MatchKeys{Normaliser: 1, Same: []string{"z"}}, c.Order, id)
	find(manifest.MatchKeys{}, "")

	claim := manifest.Claim{Shipment: manifest.ID{9}, Order: "X", Match: same, ValueUSD: "1.00", Crossing: manifest.Crossing{Date: "2026-11-24"}}
	must(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeClaim, Claim: &claim}}))
	find(same, "", id, claim.Shipment.String())
	claim.Void = true
	must(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeClaim, Claim: &claim}}))
	find(same, "", id)

	voided, err := w.Entries(c.About, ledger.Voided{Reason: "wrong box", Last: true})
	must(t, err)
	must(t, s.Append(t.Context(), voided))
	find(same, c.Order)

	opening, err := w.OpenEpoch("simulation", true)
	must(t, err)
	must(t, s.Append(t.Context(), opening))
	simulated := packOne(t, s, w, same)
	find(same, "", simulated.Shipment.String())
	opening, err = w.OpenEpoch("live", false)
	must(t, err)
	must(t, s.Append(t.Context(), opening))
	find(same, "")
}

func TestNoNameIsInTheFile(t *testing.T) {
	path := storetest.Path(t)
	s := storetest.OpenAt(t, path, storetest.Options())
	must(t, s.Apply(t.Context(), 0, orders(100)))
	storetest.Fill(t, s, 100)
	must(t, s.Close())
	raw, err := os.ReadFile(path)
	must(t, err)
	key := storetest.OrderKey("WEB-00000007")
	for _, secret := range [][]byte{[]byte("Planted"), []byte("planted"), []byte("202 555"), key} {
		if bytes.Contains(raw, secret) {
			t.Errorf("%q is in the file", secret)
		}
	}
}

func TestPurgedPersonsAreGone(t *testing.T) {
	s, w := begin(t)
	c, err := w.NewCarton()
	must(t, err)
	order, err := c.Sealed.Open(storetest.OrderKey(c.Order))
	must(t, err)
	change := []manifest.Change{{Kind: manifest.ChangeOrder, Order: &order, OrderKey: storetest.OrderKey(c.Order)}}
	must(t, s.Apply(t.Context(), 0, change))
	packed, err := w.Packed(c)
	must(t, err)
	entries, err := w.Entries(c.About, c.Opened(), packed, ledger.LabelIntended{Copy: 1})
	must(t, err)
	must(t, s.Append(t.Context(), entries))
	code := manifest.Code{Kind: manifest.CodeLabel, Label: manifest.LabelCode{Carton: c.Carton}}
	past, err := s.CartonByCode(t.Context(), code)
	must(t, err)
	if past.Order.Order.ShipTo.Name == "" || len(past.Events) != 3 {
		t.Errorf("before: %+v", past)
	}
	must(t, s.PurgeOrder(t.Context(), c.Order))
	past, err = s.CartonByCode(t.Context(), code)
	must(t, err)
	if !past.Order.Order.ShipTo.IsZero() || past.Order.Key != nil {
		t.Errorf("after: %+v", past.Order)
	}
	must(t, s.Apply(t.Context(), 0, change))
	_, err = s.FindOrder(t.Context(), c.Order)
	wants(t, err, ledger.ErrSealed)
	wants(t, s.PurgeOrder(t.Context(), "nobody knows"), ledger.ErrNotFound)
}
