package uplink_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"packline/manifest"
	"packline/sync/linktest"
	"packline/sync/uplink"
	"packline/sync/wire"
)

func orderChange(id string) manifest.Change {
	return manifest.Change{Kind: manifest.ChangeOrder, Order: &manifest.Order{ID: id}}
}

// TestCentreRestored takes the centre back to a backup: what it lost is sent again, and the feed is read anew.
func TestCentreRestored(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(700)
		l.start()
		l.pass(time.Second)
		backup := l.small.Backup()
		if err := l.small.Add(orderChange("A"), orderChange("B")); err != nil {
			t.Fatal(err)
		}
		l.fill(800)
		l.pass(time.Minute)
		l.whole()
		if s := l.status(); s.Safe != 701 {
			t.Errorf("safe through %d", s.Safe)
		}
		l.small.Restore(backup)
		if err := l.small.Add(orderChange("C")); err != nil {
			t.Fatal(err)
		}
		l.pass(5 * time.Minute)
		l.whole()
		if !l.said("link.changed") && !l.said("link.gap") {
			t.Error("nobody was told that the centre's data changed")
		}
		var seen []string
		for _, c := range l.desk.Got() {
			seen = append(seen, c.Order.ID)
		}
		if strings.Join(seen, "") != "ABC" {
			t.Errorf("the feed brought %v", seen)
		}
	})
}

// TestCentreRestoredWhileOff does the same while the station is switched off.
func TestCentreRestoredWhileOff(t *testing.T) {
	inBubble(t, func(l *line) {
		backup := l.small.Backup()
		l.fill(300)
		l.start()
		l.pass(time.Minute)
		l.whole()
		l.stop()
		l.small.Restore(backup)
		l.make()
		if s := l.status(); s.Waiting != 0 || s.Committed != 301 {
			t.Errorf("after a restart, without a line: %+v", s)
		}
		l.start()
		l.pass(time.Minute)
		l.whole()
	})
}

// TestClonedStation has two machines go on from one disk: the second is stopped, told of and goes on in a new epoch.
func TestClonedStation(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(20)
		l.start()
		l.pass(time.Minute)
		l.stop()
		clone := l.desk.Copy()
		l.fill(5)
		l.make()
		l.start()
		l.pass(time.Minute)
		l.whole()
		l.stop()

		l.desk = clone
		l.make()
		l.fill(9)
		l.start()
		l.pass(5 * time.Minute)
		s := l.status()
		if len(l.forks) != 1 || l.forks[0].Ours != 30 || s.Problem.Key != "link.fork" || s.Stuck != 9 || s.Waiting != 0 {
			t.Fatalf("forks %+v, status %+v", l.forks, s)
		}
		if err := l.desk.OpenEpoch("restored", time.Now()); err != nil {
			t.Fatal(err)
		}
		l.fill(4)
		l.pass(5 * time.Minute)
		epoch, ours := l.desk.Bytes()
		if n := len(l.small.Events(station, epoch)); n != len(ours) {
			t.Errorf("%d of %d events of the new epoch arrived", n, len(ours))
		}
		if s := l.status(); s.Problem.Key != "link.stuck" || s.Stuck != 9 || s.Waiting != 0 || len(l.forks) != 1 {
			t.Errorf("status %+v, %d forks", s, len(l.forks))
		}
	})
}

// TestClosedEpoch has the centre close the epoch of the machine that was there first.
func TestClosedEpoch(t *testing.T) {
	inBubble(t, func(l *line) {
		l.start()
		l.pass(time.Minute)
		l.stop()
		first, clone := l.desk, l.desk.Copy()
		l.desk = clone
		if err := l.desk.OpenEpoch("restored", time.Now()); err != nil {
			t.Fatal(err)
		}
		l.make()
		l.start()
		l.pass(time.Minute)
		l.whole()
		l.stop()
		l.desk = first
		l.make()
		l.fill(3)
		l.start()
		l.pass(30 * time.Minute)
		if s := l.status(); len(l.forks) != 1 || s.Problem.Key != "link.fork" || s.Stuck != 3 {
			t.Errorf("status %+v, %d forks", s, len(l.forks))
		}
		if n := l.cable.Asked("events"); n > 4 {
			t.Errorf("a closed epoch was sent %d times", n)
		}
	})
}

