package linktest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"packline/central"
	"packline/central/sqlite"
	"packline/manifest"
	"packline/store"
	"packline/store/storetest"
	"packline/sync/linktest"
	"packline/sync/uplink"
)

// site is a real centre on SQLite, a real station's store, and a cable between them.
type site struct {
	t       testing.TB
	folder  string
	storage *sqlite.Store
	centre  *central.Centre
	cable   *linktest.Cable
	desk    *store.Store
	token   string
	up      *uplink.Uplink

	mu    sync.Mutex
	said  []manifest.Phrase
	waits map[string]chan struct{}
}

func newSite(t testing.TB) *site { return newSiteIn(t, t.TempDir()) }

func newSiteIn(t testing.TB, folder string) *site {
	t.Helper()
	s := &site{t: t, folder: folder, desk: storetest.Open(t)}
	s.cable = linktest.NewCable(nil)
	s.open()
	t.Cleanup(s.close)
	var err error
	if s.token, err = s.centre.AddStation(t.Context(), storetest.Station); err != nil {
		t.Fatal(err)
	}
	s.uplink()
	return s
}

func (s *site) open() {
	s.t.Helper()
	var err error
	if s.storage, err = sqlite.Open(s.t.Context(), s.folder); err != nil {
		s.t.Fatal(err)
	}
	if s.centre, err = central.New(s.t.Context(), s.storage, central.Options{Keys: storetest.Keys(), Build: "test"}); err != nil {
		s.t.Fatal(err)
	}
	s.cable.Join(s.centre.Handler(central.NewTokens(s.centre, "")))
}

func (s *site) close() {
	if err := s.storage.Close(); err != nil {
		s.t.Error(err)
	}
}

// uplink starts the station's end anew, as after a restart. Its waits are short: how long they are is tested elsewhere.
func (s *site) uplink() {
	s.t.Helper()
	var err error
	s.up, err = uplink.New(uplink.Options{
		URL: "http://127.0.0.1:8420", Token: func() (string, error) { return s.token, nil }, Station: storetest.Station, Build: "test",
		HTTP: s.cable, Unusable: store.Unusable, Rand: func(n int64) int64 { return min(n-1, int64(2*time.Millisecond)) },
		Report: func(st uplink.Status) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.said = append(s.said, st.Problem)
			if c := s.waits[st.Problem.Key]; c != nil {
				delete(s.waits, st.Problem.Key)
				c <- struct{}{}
			}
		},
	}, s.desk, s.desk)
	if err != nil {
		s.t.Fatal(err)
	}
}

// fill packs cartons at the station.
func (s *site) fill(cartons int) {
	s.t.Helper()
	storetest.Fill(s.t, s.desk, cartons)
}

// drain sends until nothing is left. What only a person could mend is mended by the fault's end.
func (s *site) drain() {
	s.t.Helper()
	var err error
	for range 20 {
		if _, err = s.up.Drain(s.t.Context()); err == nil {
			return
		}
	}
	s.t.Fatal(err)
}

func (s *site) read(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.said, func(p manifest.Phrase) bool { return p.Key == key })
}

// reads gives a channel that hears of the first time that a person reads one of some sentences from now on.
func (s *site) reads(keys ...string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, len(keys))
	s.waits = map[string]chan struct{}{}
	for _, key := range keys {
		s.waits[key] = c
		if slices.ContainsFunc(s.said, func(p manifest.Phrase) bool { return p.Key == key }) {
			c <- struct{}{}
			delete(s.waits, key)
		}
	}
	return c
}

