package central_test

import (
	"encoding/json"
	"strings"
	"testing"

	"packline/central"
	"packline/central/centraltest"
	"packline/manifest"
	"packline/manifest/section321"
)

// TestScreenOrders holds orders against every station's shipments, cancellations and each other.
func TestScreenOrders(t *testing.T) {
	d := newDesk(t)
	exporter := manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", State: "BC", Country: "CA"}}
	person := func(n int) manifest.Person {
		p := centraltest.Person(n)
		p.Postal = "98101"
		return p
	}
	order := func(id string, n int) manifest.Order {
		o := centraltest.Order(id, person(n), 40)
		o.Carrier = "USPS"
		return o
	}
	orders := []manifest.Order{order("N-1", 1), order("N-2", 2), order("N-3", 2), order("N-4", 3), order("O-1", 1)}
	ask := func() (out central.OrderScreened) {
		t.Helper()
		body, err := json.Marshal(central.OrderScreening{Orders: orders, From: "2024-06-03"})
		if err != nil {
			t.Fatal(err)
		}
		w := d.admin("POST", "/v1/orders/check", string(body))
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || len(out.Orders) != len(orders) {
			t.Fatalf("%v: %s", err, w.Body)
		}
		if strings.Contains(w.Body.String(), "lanted") {
			t.Errorf("the answer names a person: %s", w.Body)
		}
		return out
	}
	if got := ask(); got.Ready || said(got) != "PRE-CLIENT PRE-LANE none, PRE-CLIENT PRE-LANE none, PRE-CLIENT PRE-LANE none, PRE-CLIENT PRE-LANE none, PRE-CLIENT PRE-LANE none" {
		t.Errorf("without clients and lanes: %s", said(got))
	}
	if err := d.centre.PutClient(t.Context(), manifest.Client{ID: "example", Exporter: exporter}); err != nil {
		t.Fatal(err)
	}
	lane := manifest.Lane{ID: "BLAINE-USPS", Carrier: "USPS", Port: "3004", Crossings: []string{"20:00"}}
	if err := d.centre.PutLane(t.Context(), lane); err != nil {
		t.Fatal(err)
	}
	if got := ask(); !got.Ready || said(got) != "2024-06-03, 2024-06-03, PER-ONE 2024-06-04, 2024-06-03, PER-ONE 2024-06-04" {
		t.Errorf("before anything is packed: %s", said(got))
	}
	d.station.Pack(order("O-1", 1), 0)
	d.station.Push()
	if err := d.centre.Cancel(t.Context(), "N-4"); err != nil {
		t.Fatal(err)
	}
	want := "PER-ONE 2024-06-04, 2024-06-03, PER-ONE 2024-06-04, ORD-CANCEL none, ORD-SPLIT PER-ONE none"
	if got := ask(); said(got) != want || len(got.Orders[0].Beside) != 1 || got.Orders[0].Beside[0] != "O-1" {
		t.Errorf("beside what was packed: %s, beside %q, want %s", said(got), got.Orders[0].Beside, want)
	}
	if got := ask(); said(got) != want {
		t.Errorf("asked again: %s", said(got))
	}
}

// said is the rules and the earliest day of each order.
func said(s central.OrderScreened) string {
	var out []string
	for _, o := range s.Orders {
		day := string(o.Earliest)
		if day == "" {
			day = "none"
		}
		out = append(out, strings.TrimSpace(strings.Join(section321.RuleIDs(manifest.Judgement{Findings: o.Findings}), " ")+" "+day))
	}
	return strings.Join(out, ", ")
}

func TestScreeningRefuses(t *testing.T) {
	d := newDesk(t)
	for _, body := range []string{
		`{"orders":[]}`, `{"orders":[{"id":"x","lines":[]}],"from":"tomorrow"}`, `{"orders":[{"id":"x","lines":[]}],"rulebook":"nope"}`, `{"order":[]}`,
	} {
		w := d.ask(asked{method: "POST", path: "/v1/orders/check", token: adminToken, body: body})
		d.wantProblem("/v1/orders/check", w, 400, codeOf(w))
	}
}
