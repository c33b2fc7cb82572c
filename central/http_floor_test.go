package central_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"packline/central"
	"packline/central/centraltest"
	"packline/central/sqlite"
	"packline/manifest"
	"packline/sync/wire"
)

const adminToken = "the-administrator's-token-of-the-tests"

// desk is a centre with its interface, a station and a storage that can be broken.
type desk struct {
	t       testing.TB
	centre  *central.Centre
	storage *breakable
	api     *central.API
	station *centraltest.Station
	token   string
	log     *bytes.Buffer
}

// breakable is a storage that fails when it is told to.
type breakable struct {
	central.Storage
	fault atomic.Pointer[error]
}

func (b *breakable) Update(ctx context.Context, fn func(central.Tx) error) error {
	if err := b.fault.Load(); err != nil {
		return *err
	}
	return b.Storage.Update(ctx, fn)
}

func (b *breakable) View(ctx context.Context, fn func(central.Tx) error) error {
	if err := b.fault.Load(); err != nil {
		return *err
	}
	return b.Storage.View(ctx, fn)
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, storage: &breakable{Storage: store}, log: &bytes.Buffer{}}
	d.centre, err = central.New(t.Context(), d.storage, central.Options{
		Keys: centraltest.Keys(t), Build: "test", Log: slog.New(slog.NewJSONHandler(d.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.centre.SetPrefix(t.Context(), centraltest.Prefix); err != nil {
		t.Fatal(err)
	}
	d.api = d.centre.Handler(central.NewTokens(d.centre, adminToken))
	d.station = centraltest.NewStation(t, d.centre, "YVR-01")
	if d.token, err = d.centre.AddStation(t.Context(), "YVR-01"); err != nil {
		t.Fatal(err)
	}
	return d
}

// asked is a request of a test. The zero value of a field leaves it as such a request has it.
type asked struct {
	method, path string
	body         string
	from         io.Reader // instead of body
	token        string
	remote       string
	kind         string // Content-Type
	protocol     string
	header       map[string]string
	ctx          context.Context
}

const none = "none" // in asked: leave the header out

func (d *desk) request(a asked) *http.Request {
	var body io.Reader = strings.NewReader(a.body)
	if a.from != nil {
		body = a.from
	}
	r := httptest.NewRequest(a.method, a.path, body)
	if a.ctx != nil {
		r = r.WithContext(a.ctx)
	}
	r.RemoteAddr = "127.0.0.1:40000"
	if a.remote != "" {
		r.RemoteAddr = a.remote
	}
	for name, value := range map[string]string{
		"Authorization": or(a.token, "Bearer "+d.token, "Bearer "+a.token), "Content-Type": or(a.kind, "application/json", a.kind),
		wire.HeaderProtocol: or(a.protocol, strconv.Itoa(wire.Version), a.protocol),
	} {
		if !strings.HasSuffix(value, none) {
			r.Header.Set(name, value)
		}
	}
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	return r
}

func or(given, standard, own string) string {
	if given == "" {
		return standard
	}
	return own
}

func (d *desk) ask(a asked) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.api.ServeHTTP(w, d.request(a))
	return w
}

// admin asks as the administrator and wants a success.
func (d *desk) admin(method, path, body string) *httptest.ResponseRecorder {
	d.t.Helper()
	w := d.ask(asked{method: method, path: path, body: body, token: adminToken})
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s %s: status %d: %s", method, path, w.Code, w.Body)
	}
	return w
}

// push makes the request of a range of the station's events.
func (d *desk) push(first, last uint64) asked {
	d.t.Helper()
	return d.pushOf(first, last, d.station.Batch(first, last))
}

func (d *desk) pushOf(first, last uint64, p wire.Push) asked {
	d.t.Helper()
	plain, err := p.Plain()
	if err != nil {
		d.t.Fatal(err)
	}
	packed, hash, err := wire.Pack(plain)
	if err != nil {
		d.t.Fatal(err)
	}
	return asked{
		method: http.MethodPut, path: fmt.Sprintf("/v1/stations/YVR-01/epochs/%s/events/%d-%d", d.station.Head.Epoch, first, last),
		body: string(packed), kind: "application/octet-stream",
		header: map[string]string{wire.HeaderLength: strconv.Itoa(len(plain)), wire.HeaderHash: hash},
	}
}

// wantProblem holds an answer to a status and a code, and to the description of problems.
func (d *desk) wantProblem(what string, w *httptest.ResponseRecorder, status int, code wire.Code) central.Refused {
	d.t.Helper()
	var p central.Refused
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		d.t.Errorf("%s: the answer is no JSON: %q", what, w.Body)
		return p
	}
	if w.Code != status || p.Code != code || p.Type != wire.TypeProblem || p.Incarnation != d.centre.Incarnation() || p.ServerTime.IsZero() {
		d.t.Errorf("%s: status %d with code %q, want %d with %q: %s", what, w.Code, p.Code, status, code, w.Body)
	}
	for _, wrong := range describe(d.t).check("Problem", w.Body.Bytes()) {
		d.t.Errorf("%s: %s", what, wrong)
	}
	return p
}

