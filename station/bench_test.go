package station_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/station"
	"packline/station/stationtest"
)

// floor is every port of a bench: a disk, a printer and a scale that take the time they are told to.
type floor struct {
	mu      sync.Mutex
	events  []ledger.Event
	printed int
	orders  map[string]ledger.KeyedOrder
	disk    time.Duration
	printer time.Duration
	broken  bool // the printer's driver panics
}

func (f *floor) Append(_ context.Context, entries []ledger.Entry) error {
	pass(f.disk)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range entries {
		f.events = append(f.events, e.Event)
	}
	return nil
}

func (f *floor) Recover(context.Context) (ledger.Recovered, error) { return ledger.Recovered{}, nil }

func (f *floor) FindOrder(_ context.Context, code string) (ledger.KeyedOrder, error) {
	if o, ok := f.orders[code]; ok {
		return o, nil
	}
	return ledger.KeyedOrder{}, ledger.ErrNotFound
}

func (f *floor) Candidates(context.Context, manifest.MatchKeys, string) ([]manifest.Past, error) {
	return nil, nil
}

func (f *floor) CartonByCode(context.Context, manifest.Code) (ledger.Past, error) {
	return ledger.Past{}, ledger.ErrNotFound
}

func (f *floor) CartonsOfOrder(context.Context, string) ([]manifest.Carton, error) { return nil, nil }
func (f *floor) Request()                                                          {}
func (f *floor) Zero(context.Context) error                                        { return nil }

func (f *floor) Print(context.Context, []byte) manifest.PrintResult {
	if f.broken {
		panic("a driver's bug")
	}
	pass(f.printer)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.printed++
	return manifest.PrintResult{Outcome: manifest.PrintConfirmed}
}

func (f *floor) has(t ledger.Type) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.events {
		if e.Type == t {
			return true
		}
	}
	return false
}

func newBench(t *testing.T, ctx context.Context, f *floor) *station.Bench {
	t.Helper()
	f.orders = map[string]ledger.KeyedOrder{}
	for _, o := range stationtest.Orders(t) {
		f.orders[o.ID] = ledger.KeyedOrder{Order: o, Key: ledger.NewOrderKey()}
	}
	setup := stationtest.Setup(t)
	setup.Rulebook, setup.Simulate = "section-321-classic", true
	b, err := station.New(ctx, setup, station.Ports{Ledger: f, Orders: f, History: f, Scale: f, Printer: f})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func text(s string) station.Scanned {
	if c, ok := manifest.ParseCommand(s); ok {
		return station.Scanned{Code: manifest.Code{Kind: manifest.CodeCommand, Text: s, Command: c}}
	}
	return station.Scanned{Code: manifest.Code{Kind: manifest.CodeText, Text: s}}
}

func weight(value string) station.Read {
	shown := manifest.Shown{Value: value, Unit: manifest.UnitPound}
	w, _ := shown.Weight()
	return station.Read{Reading: manifest.Reading{
		Weight: w, Shown: shown, Stable: true, Zero: w == 0, Resolution: manifest.Pound / 100, Asked: time.Now(), At: time.Now(),
	}}
}

// drive posts inputs with a second between them and gives the phase after the last.
func drive(ctx context.Context, b *station.Bench, inputs ...func() station.What) station.Phase {
	for _, in := range inputs {
		b.Post(ctx, in())
		synctest.Wait()
		pass(time.Second)
		synctest.Wait()
	}
	return (<-b.Views()).Phase
}

func now(w station.What) func() station.What { return func() station.What { return w } }

func scale(value string) func() station.What {
	return func() station.What { return weight(value) }
}

// TestBenchFinishesWhatItHasInHand ends the bench while a record is being written and a label is still to be printed.
func TestBenchFinishesWhatItHasInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		f := &floor{disk: 10 * time.Millisecond, printer: 800 * time.Millisecond}
		b := newBench(t, ctx, f)
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		phase := drive(ctx, b, now(text("OP-1001")), now(text("PL:ACK")), scale("0.00"), now(text("O-1")))
		if phase != station.OrderOpen {
			t.Errorf("phase %s before the weight", phase)
		}
		b.Post(ctx, weight("4.20"))
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if f.printed != 1 || !f.has("label-confirmed") {
			t.Errorf("%d labels, confirmed %v: the label in hand was dropped", f.printed, f.has("label-confirmed"))
		}
	})
}

// TestSlowPortsDelayNobody keeps the screen alive and the scans taken while the printer and the disk take their time.
func TestSlowPortsDelayNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		f := &floor{printer: time.Minute}
		b := newBench(t, ctx, f)
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		phase := drive(ctx, b, now(text("OP-1001")), now(text("PL:ACK")), scale("0.00"), now(text("O-1")), scale("4.20"))
		if phase != station.LabelOut {
			t.Errorf("phase %s while the label prints", phase)
		}
		b.Post(ctx, text("O-2"))
		synctest.Wait()
		if v := <-b.Views(); v.Problem.Key != "bench.refuse.label-first" {
			t.Errorf("a scan beside a slow printer was answered with %q", v.Problem.Key)
		}
		pass(2 * time.Minute)
		stop()
		<-ended
	})
}

// TestBrokenPortIsAnAnswer lets the printer's driver panic: the bench goes on and asks about the label.
func TestBrokenPortIsAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		f := &floor{broken: true}
		b := newBench(t, ctx, f)
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		phase := drive(ctx, b, now(text("OP-1001")), now(text("PL:ACK")), scale("0.00"), now(text("O-1")), scale("4.20"))
		if phase != station.InDoubt || !f.has("label-unknown") {
			t.Errorf("phase %s, recorded %v", phase, f.has("label-unknown"))
		}
		stop()
		<-ended
	})
}

// pass lets time go by: the test runs in a bubble, where that costs nothing.
func pass(d time.Duration) { <-time.After(d) }
