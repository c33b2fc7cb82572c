package label_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"packline/papers/label"
	"packline/papers/label/labeltest"
)

// TestEveryLabelReadsBack holds every label of a shelf of nasty orders against an imager that isn't ours: the SSCC, the
// 2D code and the carrier's number come back exactly, and nothing else is found. The renderer takes about half a second
// a label, so -short reads every sixth.
func TestEveryLabelReadsBack(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 6
		t.Log("short: every sixth label is read")
	}
	for _, dpi := range []int{203, 300} {
		t.Run(strconv.Itoa(dpi), func(t *testing.T) {
			t.Parallel()
			eye := labeltest.Open(t)
			shelf := orders(t)
			for i := 0; i < len(shelf); i += step {
				readBack(t, eye, shelf[i], dpi)
			}
		})
	}
}

func readBack(t *testing.T, eye *labeltest.Eye, l label.Label, dpi int) {
	t.Helper()
	m := label.Media{DPI: dpi}
	zpl, err := label.ZPL(l, m)
	if err != nil {
		t.Errorf("order %q: %v", l.Order.ID, err)
		return
	}
	if len(zpl) > 4096 {
		t.Errorf("order %q: %d bytes of ZPL", l.Order.ID, len(zpl))
	}
	read := eye.Read(t, zpl, dpi)
	if len(read) != 1 {
		t.Errorf("order %q at %d dpi made %d labels", l.Order.ID, dpi, len(read))
	}
	expect(t, l, dpi, "ZPL", read[0])
	var picture bytes.Buffer
	if err := label.PNG(&picture, l, m); err != nil {
		t.Errorf("order %q: %v", l.Order.ID, err)
		return
	}
	expect(t, l, dpi, "our own drawing", eye.ReadPNG(t, picture.Bytes()))
}

// TestASampleIsReadAsNothingToShip holds that a sample bears no carrier's code that somebody could ship by.
func TestASampleIsReadAsNothingToShip(t *testing.T) {
	l := specimen(t, 0)
	l.Sample = true
	zpl, err := label.ZPL(l, label.Media{DPI: 203})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, l, 203, "ZPL", labeltest.Read(t, zpl, 203))
}

func expect(t *testing.T, l label.Label, dpi int, what string, got []labeltest.Barcode) {
	t.Helper()
	want := []labeltest.Barcode{
		{Format: "Code128", ID: "]C1", Text: "00" + string(l.Carton.SSCC)},
		{Format: "QRCode", ID: "]Q1", Text: l.Code},
	}
	if l.Carton.Tracking != "" && !l.Sample {
		want = append(want, carrierBarcode(l))
	}
	sortBarcodes(want)
	sortBarcodes(got)
	if !slices.Equal(got, want) {
		t.Errorf("order %q at %d dpi by %s:\n got  %q\n want %q", l.Order.ID, dpi, what, got, want)
	}
}

func carrierBarcode(l label.Label) labeltest.Barcode {
	number := strings.ReplaceAll(l.Carton.Tracking, " ", "")
	zip := strings.ReplaceAll(l.Order.ShipTo.Postal, "-", "")
	if rest, ok := strings.CutPrefix(number, "420"); ok && len(number) >= 30 {
		zip, number = rest[:len(rest)-22], rest[len(rest)-22:]
	}
	if l.Order.Carrier == "USPS" && len(number) == 22 && number[0] == '9' && number[1] >= '2' && number[1] <= '5' {
		return labeltest.Barcode{Format: "Code128", ID: "]C1", Text: "420" + zip + "\x1d" + number}
	}
	return labeltest.Barcode{Format: "Code128", ID: "]C0", Text: number}
}

func sortBarcodes(b []labeltest.Barcode) {
	slices.SortFunc(b, func(a, b labeltest.Barcode) int { return strings.Compare(a.ID+a.Text, b.ID+b.Text) })
}
