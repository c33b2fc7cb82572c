package central

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
)

// Findings of the centre itself, beside those of the rulebooks.
const (
	ruleBook      = "CENTRE-BOOK" // the shipment can't be judged at all
	ruleSSCC      = "CENTRE-SSCC" // two cartons carry one number
	ruleCancelled = "ORD-CANCEL"  // its order was cancelled
)

// judge gives what stands globally against a shipment: its person's other shipments, its order's other parts, its
// cartons' other loads. Only claims of lower rank count against it, and what has departed.
func (w *work) judge(s *shipment) (judged, error) {
	j := judged{day: dayOf(s.Crossing)}
	cancelled, err := w.cancelled(s.Shipment.Order)
	if err != nil {
		return j, err
	}
	if cancelled {
		j.findings = append(j.findings, finding(ruleCancelled, "central.rule.cancelled", s.Shipment.Order))
	}
	var twice string
	if j.packages, twice, err = w.duplicates(s); err != nil {
		return j, err
	}
	if twice != "" {
		j.findings = append(j.findings, finding(ruleSSCC, "central.rule.sscc", twice))
	}
	if j.order, err = w.order(s); err != nil {
		return j, err
	}
	if j.past, err = w.history(s); err != nil {
		return j, err
	}
	if len(j.past) > 0 || len(j.packages) > 0 || !j.order.GoodsTotal.IsZero() {
		j.findings = append(j.findings, w.check(s, j.order, j.past, j.packages)...)
	}
	return j, nil
}

func finding(rule, key string, args ...string) manifest.Finding {
	return manifest.Finding{
		Rule: rule, Verdict: manifest.Hold, Message: manifest.Say(key, args...), Action: manifest.Say(key + ".action"),
	}
}

// check runs the rulebook and keeps what is global.
func (w *work) check(s *shipment, order manifest.Order, past []manifest.Past, packages []manifest.CasePackage) []manifest.Finding {
	c := manifest.Case{
		ID: s.Shipment.ID.String(), Rulebook: section321.ByDate, Overrides: s.Rulebook.Overrides, Simulate: s.Simulated,
		Order: valued(order, s.Shipment.ValueUSD), Shipment: s.Shipment.ID.String(), Packages: packages,
		Match: s.Shipment.Match, History: past, Load: caseLoad(s),
	}
	if s.Simulated && s.Rulebook.Name != "" {
		c.Rulebook, c.Version = s.Rulebook.Name, s.Rulebook.Version
	}
	books, err := w.rulebooks()
	if err != nil {
		w.c.log.Error("cannot judge by the rulebooks", "err", err)
		return []manifest.Finding{finding(ruleBook, "central.rule.book")}
	}
	j, err := section321.Judge(books, c, section321.Options{WeightPending: true, OnBench: true})
	if err != nil {
		return []manifest.Finding{finding(ruleBook, "central.rule.book")}
	}
	return slices.DeleteFunc(section321.Recordable(j).Findings, func(f manifest.Finding) bool { return !global(f.Rule) })
}

// global reports whether a rule looks beyond its own shipment: only the centre can answer it.
func global(rule string) bool {
	return strings.HasPrefix(rule, "PER-") || strings.HasPrefix(rule, "ORD-") || rule == "PKG-DUP"
}

// caseLoad is the crossing of the claim. One whose arrival can't be placed is put at noon of the day that was told.
func caseLoad(s *shipment) manifest.CaseLoad {
	load := manifest.CaseLoad{
		ID: s.Load, Port: s.Crossing.Port, Arrival: s.Crossing.Arrival, Release: s.Shipment.Release.Or321(),
	}
	if section321.BorderDay(load) == "" {
		if day, err := time.Parse(time.DateOnly, string(s.Crossing.Date)); err == nil {
			load.Arrival, load.Zone = day.Add(12*time.Hour), "UTC"
		}
	}
	return load
}

// valued puts the value that the station worked out in place of the lines: the centre need not have its rates. Rounding
// is up, to the millionth.
func valued(o manifest.Order, usd string) manifest.Order {
	value, err := manifest.ParseDecimal(usd)
	if err != nil || value.Sign() <= 0 {
		return o
	}
	micros := new(big.Rat).Mul(value, big.NewRat(1_000_000, 1))
	up := new(big.Int).Quo(micros.Num(), micros.Denom())
	if !micros.IsInt() {
		up.Add(up, big.NewInt(1))
	}
	if !up.IsInt64() {
		return o
	}
	o.Lines = []manifest.Line{{Quantity: 1, UnitValue: manifest.Money{Micros: up.Int64(), Currency: "USD"}}}
	return o
}

