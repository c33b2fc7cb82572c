package scanner_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"packline/devices/scanner"
)

// said is everything that a description says, in a line.
func said(raw string) string {
	d := scanner.Describe([]byte(raw))
	line := string(d.Kind)
	for _, e := range d.Elements {
		line += " " + e.AI + "=" + e.Data
	}
	if len(d.Carriers) > 0 {
		line += " by " + strings.Join(d.Carriers, "+")
	}
	for _, problem := range d.Problems {
		line += " !" + strings.TrimPrefix(problem.Key, "scanner.")
	}
	return line
}

func same(t *testing.T, cases map[string]string) {
	t.Helper()
	for raw, want := range cases {
		if got := said(raw); got != want {
			t.Errorf("%q: %s\nwant %s", raw, got, want)
		}
	}
}

// TestPostalCodeIsCutOffRight holds numbers of 34 digits, where a ZIP code and 26 digits are as long as a ZIP+4 and 22.
func TestPostalCodeIsCutOffRight(t *testing.T) {
	same(t, map[string]string{
		"92055901234560000000000007":                "tracking by usps",
		"4201000192055901234560000000000007":        "tracking 420=10001 92=055901234560000000000007 by usps",
		"]C14201000192055901234560000000000007":     "tracking 420=10001 92=055901234560000000000007 by usps",
		"]C142010001\x1d92055901234560000000000007": "tracking 420=10001 92=055901234560000000000007 by usps",
		"4201000193612345000000000001234560":        "tracking 420=10001 93=612345000000000001234560 by usps+fedex",
		"]C14201000193612345000000000001234560":     "tracking 420=10001 93=612345000000000001234560 by usps+fedex",
		"]C142010001\x1d93612345000000000001234560": "tracking 420=10001 93=612345000000000001234560 by usps",
		"4201002334249200190132607600833457":        "tracking 420=100233424 92=00190132607600833457 by usps",
		"4201000192055901234560000000000008":        "tracking 420=10001 92=055901234560000000000008 !check-digit-carrier",
		"4201002334249200190132607600833458":        "tracking 420=100233424 92=00190132607600833458 !check-digit-carrier",
		"]C14200000092000000000090167917312345":     "tracking by fedex",
		"4200000092000000000090167917312345":        "tracking by fedex",
		"]C142090210\x1d9205590164917312345678":     "tracking 420=90210 92=05590164917312345678 !check-digit-carrier",
	})
}

// TestCompanyDataIsAnybodys: a GS1 code is whole whatever its company data is, if nothing in it says USPS.
func TestCompanyDataIsAnybodys(t *testing.T) {
	for ai := 91; ai <= 99; ai++ {
		data := "12345678901234567890"
		if ai == 93 { // of 93 that is USPS's check digit
			data = "12345678901234567891"
		}
		if got, want := said(fmt.Sprintf("]C1%d%s", ai, data)), fmt.Sprintf("gs1 %d=%s", ai, data); got != want {
			t.Errorf("%d: %s, want %s", ai, got, want)
		}
	}
	same(t, map[string]string{
		"]C19205590164917312345677":     "tracking 92=05590164917312345677 by usps",
		"]C19261292700768711948021":     "tracking 92=61292700768711948021 by usps+fedex",
		"]C19611020987654312345672":     "tracking 96=11020987654312345672 by fedex",
		"]C1966578788855":               "gs1 96=6578788855", // 12 digits that would be FedEx's
		"9205590164917312345678":        "tracking !check-digit-carrier",
		"92559012345678000000000006":    "tracking !carrier-form", // a mailer of 6 digits under 92
		"]C092559012345678000000000006": "tracking !carrier-form",
	})
}

