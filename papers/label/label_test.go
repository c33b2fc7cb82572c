package label_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"packline/manifest"
	"packline/papers/label"
	"packline/papers/zpl"
	"packline/phrases"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds the ZPL of believable labels byte for byte: a change here is a change on every floor.
func TestGolden(t *testing.T) {
	for name, l := range golden(t) {
		for _, dpi := range []int{203, 300} {
			got, err := label.ZPL(l, label.Media{DPI: dpi})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			path := filepath.Join("..", "..", "testdata", "labels", name+"-"+strconv.Itoa(dpi)+".zpl")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (make it with -update)", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs from %s (look at it, then -update):\n%s", name, path, got)
			}
		}
	}
}

// TestMissingOrWrongFieldsAreErrors holds that nothing is made up and that the error says what to correct.
func TestMissingOrWrongFieldsAreErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*label.Label)
		want  error
		field string
	}{
		{"no return address", func(l *label.Label) { l.ReturnTo = manifest.Party{} }, label.ErrReturnAddress, ""},
		{"Canadian return address", func(l *label.Label) { l.ReturnTo.Country = "CA" }, label.ErrReturnAddress, ""},
		{"return address without ZIP", func(l *label.Label) { l.ReturnTo.Postal = "" }, label.ErrReturnAddress, ""},
		{"no ship-to", func(l *label.Label) { l.Order.ShipTo = manifest.Person{} }, label.ErrShipTo, ""},
		{"no name", func(l *label.Label) { l.Order.ShipTo.Name = "\u202e\u200b" }, label.ErrShipTo, ""},
		{"no street", func(l *label.Label) { l.Order.ShipTo.Line1 = "\x1b" }, label.ErrShipTo, ""},
		{"no city", func(l *label.Label) { l.Order.ShipTo.City = " " }, label.ErrShipTo, ""},
		{"endless name", func(l *label.Label) { l.Order.ShipTo.Name = strings.Repeat("Long ", 900) }, label.ErrField, "ship-to name"},
		{"endless city", func(l *label.Label) { l.Order.ShipTo.City = strings.Repeat("Long", 40) }, label.ErrField, "ship-to city"},
		{"endless order id", func(l *label.Label) { l.Order.ID = strings.Repeat("9", 500) }, label.ErrField, "order id"},
		{"endless return name", func(l *label.Label) { l.ReturnTo.Name = strings.Repeat("W", 900) }, label.ErrField, "return address name"},
		{"name in other letters", func(l *label.Label) { l.Order.ShipTo.Name = "山田太郎" }, label.ErrField, "ship-to name"},
		{"name of signs", func(l *label.Label) { l.Order.ShipTo.Name = "\U0001F600 \U0001F680" }, label.ErrField, "ship-to name"},
		{"no carrier", func(l *label.Label) { l.Order.Carrier, l.Lane.Carrier = "", "" }, label.ErrField, "carrier"},
		{"no order id", func(l *label.Label) { l.Order.ID = "" }, label.ErrField, "order id"},
		{"no SSCC", func(l *label.Label) { l.Carton.SSCC = "" }, label.ErrField, "SSCC"},
		{"wrong SSCC", func(l *label.Label) { l.Carton.SSCC = "123456789012345678" }, label.ErrField, "SSCC"},
		{"no 2D code", func(l *label.Label) { l.Code = "" }, label.ErrField, "2D code"},
		{"2D code with a command", func(l *label.Label) { l.Code = "ABC^XZ" }, label.ErrField, "2D code"},
		{"no weight", func(l *label.Label) { l.Carton.Weight = manifest.WeightProof{} }, label.ErrField, "weight"},
		{"carton 3 of 2", func(l *label.Label) { l.Carton.N, l.Carton.M = 3, 2 }, label.ErrField, "carton number"},
		{"carton 0", func(l *label.Label) { l.Carton.N = 0 }, label.ErrField, "carton number"},
		{"endless tracking number", func(l *label.Label) { l.Carton.Tracking = strings.Repeat("AB", 30) }, label.ErrField, "tracking number"},
		{"tracking number with accents", func(l *label.Label) { l.Carton.Tracking = "É1" }, label.ErrField, "tracking number"},
		{"USPS without ZIP", func(l *label.Label) { l.Order.ShipTo.Postal = "V6B 1A1" }, label.ErrField, "ship-to ZIP"},
	} {
		l := specimen(t, 1)
		c.spoil(&l)
		out, err := label.ZPL(l, label.Media{DPI: 203})
		var field *label.FieldError
		if !errors.Is(err, c.want) || out != nil || errors.As(err, &field) && field.Field != c.field {
			t.Errorf("%s: %d bytes, %v", c.name, len(out), err)
		}
		if s := label.Sentence(err); !phrases.In(phrases.English).Has(s.Key) {
			t.Errorf("%s: no sentence for %v", c.name, s)
		}
	}
	for _, dpi := range []int{0, 152, 204, 600, -203} {
		if _, err := label.ZPL(specimen(t, 1), label.Media{DPI: dpi}); !errors.Is(err, label.ErrMedia) {
			t.Errorf("%d dpi: %v", dpi, err)
		}
	}
}

