package terminal

import (
	"strings"

	"packline/manifest"
	"packline/phrases"
	"packline/station"
)

// Scene is all that a picture of the screen depends on.
type Scene struct {
	View     station.View
	Book     phrases.Book
	Bindings []Binding
	Hints    []string        // demo lines at the bottom
	Entry    string          // digits typed at a prompt
	Help     bool            // the help page is open
	Leaving  bool            // the program asks whether to end
	Scroll   int             // lines scrolled down
	Notice   manifest.Phrase // why the last key did nothing
}

// The sizes from which more is shown. 80 x 24 is the smallest screen on which everything essential has its place.
const (
	wideColumns  = 110
	tallRows     = 30
	smallColumns = 60
	smallRows    = 18
)

// Draw gives the cells of a scene on a screen of that size. Smaller screens than 80 x 24 get the verdict, the next
// step, the refusal and the weight in plain lines.
func Draw(s Scene, w, h int) *Canvas {
	c := newCanvas(w, h)
	a := c.all()
	if w < smallColumns || h < smallRows {
		s.small(a)
		return c
	}
	bar, a := a.top(1)
	s.topBar(bar)
	if s.View.Simulate {
		var banner area
		banner, a = a.top(1)
		s.simulation(banner)
	}
	tall := h >= tallRows
	devices := s.bar(w, tall)
	a = s.foot(a, devices)
	if s.Help {
		s.help(a)
		return c
	}
	a = s.band(a)
	a = s.next(a, devices.linkRows())
	a = s.holds(a, tall)
	s.body(a)
	if s.Leaving {
		s.leave(a)
	}
	return c
}

func (s Scene) say(key string, args ...string) string { return s.Book.Say(key, args...) }

func (s Scene) phrase(p manifest.Phrase) string {
	if p.IsZero() {
		return ""
	}
	return s.Book.Say(p.Key, p.Args...)
}

// small is for screens too small for the picture: what matters most, line by line.
func (s Scene) small(a area) {
	style := toneStyle(s.View.Tone)
	head, a := a.top(1)
	head.fill(style).text(0, 0, toneSign(s.View.Tone)+" "+s.headline(), style)
	if s.View.Simulate {
		var sim area
		sim, a = a.top(1)
		sim.fill(simStyle).text(0, 0, s.say("screen.simulation.short"), simStyle)
	}
	if !s.View.Problem.IsZero() {
		n := len(wrapped(s.problem(), a.w, 3))
		var box area
		box, a = a.top(n)
		box.fill(errorStyle).wrap(0, 0, s.problem(), errorStyle, n)
	}
	next, a := a.top(len(wrapped(s.nextLine(), a.w, 3)))
	next.fill(nextStyle).wrap(0, 0, s.nextLine(), nextStyle, 3)
	if cards := s.pull(); len(cards) > 0 && s.View.Prompt == nil {
		var strip area
		strip, a = a.top(1)
		strip.fill(holdStyle()).text(0, 0, s.holdStrip(cards, a.w, 1), holdStyle())
	}
	if s.View.Prompt != nil {
		title := s.phrase(s.View.Prompt.Title) + " " + s.entry()
		a.wrap(0, 0, title, strongStyle, 2)
		_, a = a.top(len(wrapped(title, a.w, 2)))
	}
	if s.Leaving {
		a.wrap(0, 0, s.say("screen.leave"), alarmStyle, 2)
		_, a = a.top(2)
	}
	a.text(0, 0, s.weightWords(), strongStyle)
	n := a.wrap(0, 1, s.phrase(s.View.Detail), plainStyle, a.h)
	a.text(0, 1+n, s.smallLink(), base.Foreground(amber).Bold(true))
}

// headline is the verdict in a word or two.
func (s Scene) headline() string {
	return strings.ToUpper(strings.TrimSuffix(s.phrase(s.View.Headline), "."))
}

func (s Scene) nextLine() string { return "► " + s.phrase(s.View.Next) }

