package label_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"packline/manifest"
	"packline/papers/label"
)

// specimen gives a believable label; serial makes its numbers differ from the others'.
func specimen(t testing.TB, serial uint64) label.Label {
	t.Helper()
	number, err := manifest.NewSSCC(9, "952", serial)
	if err != nil {
		t.Fatal(err)
	}
	return label.Label{
		Carton: manifest.Carton{
			ID: uuid.UUID{1}, SSCC: number, Order: "100-2345", N: 1, M: 1, Tracking: "9400111899223100001112",
			Weight: manifest.WeightProof{Shown: manifest.Shown{Value: "2.35", Unit: manifest.UnitPound}},
		},
		Copy: 1,
		Order: manifest.Order{
			ID: "100-2345", Carrier: "USPS",
			ShipTo: manifest.Person{Name: "Jordan Avery", Address: manifest.Address{
				Line1: "742 Cedar Ridge Rd", Line2: "Apt 5B", City: "Bellingham", State: "WA", Postal: "98225-4417", Country: "US",
			}},
		},
		ReturnTo: manifest.Party{Name: "Example Goods", Address: manifest.Address{
			Line1: "1234 Peace Portal Dr", City: "Blaine", State: "WA", Postal: "98230", Country: "US",
		}},
		Lane:    manifest.Lane{ID: "BLAINE-USPS", Induction: "Blaine, WA", Carrier: "USPS", Release: manifest.ReleaseSection321},
		Code:    code(t, serial),
		Station: "YVR-03",
		At:      time.Date(2026, 11, 23, 9, 41, 0, 0, time.FixedZone("PST", -8*3600)),
	}
}

func code(t testing.TB, serial uint64) string {
	t.Helper()
	text, err := manifest.LabelCode{
		Carton: uuid.UUID{1, byte(serial)}, Copy: 1, Station: "YVR-03", Epoch: manifest.Epoch{7}, Order: "100-2345",
	}.Sample()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// nasty gives text that has broken labels elsewhere.
func nasty() []string {
	return []string{
		"^XZ", "~JR", "_5E", "^XA^FDowned^FS^XZ", "a\x1eXZb\x10JRc\x1fd", "nul\x00nul", "\x1b[31mred\x1b[0m", "\u202eevil\u202c \u200frtl",
		"Émilie Œuvrard", "Núñez Peña", "Łukasz Żółć", "Zoë \U0001F600 Smile", "back\\slash \\& end\\", "tab\tand\r\nline", "\xff\xfebroken\xc3",
		"<b>&amp;\"'", "100% >;>8 {1}", "! U1 setvar \"x\" \"y\"", "Ａｌｅｘ ﬁne", strings.Repeat("Maximiliana ", 9), "e\u0301clair", "\ufeffbom\u200b",
	}
}

// orders gives the labels of sixty orders, most of them nasty in one way or another.
func orders(t testing.TB) []label.Label {
	t.Helper()
	var all []label.Label
	next := func() *label.Label {
		all = append(all, specimen(t, uint64(len(all)+1)))
		l := &all[len(all)-1]
		l.Order.ID = "100-" + strconv.Itoa(len(all))
		return l
	}
	for i, text := range nasty() {
		next().Order.ShipTo.Name = text
		l := next()
		l.Order.ShipTo.Line2, l.ReturnTo.Name, l.Order.ShipTo.Company = text, text, text
		l.Copy = i
		if i%2 == 0 {
			l.Order.ID, l.Order.Carrier, l.Station = "ID "+text, text, text
			l.Carton.Tracking = ""
		}
	}
	for i, tracking := range []string{
		"1Z999AA10123456784", "420982309400111899223100001112", "420982254417" + "9205590164917312751089", "794644790138", "JD014600003889421234",
		"EA123456785US", "TBA 123 456 789 012", "9274890198403600000019", "C12345678901234", "96119981234567890123", "1234567890", "AB^~_12",
		"00340434161094042557", "12345", "A1", "X",
	} {
		l := next()
		l.Carton.Tracking = tracking
		l.Carton.N, l.Carton.M = i%3+1, 3
		if !strings.HasPrefix(tracking, "9") && !strings.HasPrefix(tracking, "42") {
			l.Order.Carrier = "UPS"
		}
		l.Carton.Simulated = i%4 == 0
		l.Order.ShipTo.Postal = "98230"
	}
	return all
}
