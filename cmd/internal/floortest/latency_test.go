//go:build linux

package floortest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"packline/devices/devicetest"
	"packline/devices/printer"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/papers/label"
	"packline/station"
	"packline/store"
	"packline/store/storetest"
)

// race measures one bench and one bare loop in turn: from the stable weight to the label's last byte at the printer.
// The bench judges, composes, records and prints. The bare loop commits the bytes of the same records with bbolt, then
// dials, asks ~HS and writes the same label.
type race struct {
	b       *testing.B
	store   *store.Store
	bench   *station.Bench
	printer string
	out     chan time.Time // when a label's last byte was in
	raw     *bbolt.DB
	records []ledger.Record // of the last carton's commit
	job     []byte
	told    chan struct{} // the ledger has something new
}

// latency runs pairs of both and gives their times, shortest first.
func latency(b *testing.B, pairs int) (ours, bare []time.Duration) {
	b.Helper()
	r := newRace(b, pairs+1)
	r.carton(0) // the first warms both up, and gives the bare loop its bytes
	for i := range pairs {
		if i%2 == 0 {
			ours = append(ours, r.carton(i+1))
			bare = append(bare, r.bare(i))
		} else {
			bare = append(bare, r.bare(i))
			ours = append(ours, r.carton(i+1))
		}
	}
	return sorted(ours), sorted(bare)
}

func newRace(b *testing.B, orders int) *race {
	b.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &race{b: b, out: make(chan time.Time, 16), told: make(chan struct{}, 1)}
	zebra := devicetest.NewZebra(b)
	zebra.Refuse() // its hook is set before it takes connections
	zebra.OnLabel = func(format []byte) { r.job = format; r.out <- time.Now() }
	zebra.Accept()
	r.printer = zebra.Address()

	dir := b.TempDir()
	opened, err := store.Open(filepath.Join(dir, "station.db"), storetest.Options())
	must(b, err)
	r.store = opened
	var changes []manifest.Change
	for i := range orders {
		order := clean(i)
		changes = append(changes, manifest.Change{Kind: manifest.ChangeOrder, Order: &order})
	}
	must(b, r.store.Apply(ctx, 0, changes))
	r.raw, err = bbolt.Open(filepath.Join(dir, "raw.db"), 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	must(b, err)

	zpl, err := printer.New(r.printer, printer.Options{})
	must(b, err)
	r.bench, err = station.New(ctx, setup(b), station.Ports{
		Ledger: r.store, Orders: r.store, History: r.store, Scale: quiet{}, Printer: zpl,
		Told: func() {
			select {
			case r.told <- struct{}{}:
			default:
			}
		},
	})
	must(b, err)
	ended := make(chan error, 1)
	go func() { ended <- r.bench.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		must(b, <-ended)
		must(b, r.raw.Close())
		must(b, r.store.Close())
	})
	r.scan("OP-1001", manifest.CodeText, station.Notice)
	r.scan("PL:ACK", manifest.CodeCommand, station.Ready)
	return r
}

// clean gives the n-th order, which passes without a word.
func clean(n int) manifest.Order {
	o := storetest.Order(uint64(n))
	o.ShipTo.Phone = "" // the same for all of them, which would make one person of them
	o.Lines = []manifest.Line{{
		SKU: "CHINO-W-08", Description: "Women's cotton twill trousers", Quantity: 1, Origin: "VN", HTSUS: "6204.62.8011",
		UnitValue: manifest.Money{Micros: 99_000_000, Currency: "USD"},
	}}
	return o
}

func setup(b *testing.B) station.Setup {
	b.Helper()
	books, err := section321.Embedded()
	must(b, err)
	return station.Setup{
		Station: storetest.Station, Warehouse: "Vancouver", Build: "bench", Keys: storetest.Keys(), Rulebooks: books,
		Rulebook: "section-321-classic", Simulate: true, Media: label.Media{DPI: 203}, Unit: manifest.UnitPound,
		Numbers:   []station.Block{{NumberBlock: manifest.NumberBlock{Prefix: "952", Extension: 9, First: 1, Last: 99999}}},
		Operators: []manifest.Operator{{Badge: "OP-1001", Name: "Maya", Role: manifest.RolePicker}},
		Lanes: []manifest.Lane{{
			ID: "BLAINE-USPS", Induction: "Blaine, WA", Carrier: "USPS", Port: "3004",
			Crossings: []string{"02:00", "08:00", "14:00", "20:00"}, Release: manifest.ReleaseSection321,
		}},
		Clients: []manifest.Client{{
			ID:       "example",
			Exporter: manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA"}},
			ReturnAddress: manifest.Party{
				Name: "Example Goods", Address: manifest.Address{Line1: "1234 Peace Portal Dr", City: "Blaine", State: "WA", Postal: "98230", Country: "US"},
			},
		}},
	}
}

// quiet is a scale that speaks only when the test does.
type quiet struct{}

