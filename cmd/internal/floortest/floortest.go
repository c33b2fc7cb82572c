//go:build linux

// Package floortest is a packing floor for tests of the built programs: pseudo-terminals for scanner and scale, a label
// printer on TCP, a terminal of 80 by 24 whose screen can be read, a picker who does what the screen asks for, a centre,
// and a cable to it that can be cut. It knows the programs as their users do: by what goes in and what comes out.
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
	Station string
	Scanner *Line // nil, as the next two, on a floor with devices of the test's own
	Scale   *Plate
	Printer *Zebra

	hands  Hands
	binary string
}

// Hands is what a picker does with the devices of a bench and gets from them.
type Hands interface {
	Scan(code string)
	Put(load int) // hundredths of a pound, at rest
	// Printed gives all labels so far, and a channel that is closed when there is another.
	Printed() (labels [][]byte, another <-chan struct{})
}

// own are the floor's own devices as a picker's hands find them.
type own struct {
	*Line
	plate *Plate
	*Zebra
}

func (o own) Put(load int) { o.plate.Put(load) }

// Options are what tests want otherwise than the usual.
type Options struct {
	SSCCs    string // the block of numbers; empty for 1-99999
	Printer  string // an address instead of the floor's own printer
	Rulebook string // as in the configuration; empty for section-321-classic simulated; any other makes the lane one of entries
	Station  string // empty for YVR-03
	Line     *Cable // to the centre that clients, lanes, operators, orders and numbers come from; nil: the bench works alone
	Token    string // of the station, for the centre
	Alone    bool   // with a line too the bench knows clients, lanes, operators and numbers by itself

	Devices *Devices // of the test's own instead of the floor's
}

// Devices are a bench's devices: their addresses and who uses them.
type Devices struct {
	Scanner, Scale, Printer string
	Hands                   Hands
}

// New lays out a floor in a folder of its own.
func New(t testing.TB, o Options) *Floor {
	t.Helper()
	f := &Floor{Dir: t.TempDir(), binary: Build(t, "packstation")}
	if o.Devices == nil {
		o.Devices = f.devices(t)
	}
	f.hands = o.Devices.Hands
	if o.Printer == "" {
		o.Printer = o.Devices.Printer
	}
	if o.SSCCs == "" {
		o.SSCCs = "1-99999"
	}
	release := "entry"
	if o.Rulebook == "" {
		o.Rulebook, release = "{name: section-321-classic, simulate: true}", "section_321"
	}
	if o.Station == "" {
		o.Station = "YVR-03"
	}
	f.Station = o.Station
	own := ""
	if o.Line == nil || o.Alone {
		own = standalone
	}
	if o.Line != nil {
		f.write(t, "token", o.Token+"\n")
		own += "central: {url: \"" + o.Line.URL() + "\", token_file: ./token}\n"
	}
	f.write(t, "organisation.key", organisationKey+"\n")
	f.Config = f.write(t, "packstation.yaml", strings.NewReplacer("PRINTER", o.Printer, "SCANNER", o.Devices.Scanner, "SCALE", o.Devices.Scale, "SSCCS", o.SSCCs,
		"RULEBOOK", o.Rulebook, "RELEASE", release, "STATION", o.Station).Replace(config+own))
	return f
}

// devices makes the floor's own devices.
func (f *Floor) devices(t testing.TB) *Devices {
	t.Helper()
	f.Scanner = NewLine(t, filepath.Join(f.Dir, "scanner"))
	f.Scale = NewPlate(t, filepath.Join(f.Dir, "scale"))
	f.Printer = NewZebra(t)
	return &Devices{
		Scanner: "serial:" + f.Scanner.Path + "?suffix=CR",
		Scale:   "serial:" + f.Scale.Path + "?protocol=toledo-8217&mode=7E1&unit=lb",
		Printer: f.Printer.Address(),
		Hands:   own{f.Scanner, f.Scale, f.Printer},
	}
}

// organisationKey is the key that the stores of package storetest are made with, so that a floor can be given one.
const organisationKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// config is the bench of these tests.
const config = `station: STATION
warehouse: Vancouver
gs1_prefix: "952"
organisation_key_file: ./organisation.key
scanners: ["SCANNER"]
scale: "SCALE"
printer: "PRINTER"
store: ./station.db
rulebook: RULEBOOK
`

// standalone is what a bench without a centre has to know by itself: crossings every six hours, so that there is
// always one ahead.
const standalone = client + `lanes: [{id: BLAINE-USPS, induction: "Blaine, WA", carrier: USPS, port: "3004", crossings: ["02:00", "08:00", "14:00", "20:00"], cutoff: 2h, release: RELEASE}]
numbers: {sscc: SSCCS}
operators: [{badge: "OP-1001", name: Maya, role: picker}, {badge: "OP-1002", name: Ravi, role: picker}]
`

const client = `client: {id: example, exporter: {name: Example Goods Ltd, line1: 55 Sample Way, city: Vancouver, region: BC, postal: V6B 1A1, country: CA},
         return_address: {name: Example Goods, line1: 1234 Peace Portal Dr, city: Blaine, state: WA, zip: "98230", country: US}}
`

func (f *Floor) write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(f.Dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func slurp(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}
