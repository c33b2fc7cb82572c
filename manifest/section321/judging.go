package section321

import (
	"math/big"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"packline/manifest"
)

// rule is one row of the table of checks: its id, the check and what it can say. A check fires any of its variants on
// the judging it is handed. says gives the number of arguments of each variant's message.
type rule struct {
	id    string
	check func(*judging)
	says  map[string]int
}

// ruleTable is every rule there is, in the order of the domain's own table. The order decides nothing.
var ruleTable = []rule{
	{"REG-WINDOW", checkWindow, map[string]int{"": 1, "no-arrival": 0}},
	{"REG-321-OFF", checkRegime, map[string]int{"": 1}},
	{"VAL-MAX", checkValue, map[string]int{"": 2, "strict": 2, "at-limit": 1}},
	{"VAL-ZERO", checkNoValue, map[string]int{"": 1}},
	{"VAL-FX", checkRate, map[string]int{"": 2}},
	{"WGT-MAX", checkWeight, map[string]int{"": 2, "inclusive": 2, "near": 1, "division": 3}},
	{"WGT-BAD", checkReading, map[string]int{"": 0}},
	{"BENCH-MAX", checkBench, map[string]int{"": 2, "division": 3}},
	{"DST-US", checkCountry, map[string]int{"": 1, "military": 0}},
	{"DST-ADDR", checkAddress, map[string]int{"": 1}},
	{"PER-DAY", checkPersonDay, map[string]int{"": 2, "unknown": 0}},
	{"PER-ONE", checkSecondShipment, map[string]int{"": 1}},
	{"PER-MAYBE", checkMaybe, map[string]int{"": 1}},
	{"ORD-SPLIT", checkSplit, map[string]int{"": 1, "lots": 0}},
	{"ORD-LINK", checkLinked, map[string]int{"": 1}},
	{"PRD-ALC", checkAlcohol, map[string]int{"": 0}},
	{"PRD-TOB", checkTobacco, map[string]int{"": 0}},
	{"PRD-PGA", checkAgency, map[string]int{"": 1, "check": 1}},
	{"PRD-HAZ", checkHazard, map[string]int{"": 0, "check": 0}},
	{"PRD-CPSC", checkChildren, map[string]int{"": 0}},
	{"PRD-TRADE", checkTrade, map[string]int{"": 0}},
	{"PRD-UNK", checkUnclassified, map[string]int{"": 1, "flag": 1}},
	{"ORG-CTRY", checkOrigin, map[string]int{"": 1, "excluded": 1, "north-america": 1}},
	{"DOC-HTS", checkTariffCode, map[string]int{"": 0}},
	{"DOC-DESC", checkDescription, map[string]int{"": 0}},
	{"DOC-DATA", checkData, map[string]int{"": 1}},
	{"DOC-SHPR", checkShipper, map[string]int{"": 0}},
	{"LBL-POBOX", checkPOBox, map[string]int{"": 0}},
	{"PKG-DUP", checkDuplicate, map[string]int{"": 1}},
}

// judging is one case under one rulebook, with what several rules need worked out once.
type judging struct {
	t        *terms
	c        *manifest.Case
	o        Options
	day      manifest.Date // the border day; empty when it can't be told
	place    place         // where the shipment goes
	goods    goods
	screened screening
	past     pastSums
	findings []manifest.Finding
}

func newJudging(t *terms, c *manifest.Case, o Options) *judging {
	j := &judging{t: t, c: c, o: o, day: BorderDay(c.Load)}
	j.place = placeOf(c.Order.ShipTo.Address)
	j.goods = goodsOf(c.Order, c.Rates, j.day)
	j.screened = screen(c.Order.Lines)
	j.past = j.sumPast()
	return j
}

// fire notes a finding, unless the rulebook says that this answer is a pass.
func (j *judging) fire(id, variant string, v manifest.Verdict, args ...string) {
	if v <= manifest.Pass {
		return
	}
	key := phraseKey(id, variant)
	j.findings = append(j.findings, manifest.Finding{
		Rule: id, Verdict: v, Message: manifest.Phrase{Key: key, Args: args}, Action: manifest.Say(key + ".action"),
	})
}

// BorderDay gives the day on which a load is to be entered: of its arrival in the zone given, else in the zone of its
// port. It is empty when there is no arrival, or no zone that is known.
func BorderDay(load manifest.CaseLoad) manifest.Date {
	zone := zoneOf(load)
	if zone == nil || load.Arrival.IsZero() {
		return ""
	}
	return manifest.DateIn(load.Arrival, zone)
}

func zoneOf(load manifest.CaseLoad) *time.Location {
	name := load.Zone
	if name == "" {
		port, ok := manifest.PortByCode(load.Port)
		if !ok {
			return nil
		}
		name = port.Zone
	}
	return zones.load(name)
}

// listed writes a set of words for a sentence: sorted, each once, the first three and how many more. Sorted, so that
// the order of lines changes nothing.
func listed(words []string) string {
	const most, longest = 3, 40
	slices.Sort(words)
	words = slices.Compact(words)
	out := ""
	for i, w := range words {
		if i == most {
			return out + " +" + strconv.Itoa(len(words)-most)
		}
		if i > 0 {
			out += ", "
		}
		out += clip(w, longest)
	}
	return out
}

// clip cuts a text from outside to a number of characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// Exact writes a decimal number without rounding it, with at least two decimals. Amounts that came from Money and a
// decimal rate always can be; for any other number 18 decimals are given.
func Exact(r *big.Rat) string {
	n, exact := r.FloatPrec()
	if !exact {
		n = 18
	}
	return r.FloatString(max(n, 2))
}

// short writes a limit without the decimals it doesn't need: 800, 799.50.
func short(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return Exact(r)
}

// Sayings gives the phrase key of everything the rules can say, with its number of arguments; each has a second phrase
// without arguments under the key and ".action".
func Sayings() map[string]int {
	keys := map[string]int{}
	for _, r := range ruleTable {
		for variant, args := range r.says {
			keys[phraseKey(r.id, variant)] = args
		}
	}
	return keys
}
