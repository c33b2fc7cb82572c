package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"packline/central"
	"packline/central/web"
	"packline/manifest"
	"packline/phrases"
)

// said is a centre that says what a test tells it.
type said struct {
	overview central.Overview
	cartons  []central.Carton
	loads    []central.LoadView
	err      error
	asked    int
}

func (s *said) Overview(context.Context) (central.Overview, error) {
	s.asked++
	return s.overview, s.err
}

func (s *said) Loads(context.Context) ([]central.LoadView, error) { return s.loads, nil }

func (s *said) Cartons(context.Context) iter.Seq2[central.Carton, error] {
	return func(yield func(central.Carton, error) bool) {
		for _, c := range s.cartons {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func get(t *testing.T, c web.Centre, path, host string) *httptest.ResponseRecorder {
	t.Helper()
	pages, err := web.New(c, phrases.In(phrases.English))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = host
	pages.ServeHTTP(w, r)
	return w
}

const hostile = `<script>alert(1)</script>"'><img src=x onerror=y>` + "\u202e\x1b[31m"

func full() *said {
	held := central.Carton{Carton: manifest.Carton{Order: hostile, Station: hostile, SSCC: "095200000000000016", State: manifest.CartonDone, Load: hostile}}
	held.Held = []manifest.Finding{{Rule: "REG-321-DAY", Message: manifest.Say("x", "Planted Person")}}
	waiting := central.Carton{Carton: manifest.Carton{Order: "EX-2", Station: "YVR-01", State: manifest.CartonPacked}}
	waiting.Judgement.Provisional = true
	return &said{
		overview: central.Overview{
			Stations: []central.StationView{{Name: hostile, Epochs: []central.EpochView{{Seq: 12, Safe: 5, Fenced: true}}}, {Name: "YYZ-01"}},
			Aside:    central.MaxAside, Unsafe: 7,
		},
		cartons: []central.Carton{held, waiting},
		loads: []central.LoadView{{
			Load:    manifest.Load{ID: hostile, Trip: hostile, Port: "3004", Arrival: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC), State: "open"},
			Planned: 3, Loaded: 2, Held: 1,
		}},
	}
}

func TestPage(t *testing.T) {
	w := get(t, full(), "/", "127.0.0.1:8420")
	page := w.Body.String()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, page)
	}
	for _, there := range []string{"REG-321-DAY", "YYZ-01", "2026-11-23 20:00 PST", "3004 Blaine", "set aside: 1000&#43;", "backup yet: 7.", "verdict: 1.", "closed"} {
		if !strings.Contains(page, there) {
			t.Errorf("the page doesn't say %q:\n%s", there, page)
		}
	}
	for _, not := range []string{"<script", "<img", "onerror=y>", "\u202e", "\x1b", "Planted", "http:", "https:", "//", "centre.page."} {
		if strings.Contains(page, not) {
			t.Errorf("the page holds %q:\n%s", not, page)
		}
	}
}

// TestPolicy holds that the page's own style is the only thing that may be loaded, and that it may.
func TestPolicy(t *testing.T) {
	for _, path := range []string{"/", "/api"} {
		w := get(t, full(), path, "localhost:8420")
		style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindSubmatch(w.Body.Bytes())
		if style == nil {
			t.Fatalf("%s has no style", path)
		}
		sum := sha256.Sum256(style[1])
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: the policy %q doesn't fit its style", path, policy)
		}
	}
}

func TestEmptyAndBroken(t *testing.T) {
	if page := get(t, &said{}, "/", "[::1]:8420").Body.String(); !strings.Contains(page, "manifestd station add") || strings.Contains(page, "<table") {
		t.Errorf("the page of an empty centre:\n%s", page)
	}
	if w := get(t, &said{err: errors.New("planted cause")}, "/", "localhost"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "planted") {
		t.Errorf("the page of a broken centre: %d %s", w.Code, w.Body)
	}
}

// TestOwnNameOnly holds that a page of elsewhere, whose name points here, reads nothing.
func TestOwnNameOnly(t *testing.T) {
	for _, host := range []string{"evil.example:8420", "127.0.0.1.evil.example", "10.0.0.7:8420", ""} {
		if w := get(t, full(), "/", host); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "REG-321") {
			t.Errorf("host %q: %d", host, w.Code)
		}
	}
}

func TestManyHeld(t *testing.T) {
	s := full()
	for i := range 300 {
		c := s.cartons[0]
		c.Order = "EX-" + strconv.Itoa(i)
		s.cartons = append(s.cartons, c)
	}
	page := get(t, s, "/", "localhost").Body.String()
	if n := strings.Count(page, "REG-321-DAY"); n != 200 || !strings.Contains(page, "first 200") {
		t.Errorf("%d held cartons are listed, want 200 and a word about more", n)
	}
}

// TestAskedOften holds that a page that is asked for again and again is made once.
func TestAskedOften(t *testing.T) {
	s := full()
	pages, err := web.New(s, phrases.In(phrases.English))
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = "localhost"
		pages.ServeHTTP(httptest.NewRecorder(), r)
	}
	if s.asked > 5 {
		t.Errorf("the centre was asked %d times for 50 pages of one second", s.asked)
	}
}

func TestDescriptionPage(t *testing.T) {
	page := get(t, full(), "/api", "localhost").Body.String()
	for _, there := range []string{"PUT /v1/stations/{name}/epochs/{epoch}/events/{range}", "POST /v1/orders", `id="shape-Order"`, `href="#shape-PushAnswer"`, "adminToken", "list of ", "429"} {
		if !strings.Contains(page, there) {
			t.Errorf("the page doesn't say %q", there)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("the link to %s leads nowhere", m[1])
		}
	}
}
