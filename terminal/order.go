package terminal

import (
	"strconv"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// line is one row of a panel: a sign or label, and what it says.
type line struct {
	text  string
	style tcell.Style
}

// listing is a panel of plain lines.
func (s Scene) listing(title string, lines []line) block {
	if len(lines) == 0 {
		return block{}
	}
	return block{need: 1 + len(lines), draw: func(a area) {
		s.heading(a, title)
		for i, l := range lines {
			a.text(0, 1+i, l.text, l.style)
		}
		if more := len(lines) - (a.h - 1); more > 0 && a.h > 2 {
			a.part(0, a.h-1, a.w, 1).fill(base).text(0, 0, s.say("screen.more", strconv.Itoa(more+1)), quietStyle)
		}
	}}
}

// order is the card of the order in hand.
func (s Scene) order() block {
	o := s.View.Order
	lines := []line{
		{o.Name, strongStyle},
		{o.Place, plainStyle},
		{s.carton(o), strongStyle},
		{joined(" · ", o.Carrier, o.Lane, o.Induction), plainStyle},
		{joined(" · ", s.say("screen.crossing", s.day(o.Date)), s.release(o)), plainStyle},
		{joined(" · ", o.Value, o.Client), quietStyle},
	}
	for _, box := range o.Boxes {
		lines = append(lines, line{s.say("screen.box", strconv.Itoa(box.N), box.Shown.String()), quietStyle})
	}
	for _, goods := range o.Lines {
		lines = append(lines, line{goodsLine(goods), plainStyle})
	}
	return s.listing(s.say("screen.order", o.ID), present(lines))
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
	return s.say("screen.weekday."+strconv.Itoa(int(at.Weekday()))) + " " + at.Format(time.DateOnly)
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
		lines = append(lines, line{joined("  ", sign+" "+n, l.SSCC.Spaced(), s.say("screen.copy", strconv.Itoa(l.Copy)), state), style})
		if !l.Problem.IsZero() {
			lines = append(lines, line{"  " + s.phrase(l.Problem), base.Foreground(coral)})
		}
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
		lines = append(lines, line{
			s.say("screen.lane", c.Lane, s.day(c.Date), strconv.Itoa(c.Done), strconv.Itoa(c.Packed)), plainStyle,
		})
	}
	if len(lines) == 0 {
		lines = []line{{s.say("screen.lanes.none"), quietStyle}}
	}
	return s.listing(s.say("screen.lanes"), lines)
}

// recent are the cartons of the last minutes.
func (s Scene) recent() block {
	if len(s.View.Recent) == 0 {
		return s.listing(s.say("screen.recent"), []line{{s.say("screen.recent.none"), quietStyle}})
	}
	lines := make([]line, 0, len(s.View.Recent))
	for _, r := range s.View.Recent {
		sign, style := verdictLook(r.Verdict)
		if r.State == manifest.CartonVoid {
			sign, style = "×", faintStyle
		}
		text := joined("  ", sign+" "+r.At.Format("15:04"), pad(r.Order, 14), pad(r.Shown.String(), 9), s.say("screen.state."+string(r.State)))
		lines = append(lines, line{text, style})
	}
	return s.listing(s.say("screen.recent"), lines)
}

// commands are the codes of the command sheet that work now.
func (s Scene) commands() block {
	lines := make([]line, 0, len(s.View.Commands))
	for _, hint := range s.View.Commands {
		lines = append(lines, line{pad(string(hint.Command), 12) + s.phrase(hint.Does), plainStyle})
	}
	return s.listing(s.say("screen.commands"), lines)
}

// history is the life of a carton made before, newest first.
func (s Scene) history() block {
	past := s.View.Past
	c := past.Carton
	lines := []line{
		{joined("  ", c.SSCC.Spaced(), s.say("screen.state."+string(c.State))), strongStyle},
		{joined("  ", s.say("screen.order", c.Order), c.Weight.Shown.String(), c.Judgement.Verdict.String()), plainStyle},
	}
	events := past.Events
	for i := range events {
		e := events[len(events)-1-i]
		key := "screen.event." + string(e.Type)
		words := string(e.Type)
		if s.Book.Has(key) {
			words = s.say(key)
		}
		lines = append(lines, line{joined("  ", e.At.In(s.View.At.Location()).Format("2006-01-02 15:04"), words, e.Operator), plainStyle})
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

// pad cuts or fills a text to a number of columns.
func pad(s string, columns int) string {
	s = fit(clean(s), columns)
	for n := width(s); n < columns; n++ {
		s += " "
	}
	return s
}