func TestSettingsNoPrinterHasAreErrors(t *testing.T) {
	for _, m := range []label.Media{{DPI: 203, Darkness: 31}, {DPI: 203, Speed: 99}, {DPI: 203, Mode: "^XZ"}} {
		_, err := label.ZPL(specimen(t, 1), m)
		if !errors.Is(err, zpl.ErrElement) || label.Sentence(err).Key != "label.error.settings" {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

// FuzzNames holds that any name, street, order id and tracking number give a label that reads back as it was composed,
// or an error.
func FuzzNames(f *testing.F) {
	for _, text := range nasty() {
		f.Add(text, "742 Cedar Ridge Rd", "1Z999AA10123456784")
		f.Add("Jordan", text, text)
	}
	base := specimen(f, 1)
	f.Fuzz(func(t *testing.T, name, street, tracking string) {
		l := base
		l.Order.ShipTo.Name, l.Order.ShipTo.Line1, l.Order.ID, l.Carton.Tracking = name, street, "1"+name, tracking
		out, err := label.ZPL(l, label.Media{DPI: 300})
		if err != nil {
			if !errors.Is(err, label.ErrField) && !errors.Is(err, label.ErrShipTo) {
				t.Fatal(err)
			}
			return
		}
		made, err := zpl.Parse(out)
		if err != nil {
			t.Fatal(err)
		}
		want, err := label.Compose(l, label.Media{DPI: 300})
		if err != nil || !reflect.DeepEqual(made, want) {
			t.Fatalf("read back otherwise than composed, from %q", out)
		}
	})
}

// TestEverythingIsOnThePaper holds that nothing overlaps, leaves the page, or stands in a quiet zone, and that the
// words of the order are all there.
func TestEverythingIsOnThePaper(t *testing.T) {
	for _, l := range orders(t) {
		for _, dpi := range []int{203, 300} {
			made, err := label.Compose(l, label.Media{DPI: dpi})
			if err != nil {
				t.Fatalf("order %q: %v", l.Order.ID, err)
			}
			var held []image.Rectangle
			for _, e := range made.Elements {
				r, solid := extent(e)
				if !r.In(image.Rect(0, 0, made.Width, made.Height)) {
					t.Errorf("order %q at %d dpi: %#v leaves the page", l.Order.ID, dpi, e)
				}
				if !solid {
					continue
				}
				for _, other := range held {
					if r.Overlaps(other) {
						t.Errorf("order %q at %d dpi: %#v overlaps %v", l.Order.ID, dpi, e, other)
					}
				}
				held = append(held, r)
			}
		}
	}
}

// extent gives the room an element needs, with quiet zones; solid is false for frames and black areas with text on them.
func extent(e zpl.Element) (r image.Rectangle, solid bool) {
	at := func(x, y, w, h int) image.Rectangle { return image.Rect(x, y, x+w, y+h) }
	letters := func(height int) int { return height * (zpl.CapHeight + zpl.Descent) / 1000 }
	switch e := e.(type) {
	case zpl.Text:
		return at(e.X, e.Y, zpl.TextWidth(e.Data, e.Width), letters(e.Height)), !e.Reverse
	case zpl.Block:
		w := zpl.TextWidth(e.Data, e.Width)
		if w > e.Room {
			panic(fmt.Sprintf("%q is wider than its block", e.Data))
		}
		return at(e.X+(e.Room-w)/2, e.Y, w, letters(e.Height)), !e.Reverse
	case zpl.Box:
		return at(e.X, e.Y, e.W, e.H), e.Thickness == e.H && e.W > 5*e.H && e.H < 12
	case zpl.GS1:
		quiet := 10 * e.Module
		return at(e.X-quiet, e.Y, e.Modules()*e.Module+2*quiet, e.Height), true
	case zpl.Code128:
		quiet := 10 * e.Module
		return at(e.X-quiet, e.Y, e.Modules()*e.Module+2*quiet, e.Height), true
	case zpl.QR:
		side := 37
		if len(e.Data) <= 90 {
			side = 33
		}
		return at(e.X-4*e.Module, e.Y-4*e.Module, (side+8)*e.Module, (side+8)*e.Module), true
	}
	panic(fmt.Sprintf("unknown element %T", e))
}

func TestTheMarkIsLargeAndASampleHasNoCarrierBarcode(t *testing.T) {
	l := specimen(t, 1)
	if words := printed(t, l); strings.Contains(words, "SAMPLE") || strings.Contains(words, "SIMULATION") || strings.Contains(words, "COPY") {
		t.Errorf("a real label says %s", words)
	}
	l.Carton.Simulated, l.Copy = true, 2
	if words := printed(t, l); strings.Count(words, "SIMULATION") != 2 || !strings.Contains(words, "|COPY 2|") {
		t.Errorf("a simulated label says %s", words)
	}
	l.Sample = true
	if words := printed(t, l); strings.Count(words, "|SAMPLE|") != 2 || strings.Contains(words, l.Carton.Tracking) || strings.Contains(words, "SIMULATION") {
		t.Errorf("a sample says %s", words)
	}
	made, err := label.Compose(l, label.Media{DPI: 203})
	if err != nil {
		t.Fatal(err)
	}
	largest := 0
	for _, e := range made.Elements {
		if b, ok := e.(zpl.Block); ok && b.Data == "SAMPLE" {
			largest = max(largest, b.Height)
		}
	}
	if largest < 203/3 {
		t.Errorf("the mark is %d dots high", largest)
	}
}

// printed gives every word of a label between bars.
func printed(t *testing.T, l label.Label) string {
	t.Helper()
	made, err := label.Compose(l, label.Media{DPI: 203})
	if err != nil {
		t.Fatal(err)
	}
	words := "|"
	for _, e := range made.Elements {
		if data := reflect.ValueOf(e).FieldByName("Data"); data.IsValid() {
			words += data.String() + "|"
		}
	}
	return words
}

func TestTheLabelSaysWhatTheCartonIs(t *testing.T) {
	l := specimen(t, 1)
	l.Carton.N, l.Carton.M, l.Route = 2, 3, manifest.RouteFormal
	words := printed(t, l)
	for _, want := range []string{
		"USPS", "Example Goods", "BLAINE WA 98230", "Jordan Avery", "742 Cedar Ridge Rd", "Apt 5B", "BELLINGHAM WA 98225-4417",
		"9400 1118 9922 3100 0011 12", "100-2345", "2 of 3", "2.35 lb", "BLAINE-USPS", "FORMAL ENTRY 01", "(00) 9952 0000 0000 0000 14",
		"YVR-03", l.Code, "420982254417\x1d9400111899223100001112",
	} {
		if !strings.Contains(words, "|"+want+"|") {
			t.Errorf("%q is not on the label: %s", want, words)
		}
	}
	l.Crossing = manifest.Crossing{Lane: "PLANNED-LOAD", Date: "2031-01-01"}
	if again := printed(t, l); again != words {
		t.Error("the crossing is printed")
	}
}

// TestAKeyedWeightIsMarked holds that a weight which no scale gave is told from one that a scale did.
func TestAKeyedWeightIsMarked(t *testing.T) {
	l := specimen(t, 1)
	for _, media := range []label.Media{{DPI: 203}, {DPI: 300}} {
		l.Carton.Weight.Shown, l.Carton.Weight.Manual = manifest.Shown{Value: "149.95", Unit: manifest.UnitPound}, nil
		if got, err := label.ZPL(l, media); err != nil || !bytes.Contains(got, []byte("149.95 lb^")) {
			t.Errorf("a weighed carton: %v\n%s", err, got)
		}
		l.Carton.Weight.Manual = &manifest.ManualMark{Lead: "OP-2001"}
		if got, err := label.ZPL(l, media); err != nil || !bytes.Contains(got, []byte("149.95 lb M^")) || !bytes.Contains(got, []byte("MAN WT^")) {
			t.Errorf("a carton whose weight was keyed: %v\n%s", err, got)
		}
	}
}

func TestNothingButThePrefixesUsesATilde(t *testing.T) {
	for _, l := range orders(t) {
		out, err := label.ZPL(l, label.Media{DPI: 203})
		if err != nil {
			t.Fatal(err)
		}
		made, err := zpl.Parse(out)
		if err != nil {
			t.Errorf("order %q: %v", l.Order.ID, err)
		}
		want, err := label.Compose(l, label.Media{DPI: 203})
		if err != nil || !reflect.DeepEqual(made, want) {
			t.Errorf("order %q is read back as %#v", l.Order.ID, made)
		}
	}
}

func TestOurDrawingIsBlackAndWhiteAndFull(t *testing.T) {
	picture, err := label.Draw(specimen(t, 1), label.Media{DPI: 300})
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != image.Pt(1200, 1800) {
		t.Errorf("%v pixels", size)
	}
	gray, ok := picture.(*image.Gray)
	if !ok {
		t.Fatalf("%T", picture)
	}
	black := 0
	for _, v := range gray.Pix {
		if v != 0 && v != 255 {
			t.Fatalf("a dot of %d", v)
		}
		if v == 0 {
			black++
		}
	}
	if share := black * 100 / len(gray.Pix); share < 8 || share > 40 {
		t.Errorf("%d%% of the label is black", share)
	}
}

func golden(t *testing.T) map[string]label.Label {
	t.Helper()
	all := looks(t)
	delete(all, "long")
	return all
}

func BenchmarkZPL(b *testing.B) {
	l := specimen(b, 1)
	l.Order.ShipTo.Name = "Émilie-Anne Lefèbvre-Œuvrard"
	for _, dpi := range []int{203, 300} {
		b.Run(strconv.Itoa(dpi), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := label.ZPL(l, label.Media{DPI: dpi}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
