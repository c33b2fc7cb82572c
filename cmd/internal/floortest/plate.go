//go:build linux

package floortest

import (
	"fmt"
	"sync"
	"testing"
)

// Plate is a Toledo 8217 scale in pounds on a serial line. It answers W with what lies on it and Z with a status.
type Plate struct {
	*Line

	state  sync.Mutex
	load   int // hundredths of a pound
	moving bool
	silent bool
	asked  int
}

// NewPlate makes an empty scale that ends with the test.
func NewPlate(t testing.TB, path string) *Plate {
	t.Helper()
	p := &Plate{Line: NewLine(t, path)}
	p.answer()
	return p
}

// Replug puts the scale in again after Unplug.
func (p *Plate) Replug(t testing.TB) {
	t.Helper()
	p.Plug(t)
	p.answer()
}

// Put puts a load of hundredths of a pound on the plate, at rest.
func (p *Plate) Put(load int) {
	p.state.Lock()
	defer p.state.Unlock()
	p.load, p.moving = load, false
}

// Shake makes what is on the plate move until the next Put.
func (p *Plate) Shake() {
	p.state.Lock()
	defer p.state.Unlock()
	p.moving = true
}

// Mute makes the scale answer nothing, or again.
func (p *Plate) Mute(silent bool) {
	p.state.Lock()
	defer p.state.Unlock()
	p.silent = silent
}

// Asked gives how often the weight was asked for.
func (p *Plate) Asked() int {
	p.state.Lock()
	defer p.state.Unlock()
	return p.asked
}

// answer serves the line that is plugged in now, until it is pulled.
func (p *Plate) answer() {
	line := p.end()
	go func() {
		b := make([]byte, 64)
		for {
			n, err := line.Read(b)
			if err != nil {
				return
			}
			for _, request := range b[:n] {
				if reply := p.reply(request); reply != "" {
					_, _ = line.WriteString(reply)
				}
			}
		}
	}()
}

// The status bytes of an 8217: bit 6 is always set, bit 0 is motion, bit 4 the centre of zero.
const (
	statusFine   = "\x02?\x40\r"
	statusMoving = "\x02?\x41\r"
)

func (p *Plate) reply(request byte) string {
	p.state.Lock()
	defer p.state.Unlock()
	switch {
	case p.silent:
		return ""
	case request == 'W':
		p.asked++
		if p.moving {
			return statusMoving
		}
		return fmt.Sprintf("\x02%03d.%02d\r", p.load/100, p.load%100)
	case request == 'Z':
		return statusFine
	}
	return ""
}
