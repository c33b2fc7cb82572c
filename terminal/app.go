package terminal

import (
	"context"
	"fmt"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// app joins a desk to tview. Everything that touches the desk runs on tview's event loop.
type app struct {
	desk   *desk
	screen tcell.Screen
	tview  *tview.Application
	leave  chan struct{} // closed when the operator leaves
	ended  chan struct{} // closed when the event loop has ended
}

func newApp(d *desk, screen tcell.Screen) *app {
	a := &app{desk: d, screen: screen, tview: tview.NewApplication(), leave: make(chan struct{}), ended: make(chan struct{})}
	screen.DisablePaste() // a paste would pass the input capture by
	a.tview.SetScreen(screen)
	a.tview.SetInputCapture(a.capture)
	a.tview.SetRoot(&page{Box: tview.NewBox(), desk: d}, true)
	return a
}

func (a *app) run(ctx context.Context) error {
	pumped := make(chan struct{})
	go func() {
		defer close(pumped)
		a.pump(ctx)
	}()
	err := a.loop()
	<-pumped
	if err != nil {
		return fmt.Errorf("cannot go on with the terminal: %w", err)
	}
	if a.desk.left {
		return ErrLeft
	}
	return nil
}

func (a *app) loop() error {
	defer close(a.ended)
	return a.tview.Run()
}

// capture sees every key first and lets none go on: tview's own keys (Ctrl+C ends the program) never happen.
func (a *app) capture(event *tcell.EventKey) *tcell.EventKey {
	before := a.desk.left
	a.desk.press(event)
	if a.desk.left && !before {
		close(a.leave)
	}
	return nil
}

// pump is the only caller of QueueUpdate and QueueUpdateDraw, and the last thing it does is to stop the loop.
func (a *app) pump(ctx context.Context) {
	views := a.desk.options.Views
	for {
		select {
		case <-a.ended:
			return
		case <-ctx.Done():
			a.stop()
			return
		case <-a.leave:
			a.stop()
			return
		case view, ok := <-views:
			if !ok {
				views = nil
				continue
			}
			a.queue(func() { a.tview.QueueUpdateDraw(func() { a.desk.show(view) }) })
		case <-a.desk.options.Ring:
			a.queue(func() { a.tview.QueueUpdate(func() { _ = a.screen.Beep() }) }) // a mute terminal is no fault
		}
	}
}

func (a *app) stop() {
	a.queue(func() { a.tview.QueueUpdate(func() { a.tview.Stop() }) })
}

// queue waits for an update to be carried out, but not longer than the loop lives: tview would wait for ever.
func (a *app) queue(update func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		update()
	}()
	select {
	case <-done:
	case <-a.ended:
	}
}

// page draws the desk's scene on the whole screen.
type page struct {
	*tview.Box
	desk *desk
}

// Draw copies the cells of the scene to the screen.
func (p *page) Draw(screen tcell.Screen) {
	_, _, w, h := p.GetRect()
	Draw(p.desk.scene(), w, h).show(screen)
	screen.HideCursor()
}
