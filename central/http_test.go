package central_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"packline/central"
	"packline/central/centraltest"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// TestRoutesAreDescribed holds the routes and the description to each other, both ways.
func TestRoutesAreDescribed(t *testing.T) {
	d := describe(t)
	for _, rt := range central.Routes() {
		if _, ok := d.Paths[rt[1]][strings.ToLower(rt[0])]; !ok {
			t.Errorf("%s %s is served and not described", rt[0], rt[1])
		}
	}
	for path, methods := range d.Paths {
		for method := range methods {
			if !slices.Contains(central.Routes(), [2]string{strings.ToUpper(method), path}) {
				t.Errorf("%s %s is described and not served", method, path)
			}
		}
	}
}

// TestDescribedAnswers asks everything once and holds each answer to its description.
func TestDescribedAnswers(t *testing.T) {
	d := newDesk(t)
	order := centraltest.Order("EX-1", centraltest.Person(1), 20)
	carton := d.station.Pack(order, 0)
	orders, err := json.Marshal(central.OrderList{Orders: []manifest.Order{order}})
	if err != nil {
		t.Fatal(err)
	}
	line := []asked{
		{method: "POST", path: "/v1/hello", body: `{"v":1,"nonce":"n1","cursor":0,"now":"2026-11-23T10:00:00Z","later":"ignored"}`},
		d.push(1, d.station.Head.Seq),
		{method: "GET", path: "/v1/feed?cursor=0&wait=0s&nonce=n1"},
		{method: "POST", path: "/v1/blocks", body: fmt.Sprintf(`{"v":1,"nonce":"n1","request":%q,"size":10}`, manifest.NewID(centraltest.Day(0), manifest.NewEntropy(), 0))},
		{method: "GET", path: "/healthz", token: none},
		{method: "GET", path: "/readyz", token: none},
		{method: "GET", path: "/openapi.json", token: none},
	}
	people := []struct{ method, path, body string }{
		{"POST", "/v1/stations", `{"name":"YVR-02"}`},
		{"GET", "/v1/stations", ""},
		{"POST", "/v1/orders", string(orders)},
		{"POST", "/v1/orders/check", string(orders)},
		{"POST", "/v1/orders/NO%2FSUCH/cancel", ""},
		{"PUT", "/v1/clients", `{"clients":[{"id":"example","exporter":{"name":"Ex","country":"CA"}}]}`},
		{"PUT", "/v1/lanes", lanes(t)},
		{"PUT", "/v1/operators", `{"operators":[{"badge":"B-1","name":"Maya","role":"lead"}]}`},
		{"PUT", "/v1/rulebooks", rulebookList(t, "900.00", "QUJD")},
		{"PUT", "/v1/fx", `{"rates":[{"currency":"CAD","usd_per_unit":"0.7272","valid_from":"2026-10-01","valid_to":"2026-12-31","source":""}]}`},
		{"GET", "/v1/cartons", ""},
		{"POST", "/v1/loads", `{"trip":"ABCD1234","port":"3004","arrival":"2024-06-04T03:00:00Z","state":""}`},
		{"POST", "/v1/loads/ABCD1234/cartons", `{"codes":["` + string(carton.SSCC) + `"],"loaded":true}`},
		{"GET", "/v1/loads", ""},
		{"POST", "/v1/loads/ABCD1234/removals", `{"codes":["` + carton.ID.String() + `"],"reason":"damaged"}`},
		{"POST", "/v1/loads/ABCD1234/cartons", `{"codes":["` + string(carton.SSCC) + `"],"loaded":true}`},
		{"POST", "/v1/loads/ABCD1234/move", `{"arrival":"2024-06-04T03:30:00Z"}`},
		{"POST", "/v1/loads/ABCD1234/close", ""},
		{"POST", "/v1/loads/ABCD1234/depart", ""},
		{"POST", "/v1/loads/ABCD1234/arrive", ""},
		{"POST", "/v1/backups", `{"marks":{"` + d.station.Head.Epoch.String() + `":3}}`},
		{"GET", "/v1/verify", ""},
	}
	for _, p := range people {
		line = append(line, asked{method: p.method, path: p.path, body: p.body, token: adminToken})
	}
	done := map[[2]string]bool{}
	mux := http.NewServeMux()
	for _, rt := range central.Routes() {
		mux.HandleFunc(rt[0]+" "+rt[1], func(http.ResponseWriter, *http.Request) {})
	}
	for _, a := range line {
		w := d.ask(a)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: status %d: %s", a.method, a.path, w.Code, w.Body)
			continue
		}
		_, pattern := mux.Handler(d.request(a))
		method, path, _ := strings.Cut(pattern, " ")
		done[[2]string{method, path}] = true
		described := describe(t)
		for _, wrong := range described.checkAs(described.Paths[path][strings.ToLower(method)].Responses["200"].Content["application/json"].Schema, w.Body.Bytes()) {
			t.Errorf("%s: %s\n%s", pattern, wrong, w.Body)
		}
	}
	for _, rt := range central.Routes() {
		if !done[rt] {
			t.Errorf("%s %s was never asked", rt[0], rt[1])
		}
	}
	overview, err := d.centre.Overview(t.Context())
	if err != nil || overview.Stations[0].Epochs[0].Safe != 3 || overview.Unsafe != d.station.Head.Seq-3 {
		t.Errorf("after the backup: %+v, %v", overview, err)
	}
}

