package demo

import (
	"bytes"
	"regexp"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
	"packline/terminal"
)

// emptyRollAt is the order, counted from 0, before which the roll of labels runs out by itself: nobody should leave the
// demo without having met a printer's fault.
const emptyRollAt = 5

// patience is how long a scanned order is waited for before the next may be scanned: the screen may still show the step
// before, and an order that is scanned too early would be left out.
const patience = 700 * time.Millisecond

// player is the hands at the bench. Its methods are called on the terminal's goroutine, one at a time; what touches a
// device is quick.
type player struct {
	bench *Bench

	mu        sync.Mutex
	next      int // order to be scanned next
	current   manifest.Order
	box       int // boxes of the current order that were put on the scale
	loaded    bool
	noScale   bool
	noLabels  bool
	rollEnded bool
	asked     time.Time // when the last order was scanned
	label     string    // code of the label to be scanned, as last seen
	network   network
}

// Skip leaves out the orders that were packed before.
func (b *Bench) Skip(packed func(order string) bool) {
	p := &b.player
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.next < len(b.Orders) && packed(b.Orders[p.next].ID) {
		p.next++
	}
}

// Bindings gives the keys of the demo. They are letters: no scanner types on this bench.
func (b *Bench) Bindings() []terminal.Binding {
	p := &b.player
	key := func(r rune, name string, do func(), disabled func(station.View) manifest.Phrase) terminal.Binding {
		return terminal.Binding{
			Key: tcell.KeyRune, Rune: r, Label: "cmd.demo.key." + name, Help: "cmd.demo.help." + name, Do: do, Disabled: disabled,
		}
	}
	return []terminal.Binding{
		key('b', "badge", p.scanBadge, nil),
		key('o', "order", p.scanOrder, p.noOrderNow),
		key('w', "weigh", p.putOn, nil),
		key('e', "empty", p.takeOff, nil),
		key('l', "label", p.scanLabel, p.noLabelNow),
		key('p', "paper", p.paper, nil),
		key('u', "unplug", p.unplug, nil),
		key('c', "cable", p.cable, p.nothingYet),
		key('k', "lead", p.scanLead, nil),
		key('t', "test", p.putTest, nil),
	}
}

func (p *player) scanBadge() { p.bench.Scanner.Scan(pickerBadge) }
func (p *player) scanLead()  { p.bench.Scanner.Scan(leadBadge) }

// noOrderNow says why no order can be scanned now: one that is scanned at the wrong moment would be left out.
func (p *player) noOrderNow(v station.View) manifest.Phrase {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.next >= len(p.bench.Orders):
		return manifest.Say("cmd.demo.no-more")
	case betweenCartons(v) && time.Since(p.asked) > patience:
		return manifest.Phrase{}
	}
	return manifest.Say("cmd.demo.not-now")
}

// nothingYet says that the centre's feed hasn't brought everything: without it there is nothing to pack in an outage.
func (p *player) nothingYet(v station.View) manifest.Phrase {
	if v.Orders < len(p.bench.Orders) {
		return manifest.Say("cmd.demo.no-orders")
	}
	return manifest.Phrase{}
}

func (p *player) scanOrder() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next >= len(p.bench.Orders) {
		return
	}
	if p.next == emptyRollAt && !p.rollEnded {
		p.rollEnded, p.noLabels = true, true
		p.bench.Printer.PaperOut()
	}
	p.current, p.box = p.bench.Orders[p.next], 0
	p.next++
	p.asked = time.Now()
	p.bench.Scanner.Scan(p.current.ID)
}

// putOn puts the next box of the order on the scale; what was on it is taken off first, as hands do.
func (p *player) putOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.loaded {
		return
	}
	p.loaded = true
	p.bench.Scale.Put(boxWeight(p.current, p.box))
	p.box++
}

// putTest puts the check weight on the empty scale.
func (p *player) putTest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.loaded {
		return
	}
	p.loaded = true
	p.bench.Scale.Put(checkWeight * manifest.Pound)
}

func (p *player) takeOff() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loaded = false
	p.bench.Scale.TakeOff()
}

// boxWeight is what a box of an order weighs: its share of the goods and the cardboard. Goods that say no weight count
// as half a pound.
func boxWeight(o manifest.Order, box int) manifest.Weight {
	const cardboard, unknown = 6 * manifest.Ounce, 8 * manifest.Ounce
	var goods manifest.Weight
	for _, line := range o.Lines {
		one, err := line.UnitWeight.Weight()
		if err != nil {
			one = unknown
		}
		goods += one * manifest.Weight(line.Quantity)
	}
	boxes := manifest.Weight(o.Planned())
	return goods/boxes + cardboard + manifest.Weight(box%2)*manifest.Ounce
}

// paper takes the labels out of the printer, or loads a new roll.
func (p *player) paper() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noLabels = !p.noLabels
	if p.noLabels {
		p.bench.Printer.PaperOut()
		return
	}
	p.bench.Printer.PaperIn()
}

// unplug pulls the scale's cable, or plugs it in again.
func (p *player) unplug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noScale = !p.noScale
	if p.noScale {
		p.bench.Scale.Unplug()
		return
	}
	p.bench.Scale.Replug()
}

// noLabelNow says why there is no label to scan.
func (p *player) noLabelNow(v station.View) manifest.Phrase {
	if !p.labelToScan(v) {
		return manifest.Say("cmd.demo.no-label")
	}
	return manifest.Phrase{}
}

func (p *player) scanLabel() {
	if code, ok := p.lastLabel(); ok {
		p.bench.Scanner.Scan(code)
	}
}

// labelToScan finds the first label that came out of the printer and wasn't scanned on its box yet; between cartons,
// the label of a box that the centre holds.
func (p *player) labelToScan(v station.View) bool {
	code := p.printed(v.Labels)
	if code == "" && betweenCartons(v) && len(v.Holds) > 0 && v.Holds[0].SSCC != "" {
		code = symbol(v.Holds[0].SSCC)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if code != "" {
		p.label = code
	}
	return code != ""
}

// betweenCartons reports whether a carton made before can be looked at.
func betweenCartons(v station.View) bool { return v.Phase == station.Ready || v.Phase == station.Done }

// symbol is what a scanner sends for a label's GS1-128 symbol.
func symbol(n manifest.SSCC) string { return "]C100" + string(n) }

// printed gives the 2D code of the first label that came out and waits for its closing scan. A label of an earlier demo
// is in nobody's memory: it is scanned by its other symbol.
func (p *player) printed(out []station.LabelCard) string {
	for _, card := range out {
		if card.Closed {
			continue
		}
		for _, printed := range p.bench.Printer.Labels() {
			if code, ok := codeOf(printed, card.SSCC, card.Copy); ok {
				return code
			}
		}
		if card.State == manifest.CopyConfirmed {
			return symbol(card.SSCC)
		}
	}
	return ""
}

// labelCode finds what may be the text of a 2D code.
var labelCode = regexp.MustCompile("[A-Z2-7]{60,119}")

// codeOf reads the 2D code of a printed label, if the label is the copy of a carton that is asked for.
func codeOf(printed []byte, sscc manifest.SSCC, n int) (string, bool) {
	if !bytes.Contains(printed, []byte(sscc)) {
		return "", false
	}
	for _, text := range labelCode.FindAll(printed, -1) {
		if code, err := manifest.ParseLabelCode(string(text)); err == nil && code.Copy == n {
			return string(text), true
		}
	}
	return "", false
}

func (p *player) lastLabel() (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.label, p.label != ""
}
