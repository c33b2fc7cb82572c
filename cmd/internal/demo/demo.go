// Package demo is a bench without hardware: virtual devices, sample orders and clients, keys that play what hands do on
// a real bench, and a central manifest service with a second station, at the end of a cable that can be pulled. The
// devices are the real drivers with a virtual far side, the centre is the real one on a loopback port, so what is seen
// is what a bench does. It doesn't open the station's store and draws nothing; whoever runs the bench does that.
package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"packline/cmd/internal/config"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
	"packline/manifest/orderfile"
)

//go:embed orders/demo.jsonl orders/setup.json orders/rates.csv
var samples embed.FS

// The people of the demo. The PIN is no secret: it is shown on the screen.
const (
	pickerBadge = "OP-1001"
	leadBadge   = "OP-2001"
	leadPIN     = "2468"
)

// checkWeight is the demo's test weight in pounds.
const checkWeight = 10

// The rulebooks that the demo can play.
const (
	Classic = "section-321-classic" // simulated: it is not in force today
	ByDate  = config.ByDate
)

// Bench is a demo's config, orders and the far sides of its devices.
type Bench struct {
	Config  config.Config
	Rates   []manifest.Rate
	Orders  []manifest.Order // in the order in which they are played
	Scanner *scanner.VirtualScanner
	Scale   *scale.VirtualScale
	Printer *printer.VirtualPrinter
	Cable   *Cable // between the station and the centre

	dir    string
	player player
	centre *centre // nil before OpenCentre

	errand    sync.Mutex // held while the other station ships, and while it and the centre are let go
	neighbour *neighbour // nil where no hold would come of it
}

// New makes a demo whose files are in dir, under a rulebook.
func New(dir, rulebook string) (*Bench, error) {
	b := &Bench{
		Scanner: &scanner.VirtualScanner{},
		Scale:   &scale.VirtualScale{Unit: manifest.UnitPound, Settle: 400 * time.Millisecond},
		Printer: &printer.VirtualPrinter{Pace: 300 * time.Millisecond},
		Cable:   newCable(),
		dir:     dir,
	}
	var err error
	if b.Config, err = configOf(dir, rulebook); err != nil {
		return nil, err
	}
	if b.Orders, err = readOrders(); err != nil {
		return nil, err
	}
	if rulebook == ByDate {
		b.entryFirst()
	}
	if b.Rates, err = readRates(); err != nil {
		return nil, err
	}
	b.player = player{bench: b}
	return b, nil
}

// Setup gives the demo's clients and lanes under a config that has no devices and no files: enough for sample labels.
func Setup() (config.Config, error) {
	raw, err := samples.ReadFile("orders/setup.json")
	if err != nil {
		return config.Config{}, fmt.Errorf("cannot read the demo's setup: %w", err)
	}
	var setup struct {
		Clients []manifest.Client `json:"clients"`
		Lanes   []manifest.Lane   `json:"lanes"`
	}
	if err := json.Unmarshal(raw, &setup); err != nil {
		return config.Config{}, fmt.Errorf("cannot read the demo's setup: %w", err)
	}
	return config.Config{
		Station: "DEMO-01", Warehouse: "Vancouver", Kind: config.Bench, GS1Prefix: "952",
		Clients: setup.Clients, Lanes: setup.Lanes, Label: config.Label{DPI: 203},
	}, nil
}

func configOf(dir, rulebook string) (config.Config, error) {
	c, err := Setup()
	if err != nil {
		return c, err
	}
	hash, err := config.HashPIN(leadPIN)
	if err != nil {
		return c, fmt.Errorf("cannot make the demo's PIN: %w", err)
	}
	c.Rulebook = config.Rulebook{Name: rulebook, Simulate: rulebook != ByDate}
	c.Scanners, c.Scale, c.Printer, c.Unit = []string{"virtual:scanner"}, "virtual:scale", "virtual:printer", manifest.UnitPound
	c.Weighing = config.Weighing{
		CheckWeight: manifest.Shown{Value: strconv.Itoa(checkWeight), Unit: manifest.UnitPound}, CheckTolerance: 1,
	}
	c.Operators = []manifest.Operator{
		{Badge: pickerBadge, Name: "Maya", Role: manifest.RolePicker},
		{Badge: leadBadge, Name: "Lee", Role: manifest.RoleLead, PINHash: hash},
	}
	c.Store, c.KeyFile, c.Log = filepath.Join(dir, "station.db"), filepath.Join(dir, "organisation.key"), filepath.Join(dir, "station.log")
	return c, nil
}

// entryFirst plays the orders of lanes that file entries first: with today's rulebook the others are rejected.
func (b *Bench) entryFirst() {
	slices.SortStableFunc(b.Orders, func(x, y manifest.Order) int { return b.toEntry(y) - b.toEntry(x) })
}

// toEntry is 1 for an order whose lane files entries.
func (b *Bench) toEntry(o manifest.Order) int {
	if lane, ok := b.Config.Lane(o.Lane, o.Carrier); ok && lane.Release == manifest.ReleaseEntry {
		return 1
	}
	return 0
}

func readOrders() ([]manifest.Order, error) {
	raw, err := samples.ReadFile("orders/demo.jsonl")
	if err != nil {
		return nil, fmt.Errorf("cannot read the demo's orders: %w", err)
	}
	orders, _, err := orderfile.ReadOrders(bytes.NewReader(raw), "demo.jsonl")
	return orders, err
}

func readRates() ([]manifest.Rate, error) {
	raw, err := samples.ReadFile("orders/rates.csv")
	if err != nil {
		return nil, fmt.Errorf("cannot read the demo's rates: %w", err)
	}
	return orderfile.ReadRates(bytes.NewReader(raw), "rates.csv")
}
