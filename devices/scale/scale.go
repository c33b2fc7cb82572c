// Package scale reads scales: it asks for weights, reads the frames that come back and says what they mean. It never
// takes part of a frame for a weight, and never guesses a unit that neither the frame nor the address gives.
package scale

import (
	"context"
	"fmt"
	"sync"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// Options is what a scale is given besides its address.
type Options struct {
	// Reading gets every answer of the scale, one at a time and in order, also those that are no weight. It must not
	// block for long: meanwhile the scale isn't read.
	Reading func(manifest.Reading)
	// Virtual is the far side of virtual:scale; a scale without one has an empty plate.
	Virtual *VirtualScale
	// Open opens ports; nil means port.Open.
	Open func(context.Context, devices.Address) (port.Port, error)
}

// Scale is one scale. It is a devices.Runner.
type Scale struct {
	address  devices.Address
	opt      Options
	protocol func() protocol // a new one for each connection: nothing is remembered over a pulled cable
	now      chan struct{}   // ask at once

	mu   sync.Mutex
	live *session // while Run is connected
}

// protocol is what differs between families of scales: pure functions of bytes, driven by session.
type protocol interface {
	// requests gives the bytes that ask for a weight and for zero.
	requests() (weight, zero []byte)
	// feed takes bytes in pieces of any size and gives an answer for every frame that became complete. What an answer
	// holds is its own to keep.
	feed(b []byte, give func(answer))
	// lapse tells that the line was silent for so long that a half frame won't be completed any more.
	lapse()
	// forget drops any held weight: it may have changed unseen.
	forget()
	// noise gives what has come since it was last called and was no frame.
	noise() noise
}

// answer is one frame and what it says. Times and address are filled in by the session.
type answer struct {
	reading manifest.Reading
	key     string // phrase of what is wrong with it, such as scale.unreadable; empty for a good frame
	status  bool   // it was a status without a weight
}

// noise is what came and was no frame.
type noise struct {
	raw      []byte // the last of it
	settings bool   // it looks like frames read with the wrong line settings
}

const defaultProtocol = "toledo-8217"

// known lists the schemes that scales have, with their parameters.
func known() map[string][]string {
	line := []string{"protocol", "unit"}
	return map[string][]string{
		"serial":  append(port.Params("serial"), line...),
		"tcp":     line,
		"virtual": line,
	}
}

// New makes the scale of an address: serial:, tcp: or virtual:scale. The parameter protocol= names the family
// (toledo-8217); unit= is required where frames carry none (lb or kg for toledo-8217).
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
	case "serial":
		_, err = port.ParseMode(address)
	case "tcp":
		err = port.CheckHost(address)
	case "virtual":
		err = s.useVirtual()
	}
	if err != nil {
		return nil, err
	}
	return s, s.choose()
}

// choose picks the protocol: this is the list of them. A family's usual line settings hold where the address gives none.
func (s *Scale) choose() error {
	if !s.address.Has("protocol") {
		return devices.Fail("scale.no-protocol", fmt.Errorf("%w %s: no protocol", devices.ErrAddress, s.address), defaultProtocol)
	}
	switch name := s.address.Get("protocol", ""); name {
	case "toledo-8217":
		layout, err := toledoLayout(s.address)
		if err != nil {
			return err
		}
		s.protocol = func() protocol { return &toledo{layout: layout} }
		if s.address.Scheme == "serial" {
			s.address = s.address.WithDefault("mode", "7E1")
		}
		return nil
	default:
		cause := fmt.Errorf("%w %s: unknown protocol %q", devices.ErrAddress, s.address, name)
		return devices.Fail("scale.unknown-protocol", cause, name, "toledo-8217")
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
	s.address = s.address.WithDefault("protocol", "toledo-8217").WithDefault("unit", string(s.opt.Virtual.unit()))
	return nil
}

// Run asks and reads until the scale fails or the context ends.
func (s *Scale) Run(ctx context.Context, report func(devices.Status)) error {
	opened, err := s.opt.Open(ctx, s.address)
	if err != nil {
		return err
	}
	stream := port.Listen(opened)
	defer func() { _ = stream.Close() }()
	run := newSession(s, opened, report)
	s.setLive(run)
	defer close(run.done)
	defer s.setLive(nil)
	return run.loop(ctx, stream.C)
}

// Request asks for a weight at once, without waiting for the answer.
func (s *Scale) Request() {
	select {
	case s.now <- struct{}{}:
	default:
	}
}

// Zero asks the scale to take what is on its plate for zero, and waits for its answer: an error carries the phrase
// that says why it wouldn't.
func (s *Scale) Zero(ctx context.Context) error {
	s.mu.Lock()
	run := s.live
	s.mu.Unlock()
	if run == nil {
		return devices.Fail("scale.not-connected", nil)
	}
	reply := make(chan error, 1)
	select {
	case run.zeros <- reply:
	case <-run.done:
		return devices.Fail("scale.not-connected", nil)
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-reply:
		return err
	case <-run.done:
		return devices.Fail("scale.not-connected", nil)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Scale) setLive(run *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = run
}
