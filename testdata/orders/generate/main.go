// Command generate makes the sample orders: those that tests share in testdata/orders, and those of the demo. Everything
// comes from a fixed seed, so two runs write the same bytes. Run it from the root of the tree:
//
//	go run ./testdata/orders/generate
//
// No person, address, number or order in it is real; cities and ZIP codes are. The product doesn't import it.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"packline/manifest"
	"packline/manifest/orderfile"
)

//go:generate go run . -root ../../..

func main() {
	root := flag.String("root", ".", "root of the source tree")
	flag.Parse()
	if err := run(*root); err != nil {
		panic(err) // whoever runs this changes it: the trace says where
	}
}

func run(root string) error {
	m, err := newMaker(places)
	if err != nil {
		return err
	}
	big := m.batch("EX-1", "MPL-1", 350)
	held := m.held("EX-1", "MPL-1")
	all := mix(m, big, held)
	small := m.batch("EX-3", "MPL-3", 36)
	few := m.fewHeld("EX-3", "MPL-3")
	shared := filepath.Join(root, "testdata", "orders")
	demo := filepath.Join(root, "cmd", "internal", "demo", "orders")
	files := map[string]func() ([]byte, error){
		filepath.Join(shared, "orders.jsonl"):   func() ([]byte, error) { return jsonLines(all) },
		filepath.Join(shared, "orders.csv"):     func() ([]byte, error) { return csvRows(mix(m, small, few)) },
		filepath.Join(shared, "expected.jsonl"): func() ([]byte, error) { return answers(held, few) },
		filepath.Join(shared, "README.md"):      func() ([]byte, error) { return readme(len(all), len(small)+len(few), held, few), nil },
		filepath.Join(demo, "demo.jsonl"):       func() ([]byte, error) { return jsonLines(m.demo()) },
		filepath.Join(demo, "setup.json"):       setup,
		filepath.Join(demo, "rates.csv"):        func() ([]byte, error) { return rates(), nil },
	}
	for _, path := range []string{
		filepath.Join(shared, "orders.jsonl"), filepath.Join(shared, "orders.csv"), filepath.Join(shared, "expected.jsonl"),
		filepath.Join(shared, "README.md"), filepath.Join(demo, "demo.jsonl"), filepath.Join(demo, "setup.json"), filepath.Join(demo, "rates.csv"),
	} {
		content, err := files[path]()
		if err != nil {
			return fmt.Errorf("cannot make %s: %w", path, err)
		}
		if err := write(path, content); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// mix puts the orders that must stop among the others, keeping them in their own order: some rely on an earlier one.
func mix(m *maker, good []manifest.Order, held []heldOrder) []manifest.Order {
	all := good
	for i, h := range held {
		at := (i+1)*len(good)/(len(held)+1) + i + m.random.IntN(3)
		all = append(all[:at:at], append([]manifest.Order{h.order}, all[at:]...)...)
	}
	return all
}

func jsonLines(orders []manifest.Order) ([]byte, error) {
	var b bytes.Buffer
	err := orderfile.WriteOrders(&b, orders)
	return b.Bytes(), err
}

func answers(sets ...[]heldOrder) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, set := range sets {
		for _, h := range set {
			if h.Verdict == "" {
				continue
			}
			h.OrderID = h.order.ID
			if err := encoder.Encode(h); err != nil {
				return nil, err
			}
		}
	}
	return b.Bytes(), nil
}
