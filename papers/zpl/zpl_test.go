package zpl_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"packline/papers/zpl"
)

func page(elements ...zpl.Element) zpl.Label {
	return zpl.Label{Width: 812, Height: 1218, Elements: elements}
}

func write(t testing.TB, l zpl.Label) string {
	t.Helper()
	out, err := zpl.Append(nil, l)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestEveryElementIsWrittenAsTheGuideSays(t *testing.T) {
	for want, e := range map[string]zpl.Element{
		"^FO10,20^A0N,40,30^FH_^FDA_5EB_7E_5F_2C_C3_A9 c^FS\n":    zpl.Text{X: 10, Y: 20, Height: 40, Width: 30, Data: "A^B~_,é c"},
		"^FO10,20^A0N,40,40^FR^FH_^FDX^FS\n":                      zpl.Text{X: 10, Y: 20, Height: 40, Width: 40, Reverse: true, Data: "X"},
		"^FO1,2^A0N,40,40^FB700,2,0,C,0^FH_^FDa/_26b^FS\n":        zpl.Block{X: 1, Y: 2, Height: 40, Width: 40, Room: 700, Lines: 2, Align: zpl.Centre, Data: `a\&b`},
		"^FO1,2^GB30,4,4^FS\n":                                    zpl.Box{X: 1, Y: 2, W: 30, H: 4, Thickness: 4},
		"^BY3^FO1,2^BCN,90,N,N,N,A^FH_^FD1Z_5E9^FS\n":             zpl.Code128{X: 1, Y: 2, Module: 3, Height: 90, Data: "1Z^9"},
		"^BY3^FO1,2^BCN,90,N,N,N,N^FD>;>842098230>894001118^FS\n": zpl.GS1{X: 1, Y: 2, Module: 3, Height: 90, Data: "42098230\x1d94001118"},
		"^FO1,2^BQN,2,5^FH_^FDMA,ABC_24 1^FS\n":                   zpl.QR{X: 1, Y: 12, Module: 5, Data: "ABC$ 1"},
	} {
		if got := write(t, page(e)); !strings.Contains(got, "\n"+want+"^PQ1,0,0,N^XZ\n") {
			t.Errorf("%#v:\n got  %q\n want %q", e, got, want)
		}
	}
}

func TestTheHeadSetsWhatAnEarlierJobMayHaveChanged(t *testing.T) {
	l := page()
	l.Darkness, l.Speed, l.Mode = 7, 4, zpl.ModeTearOff
	want := "~CC^~CD,~CT~\n~SD07\n^XA^CT~^CD,^MUD^CI28^PON^PMN^LRN^LH0,0^FWN^JZN^PW812^LL1218^PR4^MMT\n^PQ1,0,0,N^XZ\n"
	if got := write(t, l); got != want {
		t.Errorf("got %q", got)
	}
}

func TestCleanDropsWhatNobodyCanRead(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\x10c\x1ed\x1fe\x1b[0m\x7f\u0085": "abcde[0m",
		"\u202eevil\u202c\u200f\ufeff\u2066":     "evil",
		"\xff\xfe A\xc3":                         "?? A?",
		"é Œ \U0001F600\ufe0f":                   "é Œ \U0001F600",
		"tab\tline\n":                            "tabline",
		"real \ufffd sign":                       "real \ufffd sign",
	} {
		if got := zpl.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWhatCannotBePrintedIsAnError(t *testing.T) {
	for name, l := range map[string]zpl.Label{
		"no width":            {Height: 10},
		"darkness":            {Width: 10, Height: 10, Darkness: 31},
		"speed":               {Width: 10, Height: 10, Speed: 1},
		"mode":                {Width: 10, Height: 10, Mode: "X^XZ"},
		"position":            page(zpl.Text{X: -1, Height: 20, Width: 20}),
		"font":                page(zpl.Text{Height: 9, Width: 20}),
		"long text":           page(zpl.Text{Height: 20, Width: 20, Data: strings.Repeat("é", 600)}),
		"alignment":           page(zpl.Block{Height: 20, Width: 20, Room: 9, Lines: 1, Align: '^'}),
		"box":                 page(zpl.Box{W: 4, H: 4, Thickness: 5}),
		"empty bars":          page(zpl.Code128{Module: 2, Height: 9}),
		"bars past ASCII":     page(zpl.Code128{Module: 2, Height: 9, Data: "é"}),
		"bars with control":   page(zpl.Code128{Module: 2, Height: 9, Data: "a\x1e"}),
		"bars with a >":       page(zpl.Code128{Module: 2, Height: 9, Data: "a>5"}),
		"GS1 with letters":    page(zpl.GS1{Module: 2, Height: 9, Data: "10A1"}),
		"GS1 with odd digits": page(zpl.GS1{Module: 2, Height: 9, Data: "123"}),
		"GS1 with ^":          page(zpl.GS1{Module: 2, Height: 9, Data: "^X"}),
		"QR in lower case":    page(zpl.QR{Y: 10, Module: 4, Data: "abc"}),
		"QR too high":         page(zpl.QR{Y: 9, Module: 4, Data: "ABC"}),
	} {
		if out, err := zpl.Append([]byte("kept"), l); !errors.Is(err, zpl.ErrElement) || string(out) != "kept" {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}

func TestParseReadsNothingButItsOwn(t *testing.T) {
	own := write(t, page(zpl.Text{Height: 20, Width: 20, Data: "a"}))
	for name, text := range map[string]string{
		"nothing":         "",
		"another command": strings.Replace(own, "^FO", "^ID^FO", 1),
		"two labels":      own + own,
		"cut off":         own[:len(own)-4],
		"raw sign":        strings.Replace(own, "^FDa", "^FDa,", 1),
		"needless hex":    strings.Replace(own, "^FDa", "^FD_61", 1),
		"broken hex":      strings.Replace(own, "^FDa", "^FD_6", 1),
		"leading zero":    strings.Replace(own, "^PW812", "^PW0812", 1),
		"huge number":     strings.Replace(own, "^PW812", "^PW99999999999999999999", 1),
	} {
		if _, err := zpl.Parse([]byte(text)); !errors.Is(err, zpl.ErrParse) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestModulesFollowTheStandard(t *testing.T) {
	for data, symbols := range map[string]int{"AB": 4, "1234": 4, "12345": 6, "A1": 4, "AB1234": 7, "1Z999AA10123456784": 17} {
		if got := (zpl.Code128{Data: data}).Modules(); got != symbols*11+13 {
			t.Errorf("Code 128 of %s: %d modules, want %d", data, got, symbols*11+13)
		}
	}
	if got := (zpl.GS1{Data: "00123456789012345675"}).Modules(); got != 156 {
		t.Errorf("SSCC: %d modules", got)
	}
	if got := (zpl.GS1{Data: "42098230\x1d9400111899223100001112"}).Modules(); got != 222 {
		t.Errorf("USPS: %d modules", got)
	}
	if (zpl.GS1{Data: "1"}).Modules() != 0 || (zpl.Code128{Data: "é"}).Modules() != 0 {
		t.Error("data that can't be printed has a width")
	}
}

// FuzzDataIsNeverACommand writes any data into every kind of field and holds that the label has the same commands as
// with harmless data, that no raw byte of it could be read as one, and that the parser gives the same fields back.
func FuzzDataIsNeverACommand(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "^XZ", "~JR", "_5E", "a\x1eXZ\x10JA\x1f", "\x00\x1b[2J", "\u202eé\U0001F600", "back\\&slash\\\\", "\xff\xc3", "^CC!!XZ", "é_", "100%,;>8",
	} {
		f.Add(seed)
	}
	without, with := write(f, fields("x")), write(f, fields("X")) // a Code 128 holds capitals and figures only
	f.Fuzz(func(t *testing.T, data string) {
		out, err := zpl.Append(nil, fields(data))
		if err != nil {
			if len(data)*3 < zpl.MaxField {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		plain := without
		if len(fields(data).Elements) > len(fields("x").Elements) {
			plain = with
		}
		for _, sign := range []string{"^", "~", "\n"} {
			if got, want := bytes.Count(out, []byte(sign)), strings.Count(plain, sign); got != want {
				t.Fatalf("%d of %q, want %d", got, sign, want)
			}
		}
		for _, b := range out {
			if b != '\n' && (b < ' ' || b > '~') {
				t.Fatalf("raw byte %02X", b)
			}
		}
		got, err := zpl.Parse(out)
		if err != nil {
			t.Fatal(err)
		}
		clean := zpl.Clean(data)
		if !utf8.ValidString(clean) {
			t.Fatalf("%q is not UTF-8", clean)
		}
		want := fields(clean)
		want.Elements = want.Elements[:len(fields(data).Elements)]
		want.Elements[1] = block(strings.ReplaceAll(clean, `\`, "/"))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v\nwant %#v", got, want)
		}
	})
}

func fields(data string) zpl.Label {
	elements := []zpl.Element{
		zpl.Text{X: 1, Y: 2, Height: 20, Width: 20, Data: data},
		block(data),
		zpl.Box{W: 9, H: 9, Thickness: 1},
		zpl.GS1{Module: 2, Height: 9, Data: "0012\x1d34"},
	}
	if data != "" && strings.Trim(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789^~_") == "" && len(data) <= 80 {
		elements = append(elements, zpl.Code128{Module: 2, Height: 9, Data: data})
	}
	return zpl.Label{Width: 812, Height: 1218, Elements: elements}
}

func block(data string) zpl.Element {
	return zpl.Block{Height: 20, Width: 20, Room: 700, Lines: 3, Align: zpl.Left, Reverse: true, Data: data}
}

// FuzzParse holds that foreign bytes are refused or are exactly what the writer writes.
func FuzzParse(f *testing.F) {
	f.Add([]byte(write(f, fields("seed"))))
	f.Add([]byte("^XA^FD^XZ"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := zpl.Parse(data)
		if err != nil {
			return
		}
		if again, err := zpl.Append(nil, l); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q is written again as %q, %v", data, again, err)
		}
	})
}
