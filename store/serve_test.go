package store

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"packline/manifest"
	"packline/manifest/ledger"
)

func testOptions(tb testing.TB) Options {
	tb.Helper()
	keys, err := manifest.DeriveKeys("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	if err != nil {
		tb.Fatal(err)
	}
	return Options{Station: "YVR-03", Keys: keys, Timeout: 200 * time.Millisecond}
}

// serving opens a store with one epoch and one order and serves it until the test ends.
func serving(t *testing.T, path string, changed func([]manifest.Change)) *Store {
	t.Helper()
	s, err := Open(path, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	event := ledger.Event{Station: "YVR-03", Epoch: manifest.Epoch{1}, Seq: 1, Type: "epoch-opened", At: time.Now(), Body: ledger.EpochOpened{Reason: "new"}}
	entries, err := ledger.Append(ledger.Head{Epoch: manifest.Epoch{1}}, []ledger.Event{event})
	if err == nil {
		err = s.Append(t.Context(), entries)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, s, Bench{Changed: changed, Devices: func() []Device { return benchDevices }})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
			t.Errorf("%q is left", left)
		}
	})
	return s
}

var benchDevices = []Device{{Role: "scale", Address: "virtual:scale", State: manifest.DeviceTrouble, Message: manifest.Say("scale.under")}}

// TestDevicesOfARunningBench are told by the process that has them, and by nobody else.
func TestDevicesOfARunningBench(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.db")
	serving(t, path, func([]manifest.Change) {})
	got, err := connected(t, path).Devices(t.Context())
	if err != nil || !reflect.DeepEqual(got, benchDevices) {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = connected(t, filepath.Join(t.TempDir(), "alone.db")).Devices(t.Context())
	if err != nil || len(got) > 0 {
		t.Errorf("without a bench: %+v, %v", got, err)
	}
}

func connected(t *testing.T, path string) *Client {
	t.Helper()
	c, err := Connect(t.Context(), path, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func order(id string) manifest.Order {
	return manifest.Order{ID: id, Revision: 1, Currency: "USD", ShipTo: manifest.Person{Name: "Ann"}, Lines: []manifest.Line{}}
}

// exercise asks everything once: the answers are the same with and without a running station.
func exercise(t *testing.T, c *Client) {
	t.Helper()
	ctx := t.Context()
	o := order("O-1")
	if err := c.Apply(ctx, 0, []manifest.Change{{Kind: manifest.ChangeOrder, Order: &o}}); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Orders(ctx); n != 1 || err != nil {
		t.Errorf("%d orders, %v", n, err)
	}
	head, err := c.Head(ctx)
	if err != nil || head.Seq != 1 {
		t.Errorf("head %+v, %v", head, err)
	}
	epochs, err := c.Epochs(ctx)
	if err != nil || len(epochs) != 1 || epochs[0].Head != head {
		t.Errorf("epochs %+v, %v", epochs, err)
	}
	records, err := c.Records(ctx, head.Epoch, 1, 10)
	if err != nil || len(records) != 1 || records[0].Hash != head.Hash {
		t.Errorf("records %+v, %v", records, err)
	}
	for range c.Cartons(ctx) {
		t.Error("a carton")
	}
	if report, err := c.Verify(ctx); err != nil || report.Events != 1 || report.Head != head {
		t.Errorf("report %+v, %v", report, err)
	}
	if _, err := c.Reference(ctx); err != nil {
		t.Error(err)
	}
	if cartons, err := c.CartonsOfOrder(ctx, "O-1"); err != nil || len(cartons) != 0 {
		t.Errorf("cartons %+v, %v", cartons, err)
	}
	if _, err := c.Carton(ctx, "nobody knows"); !errors.Is(err, ledger.ErrNotFound) {
		t.Error(err)
	}
	if _, err := c.Records(ctx, manifest.Epoch{7}, 1, 10); !errors.Is(err, ledger.ErrNotFound) {
		t.Error(err)
	}
	if err := c.Apply(ctx, 0, []manifest.Change{{Kind: manifest.ChangeOrder}}); !errors.Is(err, ErrChange) {
		t.Error(err)
	}
}

func TestSameAnswersWithAndWithoutAStation(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	path := filepath.Join(t.TempDir(), "station.db")
	var told []manifest.Change
	t.Run("live", func(t *testing.T) {
		serving(t, path, func(c []manifest.Change) { told = append(told, c...) })
		c := connected(t, path)
		if !c.Live() {
			t.Error("the running station was not asked")
		}
		exercise(t, c)
	})
	if len(told) != 1 || told[0].Order.ID != "O-1" {
		t.Errorf("the station was told %+v", told)
	}
	t.Run("direct", func(t *testing.T) {
		c := connected(t, path)
		if c.Live() {
			t.Error("nobody runs")
		}
		exercise(t, c)
	})
}

func TestSocketIsPrivateAndStaleOnesGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.db")
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stale, remove, err := listen(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := listen(path); err == nil {
		t.Error("two processes listen at one socket")
	}
	if u, ok := stale.(interface{ SetUnlinkOnClose(bool) }); ok {
		u.SetUnlinkOnClose(false)
	}
	_ = stale.Close()
	remove()
	s := serving(t, path, nil)
	c := connected(t, s.Path())
	if _, err := c.Head(t.Context()); err != nil {
		t.Error(err)
	}
	info, err := os.Lstat(socketPath(path))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has mode %v", info.Mode())
	}
}

func TestSocketOfALongPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	path := filepath.Join(dir, "station.db")
	s := serving(t, path, nil)
	c := connected(t, path)
	if !c.Live() {
		t.Error("the running station was not asked")
	}
	h, ok := readHolder(s.Path())
	if !ok || len(h.Socket) > maxSocketPath || h.Socket == "" {
		t.Errorf("the side file says %+v", h)
	}
	removeStale(path, filepath.Join(dir, "station.db")) // only ever what lies in a folder of ours
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestHeldAndSilent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.db")
	s, err := Open(path, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var held *HeldError
	if _, err := Connect(t.Context(), path, testOptions(t)); !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Errorf("got %v", err)
	}
}

func TestImportsGoInPieces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.db")
	pieces := 0
	serving(t, path, func([]manifest.Change) { pieces++ })
	c := connected(t, path)
	var changes []manifest.Change
	for i := range applyChunk + 1 {
		o := order("O-" + string(rune('A'+i%26)) + strings.Repeat("x", i/26))
		changes = append(changes, manifest.Change{Kind: manifest.ChangeOrder, Order: &o})
	}
	if err := c.Apply(t.Context(), 0, changes); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Orders(t.Context()); n != len(changes) || err != nil || pieces != 2 {
		t.Errorf("%d orders in %d pieces, %v", n, pieces, err)
	}
}

