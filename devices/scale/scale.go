// Package scale reads scales: it asks for weights, reads the frames that come back and says what they mean. It never
// takes part of a frame for a weight, and never guesses a unit that neither the frame nor the address gives.
package scale

import (
	"context"
	"errors"
	"sync"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// Options is what a scale is given besides its address.
type Options struct {
	// Reading gets every answer of the scale, one at a time and in order, also those that are no weight. It must not
	// block for long: meanwhile the scale isn't read. Without it the address needs no unit.
	Reading func(manifest.Reading)
	// Frame gets every frame of the scale as it came, also those that are no good; nil for nobody. It must not block
	// for long either.
	Frame func(Decoded)
	// Virtual is the far side of virtual:scale; a scale without one has an empty plate.
	Virtual *VirtualScale
	// Open opens ports; nil means port.Open.
	Open func(context.Context, devices.Address) (port.Port, error)
}

// Scale is one scale. It is a devices.Runner.
type Scale struct {
	settings
	address devices.Address
	opt     Options
	now     chan struct{} // ask at once

	mu   sync.Mutex
	live *session // while Run is connected
}

// New makes the scale of an address: serial:, tcp:, hid:, playback: or virtual:scale. The parameter protocol= names the
// family; unit= is required where frames carry none, and holds the frames to it where they do. division= is the scale's
// verification interval, still= for how long readings must be equal where a scale doesn't tell motion, and divide=
// puts a point into numbers that come without one.
func New(addr string, opt Options) (*Scale, error) {
	address, err := devices.ParseAddress(addr)
	if err == nil {
		err = address.Check(known())
	}
	if err != nil {
		return nil, err
	}
	s := &Scale{address: address, opt: opt, now: make(chan struct{}, 1)}
	if s.opt.Open == nil {
		s.opt.Open = port.Open
	}
	switch address.Scheme {
	case "serial", "tcp":
		err = port.Check(address)
	case "hid": // of a device with several parts the one that weighs
		err = port.Check(address)
		s.address = address.WithDefault("protocol", hidProtocol).WithDefault("usage", port.UsageScale.String())
	case "virtual":
		err = s.useVirtual()
	}
	if err != nil {
		return nil, err
	}
	if s.settings, err = readSettings(s.address, opt.Reading == nil); err != nil {
		return nil, err
	}
	s.useLine()
	return s, nil
}

const (
	hidProtocol     = "hid-pos-scale"
	defaultProtocol = "toledo-8217" // of a virtual scale
)

// useLine takes the family's usual line settings where the address gives none.
func (s *Scale) useLine() {
	if s.address.Scheme != "serial" {
		return
	}
	if s.family.line != "" {
		s.address = s.address.WithDefault("mode", s.family.line)
	}
	if s.family.baud != "" {
		s.address = s.address.WithDefault("baud", s.family.baud)
	}
}

// useVirtual takes the virtual scale as the far side, in its own unit.
func (s *Scale) useVirtual() error {
	if s.address.Path != "scale" {
		return devices.Fail("device.bad-address", devices.ErrAddress, s.address.String())
	}
	if s.opt.Virtual == nil {
		s.opt.Virtual = &VirtualScale{}
	}
	s.opt.Open = s.opt.Virtual.open
	s.address = s.opt.Virtual.take(s.address)
	return s.opt.Virtual.follow(s.address)
}

// Run asks and reads until the scale fails or the context ends.
func (s *Scale) Run(ctx context.Context, report func(devices.Status)) error {
	opened, err := s.opt.Open(ctx, s.address)
	if err != nil {
		return s.asleep(err)
	}
	stream := port.Listen(opened)
	defer func() { _ = stream.Close() }()
	run := newSession(s, opened, report)
	s.setLive(run)
	defer close(run.done)
	defer s.setLive(nil)
	return s.asleep(run.loop(ctx, stream.C))
}

// asleep says of a USB scale that is gone what the reason mostly is: on battery they switch off after some minutes.
func (s *Scale) asleep(err error) error {
	if s.address.Scheme == "hid" && (errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrNotFound)) {
		return devices.Fail("scale.asleep", err, s.address.Scheme+":"+s.address.Path)
	}
	return err
}

// Request asks for a weight at once, without waiting for the answer.
func (s *Scale) Request() {
	select {
	case s.now <- struct{}{}:
	default:
	}
}

func (s *Scale) setLive(run *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = run
}
