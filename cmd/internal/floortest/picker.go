//go:build linux

package floortest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"packline/manifest"
)

// Picker packs orders as a person does: reads what the screen asks for and does that. When the program is gone, the
// picker starts it, signs in again and goes on with the box on the bench.
type Picker struct {
	Badge string
	Scans int // codes scanned for cartons: sign-in left out
	// Moment is called right after each thing the picker did: "order", "weight", "label", "reprint". Nil is nobody.
	Moment func(did string)

	floor   *Floor
	run     *Run
	starts  int
	order   string          // in hand
	scanned map[string]bool // labels scanned since the program was started
}

// NewPicker gives a picker at a floor.
func NewPicker(f *Floor, badge string) *Picker {
	return &Picker{Badge: badge, floor: f, scanned: map[string]bool{}}
}

// Box is an order to pack, and what each of its boxes weighs in hundredths of a pound.
type Box struct {
	Order  string
	Boxes  int
	Weight int
}

// Run gives the program that the picker works with, started if need be.
func (p *Picker) Run(t testing.TB) *Run {
	t.Helper()
	if p.run == nil || !p.run.Alive() {
		p.run = p.floor.Start(t)
		p.starts++
		clear(p.scanned)
	}
	return p.run
}

// SignIn signs in, if the screen asks for it.
func (p *Picker) SignIn(t testing.TB) {
	t.Helper()
	for {
		asks, _ := p.asks(t)
		switch name(asks) {
		case "signed-out":
			p.act(t, asks, "badge", func() { p.floor.hands.Scan(p.Badge) })
		case "notice":
			p.act(t, asks, "notice", func() { p.floor.hands.Scan(string(manifest.CommandAck)) })
		default:
			return
		}
	}
}

// Pack packs one order, whatever the screen asks for on the way.
func (p *Picker) Pack(t testing.TB, b Box) {
	t.Helper()
	p.PackUntil(t, b, "")
}

// PackUntil packs one order until it is done, or until the screen asks for something the test waits for.
func (p *Picker) PackUntil(t testing.TB, b Box, until string) {
	t.Helper()
	p.order = b.Order
	deadline := time.Now().Add(4 * Patience)
	for closed := 0; time.Now().Before(deadline); {
		asks, flat := p.asks(t)
		switch name(asks) {
		case until:
			return
		case "signed-out", "notice":
			p.SignIn(t)
		case "ready", "done":
			if closed >= b.Boxes || p.packedAlready(flat) {
				p.floor.hands.Put(0)
				return
			}
			p.code(t, asks, "order", b.Order)
		case "empty-scale":
			p.act(t, asks, "empty", func() { p.floor.hands.Put(0) })
		case "recalled": // it was packed before the power went, and shows its carton
			if p.packedAlready(flat) {
				closed = b.Boxes
			} // else a reprint was asked for of a label that had just been taken: its carton is shown, and left
			p.code(t, asks, "next", string(manifest.CommandNext))
		case "order-open", "weighing", "scale-moves":
			p.act(t, asks, "weight", func() { p.floor.hands.Put(b.Weight) })
		case "label-out", "labels-out", "in-doubt", "not-printed":
			p.floor.hands.Put(0)
			closed += p.label(t, asks)
		default:
			t.Fatalf("order %s: the picker does not know what to do about %q:\n%s", b.Order, asks, p.run.Screen.Text())
		}
	}
	t.Fatalf("order %s is not packed after %v; the screen:\n%s", b.Order, 4*Patience, p.run.Screen.Text())
}

// packedAlready reports whether the screen refuses the order in hand because its cartons are packed.
func (p *Picker) packedAlready(flat string) bool {
	return Says(flat, "bench.refuse.packed-already", p.order)
}

// reach is how many of the last labels a picker has at hand: those of this order, and of boxes just put on the belt.
const reach = 6

// label scans the newest label at hand that wasn't scanned yet. Where there is none, it says so when asked, and
// otherwise waits for one. It gives 1 when the screen took a label of the order in hand.
func (p *Picker) label(t testing.TB, asks string) int {
	t.Helper()
	labels, another := p.floor.hands.Printed()
	for i := len(labels) - 1; i >= max(0, len(labels)-reach); i-- {
		read, err := ReadLabel(labels[i])
		if err != nil {
			t.Fatal(err)
		}
		if p.scanned[read.Text] {
			continue
		}
		taken := p.code(t, asks, "label", read.Text)
		p.scanned[read.Text] = taken || !misread(p.run.Screen.Flat())
		if taken && read.Order == p.order {
			return 1
		}
		return 0
	}
	if name(asks) == "in-doubt" {
		p.code(t, asks, "reprint", string(manifest.CommandReprint))
		return 0
	}
	p.wait(t, asks, p.run.Screen.Bells(), another)
	return 0
}

// misread reports whether the screen refuses a code because of how it came through, so that it is to be scanned again.
func misread(flat string) bool {
	return slices.ContainsFunc([]string{"scanner.control-character", "scanner.cut-off", "scanner.not-ascii", "scanner.too-long", "bench.refuse.label-first"},
		func(key string) bool { return Says(flat, key) })
}

// code scans a code and waits until the screen has taken it: false when it did not, or the program is gone.
func (p *Picker) code(t testing.TB, asks, did, code string) bool {
	t.Helper()
	return p.act(t, asks, did, func() {
		p.Scans++
		p.floor.hands.Scan(code)
	})
}

// act does something and waits until the screen asks for something else, for a while: a picker who sees no change
// looks again.
func (p *Picker) act(t testing.TB, asks, did string, do func()) bool {
	t.Helper()
	bells := p.run.Screen.Bells()
	do()
	if p.Moment != nil {
		p.Moment(did)
	}
	return p.wait(t, asks, bells, nil)
}

// wait waits until the screen asks for something else, a refusal rings, something else happens, or a few seconds are
// over. It reports whether the screen asks for something else.
func (p *Picker) wait(t testing.TB, asks string, bells int, other <-chan struct{}) bool {
	t.Helper()
	late := time.NewTimer(5 * time.Second)
	defer late.Stop()
	for {
		changed, closed := p.run.Screen.state()
		flat := p.run.Screen.Flat()
		now := Asks(flat)
		switch {
		case closed:
			return false
		case now != "" && now != asks && name(now) != "looking" && name(now) != "saving":
			return true
		case p.packedAlready(flat), p.run.Screen.Bells() > bells:
			return false
		}
		select {
		case <-changed:
		case <-other:
			return false
		case <-late.C:
			return false
		}
	}
}

// asks waits until the screen asks for something, starting the program if it is gone.
func (p *Picker) asks(t testing.TB) (asks, flat string) {
	t.Helper()
	late := time.NewTimer(Patience)
	defer late.Stop()
	for {
		run := p.Run(t)
		changed, _ := run.Screen.state()
		flat = run.Screen.Flat()
		if asks = Asks(flat); asks != "" && name(asks) != "looking" && name(asks) != "saving" && run.Alive() {
			return asks, flat
		}
		select {
		case <-changed:
		case <-run.Ended:
		case <-late.C:
			t.Fatalf("the screen has asked for nothing for %v:\n%s", Patience, run.Screen.Text())
		}
	}
}

func name(asks string) string {
	n, _, _ := strings.Cut(asks, " ")
	return n
}