// TestListedCarton holds the list to the fields of a station's own, and to what only the centre knows.
func TestListedCarton(t *testing.T) {
	d := newDesk(t)
	carton := d.station.Pack(centraltest.Order("EX-1", centraltest.Person(1), 20), 0)
	d.station.Push()
	var got []map[string]any
	if err := json.Unmarshal(d.admin("GET", "/v1/cartons", "").Body.Bytes(), &got); err != nil || len(got) != 1 {
		t.Fatalf("%v: %v", err, got)
	}
	raw, _ := json.Marshal(got[0])
	want := `{"carton_id":"` + carton.ID.String() + `","copies":[{"n":1,"state":"confirmed"}],"order_id":"EX-1","provisional":false,` +
		`"sscc":"` + string(carton.SSCC) + `","state":"done","station":"YVR-01","verdict":"PASS","weight":{"unit":"lb","value":"3.00"}}`
	if string(raw) != want {
		t.Errorf("the list says\n%s, want\n%s", raw, want)
	}
	keyed := manifest.WeightProof{
		Weight: 3 * manifest.Pound, Shown: manifest.Shown{Value: "3.00", Unit: manifest.UnitPound},
		Manual: &manifest.ManualMark{Lead: "OP-2001", Reason: "bench.manual.broken", Fault: "gone"},
	}
	d.station.Record(manifest.Carton{}, ledger.CheckWeighed{}) // of the scale, about no carton
	d.station.Record(manifest.Carton{}, ledger.ScaleTrusted{Lead: "OP-2001"})
	d.station.Record(carton, ledger.Reweighed{Proof: keyed, Judgement: carton.Judgement})
	d.station.Push()
	if err := json.Unmarshal(d.admin("GET", "/v1/cartons", "").Body.Bytes(), &got); err != nil || got[0]["reweigh"] != true {
		t.Errorf("a carton whose weight was keyed: %v, %v", err, got)
	}
	overview, err := d.centre.Overview(t.Context())
	if err != nil || overview.Aside != 0 {
		t.Errorf("what a station said of its scale was set aside: %+v, %v", overview, err)
	}
}