// agree holds that both ends have the same epochs, the same cartons in the same states, and a chain that verifies.
func (s *site) agree() {
	s.t.Helper()
	ctx := s.t.Context()
	marks, err := s.centre.Watermarks(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	heads, err := s.desk.Heads(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range heads {
		if marks[h.Epoch] != h.Seq {
			s.t.Errorf("epoch %s: %d of %d events are at the centre", h.Epoch, marks[h.Epoch], h.Seq)
		}
	}
	ours, theirs := map[manifest.ID]manifest.CartonState{}, map[manifest.ID]manifest.CartonState{}
	for c, err := range s.desk.Cartons(ctx) {
		if err != nil {
			s.t.Fatal(err)
		}
		ours[c.ID] = c.State
	}
	for c, err := range s.centre.Cartons(ctx) {
		if err != nil {
			s.t.Fatal(err)
		}
		if _, twice := theirs[c.ID]; twice {
			s.t.Errorf("carton %s is at the centre twice", c.ID)
		}
		theirs[c.ID] = c.State
	}
	for id, state := range ours {
		if theirs[id] != state {
			s.t.Errorf("carton %s is %s here and %q at the centre", id, state, theirs[id])
		}
	}
	if len(ours) != len(theirs) || len(ours) == 0 {
		s.t.Errorf("%d cartons here, %d at the centre", len(ours), len(theirs))
	}
	if _, err := s.centre.Verify(ctx); err != nil {
		s.t.Errorf("the centre's data: %v", err)
	}
}

// TestRealFaults has each fault strike the first requests of a real centre.
func TestRealFaults(t *testing.T) {
	version := `{"v":1,"type":"packline-problem","nonce":"","code":"version"}`
	for name, c := range map[string]struct {
		fault linktest.Fault
		say   string
	}{
		"answer lost":    {linktest.Fault{Lost: true}, "link.unreachable"},
		"never arrives":  {linktest.Fault{Cut: true}, "link.unreachable"},
		"late":           {linktest.Fault{Delay: 5 * time.Millisecond}, ""},
		"500":            {linktest.Fault{Status: 500}, "link.inside"},
		"503":            {linktest.Fault{Status: 503}, "link.busy"},
		"429":            {linktest.Fault{Status: 429}, "link.busy"},
		"401":            {linktest.Fault{Status: 401}, "link.token"},
		"HTML with 200":  {linktest.Fault{Status: 200, Body: "<html><form>"}, "link.portal"},
		"half a body":    {linktest.Fault{Half: true}, "link.cut"},
		"older protocol": {linktest.Fault{Status: 400, Body: version}, "link.version"},
		"twice":          {linktest.Fault{Twice: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.fill(60)
			n := 0
			s.cable.Fault = func(*http.Request) linktest.Fault {
				if n++; n%3 > 0 && n < 20 { // strikes hello and push alike, again and again
					return c.fault
				}
				return linktest.Fault{}
			}
			s.drain()
			s.fill(60)
			s.drain()
			s.agree()
			if c.say != "" && !s.read(c.say) {
				t.Errorf("nobody read %s: %v", c.say, s.said)
			}
		})
	}
}

// TestRealHalfRequest cuts the request itself: the centre must take nothing of it.
func TestRealHalfRequest(t *testing.T) {
	s := newSite(t)
	s.fill(40)
	handler := s.centre.Handler(central.NewTokens(s.centre, ""))
	n := 0
	s.cable.Join(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; r.Method == http.MethodPut && n < 6 {
			r.Body = io.NopCloser(io.LimitReader(r.Body, r.ContentLength/2))
		}
		handler.ServeHTTP(w, r)
	}))
	s.drain()
	s.agree()
	if !s.read("link.refused") {
		t.Errorf("nobody read that the message couldn't be read: %v", s.said)
	}
}

// TestRealOtherToken has the station come with another station's token: nothing may arrive under either name.
func TestRealOtherToken(t *testing.T) {
	s := newSite(t)
	s.fill(5)
	own := s.token
	var err error
	if s.token, err = s.centre.AddStation(t.Context(), "YVR-77"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.up.Drain(t.Context()); err == nil || !s.read("link.token.other") {
		t.Errorf("got %v, %v", err, s.said)
	}
	if marks, err := s.centre.Watermarks(t.Context()); err != nil || len(marks) > 1 { // the centre's own
		t.Errorf("%v arrived, %v", marks, err)
	}
	s.token = own
	s.drain()
	s.agree()
}

// TestRealOldRequests lets every request arrive again later, in another order.
func TestRealOldRequests(t *testing.T) {
	s := newSite(t)
	handler := s.centre.Handler(central.NewTokens(s.centre, ""))
	var old []*http.Request
	var bodies [][]byte
	s.cable.Join(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		old, bodies = append(old, r.Clone(context.Background())), append(bodies, raw)
		r.Body = io.NopCloser(newReader(raw))
		handler.ServeHTTP(w, r)
		for i := len(old) - 1; i >= 0; i -= 2 {
			again := old[i].Clone(context.Background())
			again.Body = io.NopCloser(newReader(bodies[i]))
			handler.ServeHTTP(discard{http.Header{}}, again)
		}
	}))
	for range 6 {
		s.fill(70)
		s.drain()
	}
	s.agree()
}

