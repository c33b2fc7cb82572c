package section321

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"packline/manifest"
)

// terms is what a document says, ready for the checks. Pass as an action means that the rule is off.
type terms struct {
	name, title string
	version     int
	from, to    time.Time // to is zero where the window is open

	release                 manifest.ReleaseType
	outOfWindow, outOfSimul manifest.Verdict

	limit                                *big.Rat // USD
	inclusive                            bool
	atLimit, over, zeroValue, rateMissed manifest.Verdict

	pounds, grams, nearGrams           *big.Rat // grams is nil unless it replaces the pounds
	weightInclusive                    bool
	tooHeavy, nearLimit, weightUnknown manifest.Verdict

	aggregate                            bool
	personLimit                          *big.Rat
	secondShipment, personOver, possible manifest.Verdict
	ignored                              []string

	split, sameOrder, linked manifest.Verdict
	linkWindow               time.Duration

	military, territory, foreign, badAddress manifest.Verdict

	badOrigin, excludedOrigin, northAmerica manifest.Verdict
	excluded                                []string

	alcohol, tobacco, agency, agencyCheck, hazmat, hazmatCheck manifest.Verdict
	children, dutyOrder, quota, unclassified                   manifest.Verdict

	tariffDigits                                 []int
	badTariff, vagueText, missingData, notCanada manifest.Verdict
	poBox, duplicatePackage                      manifest.Verdict
}

// setting is one key of a document and how its value is read. set takes a text and keeps what it had on an error.
type setting struct {
	path     string
	form     form
	nullable bool
	fixed    bool // part of what the document is: never overridden
	set      func(text string) error
}

func settingsByPath(t *terms) map[string]setting {
	all := settings(t)
	byPath := make(map[string]setting, len(all))
	for _, s := range all {
		byPath[s.path] = s
	}
	return byPath
}

// settings lists every key that has a check, with where its value goes. It is the whole grammar of a rulebook.
func settings(t *terms) []setting {
	return slices.Concat(identitySettings(t), limitSettings(t), actionSettings(t))
}

func identitySettings(t *terms) []setting {
	return []setting{
		{path: "rulebook", form: formText, fixed: true, set: name(&t.name)},
		{path: "version", form: formNumber, fixed: true, set: whole(&t.version, 1, 1_000_000)},
		{path: "title", form: formText, fixed: true, set: sentence(&t.title)},
		{path: "legal_basis", form: formList, fixed: true, set: func(string) error { return nil }},
		{path: "effective_from", form: formText, fixed: true, set: moment(&t.from)},
		{path: "effective_to", form: formText, nullable: true, fixed: true, set: momentOrNull(&t.to)},
	}
}

func limitSettings(t *terms) []setting {
	return []setting{
		{path: "regime.release", form: formText, set: choice(func(v string) { t.release = manifest.ReleaseType(v) },
			string(manifest.ReleaseSection321), string(manifest.ReleaseEntry))},
		{path: "value.currency", form: formText, set: only("USD")},
		{path: "value.limit", form: formText, set: decimal(&t.limit)},
		{path: "value.inclusive", form: formBool, set: yesNo(&t.inclusive)},
		{path: "value.basis", form: formText, set: only("goods_price_paid")},
		{path: "value.compare", form: formText, set: only("unrounded")},
		{path: "weight.limit_lb", form: formText, set: decimal(&t.pounds)},
		{path: "weight.limit_g", form: formText, nullable: true, set: decimalOrNull(&t.grams)},
		{path: "weight.inclusive", form: formBool, set: yesNo(&t.weightInclusive)},
		{path: "weight.near_from_g", form: formText, set: decimal(&t.nearGrams)},
		{path: "weight.scope", form: formText, set: only("shipment_total")},
		{path: "person_day.mode", form: formText, set: choice(func(v string) { t.aggregate = v == "aggregate" }, "one_shipment", "aggregate")},
		{path: "person_day.limit", form: formText, set: decimal(&t.personLimit)},
		{path: "person_day.day", form: formText, set: only("arrival_date_at_port")},
		{path: "person_day.ignore_status", form: formList, set: list(&t.ignored, ignorableStatus)},
		{path: "order.linked_window_hours", form: formNumber, set: hours(&t.linkWindow)},
		{path: "destination.allow", form: formText, set: only("50_states_dc_pr")},
		{path: "origin.excluded", form: formList, set: list(&t.excluded, IsCountry)},
		{path: "document.hts_digits", form: formList, set: digits(&t.tariffDigits)},
		{path: "product.section_232_301_201", form: formText, set: only("pass")}, // no check stands behind it
		{path: "origin.north_america", form: formText, set: verdict(&t.northAmerica, "pass", "warn")},
	}
}