func TestRefusals(t *testing.T) {
	d := newDesk(t)
	other := centraltest.NewStation(t, d.centre, "YYZ-01")
	otherToken, err := d.centre.AddStation(t.Context(), other.Name)
	if err != nil {
		t.Fatal(err)
	}
	d.station.Pack(centraltest.Order("EX-1", centraltest.Person(1), 20), 0)
	good := d.push(1, 3)
	with := func(a asked, change func(*asked)) asked {
		a.header = map[string]string{wire.HeaderLength: a.header[wire.HeaderLength], wire.HeaderHash: a.header[wire.HeaderHash]}
		change(&a)
		return a
	}
	hello := asked{method: "POST", path: "/v1/hello", body: `{"v":1,"nonce":"n1"}`}
	feed := asked{method: "GET", path: "/v1/feed?cursor=0"}
	admin := func(method, path, body string) asked {
		return asked{method: method, path: path, body: body, token: adminToken}
	}
	for _, test := range []struct {
		name   string
		ask    asked
		status int
		code   wire.Code
	}{
		{"no token", with(hello, func(a *asked) { a.token = none }), 401, wire.CodeToken},
		{"unknown token", with(hello, func(a *asked) { a.token = "unknown" }), 401, wire.CodeToken},
		{"endless token", with(hello, func(a *asked) { a.token = strings.Repeat("x", 5000) }), 401, wire.CodeToken},
		{"the administrator is no station", with(hello, func(a *asked) { a.token = adminToken }), 401, wire.CodeToken},
		{"a station is no administrator", asked{method: "GET", path: "/v1/cartons"}, 401, wire.CodeToken},
		{"no administrator's token", asked{method: "POST", path: "/v1/orders", token: none, body: "{}"}, 401, wire.CodeToken},
		{"the administrator from elsewhere", asked{method: "GET", path: "/v1/cartons", token: adminToken, remote: "192.0.2.7:4000"}, 401, wire.CodeToken},
		{"another station's ledger", with(good, func(a *asked) { a.token = otherToken }), 403, wire.CodeToken},
		{"no protocol", with(hello, func(a *asked) { a.protocol = none }), 400, wire.CodeVersion},
		{"older protocol", with(hello, func(a *asked) { a.protocol = "0" }), 400, wire.CodeVersion},
		{"newer protocol", with(hello, func(a *asked) { a.protocol = "2" }), 400, wire.CodeVersion},
		{"newer hello", with(hello, func(a *asked) { a.body = `{"v":99}` }), 400, wire.CodeVersion},
		{"hello is no JSON", with(hello, func(a *asked) { a.body = "<html>" }), 400, wire.CodeMalformed},
		{"hello with an endless nonce", with(hello, func(a *asked) { a.body = `{"v":1,"nonce":"` + strings.Repeat("n", 65) + `"}` }), 400, wire.CodeMalformed},
		{"hello too long", with(hello, func(a *asked) { a.body = `{"v":1,"build":"` + strings.Repeat("b", wire.MaxSmall) + `"}` }), 413, wire.CodeMalformed},
		{"push without a length", with(good, func(a *asked) { delete(a.header, wire.HeaderLength) }), 400, wire.CodeMalformed},
		{"push too long", with(good, func(a *asked) { a.header[wire.HeaderLength] = strconv.Itoa(wire.MaxSingle + 1) }), 413, wire.CodeMalformed},
		{"push longer than it says", with(good, func(a *asked) { a.header[wire.HeaderLength] = "10" }), 400, wire.CodeMalformed},
		{"push of another hash", with(good, func(a *asked) { a.header[wire.HeaderHash] = wire.HashOf(nil) }), 400, wire.CodeMalformed},
		{"half a push", with(good, func(a *asked) { a.body = a.body[:len(a.body)/2] }), 400, wire.CodeMalformed},
		{"push of another range", with(good, func(a *asked) { a.path = strings.Replace(a.path, "1-3", "1-4", 1) }), 400, wire.CodeMalformed},
		{"push backwards", with(good, func(a *asked) { a.path = strings.Replace(a.path, "1-3", "3-1", 1) }), 400, wire.CodeMalformed},
		{"push of no range", with(good, func(a *asked) { a.path = strings.Replace(a.path, "1-3", "1", 1) }), 400, wire.CodeMalformed},
		{"push of no epoch", with(good, func(a *asked) { a.path = strings.Replace(a.path, d.station.Head.Epoch.String(), "x", 1) }), 400, wire.CodeMalformed},
		{"gap", d.push(2, 3), 409, wire.CodeGap},
		{"feed without a cursor", with(feed, func(a *asked) { a.path = "/v1/feed" }), 400, wire.CodeMalformed},
		{"feed with a wait of words", with(feed, func(a *asked) { a.path += "&wait=long" }), 400, wire.CodeMalformed},
		{"block without a request", asked{method: "POST", path: "/v1/blocks", body: `{"v":1}`}, 400, wire.CodeMalformed},
		{"nothing there", asked{method: "GET", path: "/v1/nothing"}, 404, wire.CodeNotFound},
		{"wrong method", asked{method: "DELETE", path: "/v1/hello"}, 405, wire.CodeNotFound},
		{"endless path", asked{method: "GET", path: "/" + strings.Repeat("x", 3000)}, 413, wire.CodeMalformed},
		{"orders of another kind", with(admin("POST", "/v1/orders", "{}"), func(a *asked) { a.kind = "text/html" }), 415, wire.CodeMalformed},
		{"no orders", admin("POST", "/v1/orders", `{"orders":[]}`), 400, wire.CodeMalformed},
		{"orders with a field that isn't known", admin("POST", "/v1/orders", `{"tenant":"x","orders":[]}`), 400, wire.CodeMalformed},
		{"two bodies", admin("POST", "/v1/stations", `{"name":"A"} {"name":"B"}`), 400, wire.CodeMalformed},
		{"too many orders", admin("POST", "/v1/orders", `{"orders":[`+strings.TrimSuffix(strings.Repeat(`{"id":"a"},`, central.MaxOrders+1), ",")+`]}`), 413, wire.CodeMalformed},
		{"no name", admin("POST", "/v1/stations", `{"name":""}`), 400, wire.CodeMalformed},
		{"a station's name that is a path", admin("POST", "/v1/stations", `{"name":"../x"}`), 400, wire.CodeMalformed},
		{"client without an id", admin("PUT", "/v1/clients", `{"clients":[{"exporter":{}}]}`), 400, wire.CodeMalformed},
		{"lane without a port", admin("PUT", "/v1/lanes", `{"lanes":[{"id":"x"}]}`), 400, wire.CodeMalformed},
		{"operator of no role", admin("PUT", "/v1/operators", `{"operators":[{"badge":"x","role":"owner"}]}`), 400, wire.CodeMalformed},
		{"rate of nothing", admin("PUT", "/v1/fx", `{"rates":[{"currency":"CAD"}]}`), 400, wire.CodeMalformed},
		{"no such load", admin("POST", "/v1/loads/NONE/close", ""), 404, wire.CodeNotFound},
		{"load without a port", admin("POST", "/v1/loads", `{"trip":"ABCD1"}`), 409, central.CodeRefused},
		{"cartons without a code", admin("POST", "/v1/loads/NONE/cartons", `{"codes":[""]}`), 400, wire.CodeMalformed},
		{"removal without a reason", admin("POST", "/v1/loads/NONE/removals", `{"codes":["x"],"reason":" "}`), 400, wire.CodeMalformed},
		{"move to nowhere", admin("POST", "/v1/loads/NONE/move", `{}`), 400, wire.CodeMalformed},
		{"backup of nothing", admin("POST", "/v1/backups", `{}`), 400, wire.CodeMalformed},
	} {
		d.wantProblem(test.name, d.ask(test.ask), test.status, test.code)
	}
	if d.wantProblem("nonce", d.ask(asked{method: "POST", path: "/v1/blocks", body: `{"v":1,"nonce":"mine"}`}), 400, wire.CodeMalformed).Nonce != "mine" {
		t.Error("a problem doesn't carry the nonce of its request")
	}
	if got := centraltest.Cartons(t, d.centre); len(got) != 0 {
		t.Errorf("refused pushes left %d cartons", len(got))
	}
}