// TestRealRestore copies the database, packs on, and puts the copy back: the station fills it up again.
func TestRealRestore(t *testing.T) {
	s := newSite(t)
	s.fill(50)
	s.drain()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.storage.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := s.centre.ReportBackup(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	heads, err := s.desk.Heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	safe := heads[len(heads)-1].Seq
	s.fill(50)
	s.drain()
	if st, err := s.up.Status(t.Context()); err != nil || st.Safe != safe || st.Committed <= safe {
		t.Errorf("safe through %d of %d, want %d (%v)", st.Safe, st.Committed, safe, err)
	}
	before := s.centre.Incarnation()
	s.close()
	for _, name := range []string{sqlite.File + "-wal", sqlite.File + "-shm"} {
		if err := os.Remove(filepath.Join(s.folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.folder, sqlite.File), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	s.open()
	if s.centre.Incarnation() == before {
		t.Fatal("the incarnation is the old one")
	}
	s.fill(30)
	s.drain()
	s.agree()
	if !s.read("link.gap") && !s.read("link.changed") {
		t.Errorf("nobody read that the data changed: %v", s.said)
	}
	s.uplink()
	s.fill(10)
	s.drain()
	s.agree()
}

// TestRealClone has two machines go on from one disk image: the centre takes the first, and the second only after it
// has begun an epoch of its own.
func TestRealClone(t *testing.T) {
	s := newSite(t)
	s.fill(20)
	s.drain()
	image := storetest.Path(t)
	raw, err := os.ReadFile(s.desk.Path())
	if err == nil {
		err = os.WriteFile(image, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.fill(3)
	s.drain()
	s.agree()

	s.desk = storetest.OpenAt(t, image, storetest.Options())
	s.uplink()
	s.fill(5)
	r, err := s.up.Drain(t.Context())
	if err == nil || r.Stuck == 0 || r.Left > 0 || !s.read("link.fork") {
		t.Fatalf("the clone's events were taken: %+v, %v, %v", r, err, s.said)
	}
	entries, err := storetest.NewWriter(t, s.desk).OpenEpoch("restored", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.desk.Append(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	s.fill(4)
	stuck := r.Stuck
	if r, err = s.up.Drain(t.Context()); r.Stuck != stuck || r.Left > 0 || r.Problem.Key != "link.stuck" {
		t.Errorf("after a new epoch: %+v, %v", r, err)
	}
	marks, err := s.centre.Watermarks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if head, err := s.desk.Head(t.Context()); err != nil || marks[head.Epoch] != head.Seq {
		t.Errorf("%d of %d events of the new epoch arrived, %v", marks[head.Epoch], head.Seq, err)
	}
	if _, err := s.centre.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRealFeed has orders and numbers come down to a real store.
func TestRealFeed(t *testing.T) {
	s := newSite(t)
	s.fill(3)
	var orders []manifest.Order
	for i := range 700 {
		orders = append(orders, storetest.Order(uint64(900_000+i)))
	}
	if _, err := s.centre.ImportOrders(t.Context(), orders); err != nil {
		t.Fatal(err)
	}
	before, err := s.desk.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.up.Run(ctx) }()
	for tick := time.NewTicker(10 * time.Millisecond); ; <-tick.C {
		n, err := s.desk.Orders(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n >= before+len(orders) {
			break
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got, err := s.desk.FindOrder(t.Context(), orders[699].ID); err != nil || got.Order.ShipTo != orders[699].ShipTo {
		t.Errorf("the last order came as %+v, %v", got.Order, err)
	}
	if st, err := s.up.Status(t.Context()); err != nil || !st.Synced || st.Offset.Abs() > time.Second || st.Problem.Key != "" {
		t.Errorf("status %+v, %v", st, err)
	}
	s.drain()
	s.agree()
}
