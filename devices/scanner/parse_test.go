package scanner_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"packline/devices/scanner"
	"packline/manifest"
)

func TestParse(t *testing.T) {
	keys, err := manifest.DeriveKeys(manifest.NewOrganisationKey())
	if err != nil {
		t.Fatal(err)
	}
	label, err := manifest.LabelCode{Carton: manifest.ID{1, 2, 3}, Copy: 1, Station: "YVR-03", Seq: 7, Order: "SO-1"}.Seal(keys)
	if err != nil {
		t.Fatal(err)
	}
	good, err := manifest.NewSSCC(0, "952", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, raw string
		kind      manifest.CodeKind
		text, aim string
		elements  string
		problem   string
	}{
		{"order", "SO-10023", manifest.CodeText, "SO-10023", "", "", ""},
		{"order with AIM", "]C0SO-10023", manifest.CodeText, "SO-10023", "C0", "", ""},
		{"blanks inside stay", " SO 1 ", manifest.CodeText, "SO 1", "", "", ""},
		{"a bracket that is no AIM", "]-1", manifest.CodeText, "]-1", "", "", ""},
		{"badge", "OP-1001", manifest.CodeText, "OP-1001", "", "", ""},
		{"command", "]Q1PL:ACK", manifest.CodeCommand, "PL:ACK", "Q1", "", ""},
		{"unknown command", "PL:FORMAT", manifest.CodeGarbled, "PL:FORMAT", "", "", "scanner.unknown-command"},
		{"our label", "]Q1" + label, manifest.CodeLabel, label, "Q1", "", ""},
		{"SSCC by GS1-128", "]C100" + string(good), manifest.CodeSSCC, "00" + string(good), "C1", "00=" + string(good), ""},
		{"SSCC without AIM", "00" + string(good), manifest.CodeSSCC, "00" + string(good), "", "00=" + string(good), ""},
		{"SSCC digits alone", string(good), manifest.CodeSSCC, string(good), "", "00=" + string(good), ""},
		{"SSCC with a wrong digit", "]C100" + wrong(string(good)), manifest.CodeGarbled, "00" + wrong(string(good)), "C1", "", "scanner.check-digit"},
		{"18 digits misread", wrong(string(good)), manifest.CodeText, wrong(string(good)), "", "", "scanner.check-digit"},
		{"a GTIN misread", "036000291453", manifest.CodeText, "036000291453", "", "", "scanner.check-digit"},
		{"an order of 12 digits in a Code 128", "]C0036000291453", manifest.CodeText, "036000291453", "C0", "", ""},
		{"an order of 10 digits", "4500012345", manifest.CodeText, "4500012345", "", "", ""},
		{"a UPS number misread", "1Z5R89390357567128", manifest.CodeText, "1Z5R89390357567128", "", "", "scanner.check-digit-carrier"},
		{"MaxiCode without its primary message", maxi("1Z12345675"), manifest.CodeText, "[)>01961Z12345675UPSN12345E089", "U1", "", "scanner.maxicode"},
		{"GTIN, lot, serial", "]d20109521234543213" + "10LOT1\x1d21S-9", manifest.CodeText, "010952123454321310LOT121S-9", "d2", "01=09521234543213 10=LOT1 21=S-9", ""},
		{"order and consignment", "]C1400PO-7\x1d401C-8\x1d", manifest.CodeText, "400PO-7401C-8", "C1", "400=PO-7 401=C-8", ""},
		{"IMpb", "]C142098230\x1d9205590164917312345677", manifest.CodeText, "420982309205590164917312345677", "C1", "420=98230 92=05590164917312345677", ""},
		{"IMpb without its separator", "]C1420982309205590164917312345677", manifest.CodeText, "420982309205590164917312345677", "C1", "420=98230 92=05590164917312345677", ""},
		{"IMpb with ZIP+4", "]C14209823012349205590164917312345677", manifest.CodeText, "4209823012349205590164917312345677", "C1", "420=982301234 92=05590164917312345677", ""},
		{"UPS", "]C01Z999AA10123456784", manifest.CodeText, "1Z999AA10123456784", "C0", "", ""},
		{"separator without GS1 grammar", "AB\x1dCD", manifest.CodeGarbled, "ABCD", "", "", "scanner.control-character"},
		{"escape codes", "\x1b[2JSO-1", manifest.CodeGarbled, "[2JSO-1", "", "", "scanner.control-character"},
		{"NUL", "SO\x00-1", manifest.CodeGarbled, "SO-1", "", "", "scanner.control-character"},
		{"right-to-left mark", "SO\u202e-1", manifest.CodeGarbled, "SO-1", "", "", "scanner.not-ascii"},
		{"bad UTF-8", "SO\xff", manifest.CodeGarbled, "SO", "", "", "scanner.not-ascii"},
		{"blanks only", "   ", manifest.CodeGarbled, "", "", "", "scanner.empty"},
		{"AIM only", "]C1", manifest.CodeGarbled, "", "C1", "", "scanner.empty"},
		{"too long", strings.Repeat("x", 257), manifest.CodeGarbled, strings.Repeat("x", 256), "", "", "scanner.too-long"},
	} {
		at := time.Unix(1, 0)
		got := scanner.Parse([]byte(c.raw), at, "here")
		var elements []string
		for _, e := range got.Elements {
			elements = append(elements, e.AI+"="+e.Data)
		}
		if got.Kind != c.kind || got.Text != c.text || got.AIM != c.aim || got.Problem.Key != c.problem ||
			strings.Join(elements, " ") != c.elements || !got.At.Equal(at) || got.From != "here" {
			t.Errorf("%s: %q gave %+v", c.name, c.raw, got)
		}
	}
}

