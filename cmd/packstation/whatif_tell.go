package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/manifest/section321"
)

// whatIfAnswer is what another rulebook would have said.
type whatIfAnswer struct {
	Rulebook  manifest.RulebookRef `json:"rulebook"` // of the shipment judged last, where the date picks
	Shipments int                  `json:"shipments"`
	Cartons   int                  `json:"cartons"`
	Changed   []whatIfChange       `json:"changed"`
	Totals    map[string]int       `json:"totals"` // shipments by "PASS > HOLD", unchanged ones too
	OtherWays int                  `json:"same_verdict_other_rules"`
	// Drifted counts shipments that their own rulebook judges otherwise today than it did when they were packed: what is
	// known of persons, rates or loads has changed since. Both sides are judged by what is known today.
	Drifted   int              `json:"judged_otherwise_today"`
	Recorded  int              `json:"compared_with_record"` // their own rulebook isn't here
	Outside   int              `json:"outside_window"`       // of the rulebook that was tried
	OtherMode int              `json:"other_mode_cartons"`   // simulated beside real ones, or real beside simulated: left out
	Unjudged  []whatIfUnjudged `json:"not_judged"`
}

// whatIfSide is a verdict on one side.
type whatIfSide struct {
	Verdict  manifest.Verdict     `json:"verdict"`
	RuleIDs  []string             `json:"rule_ids"`
	Route    manifest.Route       `json:"route,omitempty"`
	Rulebook manifest.RulebookRef `json:"rulebook"`
}

type whatIfChange struct {
	Order    string           `json:"order_id"`
	Shipment manifest.ID      `json:"shipment_id"`
	Cartons  []manifest.SSCC  `json:"cartons"`
	Recorded manifest.Verdict `json:"recorded"`
	From     whatIfSide       `json:"from"`
	To       whatIfSide       `json:"to"`
}

// whatIfUnjudged is a shipment that can't be judged again.
type whatIfUnjudged struct {
	Order    string      `json:"order_id"`
	Shipment manifest.ID `json:"shipment_id"`
	Reason   string      `json:"reason"` // person, client, lane
}

func sideOf(j manifest.Judgement) whatIfSide {
	return whatIfSide{Verdict: j.Verdict, RuleIDs: section321.RuleIDs(j), Route: j.Route, Rulebook: j.Rulebook}
}

// tellWhatIf writes the answer as a table and its totals.
func (p *program) tellWhatIf(a whatIfAnswer) error {
	if len(a.Changed) > 0 {
		table := p.Table("cmd.rules.changed")
		for _, c := range a.Changed {
			cli.Row(table, c.Order, ssccs(c.Cartons), wordOf(c.From), wordOf(c.To), strings.Join(c.From.RuleIDs, " "), strings.Join(c.To.RuleIDs, " "))
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	n := strconv.Itoa
	lines := []string{p.Say("cmd.rules.total", n(len(a.Changed)), n(a.Shipments), n(a.Cartons))}
	for _, key := range slices.Sorted(maps.Keys(a.Totals)) {
		lines = append(lines, p.Say("cmd.rules.total-row", n(a.Totals[key]), key))
	}
	for _, more := range []struct {
		key   string
		count int
	}{
		{"cmd.rules.other-ways", a.OtherWays},
		{"cmd.rules.drifted", a.Drifted},
		{"cmd.rules.by-record", a.Recorded},
		{"cmd.rules.outside", a.Outside},
		{"cmd.rules.other-mode", a.OtherMode},
	} {
		if more.count > 0 {
			lines = append(lines, p.Say(more.key, n(more.count)))
		}
	}
	for _, u := range a.Unjudged {
		lines = append(lines, p.Say("cmd.rules.unjudged."+u.Reason, u.Order))
	}
	for _, line := range lines {
		if err := p.Print(line); err != nil {
			return err
		}
	}
	return nil
}

// wordOf is a verdict with its route, where there is one.
func wordOf(s whatIfSide) string {
	return strings.TrimSpace(s.Verdict.String() + " " + string(s.Route))
}

// ssccs names the first carton and how many more.
func ssccs(cartons []manifest.SSCC) string {
	if len(cartons) > 1 {
		return string(cartons[0]) + " +" + strconv.Itoa(len(cartons)-1)
	}
	return string(cartons[0])
}
