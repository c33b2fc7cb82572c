package linktest_test

import (
	"context"
	"os"
	"testing"
	"time"

	"packline/manifest"
	"packline/store/storetest"
)

// TestRealWholeFolder puts the whole data folder back as it was, with the note of how far it had come: only what the
// station was told shows it.
func TestRealWholeFolder(t *testing.T) {
	for name, events := range map[string]int{"with events since": 20, "with nothing but numbers since": 0} {
		t.Run(name, func(t *testing.T) { wholeFolder(t, events) })
	}
}

func wholeFolder(t *testing.T, events int) {
	s := newSite(t)
	ctx := t.Context()
	if err := s.centre.SetPrefix(ctx, "9521234"); err != nil {
		t.Fatal(err)
	}
	order := storetest.Order(900_001)
	if _, err := s.centre.ImportOrders(ctx, []manifest.Order{order}); err != nil {
		t.Fatal(err)
	}
	s.fill(20)
	s.drain()
	s.pull(order.ID, false)
	s.close()
	copied := t.TempDir()
	copyFolder(t, s.folder, copied)

	s.open()
	before := s.centre.Incarnation()
	s.fill(events)
	s.drain()
	lost, err := s.up.Lease(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	s.close()
	copyFolder(t, copied, s.folder)
	s.open()
	if s.centre.Incarnation() != before {
		t.Fatal("the folder was put back with its notes, and noticed all the same")
	}
	if err := s.centre.Cancel(ctx, order.ID); err != nil { // before any station says hello
		t.Fatal(err)
	}
	s.uplink()
	s.fill(5)
	s.drain()
	if s.centre.Incarnation() == before {
		t.Error("the restore went unnoticed")
	}
	s.agree()
	s.pull(order.ID, true)
	fresh, err := s.up.Lease(ctx, 100)
	if err != nil || fresh.Extension == lost.Extension && fresh.First <= lost.Last {
		t.Errorf("block %+v was given after %+v: %v", fresh, lost, err)
	}
	if report, err := s.centre.Verify(ctx); err != nil || len(report.Faults) > 0 {
		t.Errorf("verify: %+v, %v", report, err)
	}
}

// pull runs the line until an order is at the station, or is cancelled there.
func (s *site) pull(order string, cancelled bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.up.Run(ctx) }()
	for tick := time.NewTicker(5 * time.Millisecond); ctx.Err() == nil; <-tick.C {
		got, err := s.desk.FindOrder(ctx, order)
		if err == nil && got.Order.Cancelled == cancelled {
			break
		}
	}
	if ctx.Err() != nil {
		s.t.Errorf("order %s never came (cancelled: %v)", order, cancelled)
	}
	cancel()
	if err := <-done; err != nil {
		s.t.Error(err)
	}
}

// copyFolder makes a folder like another.
func copyFolder(t testing.TB, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
