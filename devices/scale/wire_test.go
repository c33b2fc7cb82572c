package scale

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"packline/manifest"
	"packline/testdata"
)

// wire is one line of a protocol's file in testdata/frames: bytes, and what packstation decode answers to them.
type wire struct {
	Name, Source, Hex string
	wireAnswer
}

// wireAnswer is what packstation decode writes.
type wireAnswer struct {
	Frame  string   `json:"frame"`
	Weight *string  `json:"weight"`
	Unit   *string  `json:"unit"`
	Stable bool     `json:"stable"`
	Flags  []string `json:"flags"`
}

func (a wireAnswer) String() string {
	text, err := json.Marshal(a)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// wired are the families whose files and decoders are compared here.
func wired() []string {
	return []string{"hid-pos-scale", "nci-3835", "nci-scp01", "nci-scp02-ecr", "toledo-8217", "toledo-8213", "mt-sics"}
}

func wires(t testing.TB, name string) []wire {
	t.Helper()
	var all []wire
	lines := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/"+name+".jsonl")))
	for lines.More() {
		var w wire
		if err := lines.Decode(&w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w.Source == "" || w.Name == "" {
			t.Fatalf("%s: a capture without name or source: %+v", name, w)
		}
		all = append(all, w)
	}
	if len(all) < 8 {
		t.Fatalf("%s: only %d captures", name, len(all))
	}
	return all
}

func (w wire) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(w.Hex, " ", ""))
	if err != nil {
		t.Fatalf("%s: %v", w.Name, err)
	}
	return b
}

func newDecoder(t testing.TB, name string) decoder {
	t.Helper()
	f, ok := familyOf(name)
	if !ok {
		t.Fatalf("no family %s", name)
	}
	return f.decoder(decoderOptions{})
}

// answerOf is what packstation decode says after these pieces.
func answerOf(d decoder, pieces ...[]byte) wireAnswer {
	last := decoded(Frame{Kind: KindNone})
	for _, piece := range pieces {
		d.feed(piece, func(f Frame) {
			if f.Kind != KindNone {
				last = decoded(f)
			}
		})
	}
	return wireAnswer{Frame: string(last.Frame), Weight: last.Weight, Unit: last.Unit, Stable: last.Stable, Flags: last.Flags}
}

// cutAtRandom cuts bytes into pieces of one to seven.
func cutAtRandom(b []byte, random *rand.Rand) (pieces [][]byte) {
	for len(b) > 0 {
		n := min(len(b), 1+random.IntN(7))
		pieces = append(pieces, b[:n])
		b = b[n:]
	}
	return pieces
}

func TestWireCaptures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	garbage := []byte{0xFF, 0x00, 0x9C, 0xFE, 0x81}
	for _, name := range wired() {
		for _, w := range wires(t, name) {
			b := w.bytes(t)
			ways := map[string][][]byte{
				"whole":               {b},
				"byte by byte":        slices.Collect(slices.Chunk(b, 1)),
				"in random pieces":    cutAtRandom(b, random),
				"behind garbage":      {garbage, b},
				"in one with garbage": {append(slices.Clone(garbage), b...)},
				"behind its own half": {b[:len(b)/2], nil, b},
			}
			if w.Frame != string(KindNone) {
				ways["behind itself"] = [][]byte{b, b}
			}
			for way, pieces := range ways {
				d := newDecoder(t, name)
				if way == "behind its own half" {
					d.feed(pieces[0], func(Frame) {})
					d.lapse()
					pieces = pieces[1:]
				}
				if got := answerOf(d, pieces...); got.String() != w.wireAnswer.String() {
					t.Errorf("%s, %s, %s: %q\n got %s\nwant %s", name, w.Name, way, b, got, w.wireAnswer)
				}
			}
		}
	}
}

func TestWireDecodeSaysTheSame(t *testing.T) {
	for _, name := range wired() {
		for _, w := range wires(t, name) {
			got, err := Decode(name, w.bytes(t))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(got)
			if err != nil || string(text) != w.wireAnswer.String() {
				t.Errorf("%s, %s: %s (%v), want %s", name, w.Name, text, err, w.wireAnswer)
			}
		}
	}
}

