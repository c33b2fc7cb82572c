package manifest_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"packline/manifest"
)

func TestWeightIsExact(t *testing.T) {
	for _, c := range []struct {
		value string
		unit  manifest.Unit
		want  manifest.Weight
	}{
		{"50", "lb", 22_679_618_500_000},
		{"22679.6185", "g", 50 * manifest.Pound},
		{"800", "oz", 50 * manifest.Pound},
		{"0.1", "oz", 2_834_952_313}, // 2,834,952,312.5 ng: never lighter
		{"-0.1", "oz", -2_834_952_313},
		{"22.6796185", "kg", 50 * manifest.Pound},
	} {
		got, err := manifest.Shown{Value: c.value, Unit: c.unit}.Weight()
		if err != nil || got != c.want {
			t.Errorf("%s %s: got %d, %v; want %d", c.value, c.unit, got, err, c.want)
		}
	}
	for _, bad := range []string{"", ".", "1e3", "0x10", "1/2", "1.2.3", "--1", "+-1", " 1", "NaN", strings.Repeat("9", 41), "99999999999999"} {
		if w, err := (manifest.Shown{Value: bad, Unit: manifest.UnitPound}).Weight(); err == nil {
			t.Errorf("%q was read as %d", bad, w)
		}
	}
	if _, err := (manifest.Shown{Value: "1", Unit: "stone"}).Weight(); err == nil {
		t.Error("stone was taken for a unit")
	}
}

func TestMoneyIsExact(t *testing.T) {
	m, err := manifest.NewMoney("799.99", "USD")
	if err != nil || m.Micros != 799_990_000 || m.String() != "799.99 USD" {
		t.Fatalf("got %+v, %v", m, err)
	}
	if _, err := m.Add(manifest.Money{Micros: 1, Currency: "CAD"}); err == nil {
		t.Error("two currencies were added")
	}
	if _, err := (manifest.Money{Micros: 1 << 62, Currency: "USD"}).Add(manifest.Money{Micros: 1 << 62, Currency: "USD"}); err == nil {
		t.Error("an overflow was not noticed")
	}
	for _, bad := range []string{"1.0000001", "9999999999999999", "1,00", "$5", ""} {
		if _, err := manifest.NewMoney(bad, "USD"); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	usd, err := manifest.Rate{Currency: "CAD", USDPerUnit: "0.7272"}.USD(manifest.Money{Micros: 1_099_990_000, Currency: "CAD"})
	if want, _ := new(big.Rat).SetString("799.912728"); err != nil || usd.Cmp(want) != 0 {
		t.Errorf("1099.99 CAD at 0.7272 gave %v, %v", usd, err)
	}
}

func TestSSCC(t *testing.T) {
	if got := manifest.CheckDigit("400638133393"); got != '1' { // GS1's own example
		t.Errorf("check digit %c, want 1", got)
	}
	s, err := manifest.NewSSCC(9, "952", 17)
	if err != nil || len(s) != 18 || !strings.HasPrefix(string(s), "99520000000000017") {
		t.Fatalf("got %s, %v", s, err)
	}
	if _, err := manifest.ParseSSCC(string(s)); err != nil {
		t.Error(err)
	}
	flipped := string(s[:17]) + string('0'+(s[17]-'0'+1)%10)
	if _, err := manifest.ParseSSCC(flipped); err == nil {
		t.Error("a wrong check digit was taken")
	}
	if _, err := manifest.NewSSCC(9, "9521234567890", 10000); err == nil {
		t.Error("a serial that doesn't fit was taken")
	}
}

func testKeys(t testing.TB) manifest.Keys {
	t.Helper()
	keys, err := manifest.DeriveKeys(manifest.NewOrganisationKey())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestLabelCodeRoundTrip(t *testing.T) {
	keys := testKeys(t)
	for _, order := range []string{"", "O-100", strings.Repeat("X", 20), strings.Repeat("Y", 21), "É-1"} {
		code := manifest.LabelCode{
			Carton: manifest.NewID(time.Now(), manifest.NewEntropy(), 0), Copy: 300, Station: "YVR-0003",
			Epoch: manifest.NewEpoch(), Seq: 1 << 34, Order: order,
		}
		text, err := code.Seal(keys)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) >= 120 {
			t.Errorf("%d characters for order %q", len(text), order)
		}
		back, err := manifest.ParseLabelCode(text)
		if err != nil || !back.Sealed(keys) || back.Carton != code.Carton || back.Seq != code.Seq || back.Copy != 300 {
			t.Errorf("order %q came back as %+v, %v", order, back, err)
		}
		if back.Sealed(testKeys(t)) {
			t.Error("another organisation's key accepts the seal")
		}
		sample, err := code.Sample()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := manifest.ParseLabelCode(sample); err != nil || back.Sealed(keys) || back.Seq != 0 {
			t.Errorf("a sample came back as %+v, %v", back, err)
		}
	}
}

func FuzzParseLabelCode(f *testing.F) {
	keys := testKeys(f)
	text, err := manifest.LabelCode{Copy: 1, Station: "A", Seq: 1, Order: "O-1"}.Seal(keys)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text string) {
		code, err := manifest.ParseLabelCode(text)
		if err != nil {
			return
		}
		if code.Sealed(keys) && code.Station != "A" {
			t.Errorf("a forged code was accepted: %q", text)
		}
	})
}

func TestNextCrossing(t *testing.T) {
	lane := manifest.Lane{ID: "L", Port: "3004", Crossings: []string{"20:00", "06:30"}}
	for _, c := range []struct{ now, arrival, day string }{
		{"2026-11-23T17:59:00-08:00", "2026-11-23T20:00:00-08:00", "2026-11-23"},
		{"2026-11-23T18:00:00-08:00", "2026-11-23T20:00:00-08:00", "2026-11-23"},
		{"2026-11-23T18:00:01-08:00", "2026-11-24T06:30:00-08:00", "2026-11-24"},
		{"2026-03-08T01:00:00-08:00", "2026-03-08T06:30:00-07:00", "2026-03-08"}, // daylight saving begins
		{"2026-12-31T23:00:00-08:00", "2027-01-01T06:30:00-08:00", "2027-01-01"},
	} {
		now, _ := time.Parse(time.RFC3339, c.now)
		want, _ := time.Parse(time.RFC3339, c.arrival)
		got, err := lane.NextCrossing(now)
		if err != nil || !got.Arrival.Equal(want) || string(got.Date) != c.day {
			t.Errorf("at %s: got %s (%s), %v; want %s", c.now, got.Arrival, got.Date, err, c.arrival)
		}
	}
	if _, err := (manifest.Lane{ID: "L", Port: "9999", Crossings: []string{"20:00"}}).NextCrossing(time.Now()); err == nil {
		t.Error("an unknown port was planned for")
	}
}

func TestNounsSurviveJSON(t *testing.T) {
	carton := manifest.Carton{
		ID: manifest.NewID(time.Now(), manifest.NewEntropy(), 1), SSCC: "123", State: manifest.CartonPacked,
		Judgement: manifest.Judgement{Verdict: manifest.Warn, Findings: []manifest.Finding{{Rule: "VAL-MAX", Verdict: manifest.Warn, Message: manifest.Say("k", "a")}}},
	}
	raw, err := json.Marshal(carton)
	if err != nil {
		t.Fatal(err)
	}
	var back manifest.Carton
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(back)
	if string(raw) != string(again) {
		t.Errorf("got %s, want %s", again, raw)
	}
}
