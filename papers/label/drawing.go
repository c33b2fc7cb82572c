package label

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"packline/papers/zpl"
)

// drawing is a label of black and white dots. Letters are those of Go Bold, each squeezed to the advance width the
// printer's own font has, so that a line takes the same room here as on paper.
type drawing struct {
	ink    *image.Gray
	font   *sfnt.Font
	buffer sfnt.Buffer
	mask   vector.Rasterizer
}

var letters = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(gobold.TTF) })

const (
	white  = 255
	fontEm = 2048 // outlines are loaded at this many units, then scaled
)

func newDrawing(w, h int) (*drawing, error) {
	parsed, err := letters()
	if err != nil {
		return nil, fmt.Errorf("cannot read the label font: %w", err)
	}
	d := &drawing{ink: image.NewGray(image.Rect(0, 0, w, h)), font: parsed}
	for i := range d.ink.Pix {
		d.ink.Pix[i] = white
	}
	return d, nil
}

func (d *drawing) element(e zpl.Element) error {
	switch e := e.(type) {
	case zpl.Text:
		return d.text(e.X, e.Y, e.Height, e.Width, e.Reverse, e.Data)
	case zpl.Block:
		return d.block(e)
	case zpl.Box:
		d.box(e)
		return nil
	case zpl.GS1:
		fnc1 := string(code128.FNC1)
		return d.bars(e.X, e.Y, e.Module, e.Height, fnc1+strings.ReplaceAll(e.Data, string(zpl.GroupSeparator), fnc1))
	case zpl.Code128:
		return d.bars(e.X, e.Y, e.Module, e.Height, e.Data)
	case zpl.QR:
		return d.qr(e)
	}
	return fmt.Errorf("cannot draw label element %T", e)
}

func (d *drawing) fill(r image.Rectangle) {
	r = r.Intersect(d.ink.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			d.ink.SetGray(x, y, color.Gray{})
		}
	}
}

func (d *drawing) box(b zpl.Box) {
	outer := image.Rect(b.X, b.Y, b.X+b.W, b.Y+b.H)
	hole := outer.Inset(b.Thickness)
	if hole.Empty() {
		d.fill(outer)
		return
	}
	d.fill(image.Rect(outer.Min.X, outer.Min.Y, outer.Max.X, hole.Min.Y))
	d.fill(image.Rect(outer.Min.X, hole.Max.Y, outer.Max.X, outer.Max.Y))
	d.fill(image.Rect(outer.Min.X, hole.Min.Y, hole.Min.X, hole.Max.Y))
	d.fill(image.Rect(hole.Max.X, hole.Min.Y, outer.Max.X, hole.Max.Y))
}

// bars draws whole modules itself from the encoder's pattern: its own scaling would spread a remainder.
func (d *drawing) bars(x, y, module, height int, data string) error {
	code, err := code128.Encode(data)
	if err != nil {
		return fmt.Errorf("cannot draw barcode: %w", err)
	}
	d.modules(code, x, y, module, height)
	return nil
}

func (d *drawing) qr(q zpl.QR) error {
	code, err := qr.Encode(q.Data, qr.M, qr.AlphaNumeric)
	if err != nil {
		return fmt.Errorf("cannot draw QR code: %w", err)
	}
	d.modules(code, q.X, q.Y, q.Module, q.Module)
	return nil
}

func (d *drawing) modules(code barcode.Barcode, x, y, w, h int) {
	size := code.Bounds()
	for row := range size.Dy() {
		for column := range size.Dx() {
			if level, _, _, _ := code.At(size.Min.X+column, size.Min.Y+row).RGBA(); level == 0 {
				d.fill(image.Rect(x+column*w, y+row*h, x+(column+1)*w, y+(row+1)*h))
			}
		}
	}
}

// block draws one line as it is aligned; the layout gives the printer no longer text than fits on one.
func (d *drawing) block(b zpl.Block) error {
	x := b.X
	spare := b.Room - zpl.TextWidth(b.Data, b.Width)
	switch b.Align {
	case zpl.Centre:
		x += spare / 2
	case zpl.Right:
		x += spare
	}
	return d.text(x, b.Y, b.Height, b.Width, b.Reverse, b.Data)
}

// text draws a line with the tops of its capitals at y.
func (d *drawing) text(x, y, height, width int, reverse bool, s string) error {
	foot := y + height*zpl.CapHeight/1000
	pen := float32(x)
	for _, r := range zpl.Clean(s) {
		advance, _ := zpl.Advance(r)
		room := float32(advance*width) / 1000
		if err := d.glyph(r, pen, foot, height, room, reverse); err != nil {
			return err
		}
		pen += room
	}
	return nil
}

// Height of a capital of Go Bold in thousandths of its em.
const goCapital = 723

func (d *drawing) glyph(r rune, x float32, foot, height int, room float32, reverse bool) error {
	index, err := d.font.GlyphIndex(&d.buffer, r)
	if err != nil {
		return fmt.Errorf("cannot draw %q: %w", r, err)
	}
	em := fixed.I(fontEm)
	natural, err := d.font.GlyphAdvance(&d.buffer, index, em, font.HintingNone)
	if err != nil || natural == 0 {
		return err
	}
	outline, err := d.font.LoadGlyph(&d.buffer, index, em, nil)
	if err != nil {
		return fmt.Errorf("cannot draw %q: %w", r, err)
	}
	sy := float32(height) * zpl.CapHeight / goCapital / fontEm / 64
	sx := room / float32(natural)
	top := height // room above the foot for accents
	d.mask.Reset(int(room)+height, 2*height)
	left := float32(height/2) + x - float32(int(x))
	trace(&d.mask, outline, func(p fixed.Point26_6) (float32, float32) {
		return left + float32(p.X)*sx, float32(top) + float32(p.Y)*sy
	})
	d.stamp(int(x)-height/2, foot-top, reverse)
	return nil
}

func trace(mask *vector.Rasterizer, outline sfnt.Segments, at func(fixed.Point26_6) (float32, float32)) {
	for _, s := range outline {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			mask.ClosePath()
			mask.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			mask.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			bx, by := at(s.Args[1])
			mask.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			cx, cy := at(s.Args[2])
			mask.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	mask.ClosePath()
}

// stamp puts the traced letter on the label: a dot is black when at least half of it is covered, and turned over where
// the letter is reversed.
func (d *drawing) stamp(x, y int, reverse bool) {
	size := d.mask.Size()
	cover := image.NewAlpha(image.Rectangle{Max: size})
	d.mask.Draw(cover, cover.Rect, image.Opaque, image.Point{})
	for row := range size.Y {
		for column := range size.X {
			at := image.Pt(x+column, y+row)
			if cover.Pix[row*cover.Stride+column] < 128 || !at.In(d.ink.Rect) {
				continue
			}
			i := d.ink.PixOffset(at.X, at.Y)
			if reverse {
				d.ink.Pix[i] = white - d.ink.Pix[i]
			} else {
				d.ink.Pix[i] = 0
			}
		}
	}
}
