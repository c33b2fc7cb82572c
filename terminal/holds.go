package terminal

import (
	"strconv"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// holdStyle is the colour of what the centre holds, the same as that of a verdict HOLD.
func holdStyle() tcell.Style { return toneStyle(station.ToneHold) }

// shortDigits is how many of the last digits name a box where its whole number has no room.
const shortDigits = 8

// holds draws the holds of the centre under the next step and gives what is left below: a strip with the oldest on a
// low screen, a panel with all of them on a tall one. A prompt has the screen to itself.
func (s Scene) holds(a area, tall bool) area {
	cards := s.pull()
	switch {
	case len(cards) == 0 || s.View.Prompt != nil:
		return a
	case tall:
		return s.holdPanel(a, cards)
	}
	lines := s.holdLines()
	text := s.holdStrip(cards, a.w-4, lines)
	return banner(a, text, holdStyle(), lines, false)
}

// holdLines is how high the strip may get: a carton in hand needs the room more.
func (s Scene) holdLines() int {
	if s.inHand() {
		return 1
	}
	return 2
}

// pull gives the holds that nothing else on the screen is about.
func (s Scene) pull() []station.HoldCard {
	var cards []station.HoldCard
	for _, h := range s.View.Holds {
		if !s.headlined(h) {
			cards = append(cards, h)
		}
	}
	return cards
}

// headlined reports whether the verdict band is about this hold.
func (s Scene) headlined(h station.HoldCard) bool {
	return s.View.Tone == station.ToneHold && s.concerns(h)
}

// concerns reports whether the hold is on what the screen shows: the carton that was recalled, or the box in hand.
func (s Scene) concerns(h station.HoldCard) bool {
	v := s.View
	if v.Past != nil {
		return v.Past.Carton.Shipment == h.Shipment
	}
	return h.AtBench && len(v.Labels) > 0 && v.Order != nil && v.Order.ID == h.Order
}

// holdStrip is the oldest hold and the number of all in a line or two: with as much of the box's number as fits.
func (s Scene) holdStrip(cards []station.HoldCard, w, lines int) string {
	h := cards[0]
	n, reason := strconv.Itoa(len(cards)), s.reason(h)
	key := "screen.holds"
	if len(cards) == 1 {
		key = "screen.holds.one"
	}
	text := ""
	for _, words := range []struct{ key, box string }{{key, h.SSCC.Spaced()}, {key, shortBox(h.SSCC)}, {key + ".short", shortBox(h.SSCC)}} {
		text = "■ " + s.say(words.key, n, words.box, h.Order, reason)
		if len(wrapped(text, w, lines+1)) <= lines {
			return text
		}
	}
	return text
}

// shortBox is a box's number by its last digits, as people say it.
func shortBox(n manifest.SSCC) string {
	if len(n) <= shortDigits {
		return string(n)
	}
	return "…" + string(n[len(n)-shortDigits:])
}

// reason is why a shipment is held: the messages of all findings.
func (s Scene) reason(h station.HoldCard) string {
	text := ""
	for _, f := range h.Findings {
		text = joined(" · ", text, s.phrase(f.Message))
	}
	if text == "" {
		return s.say("bench.detail.centre-hold")
	}
	return text
}

// The columns of a hold in the panel, each with the gap after it. An order's number takes what it needs up to a limit.
const (
	boxColumns   = 24
	orderColumns = 22
	timeColumns  = 7
)

// holdPanel lists the holds oldest first under a bar in the colour of a hold, in at most a third of the area.
func (s Scene) holdPanel(a area, cards []station.HoldCard) area {
	key := "screen.holds.title"
	if len(cards) == 1 {
		key = "screen.holds.title.one"
	}
	head, a := a.top(1)
	head.fill(holdStyle()).text(2, 0, "■ "+s.say(key, strconv.Itoa(len(cards))), holdStyle())
	order := 0
	for _, h := range cards {
		order = max(order, min(width(h.Order)+2, orderColumns))
	}
	list, y := a.part(2, 0, a.w-4, max(a.h/3, 2)), 0
	for i, h := range cards {
		left := len(cards) - i
		room := list.part(0, y, list.w, list.h-y)
		if left > 1 && room.h < 2 || room.h < 1 {
			room.text(0, 0, s.say("screen.more", strconv.Itoa(left)), quietStyle)
			y++
			break
		}
		if left > 1 {
			_, room = room.bottom(1) // for how many more there are
		}
		y += s.holdRow(room, order, h)
	}
	_, a = a.top(y)
	return a
}

// holdRow draws one hold, its reason in two rows at most, and gives the rows it took.
func (s Scene) holdRow(a area, order int, h station.HoldCard) int {
	_, tint := verdictLook(manifest.Hold)
	cell := func(x, columns int, text string, style tcell.Style) {
		a.part(x, 0, columns-1, 1).text(0, 0, text, style)
	}
	cell(0, boxColumns, h.SSCC.Spaced(), strongStyle)
	cell(boxColumns, order, h.Order, plainStyle)
	cell(boxColumns+order, timeColumns, s.heldAt(h), quietStyle)
	return max(a.wrap(boxColumns+order+timeColumns, 0, s.reason(h), tint, 2), 1)
}

// heldAt is when the hold was put: the time of today, the day of any other.
func (s Scene) heldAt(h station.HoldCard) string {
	if h.At.IsZero() {
		return ""
	}
	at := h.At.In(s.View.At.Location())
	if day := manifest.DateIn(at, at.Location()); day != manifest.DateIn(s.View.At, at.Location()) {
		return s.shortDay(day)
	}
	return at.Format("15:04")
}

// centreChecks gives what the centre found against what the screen shows, as a group of checks of its own.
func (s Scene) centreChecks() []station.Check {
	for _, h := range s.View.Holds {
		if !s.concerns(h) {
			continue
		}
		findings := h.Findings
		if len(findings) == 0 {
			findings = []manifest.Finding{{Verdict: manifest.Hold, Message: manifest.Say("bench.detail.centre-hold")}}
		}
		return []station.Check{{Group: "centre", Verdict: manifest.Hold, Findings: findings}}
	}
	return nil
}

// centreHold is a panel with what the centre found against a carton made before.
func (s Scene) centreHold() block {
	found := s.centreChecks()
	if len(found) == 0 {
		return block{}
	}
	rows := func(w int) int { return 1 + s.firedRows(w, found[0]) }
	return block{rows: rows, draw: func(a area) { s.drawChecks(a, found, nil) }}
}