// TestDigitsWithoutACheckDigit holds every length that is only known with one, under each kind of symbology.
func TestDigitsWithoutACheckDigit(t *testing.T) {
	likely := map[int]string{
		12: "gtin", 13: "gtin", 14: "gtin", 15: "tracking", 16: "tracking", 18: "sscc", 20: "tracking", 22: "tracking",
		26: "tracking", 30: "tracking", 34: "tracking",
	}
	for n := 1; n <= 40; n++ {
		bad, found := "", false
		for last := '0'; last <= '9' && !found; last++ { // not all of them can be right
			bad = strings.Repeat("7", n-1) + string(last)
			got := scanner.Describe([]byte(bad))
			found = len(got.Carriers) == 0 && len(got.Elements) == 0 && !got.Valid()
		}
		if kind, ok := likely[n]; ok != found || ok && said(bad) != kind+" !check-digit" {
			t.Errorf("%d digits: %s", n, said(bad))
		} else if ok && said("]I0"+bad) != kind+" !check-digit" {
			t.Errorf("%d digits in an ITF: %s", n, said("]I0"+bad))
		}
		for _, aim := range []string{"]C0", "]A0", "]Q1", "]X0"} {
			if got := said(aim + bad); got != "text" && likely[n] != "" {
				t.Errorf("%d digits under %s: %s", n, aim, got)
			}
		}
	}
	same(t, map[string]string{
		"]E400000001":                           "gtin 01=00000000000001 !check-digit",
		"]E012345678":                           "gtin 01=00000012345678 !check-digit",
		"12345678":                              "text",
		"]C11001921334250001000300779017972698": "tracking !check-digit",
		"]C1600000000001":                       "gtin !check-digit",
		"]C1800329521234543213":                 "gs1 !gs1-form", // what begins like GS1 data says more
		"]I10614141000416":                      "gtin !check-digit",
		"00095212345678901236":                  "sscc !check-digit",
	})
}

func TestTheErrorNamesTheCarrier(t *testing.T) {
	for raw, want := range map[string]string{
		"1Z5R89390357567128": "UPS", "9205590164917312345678": "USPS", "9611020987654312345673": "FedEx",
		"C11031500001878": "OnTrac", "RB123456786GB": "international mail (S10)", "RB123456786CA": "Canada Post",
		"RB123456786US": "USPS", "420902109205590164917312345678": "USPS", "92559012345678000000000006": "USPS",
	} {
		got := scanner.Describe([]byte(raw))
		if len(got.Problems) != 1 || len(got.Carriers) != 0 || len(got.Problems[0].Args) != 1 || got.Problems[0].Args[0] != want {
			t.Errorf("%s: %v %v, want %s", raw, got.Carriers, got.Problems, want)
		}
	}
}

func TestMaxiCode(t *testing.T) {
	const rest = "\x1dUPSN\x1d12345E\x1d089\x1d\x1d1/1\x1d10.1\x1dY\x1d\x1d\x1dUT\x1e\x04"
	whole := "]U1[)>\x1e01\x1d961Z12345675" + rest
	behind := "]U1[)>\x1e01\x1d96841706672\x1d840\x1d001\x1d1Z12345675" + rest
	front := "]U1841706672\x1d840\x1d001\x1d[)>\x1e01\x1d961Z12345675" + rest
	same(t, map[string]string{
		whole:  "tracking by ups",
		behind: "tracking by ups",
		front:  "tracking by ups",
		"]U1V6C3E2\x1d124\x1d066\x1d[)>\x1e01\x1d961Z12345679" + rest: "tracking by ups",
		strings.Replace(front, "5675", "5676", 1):                     "tracking !check-digit-carrier",
		strings.Replace(whole, "1Z12345675", "1Z1234567", 1):          "tracking !maxicode-torn",
		"[)>\x1e01\x1d961Z1234":                                       "tracking !maxicode-torn",
		"[)>\x1e01\x1d961Z1234\x1e\x04":                               "tracking !maxicode-torn",
		"[)>\x1e01\x1d9684170":                                        "text !maxicode-torn",
		"[)>\x1e01\x1d0238017\x1d840\x1d20\x1d123456789012\x1e\x04":   "text",
		"]U1SO-1\x1d[)>\x1e01\x1d961Z12345675" + rest:                 "garbled !control-character",
	})
	for _, raw := range []string{behind, front} {
		if got := scanner.Describe([]byte(raw)).Text; got != "1Z12345E0112345675" {
			t.Errorf("%q: %s", raw, got)
		}
	}
	for i := strings.Index(whole, "\x1d"); i < strings.LastIndex(whole, "\x1e"); i++ { // some scanners take the last, EOT, off
		if torn := whole[:i]; scanner.Describe([]byte(torn)).Valid() {
			t.Errorf("%q: %s", torn, said(torn))
		}
	}
	if code := scanner.Parse([]byte(whole), time.Time{}, ""); code.Problem.Key != "scanner.maxicode" {
		t.Errorf("nobody is told what to scan: %v", code.Problem)
	}
}