func TestWireAllocatesNothing(t *testing.T) {
	for _, name := range wired() {
		for _, w := range wires(t, name) {
			b, d, frames, text := w.bytes(t), newDecoder(t, name), 0, false
			count := func(f Frame) { frames++; text = text || f.Text != "" }
			n := testing.AllocsPerRun(50, func() { d.feed(b, count) })
			if n != 0 && !text {
				t.Errorf("%s, %s: %v allocations", name, w.Name, n)
			}
			if frames == 0 && w.Frame != "none" {
				t.Errorf("%s, %s: no frames", name, w.Name)
			}
		}
	}
}

func TestWireNoise(t *testing.T) {
	for _, name := range wired() {
		d := newDecoder(t, name)
		d.feed(bytes.Repeat([]byte{0xFE, 0x00, 0x80}, 100_000), func(f Frame) {
			if f.Kind != KindNone {
				t.Fatalf("%s: noise gave %+v", name, f)
			}
		})
		n := d.noise()
		if len(n.raw) != 16 || n.settings != (name != "hid-pos-scale") {
			t.Errorf("%s: noise %+v", name, n)
		}
		if n := d.noise(); len(n.raw) != 0 || n.settings {
			t.Errorf("%s: noise was told twice: %+v", name, n)
		}
	}
}

// TestWireHalfIsNoise holds that a half frame is told as noise, and is never completed by what comes after a silence.
func TestWireHalfIsNoise(t *testing.T) {
	for _, name := range wired() {
		for _, w := range wires(t, name) {
			b := w.bytes(t)
			if w.Frame != string(KindWeight) {
				continue
			}
			d, frames := newDecoder(t, name), 0
			for i := range b {
				d.feed(b[:i], func(Frame) {})
				d.lapse()
				_ = d.noise()
			}
			d.feed(b[:len(b)-1], func(Frame) { frames++ })
			before := frames
			d.lapse()
			d.feed(b[len(b)-1:], func(f Frame) { frames++ })
			if frames != before {
				t.Errorf("%s, %s: the last byte alone gave a frame", name, w.Name)
			}
		}
	}
}

// TestWireShortReportIsForgotten holds that a report that is too short is not completed by the next one's beginning,
// where each read is told from the last by lapse.
func TestWireShortReportIsForgotten(t *testing.T) {
	d := newDecoder(t, "hid-pos-scale")
	var got []string
	for _, report := range []string{"\x03\x04\x0C\xFE\xD2", "\x05\x0C\xFE\x03", "\x03\x04\x0C\xFE\xD2\x04"} {
		d.lapse()
		d.feed([]byte(report), func(f Frame) { got = append(got, f.Number.String()) })
	}
	if !slices.Equal(got, []string{"12.34"}) {
		t.Errorf("weights %q, want 12.34 alone", got)
	}
}

func TestWire8213RefusesAnotherUnit(t *testing.T) {
	for _, c := range []struct{ unit, bytes, key string }{
		{"lb", "\x0212.34\r", ""},
		{"lb", "\x02012.34\r", ""},
		{"lb", "\x0205.678\r", "scale.wrong-unit"},
		{"lb", "\x02001234\r", "scale.wrong-unit"},
		{"kg", "\x0205.678\r", ""},
		{"kg", "\x02012.34\r", ""},
		{"kg", "\x02001234\r", "scale.wrong-unit"},
		{"oz", "\x02012.34\r", ""},
		{"oz", "\x0205.678\r", "scale.wrong-unit"},
		{"g", "\x02001234\r", ""},
		{"g", "\x0212.34\r", "scale.wrong-unit"},
	} {
		d := toledo8213Family().decoder(decoderOptions{unit: manifest.Unit(c.unit)})
		d.feed([]byte(c.bytes), func(f Frame) {
			if f.Key != c.key || f.HasNum != (c.key == "") {
				t.Errorf("%q at a scale in %s: %+v", c.bytes, c.unit, f)
			}
		})
	}
}

