package scanner_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"packline/devices/scanner"
	"packline/testdata"
)

// number is a line of testdata/codes/tracking.jsonl.
type number struct {
	Carrier string `json:"carrier"`
	Number  string `json:"number"`
	Valid   bool   `json:"valid"`
}

func numbers(t *testing.T) (all []number) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(testdata.Read(t, "codes/tracking.jsonl")))
	for decoder.More() {
		var n number
		if err := decoder.Decode(&n); err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	if len(all) < 150 {
		t.Fatalf("%d numbers", len(all))
	}
	return all
}

func TestCarriersKnowTheirNumbers(t *testing.T) {
	for _, n := range numbers(t) {
		got := scanner.Describe([]byte(n.Number))
		if slices.Contains(got.Carriers, n.Carrier) != n.Valid {
			t.Errorf("%s: %q gave %v", n.Carrier, n.Number, got.Carriers)
		}
		if n.Valid && (!got.Valid() || got.Kind != scanner.KindTracking && got.Kind != scanner.KindSSCC) {
			t.Errorf("%s: %q is %s, %v", n.Carrier, n.Number, got.Kind, got.Problems)
		}
	}
}

// TestCertainFormsSayWhatIsWrong changes each digit of numbers whose form leaves no doubt: none is taken for another
// carrier's text without a word, and none is refused before the orders were asked.
func TestCertainFormsSayWhatIsWrong(t *testing.T) {
	for _, good := range []string{
		"1Z5R89390357567127", "RB123456785GB", "420221539101026837331000039521", "9405803699300124287899",
		"92001903060085300042901077", "9611020987654312345672", "9622001560001234567100794808390594", "C11031500001879",
	} {
		for i := range len(good) {
			if good[i] < '0' || good[i] > '9' || i < 2 {
				continue
			}
			bad := []byte(good)
			bad[i] = '0' + (bad[i]-'0'+1)%10
			got := scanner.Describe(bad)
			if len(got.Carriers) > 0 || got.Kind == scanner.KindText {
				continue // a digit that no check covers, or that made it another form
			}
			if got.Valid() || !strings.HasPrefix(got.Problems[0].Key, "scanner.check-digit") {
				t.Errorf("%s: %s %v", bad, got.Kind, got.Problems)
			}
			code := scanner.Parse(bad, time.Time{}, "")
			if code.Problem.IsZero() || code.Text != string(bad) || code.Kind != 0 {
				t.Errorf("%s: %+v", bad, code)
			}
		}
	}
	if got := scanner.Describe([]byte("1Z5R89390357567128")); got.Valid() {
		t.Error("a wrong check digit is valid")
	}
}

// TestAmbiguousNumbersNameEveryCarrier holds the overlaps that are known.
func TestAmbiguousNumbersNameEveryCarrier(t *testing.T) {
	for text, want := range map[string][]string{
		"JFV247545960":                          {"dhl", "purolator"},
		"9261292700768711948021":                {"usps", "fedex"},
		"]C19611020987654312345672":             {"fedex"},
		"]C1420221539405803699300124287899":     {"usps"},
		"]C142022153\x1d9405803699300124287899": {"usps"},
		"]C01z5r89390357567127":                 {"ups"},
		"]C11001921334250001000300779017972697": {"fedex"},
		"SO-10001":                              nil,
		"4500012345":                            nil,
		"RA000000005CA":                         {"s10", "canada-post"}, // the sum leaves 0
		"RA000000080CA":                         {"s10", "canada-post"}, // and 1
		"RB123456785US":                         {"s10", "usps"},
		"RB123456785GB":                         {"s10"},
	} {
		if got := scanner.Describe([]byte(text)); !slices.Equal(got.Carriers, want) || !got.Valid() {
			t.Errorf("%q: %v %v, want %v", text, got.Carriers, got.Problems, want)
		}
	}
}