func (quiet) Request()                   {}
func (quiet) Zero(context.Context) error { return nil }

// carton packs the n-th order from scan to closing scan.
func (r *race) carton(n int) time.Duration {
	r.b.Helper()
	r.weight(0)
	r.scan(clean(n).ID, manifest.CodeText, station.OrderOpen)
	head := r.openedOnDisk(clean(n).ID)
	began := time.Now()
	r.weight(1234)
	took := (<-r.out).Sub(began)
	view := r.wait(func(v station.View) bool {
		return v.Phase == station.LabelOut && v.Labels[0].State == manifest.CopyConfirmed
	})
	r.remember(head, view.Labels[0].SSCC)
	r.post(station.Scanned{Code: manifest.Code{
		Kind: manifest.CodeSSCC, SSCC: view.Labels[0].SSCC, Text: string(view.Labels[0].SSCC), At: time.Now(),
	}}, station.Done)
	return took
}

// openedOnDisk waits until the carton's first record is on disk, as it is long before a person has put the box on the
// scale, and gives the ledger's end.
func (r *race) openedOnDisk(order string) ledger.Head {
	r.b.Helper()
	for {
		head, err := r.store.Head(r.b.Context())
		must(r.b, err)
		last, err := r.store.Records(r.b.Context(), head.Epoch, head.Seq, 1)
		must(r.b, err)
		event, err := ledger.Decode(last[0].Bytes)
		must(r.b, err)
		if _, opened := event.Body.(ledger.CartonOpened); opened && event.Order == order {
			return head
		}
		select {
		case <-r.told:
		case <-time.After(Patience):
			r.b.Fatalf("order %s was not recorded as opened", order)
		}
	}
}

// remember keeps what was committed before the label was sent, and the label, for the bare loop.
func (r *race) remember(head ledger.Head, sscc manifest.SSCC) {
	r.b.Helper()
	records, err := r.store.Records(r.b.Context(), head.Epoch, head.Seq+1, 2) // packed, label intended
	must(r.b, err)
	if !bytes.Contains(records[0].Bytes, []byte(sscc)) || len(records) != 2 {
		r.b.Fatalf("the records after %d are not those of carton %s", head.Seq, sscc)
	}
	r.records = records
}

// bare does the same I/O with nothing around it.
func (r *race) bare(n int) time.Duration {
	r.b.Helper()
	began := time.Now()
	must(r.b, r.raw.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte("events"))
		if err != nil {
			return err
		}
		for i, record := range r.records {
			key := binary.BigEndian.AppendUint64(nil, uint64(2*n+i))
			if err := bucket.Put(key, record.Bytes); err != nil {
				return err
			}
		}
		return nil
	}))
	conn, err := net.Dial("tcp", r.printer[len("tcp:"):])
	must(r.b, err)
	_, err = conn.Write([]byte("~HS"))
	must(r.b, err)
	answer := make([]byte, 0, 512)
	for bytes.Count(answer, []byte{3}) < 3 {
		got, err := conn.Read(answer[len(answer):cap(answer)])
		must(r.b, err)
		answer = answer[:len(answer)+got]
	}
	_, err = conn.Write(r.job)
	must(r.b, err)
	took := (<-r.out).Sub(began)
	must(r.b, conn.Close())
	return took
}

// weight shows hundredths of a pound on the scale.
func (r *race) weight(load int64) {
	now := time.Now()
	r.bench.Post(r.b.Context(), station.Read{Reading: manifest.Reading{
		Weight: manifest.Weight(load) * (manifest.Pound / 100), Stable: true, Zero: load == 0, Resolution: manifest.Pound / 100,
		Shown: manifest.Shown{Value: fmt.Sprintf("%d.%02d", load/100, load%100), Unit: manifest.UnitPound},
		Raw:   fmt.Appendf(nil, "\x02%03d.%02d\r", load/100, load%100), Asked: now, At: now, Scale: "serial:/dev/ttyUSB0",
	}})
}

func (r *race) scan(text string, kind manifest.CodeKind, until station.Phase) {
	r.b.Helper()
	code := manifest.Code{Kind: kind, Text: text, At: time.Now()}
	if kind == manifest.CodeCommand {
		code.Command = manifest.Command(text)
	}
	r.post(station.Scanned{Code: code}, until)
}

func (r *race) post(what station.What, until station.Phase) {
	r.b.Helper()
	r.bench.Post(r.b.Context(), what)
	r.wait(func(v station.View) bool { return v.Phase == until })
}

func (r *race) wait(wanted func(station.View) bool) station.View {
	r.b.Helper()
	late := time.NewTimer(Patience)
	defer late.Stop()
	var v station.View
	for {
		select {
		case v = <-r.bench.Views():
			if wanted(v) {
				return v
			}
		case <-late.C:
			r.b.Fatalf("the bench stays in phase %s, problem %v, checks %+v", v.Phase, v.Problem, v.Checks)
		}
	}
}
