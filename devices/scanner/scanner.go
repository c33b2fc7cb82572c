// Package scanner reads barcode scanners: it cuts their bytes into codes and says what each code is by its own form.
// What a code means (an order, a badge, a carton) is for the station to say.
package scanner

import (
	"context"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// Options is what a scanner is given besides its address.
type Options struct {
	// Code gets every code, one at a time and in order. It must not block for long: meanwhile the scanner isn't read.
	Code func(manifest.Code)
	// Keyboard brings whole lines of a keyboard-wedge scanner, without their Enter: for keyboard: only.
	Keyboard <-chan string
	// Virtual is the far side of virtual:scanner; a scanner without one scans nothing.
	Virtual *VirtualScanner
	// Open opens ports; nil means port.Open.
	Open func(context.Context, devices.Address) (port.Port, error)
}

// Scanner is one scanner. It is a devices.Runner.
type Scanner struct {
	address devices.Address
	opt     Options
	framing framing
	run     func(ctx context.Context, report func(devices.Status)) error
	flood   *flood
}

// known lists the schemes that scanners have, with their parameters.
func known() map[string][]string {
	line := []string{"suffix", "gap"}
	return map[string][]string{
		"serial":   append(port.Params("serial"), line...),
		"tcp":      line,
		"keyboard": {},
		"virtual":  line,
	}
}

// New makes the scanner of an address: serial:, tcp:, keyboard: or virtual:scanner. The parameter suffix= says what
// ends a code: CR, LF, CRLF, TAB, ETX, none (then a pause of gap= does, default 100ms), or any (the default: each of
// them).
func New(addr string, opt Options) (*Scanner, error) {
	address, err := devices.ParseAddress(addr)
	if err == nil {
		err = address.Check(known())
	}
	if err != nil {
		return nil, err
	}
	s := &Scanner{address: address, opt: opt, flood: newFlood()}
	if s.framing, err = parseFraming(address); err != nil {
		return nil, err
	}
	return s, s.choose()
}

// choose picks the driver: this is the list of them.
func (s *Scanner) choose() error {
	if s.opt.Open == nil {
		s.opt.Open = port.Open
	}
	switch s.address.Scheme {
	case "serial":
		if _, err := port.ParseMode(s.address); err != nil {
			return err
		}
		s.run = s.runLine
	case "tcp":
		s.run = s.runLine
		return port.CheckHost(s.address)
	case "keyboard":
		s.run = s.runKeyboard
	case "virtual":
		if s.address.Path != "scanner" {
			return devices.Fail("device.bad-address", devices.ErrAddress, s.address.String())
		}
		if s.opt.Virtual == nil {
			s.opt.Virtual = &VirtualScanner{}
		}
		s.opt.Open = s.opt.Virtual.open
		s.run = s.runLine
	}
	return nil
}

// Run reads the scanner until it fails or the context ends.
func (s *Scanner) Run(ctx context.Context, report func(devices.Status)) error {
	return s.run(ctx, report)
}

// runLine reads a scanner that sends bytes.
func (s *Scanner) runLine(ctx context.Context, report func(devices.Status)) error {
	opened, err := s.opt.Open(ctx, s.address)
	if err != nil {
		return err
	}
	stream := port.Listen(opened)
	defer func() { _ = stream.Close() }()
	report(devices.Status{State: devices.StateReady, Key: "scanner.ready"})
	lines := &cutter{framing: s.framing}
	silence := time.NewTimer(time.Hour)
	defer silence.Stop()
	var broken time.Time // when the beginning of a code was given up
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case chunk := <-stream.C:
			if chunk.Err != nil {
				return chunk.Err
			}
			lines.feed(chunk.Bytes, func(raw []byte, problem string) {
				if chunk.At.Sub(broken) < restAfter {
					problem = cutOff
				}
				s.deliver(raw, problem, chunk.At, report)
			})
			silence.Reset(s.framing.pause())
		case at := <-silence.C:
			lines.pause(func(raw []byte, problem string) {
				if problem == cutOff {
					broken = at
				}
				s.deliver(raw, problem, at, report)
			})
		}
	}
}

// restAfter is how long after the beginning of a code was given up its rest may still come: it would look like a code.
// Nobody scans again that fast.
const restAfter = time.Second

// deliver parses what the cutter gave and hands it on, unless the scanner floods.
func (s *Scanner) deliver(raw []byte, problem string, at time.Time, report func(devices.Status)) {
	switch s.flood.allows(at) {
	case floodBegan:
		report(devices.Status{State: devices.StateTrouble, Key: "scanner.babbling"})
		return
	case floodGoesOn:
		return
	case floodEnded:
		report(devices.Status{State: devices.StateReady, Key: "scanner.ready"})
	}
	if s.opt.Code == nil {
		return
	}
	code := Parse(raw, at, s.address.String())
	if problem != "" {
		code = garbled(code, problem)
	}
	s.opt.Code(code)
}