func actionSettings(t *terms) []setting {
	actions := []struct {
		path string
		to   *manifest.Verdict
	}{
		{"regime.out_of_window", &t.outOfWindow},
		{"regime.simulate_out_of_window", &t.outOfSimul},
		{"value.at_limit", &t.atLimit},
		{"value.over", &t.over},
		{"value.zero_or_missing", &t.zeroValue},
		{"value.fx_missing", &t.rateMissed},
		{"weight.over", &t.tooHeavy},
		{"weight.near", &t.nearLimit},
		{"weight.bad_reading", &t.weightUnknown},
		{"person_day.second_shipment", &t.secondShipment},
		{"person_day.over", &t.personOver},
		{"person_day.possible_match", &t.possible},
		{"order.split_over_limit", &t.split},
		{"order.same_order_other_shipment", &t.sameOrder},
		{"order.linked_over_limit", &t.linked},
		{"destination.military", &t.military},
		{"destination.territory", &t.territory},
		{"destination.foreign", &t.foreign},
		{"destination.bad_address", &t.badAddress},
		{"origin.missing_or_invalid", &t.badOrigin},
		{"origin.excluded_action", &t.excludedOrigin},
		{"product.alcohol", &t.alcohol},
		{"product.tobacco", &t.tobacco},
		{"product.pga", &t.agency},
		{"product.pga_check", &t.agencyCheck},
		{"product.hazmat", &t.hazmat},
		{"product.hazmat_check", &t.hazmatCheck},
		{"product.cpsc", &t.children},
		{"product.ad_cvd", &t.dutyOrder},
		{"product.quota", &t.quota},
		{"product.unclassified", &t.unclassified},
		{"document.bad_hts", &t.badTariff},
		{"document.vague_description", &t.vagueText},
		{"document.missing_data", &t.missingData},
		{"document.shipper_not_canadian", &t.notCanada},
		{"carrier.po_box_not_usps", &t.poBox},
		{"station.duplicate_package", &t.duplicatePackage},
	}
	out := make([]setting, 0, len(actions))
	for _, a := range actions {
		out = append(out, setting{path: a.path, form: formText, set: verdict(a.to, "pass", "warn", "hold", "reject")})
	}
	return out
}

func verdict(to *manifest.Verdict, words ...string) func(string) error {
	return choice(func(v string) { _ = to.UnmarshalText([]byte(strings.ToUpper(v))) }, words...)
}

func only(word string) func(string) error { return choice(func(string) {}, word) }

func choice(take func(string), words ...string) func(string) error {
	return func(text string) error {
		if !slices.Contains(words, text) {
			return fmt.Errorf("there is a check for %s only", strings.Join(words, ", "))
		}
		take(text)
		return nil
	}
}

func name(to *string) func(string) error {
	return func(text string) error {
		if text == "" || text == ByDate || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(text) > 64 {
			return errors.New("a name is at most 64 small letters, digits and hyphens")
		}
		*to = text
		return nil
	}
}

// longestTitle is how many characters a title may have: it stands in lists.
const longestTitle = 200

func sentence(to *string) func(string) error {
	return func(text string) error {
		switch {
		case strings.TrimSpace(text) == "":
			return errors.New("it is empty")
		case utf8.RuneCountInString(text) > longestTitle || strings.ContainsFunc(text, unicode.IsControl):
			return fmt.Errorf("it must be at most %d characters on one line", longestTitle)
		}
		*to = text
		return nil
	}
}

func moment(to *time.Time) func(string) error {
	return func(text string) error {
		at, err := time.Parse(time.RFC3339, text)
		if err == nil {
			*to = at
		}
		return err
	}
}

func momentOrNull(to *time.Time) func(string) error {
	return func(text string) error {
		if text == nullText {
			*to = time.Time{}
			return nil
		}
		return moment(to)(text)
	}
}

func whole(to *int, low, high int) func(string) error {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return fmt.Errorf("it must be a whole number from %d to %d", low, high)
		}
		*to = n
		return nil
	}
}

func hours(to *time.Duration) func(string) error {
	return func(text string) error {
		var n int
		if err := whole(&n, 0, 8784)(text); err != nil {
			return err
		}
		*to = time.Duration(n) * time.Hour
		return nil
	}
}

func yesNo(to *bool) func(string) error {
	return choice(func(v string) { *to = v == "true" }, "true", "false")
}

// highestLimit is the greatest number that a limit may be, in dollars, pounds or grams: above it is a slip of the
// keyboard.
var highestLimit = big.NewRat(1_000_000_000, 1)

func decimal(to **big.Rat) func(string) error {
	return func(text string) error {
		r, err := manifest.ParseDecimal(text)
		if err != nil {
			return err
		}
		if r.Sign() <= 0 || r.Cmp(highestLimit) > 0 {
			return fmt.Errorf("it must be greater than zero and at most %s", highestLimit.Num())
		}
		*to = r
		return nil
	}
}

func decimalOrNull(to **big.Rat) func(string) error {
	return func(text string) error {
		if text == nullText {
			*to = nil
			return nil
		}
		return decimal(to)(text)
	}
}

func list(to *[]string, valid func(string) bool) func(string) error {
	return func(text string) error {
		items := splitList(text)
		for _, item := range items {
			if !valid(item) {
				return fmt.Errorf("%q is not known here", item)
			}
		}
		*to = items
		return nil
	}
}

func digits(to *[]int) func(string) error {
	return func(text string) error {
		var lengths []int
		for _, item := range splitList(text) {
			if item != "6" && item != "8" && item != "10" {
				return fmt.Errorf("%q: a tariff code has 6, 8 or 10 digits", item)
			}
			n, _ := strconv.Atoi(item)
			lengths = append(lengths, n)
		}
		if len(lengths) == 0 {
			return errors.New("it is empty")
		}
		*to = lengths
		return nil
	}
}

func splitList(text string) []string {
	if text == "" {
		return nil
	}
	items := strings.Split(text, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}