// maxi is a MaxiCode without its primary message.
func maxi(number string) string {
	return "]U1[)>\x1e01\x1d96" + number + "\x1dUPSN\x1d12345E\x1d089\x1e\x04"
}

// wrong changes a number's check digit.
func wrong(digits string) string {
	last := len(digits) - 1
	return digits[:last] + string('0'+(digits[last]-'0'+1)%10)
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"]C142098230\x1d92055", "]d2010952", "PL:ACK", "]C1", "00\x1d", "\x1b[31m", "]Q1AEA", "1Z5R89390357567127",
		"RB123456785GB", "[)>\x1e01\x1d961Z00004951\x1dUPSN", maxi("1Z12345675"), "4201000192055901234560000000000007",
		"]U1841706672\x1d840\x1d001\x1d" + maxi("1Z12345675")[3:], "036000291453", "1001921334250001000300779017972698", "https://id.gs1.org/01/09521234543213?17=2512",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := scanner.Parse(raw, time.Time{}, "x")
		if len(c.Text) > manifest.MaxCode || c.Kind == manifest.CodeGarbled && c.Problem.IsZero() {
			t.Fatalf("%q gave %+v", raw, c)
		}
		for _, b := range []byte(c.Text) {
			if b < 0x20 || b > 0x7E {
				t.Fatalf("%q kept %q", raw, b)
			}
		}
		if c.Kind == manifest.CodeSSCC {
			if _, err := manifest.ParseSSCC(string(c.SSCC)); err != nil {
				t.Fatalf("%q gave %v", raw, err)
			}
		}
	})
}

// FuzzGS1 holds what the rest of the program relies on: identifiers are digits, data is printable, what has a check
// digit has the right one in a valid code, and a valid code says the same when it is put together again.
func FuzzGS1(f *testing.F) {
	for _, seed := range []string{
		"010952123454321310LOT1\x1d21S-9", "00095212345678901235", "0209521234543213\x1d3712", "8006095212345432130102",
		"420902109205590164917312345677", "4201000193612345000000000001234560", "4200000092000000000090167917312345", "3102001234", "8008241231235959", "43094512345678901234567890", "7007241231250101",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := scanner.Describe([]byte("]C1" + body))
		var again strings.Builder
		again.WriteString("]C1")
		for _, e := range d.Elements {
			if len(e.AI) < 2 || len(e.AI) > 4 || strings.Trim(e.AI, "0123456789") != "" || e.Data == "" {
				t.Fatalf("%q has element %+v", body, e)
			}
			again.WriteString(e.AI + e.Data + "\x1d")
		}
		if !d.Valid() || len(d.Elements) == 0 || again.Len() > manifest.MaxCode {
			return
		}
		if got := scanner.Describe([]byte(again.String())); !got.Valid() || !slices.Equal(got.Elements, d.Elements) {
			t.Fatalf("%q read as %v, and that as %v %v", body, d.Elements, got.Elements, got.Problems)
		}
	})
}

// FuzzCutter holds that nothing is kept beyond a code, whatever comes, and that a clean line behind it is read.
func FuzzCutter(f *testing.F) {
	f.Add("suffix=any", []byte("A-1\rA-2\n"))
	f.Add("prefix=STX&suffix=ETX", []byte("\x02A-1\x03A\x02B\x03"))
	f.Add("prefix=~&suffix=CR", []byte("~A-1\r~~\r"))
	f.Fuzz(func(t *testing.T, settings string, sent []byte) {
		c, err := scanner.NewCutter("serial:x?" + settings)
		if err != nil {
			return
		}
		last := ""
		take := func(raw []byte, problem string) {
			if last = string(raw); problem != "" {
				last = ""
			}
			if len(raw) > manifest.MaxCode+9 {
				t.Fatalf("a code of %d bytes", len(raw))
			}
		}
		c.Feed(sent, take)
		if c.Held() > manifest.MaxCode+9 {
			t.Fatalf("%d bytes are held", c.Held())
		}
		c.Pause(take)
		if settings == "suffix=any" {
			if c.Feed([]byte("SO-10023\r"), take); last != "SO-10023" {
				t.Fatalf("after %q a line read as %q", sent, last)
			}
		}
	})
}
