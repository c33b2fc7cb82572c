package scale

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// VirtualScale is the far side of virtual:scale: a Toledo 8217 scale of 150 lb by 0.01 lb, or 68 kg by 0.001 kg. Its
// bytes take the way of a real scale's. The zero value is an empty plate in pounds; set the fields before use.
type VirtualScale struct {
	Unit     manifest.Unit // lb (also when empty) or kg
	Settle   time.Duration // how long the plate moves after each change
	SendOnce bool          // send a weight once, then only a status until the load changes, as some models do

	cable port.Cable

	mu      sync.Mutex
	load    manifest.Weight
	zero    manifest.Weight
	changed time.Time
	moving  bool
	sent    bool
}

const virtualCapacity = 150 * manifest.Pound

// Put puts a load on the plate in place of what was on it.
func (v *VirtualScale) Put(w manifest.Weight) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.load, v.changed, v.sent = w, time.Now(), false
}

// TakeOff empties the plate.
func (v *VirtualScale) TakeOff() { v.Put(0) }

// Shake keeps the plate in motion until it is called with false.
func (v *VirtualScale) Shake(moving bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.moving, v.changed, v.sent = moving, time.Now(), false
}

// Unplug pulls the cable until Replug.
func (v *VirtualScale) Unplug() { v.cable.Unplug() }

// Replug puts the cable back.
func (v *VirtualScale) Replug() { v.cable.Replug() }

func (v *VirtualScale) unit() manifest.Unit {
	if v.Unit == manifest.UnitNone {
		return manifest.UnitPound
	}
	return v.Unit
}

func (v *VirtualScale) open(_ context.Context, a devices.Address) (port.Port, error) {
	return v.cable.Open(a, func(far net.Conn) error { return v.Serve(far) })
}

// Serve answers requests on a line until it fails: it is the scale's end of a cable, a pipe or a pty.
func (v *VirtualScale) Serve(line io.ReadWriter) error {
	request := make([]byte, 1)
	for {
		n, err := line.Read(request)
		if err != nil {
			return fmt.Errorf("cannot go on as virtual scale: %w", err)
		}
		if n == 0 {
			continue
		}
		if reply := v.reply(request[0]); reply != nil {
			if _, err := line.Write(reply); err != nil {
				return fmt.Errorf("cannot go on as virtual scale: %w", err)
			}
		}
	}
}

// reply gives the answer to one request; nil to a byte that is none.
func (v *VirtualScale) reply(request byte) []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch request {
	case 'W':
		return v.weigh()
	case 'Z':
		if status := v.status(); status&toledoBitMotion == 0 {
			v.zero, v.sent = v.load, false
		}
		return statusFrame(v.status())
	}
	return nil
}

func (v *VirtualScale) weigh() []byte {
	status := v.status()
	if status&(toledoBitMotion|toledoBitOver|toledoBitUnder|toledoBitZeroFault) != 0 {
		return statusFrame(status)
	}
	if v.SendOnce && v.sent {
		return statusFrame(status)
	}
	v.sent = true
	net := v.load - v.zero
	if v.unit() == manifest.UnitKilogram {
		grams := (net + manifest.Gram/2) / manifest.Gram
		return fmt.Appendf(nil, "\x02%02d.%03d\r", grams/1000, grams%1000)
	}
	cents := (net + manifest.Pound/200) / (manifest.Pound / 100)
	return fmt.Appendf(nil, "\x02%03d.%02d\r", cents/100, cents%100)
}

func (v *VirtualScale) status() byte {
	status := byte(0x40)
	net := v.load - v.zero
	if v.moving || time.Since(v.changed) < v.Settle {
		status |= toledoBitMotion
	}
	if v.load > virtualCapacity {
		status |= toledoBitOver
	}
	if net < 0 {
		status |= toledoBitUnder
	}
	if net == 0 {
		status |= toledoBitZero
	}
	return status
}

func statusFrame(status byte) []byte { return []byte{stx, '?', status, cr} }
