//go:build unix

// Package floortest is a packing floor for tests of the built program: pseudo-terminals for scanner and scale, a label
// printer on TCP, a terminal of 80 by 24 whose screen can be read, and a picker who does what the screen asks for. It
// knows the program as its users do, by what goes in and what comes out, and imports nothing of what it tests but the
// words on the screen.
package floortest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Patience is how long a test waits for anything before it fails.
const Patience = 30 * time.Second

// Floor is one bench with its devices and its files. The program on it can be started, killed and started again.
type Floor struct {
	Dir     string
	Config  string // path of the configuration
	Scanner *Line
	Scale   *Plate
	Printer *Zebra

	binary string
	names  []string
	serial int
}

// Options are what tests want otherwise than the usual.
type Options struct {
	SSCCs   string // the block of numbers; empty for 1-99999
	Printer string // an address instead of the floor's own printer
}

// New lays out a floor in a folder of its own and imports the sample orders.
func New(t testing.TB, o Options) *Floor {
	t.Helper()
	f := &Floor{Dir: t.TempDir(), binary: Build(t)}
	f.Scanner = NewLine(t, filepath.Join(f.Dir, "scanner"))
	f.Scale = NewPlate(t, filepath.Join(f.Dir, "scale"))
	f.Printer = NewZebra(t)
	if o.Printer == "" {
		o.Printer = "tcp:" + f.Printer.Addr()
	}
	if o.SSCCs == "" {
		o.SSCCs = "1-99999"
	}
	f.Config = filepath.Join(f.Dir, "packstation.yaml")
	f.write(t, "packstation.yaml", strings.NewReplacer("PRINTER", o.Printer, "DIR", f.Dir, "SSCCS", o.SSCCs).Replace(config))
	return f
}

// config is the bench of these tests: crossings every six hours, so that there is always one ahead.
const config = `station: FLR-01
warehouse: Vancouver
gs1_prefix: "952"
client: {id: example, exporter: {name: Example Goods Ltd, line1: 55 Sample Way, city: Vancouver, region: BC, postal: V6B 1A1, country: CA},
         return_address: {name: Example Goods, line1: 1234 Peace Portal Dr, city: Blaine, state: WA, zip: "98230", country: US}}
lanes: [{id: BLAINE-USPS, induction: "Blaine, WA", carrier: USPS, port: "3004", crossings: ["02:00", "08:00", "14:00", "20:00"], cutoff: 2h, release: section_321}]
numbers: {sscc: SSCCS}
organisation_key_file: ./organisation.key
scanners: ["serial:DIR/scanner?suffix=CR"]
scale: "serial:DIR/scale?protocol=toledo-8217&mode=7E1&unit=lb"
printer: "PRINTER"
store: ./station.db
rulebook: {name: section-321-classic, simulate: true}
operators: [{badge: "OP-1001", name: Maya, role: picker}, {badge: "OP-1002", name: Ravi, role: picker}]
`

func (f *Floor) write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(f.Dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
