package label

import (
	"strings"
	"sync"

	"packline/manifest"
	"packline/papers/zpl"
	"packline/phrases"
)

// Where the zones stand, in thousandths of an inch: the zones of the USPS Parcel Labeling Guide from top to bottom.
// Without a carrier's barcode the ship-to address and the SSCC take its room.
const (
	margin        = 120
	inner         = widthMil - 2*margin
	captionHeight = 82
	bannerTop     = 110
	returnTop     = 640
	shipToTop     = 1320
	trackingTop   = 2610
	userTop       = 3860
	trackingRoom  = userTop - trackingTop
	shipToExtra   = 720 // of trackingRoom, where there is no tracking number
	userHeight    = 1040
	bottom        = 5890
	ruleWidth     = 12
	heavyRule     = 36
)

// words is the book that labels are printed from: they are read in the United States.
var words = sync.OnceValue(func() phrases.Book { return phrases.In(phrases.English) })

func say(key string, args ...string) string { return words().Say(key, args...) }

// Compose gives the label as elements on a page of the media's size: what ZPL writes and Draw draws.
func Compose(l Label, m Media) (zpl.Label, error) {
	if m.DPI != 203 && m.DPI != 300 {
		return zpl.Label{}, ErrMedia
	}
	c, err := read(l)
	if err != nil {
		return zpl.Label{}, err
	}
	p := page{dpi: m.DPI, elements: make([]zpl.Element, 0, 48)}
	p.banner(c)
	p.returnZone(c)
	p.userZones(c, p.carrierZone(c))
	if p.err != nil {
		return zpl.Label{}, p.err
	}
	return zpl.Label{
		Width: p.dots(widthMil), Height: p.dots(heightMil),
		Darkness: m.Darkness, Speed: m.Speed, Mode: m.Mode, Elements: p.elements,
	}, nil
}

// banner is the carrier's name and the room for its permit, or the mark of what isn't to be shipped.
func (p *page) banner(c content) {
	if c.mark != "" {
		p.filled(area{margin, bannerTop, inner, returnTop - bannerTop - 70})
		p.centred(area{margin, bannerTop + 28, inner, 0}, 400, true, c.mark)
		p.centred(area{margin, bannerTop + 358, inner, 0}, 96, true, say("label.not-for-shipping"))
	} else {
		p.setLines(area{margin, bannerTop + 30, 2300, 400}, size{420, 100}, []line{{"carrier", c.carrier, false}})
		permit := area{2660, bannerTop, widthMil - margin - 2660, returnTop - bannerTop - 70}
		p.box(permit, ruleWidth)
		p.centred(area{permit.x, permit.y + permit.h - 100, permit.w, 0}, 64, false, say("label.permit"))
	}
	p.rule(returnTop-36, ruleWidth)
}

// returnZone is the U.S. return address, and beside it where and when the label was printed.
func (p *page) returnZone(c content) {
	const side = 2660
	p.caption(margin, returnTop+10, say("label.return-to"))
	p.setLines(area{margin, returnTop + 130, side - margin - 80, shipToTop - returnTop - 190}, size{130, 66}, c.from)
	p.caption(side, returnTop+10, say("label.station"))
	p.setLines(area{side, returnTop + 110, 620, 130}, size{130, 70}, []line{{"station name", c.station, true}})
	p.caption(side, returnTop+280, say("label.packed"))
	p.text(side, returnTop+380, 100, 100, c.at)
	if c.mark != "" {
		p.setLines(area{side, returnTop + 520, widthMil - margin - side, 90}, size{110, 60}, []line{{"carrier", c.carrier, false}})
	}
	if c.copy != "" {
		mark := area{3300, returnTop + 10, widthMil - margin - 3300, 230}
		p.filled(mark)
		p.middle(area{mark.x, mark.y + 55, mark.w, 0}, size{160, 60}, "copy number", true, c.copy)
	}
	p.rule(shipToTop-36, ruleWidth)
}

// carrierZone is the ship-to address and below it the carrier's barcode. It gives where the next zone begins.
func (p *page) carrierZone(c content) int {
	end := trackingTop
	if c.tracking == "" {
		end += shipToExtra
	}
	p.caption(margin, shipToTop+20, say("label.ship-to"))
	p.setLines(area{margin + 420, shipToTop + 30, inner - 420, end - shipToTop - 110}, size{250, 92}, c.to)
	p.rule(end-heavyRule, heavyRule)
	if c.tracking == "" {
		return end
	}
	p.carrierCaption(c, area{margin, trackingTop + 18, inner, 124})
	bars := area{0, trackingTop + 170, widthMil, 830}
	if c.sample {
		p.filled(area{margin, bars.y, inner, bars.h})
		p.centred(area{margin, bars.y + 150, inner, 0}, 600, true, say("label.sample"))
		p.centred(area{margin, bars.y + bars.h + 50, inner, 0}, 120, false, say("label.no-carrier-code"))
	} else {
		p.carrierBars(c, bars)
		p.middle(area{margin, bars.y + bars.h + 50, inner, 0}, size{140, 80}, "tracking number", false, c.trackingText)
	}
	p.rule(userTop-heavyRule, heavyRule)
	return userTop
}

