package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/store"
)

// whatIfFlags are what packstation rules what-if is told.
type whatIfFlags struct {
	version   int
	file      string
	overrides []string
	asJSON    bool
}

func (p *program) whatIfCommand() *cobra.Command {
	var f whatIfFlags
	cmd := p.Command("what-if NAME", "rules-what-if", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.whatIf(ctx, args[0], f)
	})
	flags := cmd.Flags()
	flags.IntVar(&f.version, "version", 0, p.Say("cmd.flag.rules-version"))
	flags.StringVar(&f.file, "file", "", p.Say("cmd.flag.rules-file"))
	flags.StringArrayVar(&f.overrides, "override", nil, p.Say("cmd.flag.rules-override"))
	flags.BoolVar(&f.asJSON, "json", false, p.Say("cmd.flag.json"))
	return p.ofStation(cmd)
}

// whatIf judges what was packed here by another rulebook, and writes nothing but the answer.
func (p *program) whatIf(ctx context.Context, name string, f whatIfFlags) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	books, err := p.reached(ctx, c)
	if err != nil {
		return err
	}
	w := whatIf{books: books.shelf, name: name, version: f.version, config: c}
	if w.others, err = trying(books, f); err != nil {
		return err
	}
	if _, err = pick(w.others, name, f.version, time.Now()); err != nil {
		return err
	}
	if c.Rates != "" {
		if w.rates, err = readRates(c.Rates); err != nil {
			return err
		}
	}
	err = p.ask(ctx, func(client *store.Client) error { return w.judgeAll(ctx, client) })
	if err != nil {
		return err
	}
	if f.asJSON {
		return p.PrintJSON(w.answer)
	}
	return p.tellWhatIf(w.answer)
}

// trying gives the rulebooks to try: the station's with its overrides, the one of a file, and other overrides over all.
// A file needs no signature for that: nothing is packed under it.
func trying(books *rulebooks, f whatIfFlags) (section321.Shelf, error) {
	shelf := books.shelf
	if f.file != "" {
		doc, err := readRulebook(f.file)
		if err != nil {
			return shelf, err
		}
		trust := books.trust
		trust.Unsigned = true
		if shelf, err = shelf.Take(doc, f.file, trust); err != nil {
			return shelf, refusedRulebook(f.file, err)
		}
	}
	values := maps.Clone(books.settings.Overrides)
	if values == nil {
		values = map[string]string{}
	}
	for _, text := range f.overrides {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			return shelf, cli.Misuse("cmd.rules.pair", text)
		}
		values[strings.TrimSpace(path)] = strings.TrimSpace(value)
	}
	out, err := shelf.Override(values, books.settings.Notes)
	if err != nil {
		return out, cli.Fail(err, "cmd.rules.tried", why(err))
	}
	return out, nil
}

// whatIf is one run over the shipments of a store.
type whatIf struct {
	books, others section321.Shelf // as recorded, and to be tried
	name          string
	version       int
	config        config.Config
	rates         []manifest.Rate
	clients       map[string]manifest.Client
	lanes         map[string]manifest.Lane
	loads         map[string]manifest.Load
	packed        map[manifest.ID]time.Time // when a shipment of this station was packed first
	answer        whatIfAnswer
}

// judgeAll goes through the shipments in the order in which they were packed.
func (w *whatIf) judgeAll(ctx context.Context, client *store.Client) error {
	reference, err := client.Reference(ctx)
	if err != nil {
		return err
	}
	w.look(reference)
	w.answer = whatIfAnswer{Changed: []whatIfChange{}, Totals: map[string]int{}, Unjudged: []whatIfUnjudged{}}
	boxes, err := w.collect(ctx, client)
	if err != nil {
		return err
	}
	order := slices.SortedFunc(maps.Keys(boxes), func(a, b manifest.ID) int {
		if by := w.packed[a].Compare(w.packed[b]); by != 0 {
			return by
		}
		return slices.Compare(a[:], b[:])
	})
	for _, id := range order {
		past, err := client.Carton(ctx, boxes[id][0].ID.String())
		if errors.Is(err, ledger.ErrNotFound) {
			continue // voided meanwhile, by a bench that runs
		}
		if err != nil {
			return err
		}
		history, err := client.Candidates(ctx, []store.Candidate{{Match: past.Shipment.Match, Order: past.Shipment.Order}})
		if err != nil {
			return err
		}
		if err := w.judge(past.Work, boxes[id], history[0]); err != nil {
			return err
		}
	}
	return nil
}

// look keeps what shipments name: the config's, and the feed's over it.
func (w *whatIf) look(r store.Reference) {
	w.clients, w.lanes, w.loads = map[string]manifest.Client{}, map[string]manifest.Lane{}, map[string]manifest.Load{}
	if w.config.Central == nil {
		r.Clients, r.Lanes, r.Rates = nil, nil, nil // of an older config: the bench leaves them out too
	}
	for _, one := range slices.Concat(w.config.Clients, r.Clients) {
		w.clients[one.ID] = one
	}
	for _, one := range slices.Concat(w.config.Lanes, r.Lanes) {
		w.lanes[one.ID] = one
	}
	for _, one := range r.Loads {
		w.loads[one.ID] = one
	}
	w.rates = slices.Concat(w.rates, r.Rates)
}

