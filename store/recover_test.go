package store_test

import (
	"testing"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
	"packline/store/storetest"
)

// step appends some bodies about a carton.
func step(t *testing.T, s *store.Store, w *storetest.Writer, about storetest.About, bodies ...ledger.Body) {
	t.Helper()
	entries, err := w.Entries(about, bodies...)
	must(t, err)
	must(t, s.Append(t.Context(), entries))
}

func TestRecoverAtEveryStep(t *testing.T) {
	s, w := begin(t)
	c, err := w.NewCarton()
	must(t, err)
	packed, err := w.Packed(c)
	must(t, err)
	order, err := c.Sealed.Open(storetest.OrderKey(c.Order))
	must(t, err)
	must(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeOrder, Order: &order, OrderKey: storetest.OrderKey(c.Order)}}))
	lane, day := c.Sealed.Order.Lane, c.Crossing.Date
	for _, step2 := range []struct {
		name        string
		bodies      []ledger.Body
		open, doubt int
		counts      []ledger.Count
	}{
		{"opened", []ledger.Body{c.Opened()}, 1, 0, nil},
		{"parked", []ledger.Body{ledger.Parked{}}, 1, 0, nil},
		{"packed", []ledger.Body{packed, ledger.LabelIntended{Copy: 1}}, 0, 1, []ledger.Count{{Lane: lane, Date: day, Packed: 1}}},
		{"sent", []ledger.Body{ledger.LabelSent{Copy: 1}}, 0, 1, []ledger.Count{{Lane: lane, Date: day, Packed: 1}}},
		{"confirmed", []ledger.Body{ledger.LabelConfirmed{Copy: 1}}, 0, 1, []ledger.Count{{Lane: lane, Date: day, Packed: 1}}},
		{"closed", []ledger.Body{ledger.Closed{By: "label", Copy: 1}}, 0, 0, []ledger.Count{{Lane: lane, Date: day, Done: 1}}},
		{"printed again", []ledger.Body{ledger.LabelVoid{Copy: 1}, ledger.LabelIntended{Copy: 2}}, 0, 1, []ledger.Count{{Lane: lane, Date: day, Done: 1}}},
		{"jammed", []ledger.Body{ledger.LabelDestroyed{Copy: 2}}, 0, 1, []ledger.Count{{Lane: lane, Date: day, Done: 1}}},
		{"printed at last", []ledger.Body{ledger.LabelIntended{Copy: 3}, ledger.LabelSent{Copy: 3}}, 0, 0, []ledger.Count{{Lane: lane, Date: day, Done: 1}}},
		{"voided", []ledger.Body{ledger.Voided{Last: true}}, 0, 0, nil},
	} {
		step(t, s, w, c.About, step2.bodies...)
		r, err := s.Recover(t.Context())
		must(t, err)
		if len(r.Open) != step2.open || len(r.Doubt) != step2.doubt || r.Head != w.Head || !r.LastSeen.Equal(w.At.Truncate(1e6)) {
			t.Errorf("%s: got %d open, %d in doubt, head %+v, last seen %s", step2.name, len(r.Open), len(r.Doubt), r.Head, r.LastSeen)
		}
		if len(r.Counts) != len(step2.counts) || len(r.Counts) == 1 && r.Counts[0] != step2.counts[0] {
			t.Errorf("%s: got counts %+v, want %+v", step2.name, r.Counts, step2.counts)
		}
		for _, work := range append(r.Open, r.Doubt...) {
			if work.Carton.ID != c.Carton || work.Shipment.ID != c.Shipment || work.Order.Order.ShipTo != order.ShipTo || len(work.Order.Key) == 0 {
				t.Errorf("%s: got %+v", step2.name, work)
			}
		}
	}
}

func TestCartonIsFoundByEveryCode(t *testing.T) {
	s, w := begin(t)
	c := packOne(t, s, w, manifest.MatchKeys{})
	cartons, err := s.CartonsOfOrder(t.Context(), c.Order)
	must(t, err)
	if len(cartons) != 1 {
		t.Fatalf("got %+v", cartons)
	}
	for name, code := range map[string]manifest.Code{
		"label":    {Kind: manifest.CodeLabel, Label: manifest.LabelCode{Carton: c.Carton}},
		"sscc":     {Kind: manifest.CodeSSCC, SSCC: cartons[0].SSCC},
		"digits":   {Kind: manifest.CodeText, Text: string(cartons[0].SSCC)},
		"tracking": {Kind: manifest.CodeText, Text: cartons[0].Tracking},
		"id":       {Kind: manifest.CodeText, Text: c.Carton.String()},
	} {
		past, err := s.CartonByCode(t.Context(), code)
		if err != nil || past.Carton.ID != c.Carton || len(past.Events) != 3 || past.Events[0].Type != "carton-opened" {
			t.Errorf("%s: got %+v, %v", name, past, err)
		}
	}
	for name, code := range map[string]manifest.Code{
		"nothing": {}, "label of another station": {Kind: manifest.CodeLabel, Label: manifest.LabelCode{Carton: manifest.ID{7}}},
		"text": {Kind: manifest.CodeText, Text: "a\x00b"}, "long": {Kind: manifest.CodeText, Text: string(make([]byte, 70_000))},
	} {
		_, err := s.CartonByCode(t.Context(), code)
		if err == nil {
			t.Errorf("%s: something was found", name)
		}
		wants(t, err, ledger.ErrNotFound)
	}
}

// Counts stay few: crossings of long ago that wait for nothing are forgotten, those with open work are not.
func TestOldCountsAreForgotten(t *testing.T) {
	s, w := begin(t)
	packOne(t, s, w, manifest.MatchKeys{}) // never closed
	for range 30 {
		w.At = w.At.AddDate(0, 0, 1)
		for _, entries := range life(t, w) {
			must(t, s.Append(t.Context(), entries))
		}
	}
	r, err := s.Recover(t.Context())
	must(t, err)
	if len(r.Counts) < 8 || len(r.Counts) > 12 || r.Counts[0].Packed != 1 {
		t.Errorf("got %+v", r.Counts)
	}
}

// Whoever ranges over cartons may append meanwhile: no read transaction is held.
func TestCartonsWhileAppending(t *testing.T) {
	s, _ := begin(t)
	storetest.Fill(t, s, store.MaxRecords+10)
	w, n := storetest.NewWriter(t, s), 0
	for _, err := range s.Cartons(t.Context()) {
		must(t, err)
		if n++; n%100 == 0 {
			must(t, s.Append(t.Context(), life(t, w)[0]))
			w = storetest.NewWriter(t, s)
		}
	}
	if n < store.MaxRecords+10 {
		t.Errorf("%d cartons", n)
	}
}
