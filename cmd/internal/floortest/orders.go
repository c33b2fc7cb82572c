//go:build linux

package floortest

import (
	"bytes"
	"encoding/json"
	"testing"

	"packline/testdata"
)

// Sample gives the path of the sample orders, on the floor.
func (f *Floor) Sample(t testing.TB) string {
	t.Helper()
	return f.write(t, "orders.jsonl", sampleOrders(t))
}

func sampleOrders(t testing.TB) string {
	t.Helper()
	return string(testdata.Read(t, "orders/orders.jsonl"))
}

// sample is what a picker's list needs to know of an order.
type sample struct {
	Order struct {
		ID       string `json:"order_id"`
		Client   string `json:"client"`
		Lane     string `json:"lane"`
		Currency string `json:"currency"`
		Cartons  int    `json:"cartons"`
	} `json:"order"`
}

// CleanOrders gives orders of at least so many cartons that pass without a word, each with a weight of its own. Orders
// of several cartons are among them, those named are not.
func CleanOrders(t testing.TB, cartons int, without ...string) (list []Box) {
	t.Helper()
	stops := map[string]bool{}
	for _, order := range without {
		stops[order] = true
	}
	for line := range bytes.Lines(testdata.Read(t, "orders/expected.jsonl")) {
		var o struct {
			ID string `json:"order_id"`
		}
		must(t, json.Unmarshal(line, &o))
		stops[o.ID] = true
	}
	for line := range bytes.Lines(testdata.Read(t, "orders/orders.jsonl")) {
		var s sample
		must(t, json.Unmarshal(line, &s))
		o := s.Order
		if stops[o.ID] || o.Client != "example" || o.Lane != "BLAINE-USPS" || o.Currency != "USD" || o.Cartons > cartons {
			continue
		}
		list = append(list, Box{Order: o.ID, Boxes: o.Cartons, Weight: 200 + 7*len(list)})
		if cartons -= o.Cartons; cartons <= 0 {
			return list
		}
	}
	t.Fatal("there are not enough clean sample orders")
	return nil
}

// takeCartons splits a list after so many cartons, or the first number of them above that.
func takeCartons(list []Box, cartons int) (taken, rest []Box) {
	for i, box := range list {
		if cartons -= box.Boxes; cartons <= 0 {
			return list[:i+1], list[i+1:]
		}
	}
	return list, nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
