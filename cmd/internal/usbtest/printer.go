//go:build linux

package usbtest

import (
	"bytes"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"packline/devices/printer"
)

// Printer is the device's side of a label printer.
type Printer struct {
	*Gadget
	zpl *printer.VirtualPrinter

	mu      sync.Mutex
	another chan struct{} // closed at the next label
	pause   *Pause
	gone    chan struct{} // closed when it is pulled
	runs    sync.WaitGroup
}

// NewPrinter makes a printer that isn't plugged in.
func NewPrinter(g *Gadget) *Printer {
	p := &Printer{Gadget: g, another: make(chan struct{})}
	p.zpl = &printer.VirtualPrinter{Pace: 300 * time.Millisecond, OnLabel: func([]byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		close(p.another)
		p.another = make(chan struct{})
	}}
	return p
}

// Printed gives all labels that came out, and a channel that is closed when there is another.
func (p *Printer) Printed() ([][]byte, <-chan struct{}) {
	p.mu.Lock()
	another := p.another
	p.mu.Unlock()
	return p.zpl.Labels(), another
}

// Pause is a moment within the next label at which the printer stands still.
type Pause struct {
	Reached <-chan struct{} // closed when it does
	after   int             // bytes of the label
	reached chan struct{}
	resume  chan struct{}
	rest    []byte // what was read beyond it
}

// Resume lets the printer go on, if it still has power.
func (p *Pause) Resume() { close(p.resume) }

// WholeLabel pauses when the label is out and its reader waits to be told.
const WholeLabel = -1

// PauseAfter makes the printer stand still after so many bytes of the next label. A printer that is pulled then has
// printed nothing of it, or with WholeLabel all.
func (p *Printer) PauseAfter(n int) *Pause {
	pause := &Pause{after: n, reached: make(chan struct{}), resume: make(chan struct{})}
	pause.Reached = pause.reached
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pause = pause
	return pause
}

// Plug puts the printer in.
func (p *Printer) Plug(t testing.TB) time.Time {
	t.Helper()
	far, at := p.Gadget.Plug(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = make(chan struct{})
	power := &power{File: far, printer: p, gone: p.gone, held: []byte(switchedOn)}
	p.runs.Go(func() { _ = p.zpl.Serve(power) })
	return at
}

// Unplug pulls the printer out, or cuts its power: what it had of a label is forgotten.
func (p *Printer) Unplug(t testing.TB) time.Time {
	t.Helper()
	at := p.Gadget.Unplug(t)
	p.mu.Lock()
	if p.gone != nil {
		close(p.gone)
		p.gone = nil
	}
	p.mu.Unlock()
	p.runs.Wait()
	return at
}

// switchedOn is what a printer that was switched on knows of half a label: nothing.
const switchedOn = "~JX"

// power is the wire to a printer while that has power.
type power struct {
	*os.File
	printer *Printer
	gone    <-chan struct{}
	held    []byte // read, and not handed on yet
	paused  *Pause // after what is held
	label   []byte // what came of a label that a pause is waited for in
}

func (w *power) Read(b []byte) (int, error) {
	if len(w.held) == 0 && w.paused != nil {
		if err := w.stand(); err != nil {
			return 0, err
		}
	}
	if len(w.held) == 0 {
		piece := make([]byte, len(b))
		n, err := w.File.Read(piece)
		if err != nil {
			return 0, err
		}
		w.take(piece[:n])
	}
	n := copy(b, w.held)
	w.held = w.held[n:]
	return n, nil
}

// take looks for the point of a pause in what was read.
func (w *power) take(piece []byte) {
	w.printer.mu.Lock()
	defer w.printer.mu.Unlock()
	pause := w.printer.pause
	w.held = piece
	if pause == nil {
		return
	}
	before := len(w.label)
	w.label = append(w.label, piece...)
	start := bytes.Index(w.label, []byte("^XA"))
	if start < 0 {
		w.label = nil
		return
	}
	at := start + pause.after
	if pause.after == WholeLabel {
		end := bytes.Index(w.label, []byte("^XZ"))
		at = end + len("^XZ")
		if end < 0 {
			return
		}
	}
	if at > len(w.label) {
		return
	}
	w.printer.pause, w.paused, w.label = nil, pause, nil
	cut := max(0, at-before)
	w.held, w.paused.rest = piece[:cut], piece[cut:]
}

// stand stands still until the pause is over or the power is gone.
func (w *power) stand() error {
	pause := w.paused
	w.paused = nil
	close(pause.reached)
	select {
	case <-w.gone:
		return io.ErrUnexpectedEOF
	case <-pause.resume:
		w.held = pause.rest
		return nil
	}
}