func TestFeed(t *testing.T) {
	inBubble(t, func(l *line) {
		l.start()
		l.pass(time.Minute)
		for i := range 1200 {
			if err := l.small.Add(orderChange(string(rune('a' + i%26)))); err != nil {
				t.Fatal(err)
			}
		}
		l.pass(time.Second)
		if n := len(l.desk.Got()); n != 1200 {
			t.Errorf("%d changes came down", n)
		}
		l.small.AddRaw(wire.Change{Kind: "of-tomorrow", Body: json.RawMessage(`{"x":1}`)})
		l.small.AddRaw(wire.Change{Kind: "order", Body: json.RawMessage(`{"order":7}`)})
		l.small.AddRaw(wire.Change{Kind: "hold", Body: json.RawMessage(`{"kind":"hold"}`)})
		if err := l.small.Add(orderChange("last")); err != nil {
			t.Fatal(err)
		}
		l.pass(time.Minute)
		got := l.desk.Got()[1200:]
		if len(got) != 4 || got[0].Kind != "of-tomorrow" || string(got[0].Raw) != `{"x":1}` || string(got[1].Raw) != `{"n":1202,"kind":"order"}` ||
			string(got[2].Raw) != `{"n":1203,"kind":"hold"}` || got[3].Order.ID != "last" {
			t.Errorf("got %+v", got)
		}
		if s := l.status(); s.Problem.Key != "link.change" || s.Problem.Args[0] != "2" || !s.Up {
			t.Errorf("status %+v", s)
		}
		if len(l.changes) != 1204 {
			t.Errorf("the station was told of %d changes", len(l.changes))
		}
		asked := l.cable.Asked("feed")
		l.stop()
		l.make()
		l.start()
		l.pass(time.Hour)
		if n := len(l.desk.Got()); n != 1204 {
			t.Errorf("after a restart %d changes", n)
		}
		if n := l.cable.Asked("feed") - asked; n > 150 {
			t.Errorf("an hour of silence took %d questions", n)
		}
	})
}

// TestFeedMustBeInOrder refuses an answer that goes backwards.
func TestFeedMustBeInOrder(t *testing.T) {
	for name, edit := range map[string][2]string{
		"backwards": {`"next":2`, `"next":1`}, "zero": {`"n":1,`, `"n":0,`}, "twice": {`"n":2,`, `"n":1,`},
	} {
		inBubble(t, func(l *line) {
			if err := l.small.Add(orderChange("A"), orderChange("B")); err != nil {
				t.Fatal(err)
			}
			l.fault(func(*http.Request) linktest.Fault {
				return linktest.Fault{Edit: func(b []byte) []byte { return []byte(strings.Replace(string(b), edit[0], edit[1], 1)) }}
			})
			l.start()
			l.pass(5 * time.Minute)
			if !l.said("link.answer") || len(l.desk.Got()) > 0 {
				t.Errorf("%s: %+v, %d applied", name, l.status(), len(l.desk.Got()))
			}
		})
	}
}

// TestLease asks again under the same request when the answer was lost, also after a restart.
func TestLease(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fault(func(r *http.Request) linktest.Fault {
			return linktest.Fault{Lost: r.URL.Path == "/v1/blocks"}
		})
		if _, err := l.up.Lease(l.t.Context(), 100); err == nil {
			t.Fatal("the answer was lost")
		}
		l.make()
		l.fault(func(*http.Request) linktest.Fault { return linktest.Fault{} })
		b, err := l.up.Lease(l.t.Context(), 500)
		if err != nil || b.First != 1 || b.Last != 100 {
			t.Errorf("got %+v, %v", b, err)
		}
		if b, err = l.up.Lease(l.t.Context(), 500); err != nil || b.First != 101 || b.Last != 600 {
			t.Errorf("got %+v, %v", b, err)
		}
		if got := l.desk.Got(); len(got) != 2 || got[1].Kind != manifest.ChangeBlockLease || *got[1].Block != b {
			t.Errorf("kept %+v", got)
		}
	})
}

func TestNeedBlock(t *testing.T) {
	var need atomic.Uint64
	inBubble(t, func(l *line) {
		l.start()
		l.pass(10 * time.Minute)
		if l.cable.Asked("blocks") > 0 {
			t.Error("numbers were leased that nobody needs")
		}
		need.Store(50)
		l.up.Told()
		l.pass(time.Second)
		if got := l.desk.Got(); len(got) != 1 || got[0].Block.Last != 50 {
			t.Errorf("kept %+v", got)
		}
	}, func(o *uplink.Options) {
		o.NeedBlock = func(context.Context) uint64 { return need.Load() }
		changed := o.Changed
		o.Changed = func(c []manifest.Change) {
			need.Store(0)
			changed(c)
		}
	})
}

