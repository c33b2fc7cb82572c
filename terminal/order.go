package terminal

import (
	"strconv"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// line is one row of a panel: a sign, what it says, and what stands at its right end.
type line struct {
	text  string
	style tcell.Style
	sign  string
	tint  tcell.Style // of the sign
	end   string
	extra string // after the text, where there is room for all of it
}

func (l line) draw(a area, y int) {
	x := 0
	if l.sign != "" {
		x = a.text(0, y, l.sign, l.tint) + 1
	}
	room := a.w
	if l.end != "" {
		room = a.right(y, l.end, l.style) - 1
	}
	x = a.part(x, y, room-x, 1).text(0, 0, l.text, l.style) + x
	if l.extra != "" && x+2+width(l.extra) <= room {
		a.text(x+2, y, l.extra, l.style)
	}
}

// listing is a panel of lines.
func (s Scene) listing(title string, lines []line) block {
	if len(lines) == 0 {
		return block{}
	}
	return block{rows: func(int) int { return 1 + len(lines) }, draw: func(a area) {
		s.heading(a, title)
		shown := lines[:min(len(lines), a.h-1)]
		more := len(lines) - len(shown)
		if more > 0 && a.h > 2 {
			shown = shown[:len(shown)-1]
			a.text(0, a.h-1, s.say("screen.more", strconv.Itoa(more+1)), quietStyle)
		}
		for i, l := range shown {
			l.draw(a, 1+i)
		}
	}}
}

func (s Scene) orderIfAny() block {
	if s.View.Order == nil {
		return block{}
	}
	return s.order()
}

// order is the card of the order in hand.
func (s Scene) order() block {
	o := s.View.Order
	lines := []line{
		{text: o.Name, style: strongStyle},
		{text: o.Place, style: plainStyle},
		{text: s.carton(o), style: strongStyle},
		{text: joined(" · ", o.Carrier, o.Lane, o.Induction), style: plainStyle},
		{text: s.crossing(o), style: plainStyle},
		{text: joined(" · ", s.release(o), o.Value), style: plainStyle},
	}
	for _, box := range o.Boxes {
		if len(o.Boxes) > 1 {
			lines = append(lines, line{text: s.say("screen.box", strconv.Itoa(box.N)), style: quietStyle, end: keyed(box.Shown, box.Manual)})
		}
	}
	for _, goods := range o.Lines {
		lines = append(lines, line{text: goodsLine(goods), style: plainStyle})
	}
	lines = append(lines, line{text: s.client(o), style: quietStyle})
	return s.listing(s.say("screen.order", o.ID), present(lines))
}

func (s Scene) client(o *station.OrderCard) string {
	if o.Client == "" {
		return ""
	}
	return s.say("screen.client", o.Client)
}

// crossing is the day the order crosses and how many cartons of this station are done for it.
func (s Scene) crossing(o *station.OrderCard) string {
	if o.Date == "" {
		return ""
	}
	done := ""
	for _, c := range s.View.Lanes {
		if c.Lane == o.Lane && c.Date == o.Date {
			done = s.say("screen.lane.done", strconv.Itoa(c.Done))
		}
	}
	return joined(" · ", s.say("screen.crossing", s.day(o.Date)), done)
}

func goodsLine(l station.LineCard) string {
	return strconv.FormatInt(l.Qty, 10) + " × " + joined("  ", l.SKU, l.Description)
}

// carton is "Carton 1 of 2", or "Carton 2, more to come" while the number isn't known.
func (s Scene) carton(o *station.OrderCard) string {
	n, m := strconv.Itoa(o.N), strconv.Itoa(o.M)
	switch {
	case o.N == 0:
		return ""
	case o.More || o.M == 0:
		return s.say("screen.carton.more", n)
	}
	return s.say("screen.carton", n, m)
}

func (s Scene) release(o *station.OrderCard) string {
	if s.View.Route != manifest.RouteNone {
		return s.say("screen.route." + string(s.View.Route))
	}
	return s.say("screen.release." + string(o.Release.Or321()))
}

// day writes a border day with its weekday, "Tue 24 Nov".
func (s Scene) day(d manifest.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return s.say("screen.weekday."+strconv.Itoa(int(at.Weekday()))) + " " + s.shortDay(d)
}

// shortDay writes a border day as "24 Nov".
func (s Scene) shortDay(d manifest.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return s.say("screen.date", strconv.Itoa(at.Day()), s.say("screen.month."+strconv.Itoa(int(at.Month()))))
}

// labels are the labels that are out, one line each and one for what is wrong with it.
func (s Scene) labels() block {
	var lines []line
	for _, l := range s.View.Labels {
		sign, style := labelLook(l)
		n := s.say("screen.carton", strconv.Itoa(l.N), strconv.Itoa(max(l.M, l.N)))
		state := s.say("screen.copy." + string(l.State))
		if l.Closed {
			state = s.say("screen.copy.closed")
		}
		lines = append(lines, line{
			text: joined("  ", n, state), style: style, sign: sign, tint: style,
			end: s.say("screen.copy", strconv.Itoa(l.Copy)), extra: l.SSCC.Spaced(),
		})
	}
	return s.listing(s.say("screen.labels"), lines)
}

func labelLook(l station.LabelCard) (string, tcell.Style) {
	switch {
	case l.Closed:
		return "√", base.Foreground(mint)
	case l.State == manifest.CopyUnknown:
		return "?", base.Foreground(yellow).Bold(true)
	case !l.Problem.IsZero():
		return "×", base.Foreground(coral).Bold(true)
	case l.State == manifest.CopyIntended:
		return "…", quietStyle
	case l.State == manifest.CopyVoid || l.State == manifest.CopyDestroyed:
		return "×", quietStyle
	}
	return "►", strongStyle
}

// lanes counts this station's cartons by lane and crossing.
func (s Scene) lanes() block {
	var lines []line
	for _, c := range s.View.Lanes {
		count := s.say("screen.lane.done", strconv.Itoa(c.Done))
		if c.Packed > 0 {
			count = s.say("screen.lane.waiting", strconv.Itoa(c.Packed), strconv.Itoa(c.Done))
		}
		lines = append(lines, line{text: joined("  ", c.Lane, s.shortDay(c.Date)), style: plainStyle, end: count})
	}
	if len(lines) == 0 {
		lines = []line{{text: s.say("screen.lanes.none"), style: quietStyle}}
	}
	lines = append(lines, line{text: s.say("screen.orders", strconv.Itoa(s.View.Orders)), style: quietStyle})
	return s.listing(s.say("screen.lanes"), lines)
}

// recent are the cartons of the last minutes, with what the centre says of them where there is one.
func (s Scene) recent(wide bool) block {
	if len(s.View.Recent) == 0 {
		return s.listing(s.say("screen.recent"), []line{{text: s.say("screen.recent.none"), style: quietStyle}})
	}
	lines := make([]line, 0, len(s.View.Recent))
	for _, r := range s.View.Recent {
		sign, tint := verdictLook(r.Verdict)
		style := plainStyle
		if r.State == manifest.CartonVoid {
			sign, tint, style = "×", faintStyle, faintStyle
		}
		if r.Held && r.State.Counts() && s.View.Link.On {
			sign, tint = verdictLook(manifest.Hold)
			style = tint
		}
		lines = append(lines, line{text: s.recentText(r, wide), style: style, sign: sign, tint: tint, end: s.recentState(r, wide)})
	}
	return s.listing(s.say("screen.recent"), lines)
}

// recentText is when, which order and how heavy. A word of the centre needs the room on a narrow screen.
func (s Scene) recentText(r station.RecentCarton, wide bool) string {
	at, weight := r.At.Format("15:04"), padLeft(r.Shown.String(), 9)
	if r.Manual {
		weight += " " + manualMark
	}
	if s.View.Link.On && !wide {
		return joined(" ", at, pad(r.Order, 11), weight)
	}
	return joined("  ", at, pad(r.Order, 12), weight)
}

// manualMark stands beside a weight that was keyed, on labels too.
const manualMark = "M"

func keyed(shown manifest.Shown, manual bool) string {
	if manual {
		return shown.String() + " " + manualMark
	}
	return shown.String()
}

// recentState is where a carton is, and with a centre whether its verdict stands.
func (s Scene) recentState(r station.RecentCarton, wide bool) string {
	state := s.say("screen.state." + string(r.State))
	if !s.View.Link.On || !r.State.Counts() {
		return state
	}
	word := s.say("screen.recent.provisional")
	switch {
	case r.Held:
		word = s.say("screen.recent.held")
	case r.Confirmed:
		word = s.say("screen.recent.confirmed")
	}
	switch {
	case wide:
		return joined(", ", state, word)
	case r.State == manifest.CartonPacked && !r.Held:
		return state // what is to be done with it comes first
	}
	return word
}

// commands are the codes of the command sheet that work now.
func (s Scene) commands() block {
	lines := make([]line, 0, len(s.View.Commands))
	columns := 12
	for _, hint := range s.View.Commands {
		columns = max(columns, width(string(hint.Command))+1)
	}
	for _, hint := range s.View.Commands {
		lines = append(lines, line{text: pad(string(hint.Command), columns) + s.phrase(hint.Does), style: plainStyle})
	}
	return s.listing(s.say("screen.commands"), lines)
}

// history is the life of a carton made before, newest first.
func (s Scene) history() block {
	past := s.View.Past
	c := past.Carton
	lines := []line{
		{text: c.SSCC.Spaced(), style: strongStyle, end: s.say("screen.state." + string(c.State))},
		{text: s.say("screen.order", c.Order), style: plainStyle, end: joined("  ", keyed(c.Weight.Shown, c.Weight.Manual != nil), s.say("screen.verdict."+c.Judgement.Verdict.String()))},
	}
	events := past.Events
	for i := range events {
		e := events[len(events)-1-i]
		key := "screen.event." + string(e.Type)
		words := string(e.Type)
		if s.Book.Has(key) {
			words = s.say(key)
		}
		at := e.At.In(s.View.At.Location())
		when := at.Format("15:04:05")
		if manifest.DateIn(at, at.Location()) != manifest.DateIn(s.View.At, at.Location()) {
			when = at.Format("2006-01-02 15:04")
		}
		lines = append(lines, line{text: joined("  ", when, words), style: plainStyle, end: e.Operator})
	}
	if s.Scroll > 0 {
		lines = append(lines[:2:2], lines[min(2+s.Scroll, len(lines)-1):]...)
	}
	return s.listing(s.say("screen.history"), lines)
}

// present leaves out lines that say nothing.
func present(lines []line) []line {
	var kept []line
	for _, l := range lines {
		if clean(l.text) != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

// joined puts the texts that say something together.
func joined(between string, texts ...string) string {
	out := ""
	for _, t := range texts {
		switch {
		case t == "":
		case out == "":
			out = t
		default:
			out += between + t
		}
	}
	return out
}

// padLeft fills a text from the left.
func padLeft(s string, columns int) string {
	s = fit(clean(s), columns)
	return strings.Repeat(" ", max(columns-width(s), 0)) + s
}

// pad cuts or fills a text to a number of columns.
func pad(s string, columns int) string {
	s = fit(clean(s), columns)
	return s + strings.Repeat(" ", max(columns-width(s), 0))
}
