package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
)

// Writer makes the entries that a station would append, one after the other. It holds no store: what it made and
// nobody appended is a gap.
type Writer struct {
	Head      ledger.Head
	At        time.Time
	Simulated bool
	serial    uint64
	made      uint64
}

// NewWriter goes on where a store stopped.
func NewWriter(tb testing.TB, s *store.Store) *Writer {
	tb.Helper()
	w, err := resume(s)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func resume(s *store.Store) (*Writer, error) {
	r, err := s.Recover(context.Background())
	if err != nil {
		return nil, err
	}
	w := &Writer{Head: r.Head, At: r.LastSeen, Simulated: r.Simulated, serial: r.LastSerials[9] + 1, made: r.Head.Seq}
	if w.At.IsZero() {
		w.At = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	}
	return w, nil
}

// About names what an event is about; the zero About is about the station itself.
type About struct {
	Carton, Shipment manifest.ID
	Order            string
}

// Entries makes entries of bodies, 700 milliseconds apart.
func (w *Writer) Entries(about About, bodies ...ledger.Body) ([]ledger.Entry, error) {
	var events []ledger.Event
	for i, body := range bodies {
		w.At = w.At.Add(700 * time.Millisecond)
		e := ledger.Event{
			ID: w.id(), Station: Station, Epoch: w.Head.Epoch, Seq: w.Head.Seq + 1 + uint64(i), Type: body.Type(), At: w.At,
			Uptime: w.At.UnixMilli() % 1_000_000, Clock: ledger.ClockFree, Build: "test", Operator: "OP-1001",
			Order: about.Order, Carton: about.Carton, Shipment: about.Shipment, Body: body,
		}
		events = append(events, e)
	}
	entries, err := ledger.Append(w.Head, events)
	if err != nil {
		return nil, err
	}
	last := entries[len(entries)-1].Record
	w.Head = ledger.Head{Epoch: last.Epoch, Seq: last.Seq, Hash: last.Hash}
	return entries, nil
}

// OpenEpoch makes the entry that opens an epoch after the head.
func (w *Writer) OpenEpoch(reason string, simulated bool) ([]ledger.Entry, error) {
	old := w.Head
	w.Head, w.Simulated = ledger.Head{Epoch: manifest.NewEpoch()}, simulated
	return w.Entries(About{}, ledger.EpochOpened{
		OldEpoch: old.Epoch, OldSeq: old.Seq, OldHash: old.Hash, Reason: reason, Simulated: simulated, Warehouse: "Vancouver",
	})
}

// id makes ids that differ between any two places of any two ledgers, and are the same when made again.
func (w *Writer) id() manifest.ID {
	w.made++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(w.Head.Epoch[:], w.made))
	return manifest.NewID(w.At, manifest.Entropy(sum[:10]), 0)
}

// Carton is a carton to be made: what a station knows when it opens it.
type Carton struct {
	About
	Sealed   ledger.SealedOrder
	Match    manifest.MatchKeys
	Crossing manifest.Crossing
}

// NewCarton gives a carton of an order that nobody has seen, for a consignee of its own.
func (w *Writer) NewCarton() (Carton, error) {
	n := w.made
	order := Order(n)
	keys := Keys()
	sealed, err := ledger.SealOrder(order, OrderKey(order.ID))
	if err != nil {
		return Carton{}, err
	}
	crossing, err := manifest.Lane{ID: order.Lane, Port: "3004", Crossings: []string{"20:00"}}.NextCrossing(w.At)
	if err != nil {
		return Carton{}, err
	}
	return Carton{
		About: About{Carton: w.id(), Shipment: w.id(), Order: order.ID}, Sealed: sealed, Crossing: crossing,
		Match: manifest.MatchKeys{
			Normaliser: 1,
			Same:       []string{keys.Match("name+address", order.ID), keys.Match("email", order.ID), keys.Match("phone", order.ID)},
			Possible:   []string{keys.Match("address", order.ID), keys.Match("name+postal", order.ID)},
		},
	}, nil
}

// Order gives the n-th order of a made-up shop.
func Order(n uint64) manifest.Order {
	usd := func(cents int64) manifest.Money { return manifest.Money{Micros: cents * 10_000, Currency: "USD"} }
	return manifest.Order{
		ID: fmt.Sprintf("WEB-%08d", n), Revision: 1, Client: "example", Warehouse: "Vancouver", Currency: "USD", Carrier: "USPS",
		ShipTo: manifest.Person{
			Name: fmt.Sprintf("Planted Name %d", n), Email: fmt.Sprintf("planted%d@example.com", n), Phone: "+1 202 555 0143",
			Address: manifest.Address{Line1: fmt.Sprintf("%d Planted Street", n), City: "Tacoma", State: "WA", Postal: "98402", Country: "US"},
		},
		PlacedAt: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Lane: "BLAINE-USPS", Tracking: []string{fmt.Sprintf("9400%018d", n)},
		Lines: []manifest.Line{
			{SKU: "MUG-01", Description: "stoneware mug, 350 ml", Quantity: 2, UnitValue: usd(1450), HTSUS: "6912.00.3510", Origin: "CA"},
			{SKU: "SOAP-2", Description: "olive oil soap bar", Quantity: 1, UnitValue: usd(899), HTSUS: "3401.11.5000", Origin: "CA"},
		},
	}
}