// TestForkAndFence holds the answers of an epoch that has gone wrong.
func TestForkAndFence(t *testing.T) {
	d := newDesk(t)
	d.station.Pack(centraltest.Order("EX-1", centraltest.Person(1), 20), 0)
	first := d.push(1, 3)
	if w := d.ask(first); w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w := d.ask(first); w.Code != http.StatusOK {
		t.Errorf("the same push again: status %d: %s", w.Code, w.Body)
	}
	p := d.station.Batch(4, 4)
	p.Head.Prev[0] ^= 1
	d.wantProblem("fork", d.ask(d.pushOf(4, 4, p)), 409, wire.CodeFork)
	d.wantProblem("fenced", d.ask(d.push(4, 4)), 409, wire.CodeFenced)
	if gap := d.wantProblem("gap", d.ask(d.push(5, 5)), 409, wire.CodeGap); gap.Expected != 4 {
		t.Errorf("the gap expects %d, want 4", gap.Expected)
	}
}

// TestFaultsInside holds what stations see when the storage fails: nothing of what went wrong.
func TestFaultsInside(t *testing.T) {
	d := newDesk(t)
	push := d.push(1, 1)
	for _, test := range []struct {
		fault  error
		status int
		code   wire.Code
		after  string
	}{
		{fmt.Errorf("cannot write: %w", central.ErrBusy), 503, wire.CodeBusy, "5"},
		{errDisk, 500, wire.CodeInside, ""},
		{fmt.Errorf("cannot write: %w", central.ErrFull), 500, wire.CodeInside, ""},
		{context.Canceled, 503, wire.CodeBusy, "5"},
	} {
		d.storage.fault.Store(&test.fault)
		for _, a := range []asked{push, {method: "POST", path: "/v1/stations", body: `{"name":"A"}`, token: adminToken}, {method: "GET", path: "/v1/cartons", token: adminToken}} {
			w := d.ask(a)
			d.wantProblem(test.fault.Error()+" "+a.path, w, test.status, test.code)
			if got := w.Header().Get("Retry-After"); got != test.after || strings.Contains(w.Body.String(), "disk") != errors.Is(test.fault, central.ErrFull) {
				t.Errorf("%v: Retry-After %q, want %q: %s", test.fault, got, test.after, w.Body)
			}
		}
		d.wantProblem("ready", d.ask(asked{method: "GET", path: "/readyz"}), 503, wire.CodeBusy)
		if w := d.ask(asked{method: "GET", path: "/healthz"}); w.Code != http.StatusOK {
			t.Errorf("healthz: %d", w.Code)
		}
	}
	if !strings.Contains(d.log.String(), errDisk.Error()) {
		t.Error("the log doesn't say what went wrong")
	}
	d.storage.fault.Store(nil)
	if w := d.ask(push); w.Code != http.StatusOK {
		t.Errorf("after the fault: %d %s", w.Code, w.Body)
	}
}

