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

// VirtualPrinter is the far side of virtual:printer: a printer that takes ZPL, answers ~HS and keeps the labels that
// came out. Its bytes take the way of a real printer's. Set the fields before use.
type VirtualPrinter struct {
	Pace    time.Duration       // how long a label takes to print
	OnLabel func(format []byte) // gets every label that comes out; must not call the printer back

	serving   sync.Mutex // held while a connection is served: the next one waits, as at a real printer
	mu        sync.Mutex
	paperOut  bool
	headOpen  bool
	ribbonOut bool
	paused    bool
	unplugged bool
	partial   bool   // a format has begun
	format    []byte // it, as far as it has come
	busyUntil time.Time
	waiting   [][]byte // formats that can't print yet
	printed   [][]byte
}

// The most that one format may hold and that a virtual printer keeps of what it printed.
const (
	maxFormat  = 1 << 20
	maxPrinted = 1000
)

// PaperOut takes the labels out. What is sent now waits, and prints when they are back.
func (v *VirtualPrinter) PaperOut() { v.set(func() { v.paperOut, v.paused = true, true }) }

// PaperIn puts labels in and presses the feed button.
func (v *VirtualPrinter) PaperIn() { v.set(func() { v.paperOut, v.paused = false, false }) }

// HeadOpen opens or closes the print head.
func (v *VirtualPrinter) HeadOpen(open bool) { v.set(func() { v.headOpen = open }) }

// RibbonOut takes the ribbon out or puts it in.
func (v *VirtualPrinter) RibbonOut(out bool) { v.set(func() { v.ribbonOut = out }) }

// Pause presses the pause button.
func (v *VirtualPrinter) Pause(on bool) { v.set(func() { v.paused = on }) }

// Unplug makes the printer unreachable until Replug. A connection that is open stays.
func (v *VirtualPrinter) Unplug() { v.set(func() { v.unplugged = true }) }

// Replug makes the printer reachable again.
func (v *VirtualPrinter) Replug() { v.set(func() { v.unplugged = false }) }

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
	if v.paperOut || v.headOpen || v.ribbonOut || v.paused {
		return
	}
	for _, format := range v.waiting {
		v.printed = append(v.printed, format)
		if now := time.Now(); v.busyUntil.Before(now) {
			v.busyUntil = now
		}
		v.busyUntil = v.busyUntil.Add(v.Pace)
		if v.OnLabel != nil {
			v.OnLabel(format)
		}
	}
	v.waiting = nil
	v.printed = v.printed[max(0, len(v.printed)-maxPrinted):]
}

func (v *VirtualPrinter) dial(_ context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.unplugged {
		return nil, port.Gone(a.String())
	}
	near, _ := port.Pipe(func(far net.Conn) error { return v.Serve(far) })
	return near, nil
}

// Serve takes one connection's bytes until it ends: formats from ^XA to ^XZ, ~HS which is answered at once, and ~JX.
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
