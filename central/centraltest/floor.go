// Package centraltest is the conformance suite that every storage of the centre must pass, and the stations that play
// against it. A station here makes a real ledger: real bytes, real chain, real match keys.
package centraltest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"packline/central"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/sync/wire"
)

// Prefix is the GS1 company prefix of the tests: GS1's own example.
const Prefix = "952"

// Rulebook is what the tests pack under: the one that knows persons and days.
const Rulebook = "section-321-classic"

// Keys gives the keys of a fixed organisation key.
func Keys(t testing.TB) manifest.Keys {
	t.Helper()
	keys, err := manifest.DeriveKeys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// Start opens a centre over a storage, with a fixed clock.
func Start(t testing.TB, s central.Storage) *central.Centre {
	t.Helper()
	c, err := central.New(t.Context(), s, central.Options{
		Now: func() time.Time { return Day(0).Add(-6 * time.Hour) }, Keys: Keys(t), Build: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Day is the arrival of a truck at Blaine on one of the tests' days, in 2024 when the rules on persons were in force.
func Day(n int) time.Time { return time.Date(2024, 6, 4+n, 3, 0, 0, 0, time.UTC) } // 20:00 the evening before, there

// Crossing is the crossing of a test's day.
func Crossing(n int) manifest.Crossing {
	return manifest.Crossing{Lane: "BLAINE-USPS", Date: manifest.Date(fmt.Sprintf("2024-06-%02d", 3+n)), Port: "3004", Arrival: Day(n)}
}

// Person makes a consignee; another number is another person.
func Person(n int) manifest.Person {
	return manifest.Person{
		Name: "Planted Person" + strconv.Itoa(n), Email: fmt.Sprintf("planted%d@example.com", n),
		Address: manifest.Address{
			Line1: strconv.Itoa(100+n) + " Planted St", City: "Seattle", State: "WA", Postal: fmt.Sprintf("98%03d", n%1000), Country: "US",
		},
	}
}

// Order makes an order of one line.
func Order(id string, to manifest.Person, usd int64) manifest.Order {
	return manifest.Order{
		ID: id, Revision: 1, Currency: "USD", ShipTo: to, PlacedAt: Day(-30), Lane: "BLAINE-USPS",
		Lines: []manifest.Line{{
			SKU: "S-1", Description: "cotton shirt", Quantity: 1, HTSUS: "6109.10.0012", Origin: "CA",
			UnitValue: manifest.Money{Micros: usd * 1_000_000, Currency: "USD"},
		}},
	}
}

// Station is a bench that records what a test tells it, and pushes it.
type Station struct {
	t         testing.TB
	Name      string
	Centre    *central.Centre
	Head      ledger.Head
	Records   []ledger.Record // of the current epoch
	Pushed    uint64          // of the current epoch
	Simulated bool

	keys     manifest.Keys
	orders   []wire.OrderKey
	entropy  uint64
	serial   uint64
	cartons  map[manifest.ID]manifest.Carton
	shipment map[manifest.ID]manifest.Shipment
}

// NewStation adds a station to a centre and opens its first epoch.
func NewStation(t testing.TB, c *central.Centre, name string) *Station {
	t.Helper()
	if _, err := c.AddStation(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	s := Bench(t, c, name)
	s.Open("new", manifest.Epoch{})
	return s
}

// Bench makes a station that has no epoch yet.
func Bench(t testing.TB, c *central.Centre, name string) *Station {
	return &Station{
		t: t, Name: name, Centre: c, keys: Keys(t), serial: 1,
		cartons: map[manifest.ID]manifest.Carton{}, shipment: map[manifest.ID]manifest.Shipment{},
	}
}

// Open begins an epoch that names an older one.
func (s *Station) Open(reason string, old manifest.Epoch) {
	s.t.Helper()
	head := s.Head
	s.Head, s.Records, s.Pushed = ledger.Head{Epoch: manifest.NewEpoch()}, nil, 0
	body := ledger.EpochOpened{Reason: reason, OldEpoch: old, Simulated: s.Simulated}
	if old == head.Epoch {
		body.OldSeq, body.OldHash = head.Seq, head.Hash
	}
	s.Record(manifest.Carton{}, body)
}

// Record appends an event about a carton.
func (s *Station) Record(c manifest.Carton, body ledger.Body) {
	s.t.Helper()
	e := ledger.Event{
		ID: s.id(), Station: s.Name, Epoch: s.Head.Epoch, Seq: s.Head.Seq + 1, Type: body.Type(), At: Day(0).Add(-8 * time.Hour),
		Clock: ledger.ClockSynced, Build: "test", Operator: "OP-1001", Order: c.Order, Shipment: c.Shipment, Carton: c.ID, Body: body,
	}
	entries, err := ledger.Append(s.Head, []ledger.Event{e})
	if err != nil {
		s.t.Fatal(err)
	}
	r := entries[0].Record
	s.Head = ledger.Head{Epoch: r.Epoch, Seq: r.Seq, Hash: r.Hash}
	s.Records = append(s.Records, r)
}

// RecordRaw appends bytes that need not be an event.
func (s *Station) RecordRaw(raw []byte) {
	hash := ledger.Chain(s.Head.Hash, raw)
	s.Records = append(s.Records, ledger.Record{Epoch: s.Head.Epoch, Seq: s.Head.Seq + 1, Prev: s.Head.Hash, Hash: hash, Bytes: raw})
	s.Head = ledger.Head{Epoch: s.Head.Epoch, Seq: s.Head.Seq + 1, Hash: hash}
}

func (s *Station) id() manifest.ID {
	s.entropy++
	var e manifest.Entropy
	copy(e[:], s.Name)
	for i := range 4 {
		e[9-i] = byte(s.entropy >> (8 * i))
	}
	e[5] ^= s.Head.Epoch[0]
	return manifest.NewID(Day(0), e, 0)
}

// OpenCarton records that a carton of an order was opened.
func (s *Station) OpenCarton(o manifest.Order, crossing manifest.Crossing) manifest.Carton {
	s.t.Helper()
	return s.openCarton(o, crossing, s.id(), 1)
}

// Another records another carton of a shipment.
func (s *Station) Another(o manifest.Order, first manifest.Carton, n int) manifest.Carton {
	s.t.Helper()
	return s.openCarton(o, s.shipment[first.Shipment].Crossing, first.Shipment, n)
}

func (s *Station) openCarton(o manifest.Order, crossing manifest.Crossing, shipment manifest.ID, n int) manifest.Carton {
	s.t.Helper()
	key := ledger.NewOrderKey()
	sealed, err := ledger.SealOrder(o, key)
	if err != nil {
		s.t.Fatal(err)
	}
	s.orders = append(s.orders, wire.OrderKey{Order: o.ID, Key: key})
	sh := manifest.Shipment{
		ID: shipment, Order: o.ID, Revision: o.Revision, PlacedAt: o.PlacedAt, Lane: o.Lane, Crossing: crossing,
		Match: section321.Match(s.keys, o.ShipTo, o.Buyer), Simulated: s.Simulated,
	}
	s.shipment[shipment] = sh
	c := manifest.Carton{ID: s.id(), Shipment: shipment, Order: o.ID, N: n}
	s.cartons[c.ID] = c
	s.Record(c, ledger.CartonOpened{Shipment: sh, Order: sealed, N: n, Judgement: s.judgement()})
	return c
}

func (s *Station) judgement() manifest.Judgement {
	return manifest.Judgement{
		Verdict: manifest.Pass, Provisional: true, Rulebook: manifest.RulebookRef{Name: Rulebook, Version: 1, Hash: "0"},
	}
}

// Finish records that a carton was packed, labelled and closed.
func (s *Station) Finish(o manifest.Order, c manifest.Carton) manifest.Carton {
	s.t.Helper()
	var err error
	if c.SSCC, err = manifest.NewSSCC(int(s.Name[0]%9), Prefix, s.serial); err != nil {
		s.t.Fatal(err)
	}
	s.Record(c, ledger.Packed{
		SSCC: c.SSCC, Serial: s.serial, N: c.N, M: c.N, Crossing: s.shipment[c.Shipment].Crossing,
		Contents: []manifest.PackedQty{{Line: 0, Qty: 1}}, Judgement: s.judgement(), ValueUSD: o.Lines[0].UnitValue.Amount(),
		Proof: manifest.WeightProof{
			Weight: 3 * manifest.Pound, Shown: manifest.Shown{Value: "3.00", Unit: "lb"}, Stable: true, At: Day(0).Add(-8 * time.Hour),
			Raw: []byte("\x02003.00\r"), Scale: "serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb",
		},
		Simulated: s.Simulated,
	})
	s.serial++
	s.Record(c, ledger.LabelIntended{Copy: 1})
	s.Record(c, ledger.LabelConfirmed{Copy: 1, By: "printer"})
	s.Record(c, ledger.Closed{By: "label", Copy: 1})
	return c
}

// Pack records a whole carton of an order for a day, from opening to closing.
func (s *Station) Pack(o manifest.Order, day int) manifest.Carton {
	s.t.Helper()
	return s.Finish(o, s.OpenCarton(o, Crossing(day)))
}

// Push sends what the centre doesn't have yet, in batches.
func (s *Station) Push() wire.PushAnswer {
	s.t.Helper()
	return s.pushBy(wire.MaxEvents)
}

func (s *Station) pushBy(batch uint64) wire.PushAnswer {
	s.t.Helper()
	var answer wire.PushAnswer
	for s.Pushed < s.Head.Seq {
		last := min(s.Head.Seq, s.Pushed+batch)
		var err error
		if answer, err = s.PushRange(s.Pushed+1, last); err != nil {
			s.t.Fatalf("push of %s %d to %d: %v", s.Name, s.Pushed+1, last, err)
		}
		s.Pushed = last
	}
	return answer
}

// PushRange sends a range of the current epoch.
func (s *Station) PushRange(first, last uint64) (wire.PushAnswer, error) {
	return s.Centre.Push(s.t.Context(), s.Name, s.Head.Epoch, first, last, s.Batch(first, last))
}

// Batch makes the push of a range, with the keys of all orders so far.
func (s *Station) Batch(first, last uint64) wire.Push {
	p := wire.Push{Head: wire.PushHead{V: wire.Version, Nonce: "n", Prev: s.Records[first-1].Prev}}
	named := map[string]bool{}
	for _, r := range s.Records[first-1 : last] {
		p.Events = append(p.Events, r.Bytes)
		var e struct {
			Order string `json:"order"`
		}
		_ = json.Unmarshal(r.Bytes, &e) // bytes that are no event name no order
		named[e.Order] = true
	}
	for _, k := range s.orders {
		if named[k.Order] {
			p.Head.Keys = append(p.Head.Keys, k)
		}
	}
	p.Head.Count = len(p.Events)
	return p
}

// Changes gives what the feed has for the station after a cursor.
func (s *Station) Changes(cursor uint64) []manifest.Change {
	s.t.Helper()
	var out []manifest.Change
	for {
		answer, err := s.Centre.Feed(s.t.Context(), s.Name, cursor, 100, 0)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, c := range answer.Changes {
			change, err := c.Manifest()
			if err != nil {
				s.t.Fatal(err)
			}
			out = append(out, change)
		}
		cursor = answer.Next
		if !answer.More {
			return out
		}
	}
}

// Cartons gives all cartons of a centre by id.
func Cartons(t testing.TB, c *central.Centre) map[manifest.ID]central.Carton {
	t.Helper()
	out := map[manifest.ID]central.Carton{}
	for one, err := range c.Cartons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out[one.ID] = one
	}
	return out
}

// Verify fails the test when the centre's chains or projections don't hold.
func Verify(t testing.TB, c *central.Centre) central.Report {
	t.Helper()
	report, err := c.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range report.Faults {
		t.Errorf("verify: %s", fault)
	}
	return report
}
