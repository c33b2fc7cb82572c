package uplink_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/linktest"
	"packline/sync/uplink"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	station = "YVR-03"
	token   = "secret"
)

// line is a station, a cable and a small centre in one bubble of time.
type line struct {
	t     *testing.T
	desk  *linktest.Desk
	small *linktest.Small
	cable *linktest.Cable
	up    *uplink.Uplink
	o     uplink.Options
	stop  func()

	mu       sync.Mutex
	statuses []uplink.Status
	changes  []manifest.Change
	forks    []uplink.Fork
	times    []time.Time // of requests
	logged   []error
}

// inBubble plays a test with a line. The line isn't running yet.
func inBubble(t *testing.T, play func(*line), options ...func(*uplink.Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &line{t: t, small: linktest.NewSmall(time.Now)}
		var err error
		if l.desk, err = linktest.NewDesk(station, time.Now()); err != nil {
			t.Fatal(err)
		}
		l.cable = linktest.NewCable(l.small.Handler(map[string]string{token: station, "other": "YVR-99"}))
		l.fault(func(*http.Request) linktest.Fault { return linktest.Fault{} })
		l.o = uplink.Options{
			URL: "http://127.0.0.1:8420", Token: func() (string, error) { return token + "\n", nil }, Station: station, Build: "test",
			HTTP: l.cable, Unusable: linktest.Unusable,
			Report:  func(s uplink.Status) { l.note(func() { l.statuses = append(l.statuses, s) }) },
			Changed: func(c []manifest.Change) { l.note(func() { l.changes = append(l.changes, c...) }) },
			Forked:  func(f uplink.Fork) { l.note(func() { l.forks = append(l.forks, f) }) },
			Log:     func(err error) { l.note(func() { l.logged = append(l.logged, err) }) },
		}
		for _, option := range options {
			option(&l.o)
		}
		l.make()
		play(l)
		if l.stop != nil {
			l.stop()
		}
	})
}

func (l *line) note(what func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what()
}

func (l *line) fault(f func(*http.Request) linktest.Fault) {
	l.cable.Fault = func(r *http.Request) linktest.Fault {
		l.note(func() { l.times = append(l.times, time.Now()) })
		return f(r)
	}
}

func (l *line) make() {
	l.t.Helper()
	var err error
	if l.up, err = uplink.New(l.o, l.desk, l.desk); err != nil {
		l.t.Fatal(err)
	}
}

func (l *line) start() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.up.Run(ctx) }()
	l.stop = func() {
		cancel()
		if err := <-done; err != nil {
			l.t.Errorf("Run: %v", err)
		}
		l.stop = nil
	}
}

// pass lets time go by.
func (l *line) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (l *line) fill(n int) {
	l.t.Helper()
	if err := l.desk.Fill(n, time.Now()); err != nil {
		l.t.Fatal(err)
	}
	l.up.Told()
}

func (l *line) status() uplink.Status {
	l.t.Helper()
	s, err := l.up.Status(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	return s
}

// said reports whether a sentence was ever shown.
func (l *line) said(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.statuses, func(s uplink.Status) bool { return s.Problem.Key == key })
}

// whole holds that the centre has the current epoch, byte by byte, and that nothing waits.
func (l *line) whole() {
	l.t.Helper()
	epoch, ours := l.desk.Bytes()
	theirs := l.small.Events(station, epoch)
	if len(ours) != len(theirs) {
		l.t.Fatalf("the centre has %d of %d events", len(theirs), len(ours))
	}
	for i := range ours {
		if string(ours[i]) != string(theirs[i]) {
			l.t.Fatalf("event %d is another at the centre", i+1)
		}
	}
	if s := l.status(); s.Waiting != 0 || !s.Up || s.Problem.Key != "" || s.Committed != uint64(len(ours)) || !s.Oldest.IsZero() {
		l.t.Errorf("status: %+v", s)
	}
}

// cartons appends opened cartons, whose persons are sealed with keys that the desk has.
func (l *line) cartons(n int) {
	l.t.Helper()
	for i := range n {
		order := manifest.Order{ID: fmt.Sprintf("O-%d", i), ShipTo: manifest.Person{Name: "Zoe"}}
		key := ledger.NewOrderKey()
		sealed, err := ledger.SealOrder(order, key)
		if err != nil {
			l.t.Fatal(err)
		}
		l.desk.KeepKey(order.ID, key)
		if err := l.desk.Append(time.Now(), ledger.CartonOpened{Order: sealed, N: 1}); err != nil {
			l.t.Fatal(err)
		}
	}
}