// heldBody is a body that says when it is read, and ends when it is let go.
type heldBody struct {
	reading, letGo chan struct{}
	rest           io.Reader
}

func (b *heldBody) Read(p []byte) (int, error) {
	select {
	case <-b.reading:
	default:
		close(b.reading)
	}
	<-b.letGo
	return b.rest.Read(p)
}

// TestFairness holds that one station has one push at a time on its way, and that another isn't kept waiting by it.
func TestFairness(t *testing.T) {
	d := newDesk(t)
	first := d.push(1, 1)
	held := &heldBody{reading: make(chan struct{}), letGo: make(chan struct{}), rest: strings.NewReader(first.body)}
	slow := first
	slow.from = held
	answered := make(chan *httptest.ResponseRecorder)
	go func() { answered <- d.ask(slow) }()
	<-held.reading
	second := d.ask(first)
	d.wantProblem("a second push", second, 429, wire.CodeBusy)
	if second.Header().Get("Retry-After") == "" {
		t.Error("429 doesn't say when to try again")
	}
	if w := d.ask(asked{method: "POST", path: "/v1/hello", body: `{"v":1}`}); w.Code != http.StatusOK {
		t.Errorf("hello beside a push: %d", w.Code)
	}
	close(held.letGo)
	if w := <-answered; w.Code != http.StatusOK {
		t.Errorf("the slow push: %d %s", w.Code, w.Body)
	}
	if w := d.ask(first); w.Code != http.StatusOK {
		t.Errorf("the turn wasn't given back: %d", w.Code)
	}
}

// TestPollsEnd holds that waiting feeds end when the service stops, and are counted.
func TestPollsEnd(t *testing.T) {
	d := newDesk(t)
	hello := d.ask(asked{method: "POST", path: "/v1/hello", body: `{"v":1}`})
	var h wire.HelloAnswer
	if err := json.Unmarshal(hello.Body.Bytes(), &h); err != nil {
		t.Fatal(err)
	}
	ask := asked{method: "GET", path: fmt.Sprintf("/v1/feed?cursor=%d&wait=30s", h.Feed)}
	answers := make(chan int, 5)
	for range 5 {
		go func() { answers <- d.ask(ask).Code }()
	}
	if first := <-answers; first != http.StatusTooManyRequests {
		t.Errorf("the fifth feed of a station: %d, want 429", first)
	}
	d.api.EndPolls()
	for range 4 {
		if code := <-answers; code != http.StatusServiceUnavailable {
			t.Errorf("a feed of a service that stops: %d, want 503", code)
		}
	}
}

// TestPackedAnswer holds that long answers are compressed for those who take them so.
func TestPackedAnswer(t *testing.T) {
	d := newDesk(t)
	w := d.ask(asked{method: "GET", path: "/openapi.json", header: map[string]string{"Accept-Encoding": "gzip"}})
	z, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("%v %v", err, w.Header())
	}
	plain, err := io.ReadAll(z)
	var compact bytes.Buffer
	if err != nil || json.Compact(&compact, central.OpenAPI()) != nil || !bytes.Equal(plain, compact.Bytes()) {
		t.Errorf("the packed answer differs: %v", err)
	}
}

// TestLogHoldsNoPersons plants names and looks for them in the log.
func TestLogHoldsNoPersons(t *testing.T) {
	d := newDesk(t)
	order := centraltest.Order("EX-1", centraltest.Person(7), 20)
	raw, err := json.Marshal(central.OrderList{Orders: []manifest.Order{order}})
	if err != nil {
		t.Fatal(err)
	}
	d.admin("POST", "/v1/orders", string(raw))
	d.ask(asked{method: "POST", path: "/v1/orders", token: adminToken, body: strings.Replace(string(raw), `"qty":1`, `"qty":"Planted Person7"`, 1)})
	d.ask(asked{method: "POST", path: "/v1/orders", token: adminToken, body: strings.Replace(string(raw), `"20.00 USD"`, `"Planted Person7"`, 1)})
	d.station.Pack(order, 0)
	d.ask(d.push(1, d.station.Head.Seq))
	if log := d.log.String(); strings.Contains(log, "lanted") || strings.Contains(log, d.token) || strings.Contains(log, adminToken) {
		t.Errorf("the log holds a person or a token:\n%s", log)
	}
}