func lanes(t testing.TB) string {
	t.Helper()
	raw, err := json.Marshal(central.LaneList{Lanes: []manifest.Lane{{
		ID: "BLAINE-USPS", Induction: "Blaine", Carrier: "USPS", Port: "3004", Crossings: []string{"20:00"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// description is the OpenAPI document, as far as tests hold answers to it.
type description struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Ref     string `json:"$ref"`
			Content map[string]struct {
				Schema map[string]any `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
		Security []map[string][]string `json:"security"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

func describe(t testing.TB) description {
	t.Helper()
	d, err := readDescription()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var readDescription = sync.OnceValues(func() (d description, err error) {
	err = json.Unmarshal(central.OpenAPI(), &d)
	return d, err
})

// check gives what in a JSON text isn't as a schema says.
func (d description) check(schema string, raw []byte) []string {
	return d.checkAs(map[string]any{"$ref": "#/components/schemas/" + schema}, raw)
}

func (d description) checkAs(schema map[string]any, raw []byte) []string {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return []string{err.Error()}
	}
	return d.compare("answer", schema, v)
}

func (d description) compare(at string, schema map[string]any, v any) (wrong []string) {
	if ref, ok := schema["$ref"].(string); ok {
		name := ref[strings.LastIndexByte(ref, '/')+1:]
		of, known := d.Components.Schemas[name]
		if !known {
			return []string{at + ": the description has no " + name}
		}
		return d.compare(at, of, v)
	}
	if either, ok := schema["oneOf"].([]any); ok {
		for _, one := range either {
			if len(d.compare(at, one.(map[string]any), v)) == 0 {
				return nil
			}
		}
		return []string{at + ": it is none of the shapes"}
	}
	if !hasType(schema["type"], v) {
		return []string{fmt.Sprintf("%s: %v is no %v", at, v, schema["type"])}
	}
	if allowed, ok := schema["enum"].([]any); ok && !slices.Contains(allowed, v) {
		wrong = append(wrong, fmt.Sprintf("%s: %v is none of %v", at, v, allowed))
	}
	switch v := v.(type) {
	case []any:
		for i, one := range v {
			wrong = append(wrong, d.compare(fmt.Sprintf("%s[%d]", at, i), schema["items"].(map[string]any), one)...)
		}
	case map[string]any:
		wrong = append(wrong, d.compareObject(at, schema, v)...)
	}
	return wrong
}

func (d description) compareObject(at string, schema, v map[string]any) (wrong []string) {
	needed, _ := schema["required"].([]any)
	for _, name := range needed {
		if _, there := v[name.(string)]; !there {
			wrong = append(wrong, fmt.Sprintf("%s: %s is missing", at, name))
		}
	}
	known, _ := schema["properties"].(map[string]any)
	for name, value := range v {
		of, ok := known[name].(map[string]any)
		more, open := schema["additionalProperties"].(map[string]any)
		switch {
		case ok:
			wrong = append(wrong, d.compare(at+"."+name, of, value)...)
		case open:
			wrong = append(wrong, d.compare(at+"."+name, more, value)...)
		case schema["additionalProperties"] == false:
			wrong = append(wrong, at+": "+name+" isn't described")
		}
	}
	return wrong
}

func hasType(want, v any) bool {
	if want == nil { // the description leaves it open
		return true
	}
	if many, ok := want.([]any); ok {
		return slices.ContainsFunc(many, func(one any) bool { return hasType(one, v) })
	}
	switch v := v.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case string:
		return want == "string"
	case float64:
		return want == "integer" && v == float64(int64(v)) || want == "number"
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

var errDisk = errors.New("disk I/O error")