func TestWireSICSTellsItsSerialNumberAlone(t *testing.T) {
	for line, want := range map[string]string{
		"I4 A \"1234567\"\r\n":            "1234567",
		"I4 A 0123456789\r\n":             "0123456789",
		"@ A \"123456789\"\r\n":           "123456789",
		"I4 I\r\n":                        "",
		"I2 A \"ICS469 OU 60.18 kg\"\r\n": "",
	} {
		newDecoder(t, "mt-sics").feed([]byte(line), func(f Frame) {
			if f.Text != want {
				t.Errorf("%q: serial number %q, want %q", line, f.Text, want)
			}
		})
	}
}

func TestWireSICSPassesOverAnEcho(t *testing.T) {
	var got []string
	newDecoder(t, "mt-sics").feed([]byte("SI\r\n\r\nS S      12.34 lb\r\n"), func(f Frame) { got = append(got, string(f.Kind)+f.Key) })
	if !slices.Equal(got, []string{"weight"}) {
		t.Errorf("frames %q, want the weight alone", got)
	}
}

// TestWireSICSTellsWhatItRead holds that a weight behind garbage has its own bytes alone as proof, and that bytes of wrong
// line settings are told as such.
func TestWireSICSTellsWhatItRead(t *testing.T) {
	for _, c := range []struct{ bytes, raw, key string }{
		{"xyz S S 12.34 lb\r\n", "S S 12.34 lb\r\n", ""},
		{"S S \xb12.34 lb\r\n", "2.34 lb\r\n", "scale.settings"},
		{"S S 12 34 lb\r\n", "S S 12 34 lb\r\n", "scale.unreadable"},
	} {
		d, frames := newDecoder(t, "mt-sics"), 0
		d.feed([]byte(c.bytes), func(f Frame) {
			if frames++; string(f.Raw) != c.raw || f.Key != c.key {
				t.Errorf("%q gave %q, key %q, want %q, key %q", c.bytes, f.Raw, f.Key, c.raw, c.key)
			}
		})
		if frames != 1 {
			t.Errorf("%q gave %d frames", c.bytes, frames)
		}
	}
}

// TestWireNCIDivides holds that a number without a point gets the decimals that the address names, and no other does.
func TestWireNCIDivides(t *testing.T) {
	for bytes, want := range map[string]string{
		"\n 001234OZ\r00\x03": "12.34", "\n  12.34OZ\r00\x03": "12.34", "\n    12.OZ\r00\x03": "12",
	} {
		nci3835Family().decoder(decoderOptions{divide: 2}).feed([]byte(bytes), func(f Frame) {
			if f.Number.String() != want {
				t.Errorf("%q gave %s, want %s", bytes, f.Number, want)
			}
		})
	}
}

func TestWireMisreadTellsSettings(t *testing.T) {
	for name, frame := range map[string]string{
		"nci-3835": "\n  12.34LB\r00\x03", "nci-scp01": "\n  12.34lb\r\n00\r\x03", "nci-scp02-ecr": "\n12.340LB\r\nS00\r\x03",
		"toledo-8213": "\x0212.34\r", "toledo-8217": "\x02012.34\r", "mt-sics": "S S      12.34 lb\r\n",
	} {
		odd := func(c byte) byte {
			for bit := range 7 {
				if c&(1<<bit) != 0 {
					c ^= 0x80
				}
			}
			return c
		}
		for _, invert := range []byte{0, 0x80} { // 7E1 and 7O1, read as 8N1
			d, keys := newDecoder(t, name), []string{}
			misread := []byte(frame)
			for i := range misread {
				misread[i] = odd(misread[i]) ^ invert
			}
			d.feed(misread, func(f Frame) { keys = append(keys, f.Key) })
			if n := d.noise(); slices.Contains(keys, "") || !n.settings && !slices.Contains(keys, "scale.settings") {
				t.Errorf("%s: %q gave %q, noise %+v", name, misread, keys, n)
			}
		}
	}
}

func FuzzHIDScale(f *testing.F)   { fuzzWire(f, "hid-pos-scale") }
func FuzzNCI3835(f *testing.F)    { fuzzWire(f, "nci-3835") }
func FuzzNCISCP01(f *testing.F)   { fuzzWire(f, "nci-scp01") }
func FuzzNCISCP02(f *testing.F)   { fuzzWire(f, "nci-scp02-ecr") }
func FuzzToledo8213(f *testing.F) { fuzzWire(f, "toledo-8213") }
func FuzzMTSICS(f *testing.F)     { fuzzWire(f, "mt-sics") }

