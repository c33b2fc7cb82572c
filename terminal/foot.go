package terminal

import (
	"cmp"
	"slices"

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
			text = sign + " " + s.phrase(d.Message) // which names the device; a ready one may be nearly out of labels
		}
		pieces = append(pieces, piece{" " + text + " ", style, urgency(d.State) > 0})
	}
	return pieces
}

// maxDeviceRows is how far the device bar grows when what is wrong needs the room.
const maxDeviceRows = 3

// deviceLines lays the devices out: in one row where they fit, else what is wrong in rows above the rest.
func (s Scene) deviceLines(w int) [][]piece {
	pieces := s.pieces()
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