// history gives the shipments that count against one, by rank.
func (w *work) history(s *shipment) ([]manifest.Past, error) {
	others, err := w.others(s)
	if err != nil {
		return nil, err
	}
	var past []manifest.Past
	for _, o := range others {
		if o.Rank > s.Rank && !o.Departed {
			continue
		}
		order, err := w.order(o)
		if err != nil {
			return nil, err
		}
		past = append(past, manifest.Past{
			Shipment: o.Shipment.ID.String(), Order: o.Shipment.Order, PlacedAt: o.Shipment.PlacedAt,
			ValueUSD: o.Shipment.ValueUSD, ImportDate: dayOf(o.Crossing), Status: o.status(),
			Person: order.ShipTo, Buyer: order.Buyer, Match: o.Shipment.Match,
		})
	}
	if len(past) == 0 {
		return nil, nil
	}
	own, err := w.order(s)
	if err == nil && own.ShipTo.IsZero() { // its persons can't be opened: all are compared by match keys
		for i := range past {
			past[i].Person, past[i].Buyer = manifest.Person{}, manifest.Person{}
		}
	}
	return past, err
}

// status speaks in the words of case files.
func (s *shipment) status() string {
	switch {
	case s.Departed:
		return "departed"
	case len(s.Held) > 0:
		return "held"
	case s.Load != "":
		return "closed"
	}
	return "packed"
}

// duplicates looks for other cartons under the numbers of a shipment's cartons: on a load they are PKG-DUP, elsewhere
// the later one is held.
func (w *work) duplicates(s *shipment) (packages []manifest.CasePackage, twice string, err error) {
	for _, m := range s.Cartons {
		if m.Gone || m.SSCC == "" {
			continue
		}
		ids, err := w.numbered(m.SSCC)
		if err != nil {
			return nil, "", err
		}
		for _, id := range ids {
			c, other, err := w.duplicate(s, id)
			switch {
			case err != nil:
				return nil, "", err
			case other == nil:
			case c.Load != "":
				packages = append(packages, manifest.CasePackage{ID: m.ID.String(), ClosedOn: c.Load})
			default:
				twice = string(m.SSCC)
			}
		}
	}
	return packages, twice, nil
}

// duplicate gives another shipment's carton if it counts against one.
func (w *work) duplicate(s *shipment, id manifest.ID) (*carton, *shipment, error) {
	c, err := w.carton(id)
	if err != nil || c == nil || c.gone() || c.Carton.Shipment == s.Shipment.ID {
		return nil, nil, err
	}
	o, err := w.shipment(c.Carton.Shipment)
	if err != nil || o == nil || o.Simulated != s.Simulated || o.Rank > s.Rank && !o.Departed {
		return nil, nil, err
	}
	return c, o, nil
}

// numbered gives the cartons that carry a number.
func (w *work) numbered(n manifest.SSCC) ([]manifest.ID, error) {
	if err := w.loadNumbers([]string{string(n)}); err != nil {
		return nil, err
	}
	return w.sscc[string(n)], nil
}

// loadNumbers reads the cartons under numbers that are not read yet.
func (w *work) loadNumbers(numbers []string) error {
	numbers = slices.DeleteFunc(slices.Clone(numbers), func(n string) bool { _, known := w.sscc[n]; return known || n == "" })
	if len(numbers) == 0 {
		return nil
	}
	rows, err := w.tx.CartonsBy(BySSCC, numbers)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		w.sscc[n] = nil
	}
	for _, row := range rows {
		w.sscc[row.SSCC] = append(w.sscc[row.SSCC], row.ID)
	}
	_, err = w.keepCartons(rows)
	return err
}

// noteSSCC adds a carton of this transaction to those under its number.
func (w *work) noteSSCC(n manifest.SSCC, id manifest.ID) error {
	ids, err := w.numbered(n)
	if err == nil && n != "" && !slices.Contains(ids, id) {
		w.sscc[string(n)] = append(ids, id)
	}
	return err
}
