package centraltest

import (
	"errors"
	"strings"
	"testing"

	"packline/central"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// problem fails the test unless an error is a problem of a code.
func problem(t *testing.T, err error, code wire.Code) *wire.Problem {
	t.Helper()
	var p *wire.Problem
	if !errors.As(err, &p) || p.Code != code {
		t.Fatalf("got %v, want the problem %q", err, code)
	}
	if p.Type != wire.TypeProblem || p.Incarnation == "" {
		t.Errorf("the problem's envelope is %+v", p.Envelope)
	}
	return p
}

func tokens(t *testing.T, k Kit) {
	c := k.centre(t)
	old, err := c.AddStation(t.Context(), "A-1")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := c.AddStation(t.Context(), "A-1")
	if err != nil {
		t.Fatal(err)
	}
	if name, err := c.StationOf(t.Context(), fresh); name != "A-1" || err != nil {
		t.Errorf("got %q, %v", name, err)
	}
	for _, bad := range []string{old, "", "guess"} {
		if name, err := c.StationOf(t.Context(), bad); !errors.Is(err, central.ErrToken) {
			t.Errorf("token %q is %q's (%v)", bad, name, err)
		}
	}
	for _, bad := range []string{"", ledger.CentreStation, "nine-long", "a b", "ä"} {
		if _, err := c.AddStation(t.Context(), bad); err == nil {
			t.Errorf("a station may be called %q", bad)
		}
	}
	b := Bench(t, c, "B-2")
	b.Open("new", manifest.Epoch{})
	_, err = b.PushRange(1, 1)
	problem(t, err, wire.CodeToken)
}

func duplicates(t *testing.T, k Kit) {
	c := k.centre(t)
	s := NewStation(t, c, "A-1")
	s.Pack(Order("O-1", Person(1), 40), 0)
	end := s.Head.Seq
	first, err := s.PushRange(1, end)
	if err != nil || first.Committed != end || first.Hash != s.Head.Hash || first.Safe != 0 {
		t.Fatalf("got %+v, %v", first, err)
	}
	for _, r := range [][2]uint64{{1, end}, {1, 1}, {end, end}, {2, end - 1}} {
		again, err := s.PushRange(r[0], r[1])
		if err != nil || again.Committed != end || again.Hash != s.Head.Hash {
			t.Errorf("%v again: got %+v, %v", r, again, err)
		}
	}
	s.Pack(Order("O-2", Person(2), 40), 0)
	if a, err := s.PushRange(end-1, s.Head.Seq); err != nil || a.Committed != s.Head.Seq { // half of it is known
		t.Errorf("overlap: got %+v, %v", a, err)
	}
	if n := len(Cartons(t, c)); n != 2 {
		t.Errorf("%d cartons, want 2", n)
	}
	Verify(t, c)
}

func gaps(t *testing.T, k Kit) {
	c := k.centre(t)
	s := NewStation(t, c, "A-1")
	s.Pack(Order("O-1", Person(1), 40), 0)
	_, err := s.PushRange(2, 3)
	if p := problem(t, err, wire.CodeGap); p.Expected != 1 {
		t.Errorf("expects %d, want 1", p.Expected)
	}
	if _, err := s.PushRange(1, 2); err != nil {
		t.Fatal(err)
	}
	_, err = s.PushRange(4, 5)
	if p := problem(t, err, wire.CodeGap); p.Expected != 3 {
		t.Errorf("expects %d, want 3", p.Expected)
	}
	batch := s.Batch(3, 5)
	_, err = c.Push(t.Context(), s.Name, s.Head.Epoch, 3, 4, batch)
	problem(t, err, wire.CodeMalformed)
	batch = s.Batch(3, 5)
	batch.Head.Prev = ledger.Hash{}
	_, err = c.Push(t.Context(), s.Name, s.Head.Epoch, 1, 3, wire.Push{Head: wire.PushHead{Prev: ledger.Hash{1}}, Events: batch.Events})
	problem(t, err, wire.CodeMalformed)
}

func forks(t *testing.T, k Kit) {
	c := k.centre(t)
	s := NewStation(t, c, "A-1")
	s.Pack(Order("O-1", Person(1), 40), 0)
	s.Push()
	end := s.Head.Seq
	clone := *s
	clone.Head = ledger.Head{Epoch: s.Head.Epoch, Seq: end - 1, Hash: s.Records[end-2].Hash}
	clone.Records = s.Records[: end-1 : end-1]
	clone.Record(manifest.Carton{}, ledger.SignedOut{})
	_, err := clone.PushRange(end, end)
	problem(t, err, wire.CodeFork)
	s.Record(manifest.Carton{}, ledger.SignedOut{})
	_, err = s.PushRange(end+1, end+1) // the epoch is closed for both
	problem(t, err, wire.CodeFenced)
	if a, err := s.PushRange(1, end); err != nil || a.Committed != end {
		t.Errorf("what is there already: got %+v, %v", a, err)
	}
	// The next event after another past is a fork too, though its own number is new.
	b := NewStation(t, c, "B-1")
	b.Push()
	b.Record(manifest.Carton{}, ledger.SignedOut{})
	batch := b.Batch(2, 2)
	batch.Head.Prev = ledger.Hash{1}
	_, err = c.Push(t.Context(), b.Name, b.Head.Epoch, 2, 2, batch)
	problem(t, err, wire.CodeFork)
	Verify(t, c)
}

func fences(t *testing.T, k Kit) {
	c := k.centre(t)
	s := NewStation(t, c, "A-1")
	s.Push()
	old := *s
	old.Records = append([]ledger.Record(nil), s.Records...)
	s.Open("restored", old.Head.Epoch)
	s.Push()
	old.Record(manifest.Carton{}, ledger.SignedOut{})
	_, err := old.PushRange(2, 2)
	problem(t, err, wire.CodeFenced)
	s.Pack(Order("O-1", Person(1), 40), 0)
	s.Push()
	Verify(t, c)
}

func hello(t *testing.T, k Kit) {
	c := k.centre(t)
	s := NewStation(t, c, "A-1")
	s.Pack(Order("O-1", Person(1), 40), 0)
	s.Push()
	ask := wire.Hello{V: wire.Version, Nonce: "x", Epochs: []wire.Watermark{{Epoch: s.Head.Epoch, Seq: 2, Hash: s.Records[1].Hash}}}
	answer, err := c.Hello(t.Context(), s.Name, ask)
	if err != nil || answer.Nonce != "x" || answer.Station != s.Name || len(answer.Epochs) != 1 {
		t.Fatalf("got %+v, %v", answer, err)
	}
	if e := answer.Epochs[0]; e.Seq != s.Head.Seq || e.Hash != s.Head.Hash {
		t.Errorf("the watermark is %+v", e)
	}
	ask.Epochs[0].Hash = ledger.Hash{9}
	_, err = c.Hello(t.Context(), s.Name, ask)
	problem(t, err, wire.CodeFork)
	s.Record(manifest.Carton{}, ledger.SignedOut{})
	_, err = s.PushRange(s.Head.Seq, s.Head.Seq)
	problem(t, err, wire.CodeFenced)
	ask.V = 99
	_, err = c.Hello(t.Context(), s.Name, ask)
	problem(t, err, wire.CodeVersion)
}

func quarantine(t *testing.T, k Kit) {
	s := k.open(t)
	c := Start(t, s)
	a := NewStation(t, c, "A-1")
	a.RecordRaw([]byte(`{"v":1,"type":"packed","body":{}}`))         // says nothing of where it is
	a.RecordRaw([]byte("no event\x00 at all"))                       // isn't JSON
	a.Record(manifest.Carton{}, ledger.Packed{N: 1})                 // of no carton
	a.Record(manifest.Carton{ID: manifest.ID{7}}, ledger.Voided{})   // of a carton that was never opened
	a.Record(manifest.Carton{}, ledger.EpochOpened{Reason: "again"}) // not the first
	a.Record(manifest.Carton{}, ledger.StationAdded{Name: "B-2"})    // not a station's to say
	a.Record(manifest.Carton{}, ledger.Unknown{Of: "imagined", Raw: []byte("{}")})
	carton := a.Pack(Order("O-1", Person(1), 40), 0)
	a.Record(carton, ledger.Packed{N: 1, SSCC: carton.SSCC}) // twice
	if answer := a.Push(); answer.Committed != a.Head.Seq {
		t.Errorf("stopped at %d of %d", answer.Committed, a.Head.Seq)
	}
	err := s.View(t.Context(), func(tx central.Tx) error {
		rows, err := tx.Quarantine(100)
		if len(rows) != 8 {
			t.Errorf("%d events are set aside, want 8: %v", len(rows), rows)
		}
		for _, r := range rows {
			if r.Reason == "" || r.Station != "A-1" {
				t.Errorf("got %+v", r)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if one := Cartons(t, c)[carton.ID]; !one.Confirmed || one.State != manifest.CartonDone {
		t.Errorf("the carton between them is %+v", one)
	}
	if r := Verify(t, c); r.Quarantined != 8 {
		t.Errorf("got %+v", r)
	}
}

func strangers(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	order := Order("O-1", Person(1), 40)
	carton := a.Pack(order, 0)
	a.Push()
	b.Record(carton, ledger.Voided{Reason: "operator", Last: true})
	b.shipment[carton.Shipment] = a.shipment[carton.Shipment]
	b.Another(order, carton, 2)
	b.Push()
	if one := Cartons(t, c); len(one) != 1 || one[carton.ID].State != manifest.CartonDone {
		t.Errorf("got %+v", one)
	}
	if r := Verify(t, c); r.Quarantined != 2 {
		t.Errorf("got %+v", r)
	}
}

// rules gives the ids of findings.
func rules(findings []manifest.Finding) string {
	var ids []string
	for _, f := range findings {
		ids = append(ids, f.Rule)
	}
	return strings.Join(ids, " ")
}
