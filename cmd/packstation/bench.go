package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gdamore/tcell/v2"
	"golang.org/x/sync/errgroup"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/devices"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/phrases"
	"packline/station"
	"packline/store"
	"packline/terminal"
)

// bench is a packing bench with everything that belongs to it. open makes it, live runs it, close lets go of the store.
type bench struct {
	config config.Config
	keys   manifest.Keys
	book   phrases.Book
	log    *slog.Logger
	store  *store.Store
	rates  []manifest.Rate

	rulebooks    *rulebooks
	booksLock    sync.Mutex // over rulebooks: they may come from the feed and from a command at once
	refusedBooks []string   // why rulebooks of the feed were refused at the start

	station   *station.Bench
	scanners  []*scanner.Scanner
	scale     *scale.Scale
	printer   *printer.Printer
	devices   statuses
	line      *line             // nil: there is no centre
	transport http.RoundTripper // of the line; nil: its own
	retry     func(int64) int64 // how the line waits, at random below a bound; nil: its own
	keyboard  *keyboard         // nil: no scanner types

	feed     context.Context // ends when the screen has ended: from then on nothing more is handed to the station
	stopFeed context.CancelFunc

	screen tcell.Screen // nil: the real terminal
	far    far
	keysOf []terminal.Binding
	hints  func(station.View) []string
}

// far is the far sides of virtual devices.
type far struct {
	scanner *scanner.VirtualScanner
	scale   *scale.VirtualScale
	printer *printer.VirtualPrinter
}

// open opens the store and builds station and devices. Nothing runs yet and no screen is touched. After an error the
// store is closed.
func (b *bench) open(ctx context.Context) (err error) {
	b.store, err = store.Open(b.config.Store, store.Options{Station: b.config.Station, Keys: b.keys, Build: buildVersion()})
	if err != nil {
		return storeFailed(b.config, err)
	}
	defer func() {
		if err != nil {
			_ = b.store.Close()
		}
	}()
	if b.config.Rates != "" {
		if b.rates, err = readRates(b.config.Rates); err != nil {
			return err
		}
	}
	if b.config.Central == nil { // with a centre its feed says what other commands find there
		if err := b.store.Apply(ctx, 0, b.reference()); err != nil {
			return storeFailed(b.config, err)
		}
	}
	b.feed, b.stopFeed = context.WithCancel(ctx)
	if err := b.buildDevices(); err != nil {
		return err
	}
	setup, err := b.setup(ctx)
	if err != nil {
		return err
	}
	b.station, err = station.New(ctx, setup, station.Ports{
		Ledger: b.store, Orders: b.store, History: b.store, Scale: b.scale, Printer: b.printer,
		CheckPIN: config.CheckPIN, Told: b.told, AskNumbers: b.askNumbers, Log: func(message string, args ...any) { b.log.Warn(message, args...) },
	})
	if errors.Is(err, station.ErrSetup) {
		return cli.Fail(err, "cmd.run.setup", err.Error())
	}
	if err != nil {
		return storeFailed(b.config, err)
	}
	return b.openLine()
}

// readRates reads a rate table.
func readRates(name string) ([]manifest.Rate, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, cli.Fail(err, "cmd.run.rates-open", name, cli.Reason(err))
	}
	defer func() { _ = file.Close() }()
	rates, err := orderfile.ReadRates(file, filepath.Base(name))
	if err != nil {
		return nil, cli.Fail(err, "cmd.run.rates", name, err.Error())
	}
	return rates, nil
}

// reference is what the config says, as changes for the store: other commands find it there.
func (b *bench) reference() []manifest.Change {
	var changes []manifest.Change
	for i := range b.config.Clients {
		changes = append(changes, manifest.Change{Kind: manifest.ChangeClient, Client: &b.config.Clients[i]})
	}
	for i := range b.config.Lanes {
		changes = append(changes, manifest.Change{Kind: manifest.ChangeLane, Lane: &b.config.Lanes[i]})
	}
	for i := range b.config.Operators {
		changes = append(changes, manifest.Change{Kind: manifest.ChangeOperator, Operator: &b.config.Operators[i]})
	}
	for i := range b.rates {
		changes = append(changes, manifest.Change{Kind: manifest.ChangeFX, Rate: &b.rates[i]})
	}
	return changes
}

