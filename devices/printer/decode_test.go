package printer_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"packline/devices"
	"packline/devices/printer"
	"packline/testdata"
)

// capture is a line of testdata/frames.
type capture struct {
	Name, Source, Hex, Want string
	Decode                  json.RawMessage
}

func captures(t testing.TB, name string) []capture {
	t.Helper()
	var all []capture
	decoder := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/"+name+".jsonl")))
	for decoder.More() {
		var c capture
		if err := decoder.Decode(&c); err != nil {
			t.Fatal(err)
		}
		if c.Name == "" || c.Source == "" {
			t.Errorf("%s: a capture without name or source", name)
		}
		all = append(all, c)
	}
	return all
}

func (c capture) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(c.Hex, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	for _, name := range printer.DecodeNames() {
		all := captures(t, name)
		if len(all) < 6 {
			t.Errorf("%s: only %d captures", name, len(all))
		}
		for _, c := range all {
			made, err := printer.Decode(name, c.bytes(t))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(made)
			var want bytes.Buffer
			if err != nil || json.Compact(&want, c.Decode) != nil || string(got) != want.String() {
				t.Errorf("%s, %s: got\n%s, want\n%s (%v)", name, c.Name, got, want.String(), err)
			}
		}
	}
	_, err := printer.Decode("zebra-\x1b[2J", nil)
	var phrased *devices.Error
	if !errors.As(err, &phrased) || phrased.Key != "printer.unknown-protocol" || strings.ContainsRune(phrased.Args[0], '\x1b') {
		t.Errorf("unknown name: %v", err)
	}
}

// FuzzDecode holds for every parser: no panic, the fixed keys, nothing unprintable, and no more from the front half
// of a capture than it says.
func FuzzDecode(f *testing.F) {
	for i, name := range printer.DecodeNames() {
		for _, c := range captures(f, name) {
			f.Add(uint8(i), c.bytes(f))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		names := printer.DecodeNames()
		name := names[int(which)%len(names)]
		made, err := printer.Decode(name, b)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(made)
		if err != nil || bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) || bytes.Contains(text, []byte(`\u00`)) && !bytes.ContainsAny(b, "<>&") {
			t.Fatalf("%q gave %s, %v", b, text, err)
		}
		var back struct {
			Frame  string
			Weight *string
			Stable bool
			Flags  []string
			Can    *bool `json:"can_print_now"`
		}
		if err := json.Unmarshal(text, &back); err != nil || back.Flags == nil || back.Weight != nil || back.Stable {
			t.Fatalf("%q gave %s, %v", b, text, err)
		}
		if back.Frame == "none" && (len(back.Flags) > 0 || back.Can != nil) || back.Frame != "none" && back.Frame != "status" {
			t.Fatalf("%q gave %s", b, text)
		}
		if name == "zebra-hs" && back.Frame == "status" {
			ends := bytes.Count(b, []byte{3})
			if ends < 1 || back.Can != nil && (*back.Can != (len(back.Flags) == 0) || ends < 3) {
				t.Fatalf("%q gave %s", b, text)
			}
		}
	})
}

func TestHostStatusFields(t *testing.T) {
	raw := "\x02498,0,0,1218,002,0,0,0,000,0,0,0\x03\x02129,0,0,0,1,K,6,1,00000007,1,012\x03\x020042,1\x03"
	s, err := printer.ParseHostStatus([]byte(raw))
	want := printer.HostStatus{
		Serial:      printer.SerialSetup{Baud: 57600, DataBits: 7, StopBits: 1, Parity: "even", Handshake: "DTR"},
		LabelLength: 1218, Formats: 2, Continuous: true, ThermalTransfer: true, PrintMode: "K", WidthMode: "6",
		LabelWaiting: true, Remaining: 7, WhilePrinting: true, Graphics: 12, Password: 42, StaticRAM: true,
	}
	if err != nil || s != want {
		t.Errorf("got %+v, %v", s, err)
	}
	for bits, setup := range map[string]printer.SerialSetup{
		"030": {Baud: 9600, DataBits: 8, StopBits: 1, Parity: "none", Handshake: "XON/XOFF"},
		"036": {Baud: 2400, DataBits: 7, StopBits: 2, Parity: "odd", Handshake: "XON/XOFF"},
		"319": {Baud: 0, DataBits: 8, StopBits: 1, Parity: "odd", Handshake: "XON/XOFF"},
	} {
		s, err := printer.ParseHostStatus([]byte(strings.Replace(raw, "498", bits, 1)))
		if err != nil || s.Serial != setup {
			t.Errorf("%s: %+v, %v", bits, s.Serial, err)
		}
	}
}

func TestPrefixes(t *testing.T) {
	for answer, want := range map[string]printer.Prefixes{
		"\x02\r\nHead Temp = 24\r\nCOMMAND PFX = ~ : FORMAT PFX = ^ : DELIMITER = ,\r\nPCB Temp = 00\r\n\x03\r\n": {Control: '~', Format: '^', Delimiter: ','}, // a public emulator
		"COMMAND PFX = ~ : FORMAT PFX = ^ : DELIMITER =,\nP30 INTERFACE = None\n":                                 {Control: '~', Format: '^', Delimiter: ','}, // the guide's example
		"COMMAND PFX = ~ : FORMAT PFX = ! : DELIMITER = ;\r\n":                                                    {Control: '~', Format: '!', Delimiter: ';'},
		"COMMAND PFX = ~ : FORMAT PFX = ^ : DELIMITER = ,":                                                        {}, // not ended
		"COMMAND PFX = ~\r\n": {},
	} {
		got, err := printer.ParsePrefixes([]byte(answer))
		if got != want || (err == nil) != (want != printer.Prefixes{}) {
			t.Errorf("%q: %+v, %v", answer, got, err)
		}
	}
}

func FuzzPrefixes(f *testing.F) {
	f.Add([]byte("COMMAND PFX = ~ : FORMAT PFX = ^ : DELIMITER = ,\r\n"))
	f.Add([]byte("COMMAND PFX =\nCOMMAND PFX = ~ : FORMAT PFX =: DELIMITER =\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := printer.ParsePrefixes(b)
		if err == nil && !(bytes.IndexByte(b, p.Control) >= 0 && bytes.IndexByte(b, p.Format) >= 0 && bytes.IndexByte(b, p.Delimiter) >= 0) {
			t.Fatalf("%q gave %+v", b, p)
		}
	})
}