// fuzzWire holds that whatever comes: no panic, the same frames however the bytes are cut, and no number whose digits
// aren't in its frame.
func fuzzWire(f *testing.F, name string) {
	for _, w := range wires(f, name) {
		f.Add(w.bytes(f), uint64(3))
	}
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		var whole, cut []string
		newDecoder(t, name).feed(b, func(f Frame) {
			whole = append(whole, frameText(f))
			checkWire(t, name, b, f)
		})
		d := newDecoder(t, name)
		for _, piece := range cutAtRandom(b, rand.New(rand.NewPCG(seed, 0))) {
			d.feed(piece, func(f Frame) { cut = append(cut, frameText(f)) })
		}
		if !slices.Equal(whole, cut) {
			t.Fatalf("%q in one piece gave %q, cut %q", b, whole, cut)
		}
		if n := d.noise(); len(n.raw) > 16 {
			t.Fatalf("%d bytes of noise kept", len(n.raw))
		}
	})
}

func frameText(f Frame) string {
	return strings.Join([]string{
		string(f.Kind), f.Number.String(), strconv.FormatBool(f.HasNum), string(f.Unit), strconv.FormatBool(f.Stable),
		strconv.Itoa(int(f.Flags)), f.Key, f.Text, string(f.Raw),
	}, "|")
}

func checkWire(t *testing.T, name string, b []byte, f Frame) {
	t.Helper()
	if !bytes.Contains(b, f.Raw) || len(f.Raw) == 0 {
		t.Fatalf("raw %q is not in %q", f.Raw, b)
	}
	if f.Kind == KindNone && (f.Key == "" || f.HasNum) {
		t.Fatalf("no frame, and yet %+v", f)
	}
	if f.Kind != KindNone && name != "hid-pos-scale" && isMisread(beforeStatus(name, f.Raw)) {
		t.Fatalf("%q is misread, and yet gave %+v", f.Raw, f)
	}
	if f.Stable && f.Flags&(Motion|Unknown|noWeight) != 0 {
		t.Fatalf("stable in spite of its flags: %+v", f)
	}
	if !f.HasNum {
		return
	}
	number, ok := new(big.Rat).SetString(f.Number.String())
	if !ok {
		t.Fatalf("%q is no number", f.Number)
	}
	if got := digitsOf(name, f); !slices.ContainsFunc(got, func(r *big.Rat) bool { return r.Cmp(number.Abs(number)) == 0 }) {
		t.Fatalf("%s is not what %q shows: %v", f.Number, f.Raw, got)
	}
}

// beforeStatus is a frame without its status bytes, which may keep their parity.
func beforeStatus(name string, raw []byte) []byte {
	switch {
	case name == "toledo-8213" && len(raw) == 4 && raw[1] == '?':
		return []byte{raw[0], raw[1], raw[3]}
	case strings.HasPrefix(name, "nci-"):
		body := bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte{etx}), []byte{cr})
		return body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	return raw
}

var numeral = regexp.MustCompile(`[0-9]+\.?[0-9]*|\.[0-9]+`)

// digitsOf gives the numbers that a frame's bytes show, read in another way: every numeral in it, and every pair of
// numerals as pounds and ounces.
func digitsOf(name string, f Frame) (shown []*big.Rat) {
	if name == "hid-pos-scale" {
		ten, n := big.NewRat(10, 1), big.NewRat(int64(f.Raw[4])+256*int64(f.Raw[5]), 1)
		for power := int(int8(f.Raw[3])); power != 0; {
			if power < 0 {
				n.Quo(n, ten)
				power++
			} else {
				n.Mul(n, ten)
				power--
			}
		}
		return append(shown, n)
	}
	for _, text := range numeral.FindAllString(string(f.Raw), -1) {
		n, _ := new(big.Rat).SetString(strings.TrimSuffix("0"+text, "."))
		if last := len(shown); last > 0 && f.Unit == manifest.UnitOunce {
			pounds := new(big.Rat).Mul(shown[last-1], big.NewRat(16, 1))
			shown = append(shown, pounds.Add(pounds, n))
		}
		shown = append(shown, n)
	}
	return shown
}
