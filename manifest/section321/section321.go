// Package section321 judges shipments: it holds the rulebooks as dated, versioned documents and the check behind each
// of their keys, and decides when two consignees are the same person. Everything here is a pure function of the case it
// is handed; it reads no clock, no disk and no network, and it keeps no history. What is global (the rank of claims,
// decisions about pairs of persons, shared contacts) is handed in; the central service judges it with these same checks.
//
// Limits: the product table is a screen by tariff prefix, not a classification; rates are the caller's.
package section321

import (
	"fmt"
	"slices"
	"strings"

	"packline/manifest"
)

// Options say where a case is judged.
type Options struct {
	// WeightPending judges everything but the weight: the order is scanned, the carton isn't on the scale yet.
	// WGT-MAX, WGT-BAD and BENCH-MAX are left out.
	WeightPending bool
	// OnBench leaves REG-WINDOW of a simulation out: there it is a banner, acknowledged once at sign-in.
	OnBench bool
	// MaxCarton is the bench's own limit, 0 for none: any single carton of that weight or more is rejected (BENCH-MAX).
	MaxCarton manifest.Weight
	// Persons is what is known of persons beyond the case: shared contacts and what leads decided.
	Persons Persons
}

// Judge picks the rulebook of a case, applies its overrides and checks it. An error means that the case could not be
// judged: no such rulebook, or an override that its rulebook has no check for.
func Judge(books []Rulebook, c manifest.Case, o Options) (manifest.Judgement, error) {
	book, err := Choose(books, c.Rulebook, c.Version, c.Load.Arrival, c.Simulate)
	if err != nil {
		return manifest.Judgement{}, err
	}
	book, err = book.Override(c.Overrides)
	if err != nil {
		return manifest.Judgement{}, err
	}
	return book.Check(c, o), nil
}

// Check runs every rule on a case. Findings are sorted by rule id; a rule may have several, one for each of its
// variants that fired. The judgement is provisional: who judges for all stations says when it is not.
func (r Rulebook) Check(c manifest.Case, o Options) manifest.Judgement {
	j := newJudging(&r.terms, &c, o)
	for _, rule := range ruleTable {
		rule.check(j)
	}
	slices.SortStableFunc(j.findings, func(a, b manifest.Finding) int { return strings.Compare(a.Rule, b.Rule) })
	return manifest.Judgement{
		Verdict: manifest.Worst(j.findings), Findings: j.findings, Route: j.route(), Rulebook: r.Ref(), Provisional: true,
	}
}

// RuleIDs gives the ids of the rules that fired, sorted, each once.
func RuleIDs(j manifest.Judgement) []string {
	ids := make([]string, 0, len(j.Findings))
	for _, f := range j.Findings {
		ids = append(ids, f.Rule)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// errBook is the prefix of every error about a rulebook document or an override.
func errBook(format string, args ...any) error {
	return fmt.Errorf("cannot use rulebook: "+format, args...)
}