func TestRequestLimits(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "station.db"), testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	h := handler(s, Bench{})
	for name, body := range map[string]io.Reader{
		"endless": io.MultiReader(strings.NewReader(`{"changes":["`), io.LimitReader(endless{}, maxRequestBody+10)),
		"deep":    strings.NewReader(strings.Repeat("[", 200_000)),
		"text":    strings.NewReader("hello"),
		"many":    strings.NewReader(`{"changes":[` + strings.Repeat("{},", maxChanges) + `{}]}`),
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/apply", body))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"request"`) {
			t.Errorf("%s: %d %.100s", name, w.Code, w.Body)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestErrorsKeepTheirNames(t *testing.T) {
	for name, err := range sentinels() {
		if got := failureOf(err); !errors.Is(&got, err) || !reflect.DeepEqual(got.Names, []string{name}) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// FuzzRequest asks the handler anything: it answers with one JSON value, never panics, and the store is whole after.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/v1/records", "epoch=0000000000000001&from=1&limit=5", "")
	f.Add("GET", "/v1/carton", "code=995200000000000016", "")
	f.Add("GET", "/v1/cartons", "after=00000000-0000-0000-0000-000000000000", "")
	f.Add("GET", "/v1/order/cartons", "order=%00", "")
	f.Add("POST", "/v1/apply", "", `{"cursor":1,"changes":[{"kind":"order","order":{"id":"O-1","revision":1,"currency":"USD","lines":[]}}]}`)
	f.Add("POST", "/v1/apply", "", `{"changes":[{"kind":"claim","claim":{"match":{"same":["a"]}}},{"kind":"cancel","order_id":"O-1"},{"kind":"new"}]}`)
	s, err := Open(filepath.Join(f.TempDir(), "station.db"), testOptions(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	h := handler(s, Bench{})
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		if method != http.MethodGet && method != http.MethodPost || !strings.HasPrefix(path, "/") {
			return
		}
		r := httptest.NewRequest(method, "/", strings.NewReader(body))
		r.URL = &url.URL{Path: path, RawQuery: query}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %s?%s %q: %s", method, path, query, body, w.Body)
		}
		if _, err := s.Reference(context.Background()); err != nil {
			t.Errorf("after %q: %v", body, err)
		}
	})
}