// TestBadBlock takes no numbers that can't be printed.
func TestBadBlock(t *testing.T) {
	for name, edit := range map[string][2]string{
		"backwards": {`"last":9`, `"last":0`}, "another's": {`"request":"`, `"request":"00000000-0000-7000-8000-000000000000","x":"`},
		"static digit": {`"extension":0`, `"extension":9`}, "no prefix": {`"prefix":"9521234"`, `"prefix":""`}, "too far": {`"last":9`, `"last":99999999999999`},
	} {
		inBubble(t, func(l *line) {
			l.fault(func(r *http.Request) linktest.Fault {
				return linktest.Fault{Edit: func(b []byte) []byte { return []byte(strings.Replace(string(b), edit[0], edit[1], 1)) }}
			})
			if b, err := l.up.Lease(l.t.Context(), 9); err == nil || len(l.desk.Got()) > 0 {
				t.Errorf("%s: took %+v", name, b)
			}
		})
	}
}

func TestDrain(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(1300)
		failures := 3
		l.fault(func(r *http.Request) linktest.Fault {
			if failures--; failures >= 0 {
				return linktest.Fault{Cut: true}
			}
			return linktest.Fault{}
		})
		r, err := l.up.Drain(l.t.Context())
		if err != nil || r.Left != 0 || r.Sent != 1301 {
			t.Errorf("got %+v, %v", r, err)
		}
		l.whole()
	})
}

func TestDrainGivesUp(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(10)
		l.cable.Pull(true)
		ctx, cancel := context.WithTimeout(l.t.Context(), 10*time.Minute)
		defer cancel()
		r, err := l.up.Drain(ctx)
		if err == nil || r.Left != 11 || r.Problem.Key != "link.unreachable" {
			t.Errorf("got %+v, %v", r, err)
		}
	})
	inBubble(t, func(l *line) {
		l.fill(10)
		r, err := l.up.Drain(l.t.Context())
		if err == nil || r.Left != 11 || r.Problem.Key != "link.token" {
			t.Errorf("got %+v, %v", r, err)
		}
	}, func(o *uplink.Options) { o.Token = func() (string, error) { return "unknown", nil } })
}

// TestClock holds the offset to the centre's clock, through a line whose answers take their time.
func TestClock(t *testing.T) {
	inBubble(t, func(l *line) {
		l.small.Now = func() time.Time { return time.Now().Add(-47 * time.Minute) }
		l.fault(func(*http.Request) linktest.Fault { return linktest.Fault{Delay: 2 * time.Second} })
		l.fill(3)
		l.start()
		l.pass(time.Minute)
		s := l.status()
		if off := s.Offset + 47*time.Minute; !s.Synced || off.Abs() > 1100*time.Millisecond {
			t.Errorf("offset %s", s.Offset)
		}
		if s.Floor.IsZero() || s.Floor.After(l.small.Now()) {
			t.Errorf("floor %s", s.Floor)
		}
		l.stop()
		l.make()
		if l.status().Floor != s.Floor {
			t.Error("the floor of the clock didn't survive a restart")
		}
	})
}

func TestNewRefuses(t *testing.T) {
	inBubble(t, func(l *line) {
		for _, url := range []string{"", "centre:8420", "ftp://127.0.0.1", "http://", "http://user:pw@127.0.0.1"} {
			o := l.o
			o.URL = url
			if _, err := uplink.New(o, l.desk, l.desk); err == nil {
				t.Errorf("%q was taken", url)
			}
		}
		for url, ok := range map[string]bool{
			"http://10.0.0.1:8420": false, "http://centre:8420": false, "https://centre": true, "http://localhost:1": true, "http://[::1]:1": true,
		} {
			o := l.o
			o.URL = url
			if _, err := uplink.New(o, l.desk, l.desk); (err == nil) != ok || !ok && !errors.Is(err, uplink.ErrInsecure) {
				t.Errorf("%q: %v", url, err)
			}
		}
		o := l.o
		o.Token = nil
		if _, err := uplink.New(o, l.desk, l.desk); err == nil {
			t.Error("an uplink without a token")
		}
	})
}
