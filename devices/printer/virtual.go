package printer

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"packline/devices"
	"packline/devices/port"
)

// VirtualPrinter is the far side of virtual:printer: a printer that takes ZPL, answers ~HS, ~HQES, ~HI, ~HD and getvar
// and keeps the labels that came out. Its bytes take the way of a real printer's. Set the fields before use.
type VirtualPrinter struct {
	Pace    time.Duration       // how long a label takes to print
	OnLabel func(format []byte) // gets every label that comes out; must not call the printer back
	DPI     int                 // what it says of itself: 203 or 300; 203 when zero
	Model   string              // what it says of itself; a name of its own when empty
	Old     bool                // of a firmware that knows only ~HS and ~HI
	Silent  bool                // answers no ~HS with a fault, as the guide says
	Peel    bool                // it peels: each label waits to be taken

	serving sync.Mutex // held while a connection is served: the next one waits, as at a real printer
	mu      sync.Mutex
	faults  virtualFaults
	speech  speech
	partial bool   // a format has begun
	format  []byte // it, as far as it has come

	busyUntil time.Time
	waiting   [][]byte // formats that can't print yet
	printed   [][]byte
	count     int  // labels printed in its life
	toTake    bool // a label waits to be taken
}

// virtualFaults are what may be wrong with a virtual printer.
type virtualFaults struct {
	paperOut, paperLow, headOpen, ribbonOut, paused, bufferFull, hot, unplugged bool
	mute, oneWay                                                                bool
}

// any reports whether something keeps it from printing.
func (f virtualFaults) any() bool {
	return f.paperOut || f.headOpen || f.ribbonOut || f.paused || f.bufferFull || f.hot
}

// speech is what a virtual printer understands: the characters that begin commands, and its language when that isn't
// ZPL. The zero value is the usual.
type speech struct {
	control, format byte
	language        string
}

// The most that one format may hold and that a virtual printer keeps of what it printed.
const (
	maxFormat  = 1 << 20
	maxPrinted = 1000
)

// PaperOut takes the labels out. What is sent now waits, and prints when they are back.
func (v *VirtualPrinter) PaperOut() {
	v.set(func() { v.faults.paperOut, v.faults.paused = true, true })
}

// PaperIn puts labels in and presses the feed button.
func (v *VirtualPrinter) PaperIn() {
	v.set(func() { v.faults.paperOut, v.faults.paused = false, false })
}

// PaperLow lets the roll come near its end, or replaces it.
func (v *VirtualPrinter) PaperLow(low bool) { v.set(func() { v.faults.paperLow = low }) }

// HeadOpen opens or closes the print head.
func (v *VirtualPrinter) HeadOpen(open bool) { v.set(func() { v.faults.headOpen = open }) }

// RibbonOut takes the ribbon out or puts it in.
func (v *VirtualPrinter) RibbonOut(out bool) { v.set(func() { v.faults.ribbonOut = out }) }

// Pause presses the pause button.
func (v *VirtualPrinter) Pause(on bool) { v.set(func() { v.faults.paused = on }) }

// Hot lets the head run too hot, or cool down.
func (v *VirtualPrinter) Hot(on bool) { v.set(func() { v.faults.hot = on }) }

// FillBuffer fills the receive buffer, or empties it.
func (v *VirtualPrinter) FillBuffer(full bool) { v.set(func() { v.faults.bufferFull = full }) }

// Prefixes changes the characters that begin commands, as ~CT and ^CC do; 0 is the usual one.
func (v *VirtualPrinter) Prefixes(control, format byte) {
	v.set(func() { v.speech.control, v.speech.format = control, format })
}

// Speak makes it understand another language than ZPL, such as line_print; empty brings ZPL back.
func (v *VirtualPrinter) Speak(language string) { v.set(func() { v.speech.language = language }) }

// Take takes the label that waits in peel mode; the next one prints.
func (v *VirtualPrinter) Take() { v.set(func() { v.toTake = false }) }

// Unplug makes the printer unreachable until Replug. A connection that is open stays.
func (v *VirtualPrinter) Unplug() { v.set(func() { v.faults.unplugged = true }) }

// Replug makes the printer reachable again.
func (v *VirtualPrinter) Replug() { v.set(func() { v.faults.unplugged = false }) }

// Labels gives the formats that came out, each from ^XA to ^XZ, the oldest first.
func (v *VirtualPrinter) Labels() [][]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([][]byte(nil), v.printed...)
}

func (v *VirtualPrinter) set(change func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	change()
	v.feedOut()
}

// feedOut prints what waits, if it can. The caller holds mu.
func (v *VirtualPrinter) feedOut() {
	for len(v.waiting) > 0 && !v.faults.any() && !v.toTake {
		format := v.waiting[0]
		v.waiting = v.waiting[1:]
		v.printed = append(v.printed, format)
		v.count++
		v.toTake = v.Peel
		if now := time.Now(); v.busyUntil.Before(now) {
			v.busyUntil = now
		}
		v.busyUntil = v.busyUntil.Add(v.Pace)
		if v.OnLabel != nil {
			v.OnLabel(format)
		}
	}
	v.printed = v.printed[max(0, len(v.printed)-maxPrinted):]
}

func (v *VirtualPrinter) dial(_ context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.faults.unplugged {
		return nil, port.Gone(a.String())
	}
	near, _ := port.Pipe(func(far net.Conn) error { return v.Serve(far) })
	if v.faults.oneWay {
		return oneWay{near}, nil
	}
	return near, nil
}

// Serve takes one connection's bytes until it ends: formats from ^XA to ^XZ, questions, which are answered at once,
// and ~JX.
func (v *VirtualPrinter) Serve(conn io.ReadWriter) error {
	v.serving.Lock()
	defer v.serving.Unlock()
	piece := make([]byte, 4096)
	for {
		n, err := conn.Read(piece)
		for _, b := range piece[:n] {
			if reply := v.take(b); reply != "" {
				if _, err := io.WriteString(conn, reply); err != nil {
					return fmt.Errorf("cannot answer as virtual printer: %w", err)
				}
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("cannot go on as virtual printer: %w", err)
		}
	}
}