// collect gives the packed cartons that count, by shipment. Those of the other mode are only counted: the store tells no
// history for them.
func (w *whatIf) collect(ctx context.Context, client *store.Client) (map[manifest.ID][]manifest.Carton, error) {
	epochs, err := client.Epochs(ctx)
	if err != nil {
		return nil, err
	}
	simulated := len(epochs) > 0 && epochs[len(epochs)-1].Simulated
	boxes := map[manifest.ID][]manifest.Carton{}
	w.packed = map[manifest.ID]time.Time{}
	for c, err := range client.Cartons(ctx) {
		switch {
		case err != nil:
			return nil, err
		case !c.State.Counts():
			continue
		case c.Simulated != simulated:
			w.answer.OtherMode++
			continue
		}
		boxes[c.Shipment] = append(boxes[c.Shipment], c)
		if first, ok := w.packed[c.Shipment]; !ok || c.PackedAt.Before(first) {
			w.packed[c.Shipment] = c.PackedAt
		}
	}
	return boxes, nil
}

// judge judges one shipment by its own rulebook and by the other, both with what is known today.
func (w *whatIf) judge(past ledger.Work, boxes []manifest.Carton, history []manifest.Past) error {
	w.answer.Shipments++
	w.answer.Cartons += len(boxes)
	c, reason := w.caseOf(past, boxes, history)
	if reason != "" {
		w.answer.Unjudged = append(w.answer.Unjudged, whatIfUnjudged{Order: past.Shipment.Order, Shipment: past.Shipment.ID, Reason: reason})
		return nil
	}
	options := section321.Options{OnBench: true, MaxCarton: w.config.MaxCarton}
	if options.MaxCarton == 0 {
		options.MaxCarton = benchLimit
	}
	other, err := section321.Choose(w.others.Books(), w.name, w.version, c.Load.Arrival, true)
	if err != nil {
		return err
	}
	if !other.InForce(c.Load.Arrival) {
		w.answer.Outside++
	}
	recorded := boxes[len(boxes)-1].Judgement
	from, to := sideOf(recorded), sideOf(other.Check(c, options))
	own, ok := w.books.ByHash(recorded.Rulebook.Hash)
	if ok {
		own, err = own.Override(recorded.Rulebook.Overrides)
	}
	if ok && err == nil {
		from = sideOf(own.Noted(recorded.Rulebook.Notes).Check(c, options))
		if from.Verdict != recorded.Verdict {
			w.answer.Drifted++
		}
	} else {
		w.answer.Recorded++
	}
	w.compare(past, boxes, recorded.Verdict, from, to)
	return nil
}

func (w *whatIf) compare(past ledger.Work, boxes []manifest.Carton, recorded manifest.Verdict, from, to whatIfSide) {
	w.answer.Rulebook = to.Rulebook
	w.answer.Totals[from.Verdict.String()+" > "+to.Verdict.String()]++
	if from.Verdict == to.Verdict && from.Route == to.Route {
		if !slices.Equal(from.RuleIDs, to.RuleIDs) {
			w.answer.OtherWays++
		}
		return
	}
	change := whatIfChange{Order: past.Shipment.Order, Shipment: past.Shipment.ID, Recorded: recorded, From: from, To: to}
	for _, c := range boxes {
		change.Cartons = append(change.Cartons, c.SSCC)
	}
	w.answer.Changed = append(w.answer.Changed, change)
}

// caseOf makes the case of a packed shipment, or says what of it is no longer known. Of this station's shipments only
// those packed before count against it, as they did then; other stations' claims carry no order here and all count.
func (w *whatIf) caseOf(past ledger.Work, boxes []manifest.Carton, history []manifest.Past) (c manifest.Case, unknown string) {
	s, order := past.Shipment, past.Order.Order
	lane, knownLane := w.lanes[s.Lane]
	client, knownClient := w.clients[s.Client]
	switch {
	case order.ShipTo.IsZero():
		return c, "person" // purged, or sealed with a key that isn't here
	case order.Shipper.IsZero() && !knownClient:
		return c, "client"
	case order.Carrier == "" && !knownLane:
		return c, "lane"
	}
	if order.Carrier == "" {
		order.Carrier = lane.Carrier
	}
	c = manifest.Case{
		ID: s.ID.String(), Simulate: true, Order: order, Shipment: s.ID.String(), Shipper: order.Shipper, Match: s.Match, Rates: w.rates,
		Load: manifest.CaseLoad{ID: boxes[0].Load, Port: s.Crossing.Port, Arrival: s.Crossing.Arrival, Release: s.Release.Or321()},
	}
	if c.Shipper.IsZero() {
		c.Shipper = client.Exporter
	}
	if load, ok := w.loads[boxes[0].Load]; ok && boxes[0].Load != "" {
		c.Load.Port, c.Load.Arrival = load.Port, load.Arrival
	}
	for _, b := range boxes {
		c.Packages = append(c.Packages, manifest.CasePackage{
			ID: b.ID.String(), PackedAt: b.PackedAt, Weight: b.Weight.Shown, Stable: b.Weight.Stable || b.Weight.Manual != nil,
			Resolution: b.Weight.Resolution, ClosedOn: b.Load,
		})
	}
	for _, other := range history {
		if w.before(other.Shipment, s.ID) {
			c.History = append(c.History, other)
		}
	}
	return c, ""
}

// before reports whether another shipment counted when this one was packed, as far as this station can tell.
func (w *whatIf) before(other string, id manifest.ID) bool {
	var own manifest.ID
	if err := own.UnmarshalText([]byte(other)); err != nil {
		return true
	}
	at, ok := w.packed[own]
	return !ok || at.Before(w.packed[id])
}