// carrierCaption says whose barcode it is; on what isn't to be shipped it says that instead.
func (p *page) carrierCaption(c content, a area) {
	text := area{a.x, a.y + 22, a.w, 0}
	if c.mark == "" {
		p.middle(text, size{110, 60}, "carrier", false, say("label.tracking", c.carrier))
		return
	}
	p.filled(a)
	p.centred(text, 110, true, c.mark+" - "+say("label.not-for-shipping"))
}

// userZones are what the packing floor and the dock need: order, carton, lane, release, weight, 2D code and SSCC.
func (p *page) userZones(c content, top int) {
	const half, middle, right = 1460, 1520, 2860
	const first, second, third = 30, 360, 690
	p.fact(area{margin, top + first, right - margin - 60, 0}, "order id", "label.order", c.order)
	p.fact(area{margin, top + second, half - margin, 0}, "carton number", "label.carton", c.carton)
	weight := "label.weight"
	if c.keyed {
		weight = "label.weight-manual"
	}
	p.fact(area{middle, top + second, right - middle - 60, 0}, "weight", weight, c.weight)
	p.fact(area{margin, top + third, half - margin, 0}, "lane", "label.lane", c.lane)
	p.fact(area{middle, top + third, right - middle - 60, 0}, "release", "label.release", c.release)
	p.qr(area{right, top, widthMil - margin/2 - right, userHeight}, c.code)
	p.rule(top+userHeight, ruleWidth)
	p.sscc(c, top+userHeight+30)
}

// fact is a caption with its value below, in a row of a height of its own.
func (p *page) fact(a area, field, key, value string) {
	p.caption(a.x, a.y+10, say(key))
	p.setLines(area{a.x, a.y + 105, a.w, 220}, size{200, 60}, []line{{field, value, false}})
}

// qr stands the 2D code in the middle of an area with the largest modules that leave its quiet zone of four, up to 25
// thousandths of an inch: an imager reads that across a bench.
func (p *page) qr(a area, code string) {
	modules := qrModules(code)
	module := min(p.dots(min(a.w, a.h))/(modules+2*quietQR), p.dots(25))
	side := modules * module
	x := p.dots(a.x) + (p.dots(a.w)-side)/2
	y := p.dots(a.y) + (p.dots(a.h)-side)/2
	p.add(zpl.QR{X: x, Y: y, Module: module, Data: code})
}

// sscc is the carton's own number, with bars as near as there is room to the 1.25 in that GS1 asks of logistic labels.
func (p *page) sscc(c content, top int) {
	text := 150
	height := min(1250, bottom-top-text-60)
	g := zpl.GS1{Module: p.dots(20), Height: p.dots(height), Data: "00" + string(c.sscc)}
	g.X, g.Y = (p.dots(widthMil)-g.Modules()*g.Module)/2, p.dots(top+30)
	p.add(g)
	p.centred(area{margin, top + 30 + height + 40, inner, 0}, text, false, "(00) "+c.sscc.Spaced())
}

// carrierBars draws the carrier's barcode with the widest modules that leave its quiet zones of ten.
func (p *page) carrierBars(c content, a area) {
	var bars zpl.Element
	modules, data := 0, c.tracking
	if c.usps {
		modules = zpl.GS1{Data: data}.Modules()
	} else {
		modules = zpl.Code128{Data: data}.Modules()
	}
	module := min(p.dots(a.w)/max(modules+2*quietBars, 1), p.dots(20))
	if modules == 0 || module < p.dots(10) {
		p.err = &FieldError{Field: "tracking number", Problem: "is too long for a barcode"}
		return
	}
	x := (p.dots(widthMil) - modules*module) / 2
	if c.usps {
		bars = zpl.GS1{X: x, Y: p.dots(a.y), Module: module, Height: p.dots(a.h), Data: data}
	} else {
		bars = zpl.Code128{X: x, Y: p.dots(a.y), Module: module, Height: p.dots(a.h), Data: data}
	}
	p.add(bars)
}

// Quiet zones in modules (ISO/IEC 15417 and 18004).
const (
	quietBars = 10
	quietQR   = 4
)

// qrModules gives the modules on a side of a QR code of level M for alphanumeric text (ISO/IEC 18004, table 7).
func qrModules(code string) int {
	for i, room := range [...]int{20, 38, 61, 90, 122, 154} {
		if len(code) <= room {
			return 21 + 4*i
		}
	}
	return 0
}

func addressLine(a manifest.Address) string {
	return strings.ToUpper(strings.TrimSpace(a.City + " " + a.State + " " + a.Postal))
}
