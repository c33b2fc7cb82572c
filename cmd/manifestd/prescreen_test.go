package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
	"packline/testdata"
)

// screeningCentre makes a centre with the demo's clients, lanes and rates.
func screeningCentre(t *testing.T) (data string) {
	t.Helper()
	dir := t.TempDir()
	data = filepath.Join(dir, "centre")
	const samples = "../internal/demo/orders/"
	raw, err := os.ReadFile(samples + "setup.json")
	if err != nil {
		t.Fatal(err)
	}
	var setup struct{ Clients, Lanes []map[string]any }
	if err := json.Unmarshal(raw, &setup); err != nil {
		t.Fatal(err)
	}
	for _, c := range setup.Clients {
		delete(c, "switches")
	}
	for _, l := range setup.Lanes {
		l["cutoff"] = "2h"
	}
	put := func(name, key string, list any) string {
		doc, err := json.Marshal(map[string]any{key: list})
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.Join(dir, name)
		write(t, name, string(doc))
		return name
	}
	clitest.Want(t, of(t, data, "station add YVR-01"), 0, "organisation.key")
	clitest.Want(t, of(t, data, "client add "+put("clients.json", "clients", setup.Clients)), 0, "2")
	clitest.Want(t, of(t, data, "lane add "+put("lanes.json", "lanes", setup.Lanes)), 0, "4")
	clitest.Want(t, of(t, data, "fx import "+samples+"rates.csv"), 0, "16")
	return data
}

const simulated = " --from 2026-11-30 --simulate --rulebook section-321-classic"

// TestOrdersCheck holds the centre's answers to those of a station, while it serves and not, and to what an import says.
func TestOrdersCheck(t *testing.T) {
	data := screeningCentre(t)
	const orders = "../../testdata/orders/orders.jsonl"
	check := func() {
		t.Helper()
		for _, format := range []string{"table", "csv", "json"} {
			got := of(t, data, "orders check "+orders+simulated+" --format "+format)
			clitest.Want(t, got, 0, "29 to be held, 16 to be rejected.")
			testdata.Golden(t, "prescreen/orders."+format, []byte(got.Out))
		}
	}
	check()
	s := serve(t, data)
	check()
	imported := of(t, data, "orders import "+orders+simulated)
	clitest.Want(t, imported, 0, "403 new, 0 changed. 0 were there")
	_, report, _ := strings.Cut(imported.Out, "\n")
	testdata.Golden(t, "prescreen/orders.table", []byte(report))
	s.stop()
	asCSV := of(t, data, "orders import "+orders+simulated+" --format csv")
	clitest.Want(t, asCSV, 0, "403 were there")
	testdata.Golden(t, "prescreen/orders.csv", []byte(asCSV.Out))
	clitest.Want(t, of(t, data, "orders check "+orders+" --from 2026-11-30"), 0, "REG-321-OFF")
}

func TestOrdersCheckSaysWhatItCanNotRead(t *testing.T) {
	data := screeningCentre(t)
	in := `{"order":{"order_id":"A-1","client":"example","lane":"BLAINE-USPS","currency":"USD"},"lines":[{"sku":"S"}]}` + "\nnot json\n"
	got := do(t, in, "orders", "check", "-", "--data", data, "--from", "2026-11-30", "--format", "csv")
	clitest.Want(t, got, 0, "A-1,REJECT")
	clitest.Want(t, got, 0, ",ERROR,,cannot read line 2")
	clitest.Want(t, do(t, in, "orders", "import", "-", "--data", data), 1, "1 problems kept orders")
	clitest.WantExits(t, runOn, 1, []clitest.Exit{
		{"orders check missing.jsonl --data " + data, 1, "missing.jsonl"},
		{"orders check - --format pdf --data " + data, 2, "table, csv or json"},
		{"orders import - --format pdf --data " + data, 2, "table, csv or json"},
		{"orders check - --from x --data " + data, 2, "2026-11-24"},
		{"orders check --data " + data, 2, "manifestd --help"},
		{"orders check ../../testdata/orders/orders.csv --rulebook nope --data " + data, 1, "nope"},
	})
	clitest.Want(t, do(t, "", "orders", "check", "-", "--data", data), 0, "0 orders")
}
