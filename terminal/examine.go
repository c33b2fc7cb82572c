package terminal

import (
	"context"
	"fmt"

	"github.com/gdamore/tcell/v2"
)

// Patient is one device on the doctor's screen. Its texts come from outside and are drawn harmless.
type Patient struct {
	Role    string
	Address string
	State   PatientState
	Says    string   // how it is doing, one sentence
	In, Out string   // the last bytes that it sent and was sent
	Means   string   // what the last of them mean
	Figures string   // how much has come, and how old it is
	Advice  []string // what to change
}

// PatientState is how a device is doing.
type PatientState int

// The states, which differ by a sign too and not by colour alone.
const (
	PatientWaits PatientState = iota // connecting, or nothing has come yet
	PatientWell
	PatientQuiet // connected, and doesn't report
	PatientIll
)

// Ward is the doctor's whole screen.
type Ward struct {
	Title, Foot             string
	InLabel, OutLabel, Mean string // what stands in front of a patient's lines
	Patients                []Patient
}

const (
	patientMargin = 2
	labelColumns  = 10
)

// DrawWard draws the doctor's screen: the same Ward and size give the same cells.
func DrawWard(ward Ward, w, h int) *Canvas {
	c := newCanvas(w, h)
	bar, rest := c.all().top(1)
	bar.fill(barStyle).inset(1).text(0, 0, ward.Title, barStyle.Bold(true))
	foot, rest := rest.bottom(1)
	foot.fill(barStyle).inset(1).text(0, 0, ward.Foot, barStyle)
	for _, p := range ward.Patients {
		rest = drawPatient(ward, p, rest)
	}
	return c
}

// drawPatient draws one device and gives the room below it.
func drawPatient(ward Ward, p Patient, a area) area {
	sign, style := p.State.look()
	_, in := a.left(patientMargin)
	y := 1
	in.text(in.text(in.text(0, y, sign+" ", style), y, p.Role+"  ", strongStyle), y, p.Address, quietStyle)
	y++
	in.text(0, y, "  ", plainStyle)
	y += in.wrap(2, y, p.Says, style, 2)
	for _, line := range []struct{ label, text string }{{ward.InLabel, p.In}, {ward.OutLabel, p.Out}, {ward.Mean, p.Means}} {
		if line.text != "" {
			in.text(2, y, line.label, faintStyle)
			in.text(2+labelColumns, y, line.text, plainStyle)
			y++
		}
	}
	if p.Figures != "" {
		in.text(2, y, p.Figures, faintStyle)
		y++
	}
	for _, advice := range p.Advice {
		in.text(2, y, "→", titleStyle)
		y += in.wrap(4, y, advice, titleStyle, 3)
	}
	_, below := a.top(y)
	return below
}

func (s PatientState) look() (sign string, style tcell.Style) {
	switch s {
	case PatientWell:
		return "✓", base.Foreground(mint).Bold(true)
	case PatientQuiet:
		return "?", base.Foreground(amber).Bold(true)
	case PatientIll:
		return "✗", base.Foreground(coral).Bold(true)
	}
	return "…", base.Foreground(grey)
}

// RunWard draws wards as they come until the context ends or someone presses q, Esc or Ctrl+C. A nil screen is the real
// terminal.
func RunWard(ctx context.Context, screen tcell.Screen, wards <-chan Ward) error {
	if screen == nil {
		var err error
		if screen, err = NewScreen(); err != nil {
			return err
		}
	}
	if err := screen.Init(); err != nil {
		return fmt.Errorf("cannot use the terminal: %w", err)
	}
	defer screen.Fini()
	events, stop := make(chan tcell.Event), make(chan struct{})
	defer close(stop)
	go screen.ChannelEvents(events, stop)
	var ward Ward
	for {
		select {
		case <-ctx.Done():
			return nil
		case ward = <-wards:
		case event, ok := <-events:
			if !ok || leavesWard(event) {
				return nil
			}
			if _, resized := event.(*tcell.EventResize); resized {
				screen.Clear()
			}
		}
		w, h := screen.Size()
		DrawWard(ward, w, h).show(screen)
		screen.HideCursor()
		screen.Show()
	}
}

func leavesWard(event tcell.Event) bool {
	key, ok := event.(*tcell.EventKey)
	return ok && (key.Key() == tcell.KeyEscape || key.Key() == tcell.KeyCtrlC || key.Rune() == 'q' || key.Rune() == 'Q')
}