// OrderKey gives the key that these orders are sealed with: always the same for an order.
func OrderKey(order string) []byte {
	sum := sha256.Sum256([]byte("order key of " + order))
	return sum[:]
}

// Opened is the body that opens the carton.
func (c Carton) Opened() ledger.Body {
	return ledger.CartonOpened{
		Shipment: manifest.Shipment{
			ID: c.Shipment, Order: c.Order, Revision: 1, Client: "example", PlacedAt: c.Sealed.Order.PlacedAt, Lane: c.Sealed.Order.Lane,
			Crossing: c.Crossing, Release: manifest.ReleaseSection321, Match: c.Match, ValueUSD: "37.99",
		},
		Order: c.Sealed, N: 1, Judgement: judgement(),
	}
}

// Packed is the body that packs it.
func (w *Writer) Packed(c Carton) (ledger.Body, error) {
	w.serial = max(w.serial, 1)
	sscc, err := manifest.NewSSCC(9, "952", w.serial)
	if err != nil {
		return nil, err
	}
	body := ledger.Packed{
		SSCC: sscc, Serial: w.serial, N: 1, M: 1, Contents: []manifest.PackedQty{{Line: 0, Qty: 2}, {Line: 1, Qty: 1}},
		Proof: manifest.WeightProof{
			Weight: 3 * manifest.Pound, Shown: manifest.Shown{Value: "3.00", Unit: manifest.UnitPound}, Raw: []byte("\x02003.00\r"),
			Scale: "serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb", Resolution: manifest.Pound / 100, Stable: true, At: w.At,
		},
		Judgement: judgement(), Crossing: c.Crossing, ValueUSD: "37.99", Tracking: c.Sealed.Order.TrackingOf(1), Simulated: w.Simulated,
	}
	w.serial++
	return body, nil
}

func judgement() manifest.Judgement {
	return manifest.Judgement{
		Verdict: manifest.Pass, Provisional: true,
		Rulebook: manifest.RulebookRef{Name: "section-321-classic", Version: 1, Hash: fmt.Sprintf("%064x", 321)},
	}
}

// Life makes the entries of a clean carton, one slice for each append that a station makes of it: opened; packed with
// its label intended; confirmed; closed.
func (w *Writer) Life() ([][]ledger.Entry, error) {
	c, err := w.NewCarton()
	if err != nil {
		return nil, err
	}
	packed, err := w.Packed(c)
	if err != nil {
		return nil, err
	}
	var out [][]ledger.Entry
	for _, bodies := range [][]ledger.Body{
		{c.Opened()},
		{packed, ledger.LabelIntended{Copy: 1}},
		{ledger.LabelSent{Copy: 1}},
		{ledger.LabelConfirmed{Copy: 1, By: "scan"}, ledger.Closed{By: "label", Copy: 1}},
	} {
		entries, err := w.Entries(c.About, bodies...)
		if err != nil {
			return nil, err
		}
		out = append(out, entries)
	}
	return out, nil
}

// EventsPerCarton is how many events Fill writes for each carton.
const EventsPerCarton = 6

const fillBatch = 100

// Fill packs and closes a number of cartons, many in one transaction, opening an epoch first where there is none.
func Fill(tb testing.TB, s *store.Store, cartons int) {
	tb.Helper()
	w := NewWriter(tb, s)
	var batch []ledger.Entry
	flush := func() {
		if err := s.Append(context.Background(), batch); err != nil {
			tb.Fatal(err)
		}
		batch = batch[:0]
	}
	if w.Head.Seq == 0 {
		entries, err := w.OpenEpoch("new", false)
		if err != nil {
			tb.Fatal(err)
		}
		batch = append(batch, entries...)
	}
	for i := range cartons {
		life, err := w.Life()
		if err != nil {
			tb.Fatal(err)
		}
		for _, entries := range life {
			batch = append(batch, entries...)
		}
		w.At = w.At.Add(20 * time.Second)
		if i%fillBatch == fillBatch-1 {
			flush()
		}
	}
	flush()
}
