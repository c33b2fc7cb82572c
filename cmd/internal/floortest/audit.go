//go:build linux

package floortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/papers/label/labeltest"
)

// Carton is a carton as "packstation cartons --json" gives it.
type Carton struct {
	ID    manifest.ID          `json:"carton_id"`
	SSCC  manifest.SSCC        `json:"sscc"`
	Order string               `json:"order_id"`
	State manifest.CartonState `json:"state"`

	Verdict     manifest.Verdict `json:"verdict"`
	Provisional bool             `json:"provisional"`

	Weight struct {
		Value string `json:"value"`
		Unit  string `json:"unit"`
	} `json:"weight"`
	Copies []manifest.LabelCopy `json:"copies"`
}

// Cartons asks the station for its cartons.
func (f *Floor) Cartons(t testing.TB) (all []Carton) {
	t.Helper()
	must(t, json.Unmarshal([]byte(f.Must(t, "cartons", "--json", "--config", f.Config)), &all))
	return all
}

// Events asks the station for its ledger and checks that no number is missing.
func (f *Floor) Events(t testing.TB) (all []ledger.Event) {
	t.Helper()
	var epoch manifest.Epoch
	var seq uint64
	for line := range bytes.Lines([]byte(f.Must(t, "ledger", "export", "--config", f.Config))) {
		var record struct {
			Epoch manifest.Epoch
			Seq   uint64
			Event json.RawMessage
		}
		must(t, json.Unmarshal(line, &record))
		if record.Epoch != epoch {
			epoch, seq = record.Epoch, 0
		}
		if seq++; record.Seq != seq {
			t.Fatalf("the ledger goes from event %d to %d", seq-1, record.Seq)
		}
		event, err := ledger.Decode(record.Event)
		must(t, err)
		all = append(all, event)
	}
	return all
}

// Audit compares what the picker packed with the ledger, the cartons and the labels that came out of the printer, carton
// by carton, and fails on anything lost, doubled or different.
func (f *Floor) Audit(t testing.TB, packed []Box) {
	t.Helper()
	t.Log(f.Must(t, "ledger", "verify", "--config", f.Config))
	cartons := f.Cartons(t)
	f.auditCartons(t, cartons, packed)
	f.auditLedger(t, cartons)
	f.auditLabels(t, cartons)
}

func (f *Floor) auditCartons(t testing.TB, cartons []Carton, packed []Box) {
	t.Helper()
	done, numbers := map[string]int{}, map[manifest.SSCC]bool{}
	weights := map[string]string{}
	for _, b := range packed {
		weights[b.Order] = fmt.Sprintf("%d.%02d", b.Weight/100, b.Weight%100)
	}
	for _, c := range cartons {
		if c.State != manifest.CartonDone {
			t.Errorf("carton %s of order %s is %s, not done", c.ID, c.Order, c.State)
			continue
		}
		done[c.Order]++
		if c.Weight.Value != weights[c.Order] || c.Weight.Unit != "lb" {
			t.Errorf("order %s weighs %s %s, the scale showed %s lb", c.Order, c.Weight.Value, c.Weight.Unit, weights[c.Order])
		}
		if numbers[c.SSCC] {
			t.Errorf("number %s is on two cartons", c.SSCC)
		}
		numbers[c.SSCC] = true
		live := 0
		for _, l := range c.Copies {
			if l.State != manifest.CopyVoid && l.State != manifest.CopyDestroyed {
				live++
			}
		}
		if live != 1 {
			t.Errorf("carton %s has %d live labels, want 1: %+v", c.ID, live, c.Copies)
		}
	}
	for _, b := range packed {
		if done[b.Order] != b.Boxes {
			t.Errorf("order %s has %d cartons done, want %d", b.Order, done[b.Order], b.Boxes)
		}
		delete(done, b.Order)
	}
	for order, n := range done {
		t.Errorf("nobody packed the %d cartons of order %s", n, order)
	}
}

// auditLedger holds that the ledger tells the same story: each carton packed once and closed once.
func (f *Floor) auditLedger(t testing.TB, cartons []Carton) {
	t.Helper()
	packed, closed := map[manifest.ID]manifest.SSCC{}, map[manifest.ID]int{}
	for _, e := range f.Events(t) {
		switch body := e.Body.(type) {
		case ledger.Packed:
			if packed[e.Carton] != "" {
				t.Errorf("carton %s was packed twice", e.Carton)
			}
			packed[e.Carton] = body.SSCC
		case ledger.Closed:
			closed[e.Carton]++
		}
	}
	for _, c := range cartons {
		if packed[c.ID] != c.SSCC || closed[c.ID] != 1 {
			t.Errorf("carton %s with %s: the ledger has %q and %d closing scans", c.ID, c.SSCC, packed[c.ID], closed[c.ID])
		}
		delete(packed, c.ID)
	}
	for id := range packed {
		t.Errorf("the ledger packed carton %s, which is not among the cartons", id)
	}
}

// auditLabels holds that every label is of a recorded carton and copy, that no copy came out twice, and that the live
// copy of every carton did come out.
func (f *Floor) auditLabels(t testing.TB, cartons []Carton) {
	t.Helper()
	byID := map[manifest.ID]Carton{}
	for _, c := range cartons {
		byID[c.ID] = c
	}
	printed := map[string]int{}
	labels, _ := f.hands.Printed()
	for _, zpl := range labels {
		code, err := ReadLabel(zpl)
		must(t, err)
		c, ok := byID[code.Carton]
		if !ok || code.Copy > len(c.Copies) {
			t.Errorf("a label came out for carton %s copy %d, which is not recorded", code.Carton, code.Copy)
			continue
		}
		if !bytes.Contains(zpl, []byte(c.SSCC)) {
			t.Errorf("the label of carton %s does not carry its number %s", c.ID, c.SSCC)
		}
		copyOf := fmt.Sprintf("%s copy %d", c.ID, code.Copy)
		if printed[copyOf]++; printed[copyOf] > 1 {
			t.Errorf("carton %s came out twice", copyOf)
		}
	}
	for _, c := range cartons {
		for _, l := range c.Copies {
			live := l.State != manifest.CopyVoid && l.State != manifest.CopyDestroyed
			if live && printed[fmt.Sprintf("%s copy %d", c.ID, l.N)] != 1 {
				t.Errorf("carton %s: its live label %d did not come out", c.ID, l.N)
			}
		}
	}
}

// AuditByEye holds that an outside renderer and decoder read every label, and find its carton on it.
func (f *Floor) AuditByEye(t testing.TB) {
	t.Helper()
	byID := map[manifest.ID]Carton{}
	for _, c := range f.Cartons(t) {
		byID[c.ID] = c
	}
	eye := labeltest.Open(t)
	labels, _ := f.hands.Printed()
	for _, zpl := range labels {
		written, err := ReadLabel(zpl)
		must(t, err)
		var number, code bool
		read := eye.Read(t, zpl, 203)
		for _, barcode := range read[0] {
			number = number || barcode.ID == "]C1" && barcode.Text == "00"+string(byID[written.Carton].SSCC)
			code = code || barcode.Format == "QRCode" && barcode.Text == written.Text
		}
		if !number || !code || len(read) != 1 {
			t.Errorf("the label of order %s: number read %v, 2D code read %v; on it are %+v", written.Order, number, code, read)
		}
	}
}
