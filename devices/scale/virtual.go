package scale

import (
	"bytes"
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

// VirtualScale is the far side of virtual:scale: a scale of 150 lb, by 0.01 lb, 0.1 oz, 0.001 kg or 1 g, that speaks any
// family. Its bytes take the way of a real scale's. The zero value is an empty plate in pounds and speaks as the
// address says; set the fields before use.
type VirtualScale struct {
	Protocol string        // empty: the address's, or that of a Toledo 8217
	Unit     manifest.Unit // lb (also when empty), kg, oz or g
	Settle   time.Duration // how long the plate moves after each change
	SendOnce bool          // send a weight once, then only a status until the load changes, as some 8217 models do
	Serial   string        // told to who asks

	cable port.Cable

	mu      sync.Mutex
	load    manifest.Weight
	zero    manifest.Weight
	tare    manifest.Weight
	changed time.Time
	moving  bool
	sent    bool
	sway    int // what was shown of a moving load
	fault   VirtualFault
	script  virtualScript
}

const (
	virtualCapacity = 150 * manifest.Pound
	virtualPace     = 100 * time.Millisecond // between the frames of a scale that streams
	virtualRequest  = 16                     // bytes kept of what was heard: longer than any request
)

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

func (v *VirtualScale) protocol() string {
	if v.Protocol == "" {
		return defaultProtocol
	}
	return v.Protocol
}

// take makes the scale speak as an address says, where nothing else was set.
func (v *VirtualScale) take(a devices.Address) devices.Address {
	if v.Protocol == "" {
		v.Protocol = a.Get("protocol", "")
	}
	if v.Unit == manifest.UnitNone {
		v.Unit = manifest.Unit(a.Get("unit", ""))
	}
	return a.WithDefault("protocol", v.protocol()).WithDefault("unit", string(v.unit()))
}

func (v *VirtualScale) open(_ context.Context, a devices.Address) (port.Port, error) {
	return v.cable.Open(a, func(far net.Conn) error { return v.Serve(far) })
}

// Serve answers requests on a line until it fails: it is the scale's end of a cable, a pipe or a pty. A family that
// streams sends by itself, too.
func (v *VirtualScale) Serve(line io.ReadWriter) error {
	speaks, ok := familyOf(v.protocol())
	if !ok {
		return fmt.Errorf("cannot be a virtual scale: unknown protocol %q", v.protocol())
	}
	out := &virtualLine{scale: v, to: line, family: speaks, encoder: encoderOf(speaks.name)}
	stop := make(chan struct{})
	var streaming sync.WaitGroup
	streaming.Go(func() { out.stream(stop) })
	defer streaming.Wait()
	defer close(stop)
	heard, request := make([]byte, 0, virtualRequest), make([]byte, 1)
	for {
		n, err := line.Read(request)
		if err != nil {
			return fmt.Errorf("cannot go on as virtual scale: %w", err)
		}
		if n == 0 {
			continue
		}
		if len(heard) == virtualRequest {
			heard = append(heard[:0], heard[1:]...)
		}
		heard = append(heard, request[0])
		reply, known := out.reply(heard)
		if known {
			heard = heard[:0]
		}
		if err := out.write(reply); err != nil {
			return err
		}
	}
}

// virtualLine is one line that a virtual scale is on.
type virtualLine struct {
	scale   *VirtualScale
	family  family
	encoder encoder

	mu   sync.Mutex
	to   io.Writer
	seed uint32
}

// reply gives the answer to what was heard last, and whether that was a request.
func (l *virtualLine) reply(heard []byte) (reply []byte, known bool) {
	v := l.scale
	v.mu.Lock()
	defer v.mu.Unlock()
	v.step()
	is := func(request []byte) bool { return request != nil && bytes.HasSuffix(heard, request) }
	switch {
	case l.family.follow != nil && is([]byte{dc1}):
		return l.encoder.weight(v.show()), true
	case l.family.follow != nil && is(l.family.weight):
		return []byte{ack}, true
	case is(l.family.weight):
		return v.weigh(l), true
	case is(l.family.serial):
		return l.encoder.identity(v.Serial), true
	}
	for what, request := range map[virtualOrder][]byte{orderZero: l.family.zero, orderTare: l.family.tare, orderClear: l.family.clear} {
		if is(request) {
			done := v.obey(what)
			return l.encoder.answer(what, v.show(), done), true
		}
	}
	return nil, false
}

// weigh answers the request for a weight.
func (v *VirtualScale) weigh(l *virtualLine) []byte {
	s := v.show()
	once := l.family.quiet || v.SendOnce && l.family.holds
	if once && v.sent {
		if l.family.quiet {
			return nil
		}
		return l.encoder.status(s)
	}
	v.sent = !s.motion && !s.over && s.n.Mantissa >= 0
	return l.encoder.weight(s)
}

// obey zeroes or tares, unless the load moves, and reports whether it did.
func (v *VirtualScale) obey(what virtualOrder) bool {
	if v.inMotion() {
		return false
	}
	switch what {
	case orderZero:
		v.zero, v.tare = v.load, 0
	case orderTare:
		v.tare = v.load - v.zero
	case orderClear:
		v.tare = 0
	}
	v.sent = false
	return true
}

func (v *VirtualScale) inMotion() bool { return v.moving || time.Since(v.changed) < v.Settle }

// show is what stands on the display.
func (v *VirtualScale) show() show {
	s := show{unit: v.unit(), motion: v.inMotion(), over: v.load > virtualCapacity, net: v.tare != 0}
	s.n, s.tare = shownNumber(v.load-v.zero-v.tare, s.unit), shownNumber(v.tare, s.unit)
	s.zero = s.n.Mantissa == 0 && !s.net
	if s.motion {
		v.sway++
		s.n.Mantissa += int64(v.sway & 1) // so that it is seen, too, where no flag says it
	}
	return s
}

// shownNumber rounds a weight to what the display can show.
func shownNumber(w manifest.Weight, unit manifest.Unit) Number {
	decimals := map[manifest.Unit]int8{manifest.UnitPound: 2, manifest.UnitKilogram: 3, manifest.UnitOunce: 1}[unit]
	step, half := unit.Weight(), manifest.Weight(0)
	one := int64(1)
	for range decimals {
		one *= 10
	}
	if half = step / 2; w < 0 {
		half = -half
	}
	return Number{Mantissa: (int64(w)*one + int64(half)) / int64(step), Decimals: decimals}
}