func (s Scene) problem() string { return "× " + s.phrase(s.View.Problem) }

// topBar says where and who: station, operator, rulebook, clock.
func (s Scene) topBar(a area) {
	a.fill(barStyle)
	v := s.View
	x := a.text(1, 0, v.Station, barStyle.Foreground(white).Bold(true))
	if v.Warehouse != "" {
		x = a.text(x+2, 0, v.Warehouse, barStyle)
	}
	clock, style := s.clock()
	end := a.right(0, clock+" ", style)
	middle := a.part(x+2, 0, end-x-3, 1)
	x = middle.text(0, 0, s.operator(), barStyle.Foreground(white).Bold(true))
	if v.Rulebook != "" {
		middle.text(x+2, 0, "§ "+v.Rulebook, barStyle.Foreground(grey))
	}
}

func (s Scene) operator() string {
	o := s.View.Operator
	switch {
	case o.Badge == "" && o.Name == "":
		return s.say("screen.signed-out")
	case o.Name == "":
		return "● " + o.Badge
	case o.Role == manifest.RoleLead:
		return "● " + s.say("screen.lead", o.Name)
	}
	return "● " + o.Name
}

// simulation is the banner that stands on every screen of a simulated rulebook.
func (s Scene) simulation(a area) {
	text := s.say("screen.simulation")
	if width(text) > a.w-4 {
		text = s.say("screen.simulation.short")
	}
	a.fill(simStyle).text(max((a.w-width(text))/2, 0), 0, text, simStyle)
}

// body is what lies between the next step and the foot: a prompt, a carton's history, or the panels.
func (s Scene) body(a area) {
	_, a = a.top(min(1, max(a.h-9, 0)))
	columns := a.w * 54 / 100
	left, right := a.left(columns)
	right = right.part(1, 0, right.w-2, right.h)
	left = left.part(1, 0, left.w-2, left.h)
	if s.View.Prompt != nil { // beside what it is about
		s.prompt(left)
		s.stack(right, []block{s.checks(), s.orderIfAny()})
		return
	}
	s.stack(left, s.leftPanels(a.w >= wideColumns))
	s.stack(right, s.rightPanels(a.w >= wideColumns))
}

// block is a panel: a heading with rows under it.
type block struct {
	rows func(w int) int // with its heading, when all is shown in that many columns; 0 leaves it out
	draw func(a area)    // in at most that many rows
}

// stack draws panels below each other, each with the rows it needs as long as there are any. A panel that would get
// less than its heading and a row is left out.
func (s Scene) stack(a area, panels []block) {
	for _, p := range panels {
		if p.rows == nil {
			continue
		}
		rows := min(p.rows(a.w), a.h)
		if rows < 2 {
			continue
		}
		var taken area
		taken, a = a.top(rows)
		p.draw(taken)
		if a.h > 3 {
			_, a = a.top(1)
		}
	}
}

func (s Scene) leftPanels(wide bool) []block {
	v := s.View
	switch {
	case v.Past != nil && wide:
		return []block{s.centreHold(), s.history(), s.commands()}
	case v.Past != nil:
		return []block{s.history()}
	case v.Order != nil && wide:
		return []block{s.labels(), s.checks(), s.commands(), s.lanes(), s.recent(wide)}
	case v.Order != nil:
		return []block{s.labels(), s.checks(), s.recent(wide)}
	}
	return []block{s.labels(), s.recent(wide), s.commands()}
}

func (s Scene) rightPanels(wide bool) []block {
	var panels []block
	if wide {
		panels = append(panels, s.weightPanel())
	} else if s.View.Past != nil {
		panels = append(panels, s.centreHold()) // the history needs the left
	}
	panels = append(panels, s.orderIfAny())
	if wide && s.View.Order != nil && s.View.Past == nil {
		return panels // the lanes are on the left
	}
	return append(panels, s.lanes())
}
