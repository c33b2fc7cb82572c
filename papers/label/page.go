package label

import "packline/papers/zpl"

// page collects elements; it is told thousandths of an inch and makes dots of them.
type page struct {
	dpi      int
	elements []zpl.Element
	err      error
}

func (p *page) dots(mil int) int { return (mil*p.dpi + 500) / 1000 }

func (p *page) add(e zpl.Element) { p.elements = append(p.elements, e) }

func (p *page) text(x, y, height, width int, s string) {
	p.add(zpl.Text{X: p.dots(x), Y: p.dots(y), Height: p.dots(height), Width: p.dots(width), Data: s})
}

// centred sets the program's own words, of known length, in the middle of an area's width.
func (p *page) centred(a area, height int, reverse bool, s string) {
	p.add(zpl.Block{
		X: p.dots(a.x), Y: p.dots(a.y), Height: p.dots(height), Width: p.dots(height), Room: p.dots(a.w), Lines: 1,
		Align: zpl.Centre, Reverse: reverse, Data: s,
	})
}

// middle sets text from outside on one line in the middle of an area's width, as small as it must be.
func (p *page) middle(a area, s size, field string, reverse bool, text string) {
	room := p.dots(a.w) * 100 / widthReserve
	for height := s.most; p.err == nil; height -= 4 {
		if height < s.least {
			p.err = tooLong([]line{{field: field, text: text}})
			return
		}
		width := zpl.TextWidth(text, p.dots(height))
		if width > room {
			continue
		}
		p.add(zpl.Text{
			X: p.dots(a.x) + (p.dots(a.w)-width)/2, Y: p.dots(a.y), Height: p.dots(height), Width: p.dots(height),
			Reverse: reverse, Data: text,
		})
		return
	}
}

// caption sets the small words that say what stands below or beside them.
func (p *page) caption(x, y int, s string) { p.text(x, y, captionHeight, captionHeight, s) }

func (p *page) rule(y, thickness int) {
	p.box(area{margin, y, widthMil - 2*margin, thickness}, thickness)
}

func (p *page) box(a area, thickness int) {
	w, h := max(p.dots(a.w), 1), max(p.dots(a.h), 1)
	p.add(zpl.Box{X: p.dots(a.x), Y: p.dots(a.y), W: w, H: h, Thickness: max(min(p.dots(thickness), w, h), 1)})
}

// filled draws a black area.
func (p *page) filled(a area) { p.box(a, min(a.w, a.h)) }