// setup is what the station is told. Who may sign in is what the config says now, not what it said once; of two entries
// with one id the last stands, so the feed of a centre wins.
func (b *bench) setup(ctx context.Context) (station.Setup, error) {
	c := b.config
	known, err := b.store.Orders(ctx)
	if err != nil {
		return station.Setup{}, storeFailed(c, err)
	}
	feed, err := b.store.Reference(ctx)
	if err != nil {
		return station.Setup{}, storeFailed(c, err)
	}
	if c.Central == nil {
		feed = store.Reference{}
	}
	if err := b.openRulebooks(feed); err != nil {
		return station.Setup{}, err
	}
	books, err := b.rulebooks.inUse()
	if err != nil {
		return station.Setup{}, err
	}
	return station.Setup{
		Station: c.Station, Warehouse: c.Warehouse, Build: buildVersion(), Built: cli.BuiltAt(), Keys: b.keys,
		Clients: slices.Concat(c.Clients, feed.Clients), Lanes: slices.Concat(c.Lanes, feed.Lanes),
		Operators: slices.Concat(c.Operators, feed.Operators), Rates: slices.Concat(b.rates, feed.Rates), Known: known,
		Rulebooks: books.Books(), Rulebook: c.Rulebook.Name, Version: c.Rulebook.Version, Simulate: c.Rulebook.Simulate,
		MaxCarton: c.MaxCarton, Change: c.Weighing.Change, Division: c.Weighing.Division, Media: mediaOf(c.Label), Unit: b.unit(),
		Check: station.CheckWeight{
			Known: c.Weighing.CheckWeight, Tolerance: c.Weighing.CheckTolerance, Every: c.Weighing.CheckEvery,
		},
		Numbers: numbersOf(c, feed.Blocks), Centre: c.Central != nil,
	}, nil
}

// numbersOf gives the blocks of a station: leased ones first, its own last.
func numbersOf(c config.Config, leased []manifest.NumberBlock) []station.Block {
	var out []station.Block
	for _, b := range leased {
		out = append(out, station.Block{NumberBlock: b})
	}
	if c.Numbers.Last > 0 {
		out = append(out, station.Block{NumberBlock: manifest.NumberBlock{
			Prefix: c.GS1Prefix, Extension: staticBlock, First: c.Numbers.First, Last: c.Numbers.Last,
		}})
	}
	return out
}

// staticBlock is the extension digit of SSCCs from a station's own block; leased ones have 0 to 8.
const staticBlock = 9

// unit is the scale's unit. A virtual scale that names none shows pounds.
func (b *bench) unit() manifest.Unit {
	if b.config.Unit == manifest.UnitNone && b.far.scale != nil {
		return manifest.UnitPound
	}
	return b.config.Unit
}

func (b *bench) buildDevices() (err error) {
	for _, address := range b.config.Scanners {
		options := scanner.Options{Code: func(c manifest.Code) { b.post(station.Scanned{Code: c}) }, Virtual: b.far.scanner}
		if parsed, err := devices.ParseAddress(address); err == nil && parsed.Scheme == "keyboard" {
			b.keyboard = newKeyboard()
			options.Keyboard = b.keyboard.lines
		}
		made, err := scanner.New(address, options)
		if err != nil {
			return deviceFailed(address, err)
		}
		b.scanners = append(b.scanners, made)
	}
	b.scale, err = scale.New(b.config.Scale, scale.Options{
		Reading: func(r manifest.Reading) { b.post(station.Read{Reading: r}) }, Virtual: b.far.scale,
	})
	if err != nil {
		return deviceFailed(b.config.Scale, err)
	}
	b.printer, err = printer.New(b.config.Printer, printer.Options{Virtual: b.far.printer, DPI: b.config.Label.DPI})
	if err != nil {
		return deviceFailed(b.config.Printer, err)
	}
	return nil
}

func deviceFailed(address string, err error) error {
	phrase := devices.StatusOf(devices.StateGone, err)
	return &cli.Failure{Phrase: manifest.Say("cmd.run.device", address), Detail: manifest.Say(phrase.Key, phrase.Args...), Cause: err, Code: cli.ExitFailed}
}

