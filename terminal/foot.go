package terminal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// foot draws the hints of a demo, the device bar and the help line, and gives what is left above.
func (s Scene) foot(a area, b bar) area {
	foot, a := a.bottom(min(len(s.Hints), 3) + b.rows() + 1)
	hints, foot := foot.top(min(len(s.Hints), 3))
	for y := range hints.h {
		hints.part(0, y, hints.w, 1).text(1, 0, s.Hints[y], base.Foreground(amber))
	}
	devices, help := foot.top(b.rows())
	b.draw(devices)
	s.helpLine(help)
	return a
}

// piece is a device as it stands in the bar.
type piece struct {
	text   string
	style  tcell.Style
	urgent bool
}

// urgency orders devices: what stops the work comes first.
func urgency(s manifest.DeviceState) int {
	switch s {
	case manifest.DeviceGone, manifest.DeviceTrouble:
		return 1
	}
	return 0
}

// pieces gives the devices in words and signs. One that works is said in a word, one that doesn't with what to do.
func (s Scene) pieces() []piece {
	devices := slices.Clone(s.View.Devices)
	slices.SortStableFunc(devices, func(a, b station.Device) int { return cmp.Compare(urgency(b.State), urgency(a.State)) })
	pieces := make([]piece, 0, len(devices))
	for _, d := range devices {
		sign, style := deviceLook(d.State)
		text := sign + " " + s.say("screen.role."+d.Role) + " " + s.say("screen.device."+string(d.State))
		if !d.Message.IsZero() && (d.State != manifest.DeviceReady || d.Message.Key != d.Role+".ready") {
			text = sign + " " + s.deviceSentence(d) // a ready one may be nearly out of labels
		}
		pieces = append(pieces, piece{" " + text + " ", style, urgency(d.State) > 0})
	}
	return pieces
}

// deviceSentence says what is wrong with a device, its role first: a picker knows the scale and not its address, whose
// settings would push what to do off the screen.
func (s Scene) deviceSentence(d station.Device) string {
	role := s.say("screen.role." + d.Role)
	place, _, _ := strings.Cut(d.Address, "?")
	args := slices.Clone(d.Message.Args)
	for i, arg := range args {
		if bare, _, settings := strings.Cut(arg, "?"); settings && bare == place { // with defaults the config didn't name
			args[i] = bare
		}
	}
	text := s.say(d.Message.Key, args...)
	if len(args) > 0 && args[0] != "" && strings.Contains(place, args[0]) && strings.HasPrefix(text, args[0]+" ") {
		return role + strings.TrimPrefix(text, args[0])
	}
	if strings.Contains(strings.ToLower(s.say(d.Message.Key)), strings.ToLower(role)) {
		return text // the sentence names it
	}
	return role + ": " + text
}

// The device bar grows when what is wrong needs the room, up to maxDeviceRows; a sentence takes sentenceRows of them.
const (
	maxDeviceRows = 5
	sentenceRows  = 2
)

// deviceLines lays the devices out: in one row where they fit, else what is wrong in rows above the rest.
func (s Scene) deviceLines(w int) [][]piece {
	pieces := s.folded(s.pieces(), w)
	total := 0
	for _, p := range pieces {
		total += width(p.text) + 1
	}
	lines, used := [][]piece{nil}, 0
	for i, p := range pieces {
		n := width(p.text) + 1
		calm := total > w+1 && i > 0 && pieces[i-1].urgent && !p.urgent
		if used > 0 && (used+n > w+1 || calm) {
			lines, used = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], p)
		used += n
	}
	return lines
}

// folded breaks sentences that are wider than the screen in two, the first ones first, while every other one that is
// wrong keeps its row, and those that work keep theirs.
func (s Scene) folded(pieces []piece, w int) []piece {
	spare, calm := maxDeviceRows, 0
	for _, p := range pieces {
		if p.urgent {
			spare--
		} else {
			calm = 1 // they share a row
		}
	}
	spare -= calm
	out := make([]piece, 0, maxDeviceRows)
	for _, p := range pieces {
		if width(p.text) <= w || spare <= 0 {
			out = append(out, p)
			continue
		}
		for i, line := range wrapped(strings.TrimSpace(p.text), w-4, sentenceRows) {
			indent := " "
			if i > 0 {
				indent = "   " // under the first word, behind the sign
			}
			line = indent + line
			out = append(out, piece{line + strings.Repeat(" ", max(w-width(line), 0)), p.style, p.urgent})
		}
		spare--
	}
	return out
}

// helpLine names the keys that work now, as many as there is room for. The first and the way out are always there.
func (s Scene) helpLine(a area) {
	if !s.Notice.IsZero() {
		a.fill(alarmStyle).text(1, 0, s.phrase(s.Notice), alarmStyle)
		return
	}
	leave := ""
	for _, b := range s.Bindings {
		if b.Key == tcell.KeyF10 {
			leave = b.Name() + " " + s.say(b.Label)
		}
	}
	end := a.right(0, leave+" ", quietStyle)
	keys := a.part(1, 0, end-2, 1)
	x := 0
	for _, b := range s.Bindings {
		if b.Label == "" || b.Key == tcell.KeyF10 || !b.open(s.View) || s.idle(b) {
			continue
		}
		label := " " + s.say(b.Label)
		if x+width(b.Name())+width(label) > keys.w {
			return
		}
		x = keys.text(x, 0, b.Name(), strongStyle)
		x = keys.text(x, 0, label, plainStyle) + 2
	}
}

// idle reports whether a key would have nothing to do on this screen.
func (s Scene) idle(b Binding) bool {
	switch b.Key {
	case tcell.KeyUp, tcell.KeyDown:
		return s.View.Past == nil && !s.Help
	case tcell.KeyEsc:
		return s.View.Prompt == nil && !s.Help
	}
	return false
}

// clock is the time, and a warning when it can't be trusted.
func (s Scene) clock() (string, tcell.Style) {
	now := ""
	if !s.View.At.IsZero() {
		now = s.View.At.Format("15:04")
	}
	offset := s.clockOffset()
	switch s.View.Clock {
	case "behind", "unknown":
		return " ▲ " + joined(" ", now, joined(": ", s.say("screen.clock."+string(s.View.Clock)), offset)), alarmStyle
	}
	if offset != "" {
		return "△ " + joined(" ", s.say("screen.clock.off", offset), now), barStyle.Foreground(amber)
	}
	return now, barStyle
}