func (b *bench) post(what station.What) { b.station.Post(b.feed, what) }

// live runs the bench until ctx ends or the operator leaves. It ends in this order: the screen, the station with the
// effect it has in hand, the devices and the socket, and last the store.
func (b *bench) live(ctx context.Context) error {
	screen, err := b.openScreen()
	if err != nil {
		return errors.Join(err, b.store.Close())
	}
	running, gctx := errgroup.WithContext(ctx)
	behind := context.WithoutCancel(gctx)
	working, stopStation := context.WithCancel(behind)
	serving, stopRest := context.WithCancel(behind)
	defer stopStation()
	defer stopRest()
	// Every goroutine gives the terminal back when it panics, so that what went wrong can be read.
	start := func(work func() error) {
		running.Go(func() error {
			defer terminal.Restore(screen)
			return work()
		})
	}
	rings := b.refusals(serving, start)
	start(func() error {
		defer stopStation()
		defer b.stopFeed()
		return b.show(gctx, screen, rings)
	})
	start(func() error {
		defer stopRest()
		return b.station.Run(working)
	})
	start(func() error { return b.serve(serving) })
	if b.line != nil {
		start(func() error { return b.line.Run(serving) })
	}
	b.supervise(serving, start)
	err = running.Wait()
	if errors.Is(err, terminal.ErrLeft) || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil
	}
	if err != nil {
		b.log.Error("the bench ended", "err", err)
	}
	return errors.Join(err, storeFailed(b.config, b.store.Close()))
}

func (b *bench) openScreen() (tcell.Screen, error) {
	if b.screen != nil {
		return b.screen, nil
	}
	screen, err := terminal.NewScreen()
	if err != nil {
		return nil, cli.Fail(err, "cmd.run.no-terminal")
	}
	return screen, nil
}

func (b *bench) show(ctx context.Context, screen tcell.Screen, rings <-chan struct{}) error {
	options := terminal.Options{
		Views: b.station.Views(), Ring: rings, Post: func(w station.What) { b.post(w) },
		Book: b.book, Screen: screen, Extra: b.keysOf, Hints: b.hints,
	}
	if b.keyboard != nil {
		options.Typed = b.keyboard.typed
	}
	err := terminal.Run(ctx, options)
	if err != nil && !errors.Is(err, terminal.ErrLeft) && ctx.Err() == nil {
		return cli.Fail(err, "cmd.run.screen", err.Error())
	}
	if err == nil {
		return ctx.Err()
	}
	return err
}

// serve answers other commands beside the running station.
func (b *bench) serve(ctx context.Context) error {
	err := store.Serve(ctx, b.store, store.Bench{
		Changed: b.changed, Devices: b.devices.all,
	})
	if err != nil {
		return cli.Fail(err, "cmd.run.socket", b.config.Store, err.Error())
	}
	return nil
}

// supervise keeps every device running.
func (b *bench) supervise(ctx context.Context, start func(func() error)) {
	keep := func(role devices.Role, address string, r devices.Runner) {
		start(func() error {
			err := devices.Supervise(ctx, role, address, r, b.status)
			if ctx.Err() != nil {
				return nil //nolint:nilerr // it was told to end
			}
			return fmt.Errorf("cannot keep %s %s running: %w", role, address, err)
		})
	}
	for i, s := range b.scanners {
		keep(devices.RoleScanner, b.config.Scanners[i], s)
	}
	keep(devices.RoleScale, b.config.Scale, b.scale)
	keep(devices.RolePrinter, b.config.Printer, b.printer)
}

// status tells the station how a device is doing, and the log why.
func (b *bench) status(s devices.Status) {
	b.log.Info("device", "role", string(s.Role), "address", s.Address, "state", string(s.State), "key", s.Key, "err", s.Err)
	b.devices.note(s)
	b.post(station.DeviceChanged{Device: station.Device{
		Role: string(s.Role), Address: s.Address, State: manifest.DeviceState(s.State), Message: manifest.Say(s.Key, s.Args...), Since: s.Since,
	}})
}
