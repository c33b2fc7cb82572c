// Package scanner reads barcode scanners: it cuts their bytes into codes and says what each code is by its own form.
// What a code means (an order, a badge, a carton) is for the station to say.
package scanner

import (
	"bytes"
	"context"
	"slices"
	"sync"
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
	address  devices.Address
	opt      Options
	framing  framing
	suffixed bool // what a cutter learned of this scanner: see there
	run      func(ctx context.Context, report func(devices.Status)) error
	flood    *flood
	test     bool      // a test code is asked for
	tested   time.Time // when it last came through right
	refusals chan struct{}
	beep     []byte // what makes the scanner sound a refusal; nil: nothing does
}

// known lists the schemes that scanners have, with their parameters.
func known() map[string][]string {
	line := []string{"prefix", "suffix", "gap", "selftest"}
	with := func(scheme string, more ...string) []string {
		return slices.Concat(port.Params(scheme), line, more)
	}
	return map[string][]string{
		"serial":   with("serial", "beep"),
		"tcp":      with("tcp", "beep"),
		"evdev":    with("evdev"),
		"playback": with("playback", "usage"),
		"hid":      append(port.Params("hid"), "selftest"),
		"keyboard": {"prefix", "selftest"},
		"virtual":  with("virtual", "beep", "usage", "codes", "every", "fault"),
	}
}

// New makes the scanner of an address: serial:, tcp:, hid:, evdev:, keyboard:, playback: or virtual:scanner. Lines are
// cut into codes by prefix= (STX or up to 8 characters that every code begins with) and suffix=, which says what ends
// one: CR, LF, CRLF, TAB, ETX, none (then a pause of gap= does, default 100ms), or any (the default: each of them).
// selftest=1 asks for the test code once a shift (the default for scanners that type), selftest=0 doesn't.
// beep=honeywell lets the scanner sound refusals. usage=8C:02 on a playback or a virtual scanner says that it speaks the
// reports of USB HID POS.
func New(addr string, opt Options) (*Scanner, error) {
	address, err := devices.ParseAddress(addr)
	if err == nil {
		err = address.Check(known())
	}
	if err != nil {
		return nil, err
	}
	s := &Scanner{address: address, opt: opt, flood: newFlood(), refusals: make(chan struct{}, 1)}
	if s.framing, err = parseFraming(address); err != nil {
		return nil, err
	}
	if err = s.parseSettings(); err != nil {
		return nil, err
	}
	return s, s.choose()
}

// parseSettings reads selftest= and beep=.
func (s *Scanner) parseSettings() error {
	types := map[string]string{"keyboard": "1", "evdev": "1"}
	test := s.address.Get("selftest", types[s.address.Scheme])
	if test != "" && test != "0" && test != "1" {
		return devices.Fail("scanner.bad-selftest", devices.ErrAddress, test)
	}
	s.test = test == "1"
	beep := s.address.Get("beep", "none")
	commands := map[string]string{"none": "", "honeywell": "\x16\x07\r"}
	command, ok := commands[beep]
	if !ok {
		return devices.Fail("scanner.bad-beep", devices.ErrAddress, beep)
	}
	s.beep = []byte(command)
	return nil
}

// choose picks the driver: this is the list of them.
func (s *Scanner) choose() error {
	if s.opt.Open == nil {
		s.opt.Open = port.Open
	}
	reports := s.address.Scheme == "hid" || s.address.Get("usage", "") == posUsage
	open := s.opt.Open
	switch s.address.Scheme {
	case "keyboard":
		s.run = s.runKeyboard
		return nil
	case "virtual":
		if s.address.Path != "scanner" {
			return devices.Fail("device.bad-address", devices.ErrAddress, s.address.String())
		}
		if s.opt.Virtual == nil {
			s.opt.Virtual = &VirtualScanner{}
		}
		return s.chooseVirtual(reports)
	case "hid":
		open = s.openHID
	}
	s.run = func(ctx context.Context, report func(devices.Status)) error {
		return s.runBytes(ctx, open, s.decoder(reports), report)
	}
	return port.Check(s.address)
}

// chooseVirtual picks the virtual scanner, which may scan by itself.
func (s *Scanner) chooseVirtual(reports bool) error {
	script, err := parseScript(s.address)
	if err != nil {
		return err
	}
	s.run = func(ctx context.Context, report func(devices.Status)) error {
		var playing sync.WaitGroup
		defer playing.Wait()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		playing.Go(func() { script.play(ctx, s.opt.Virtual) })
		return s.runBytes(ctx, s.opt.Virtual.Open, s.decoder(reports), report)
	}
	return nil
}

// decoder makes codes of bytes. Each run has a new one: half a code doesn't outlive the device.
func (s *Scanner) decoder(reports bool) decoder {
	if reports {
		return &posDecoder{}
	}
	return &cutter{framing: s.framing, suffixed: &s.suffixed}
}

// decoder cuts what a device sends into codes.
type decoder interface {
	// feed takes what one Read brought and gives every code that became whole, with the phrase key of what is wrong with
	// it. The code is valid until the call returns.
	feed(b []byte, at time.Time, code func(raw []byte, problem string))
	// pause tells that nothing came for wait.
	pause(code func(raw []byte, problem string))
	wait() time.Duration
}

// Run reads the scanner until it fails or the context ends.
func (s *Scanner) Run(ctx context.Context, report func(devices.Status)) error {
	return s.run(ctx, report)
}

// Sounds reports whether the scanner can sound refusals.
func (s *Scanner) Sounds() bool { return len(s.beep) > 0 }

// Refuse lets the scanner sound that a code was refused, where its address says how. It never waits; refusals that come
// faster than they sound count once.
func (s *Scanner) Refuse() {
	if !s.Sounds() {
		return
	}
	select {
	case s.refusals <- struct{}{}:
	default:
	}
}

// greet reports that the scanner works, or that it is to be tested first.
func (s *Scanner) greet(report func(devices.Status)) {
	if s.test && time.Since(s.tested) >= shift {
		report(devices.Status{State: devices.StateUnknown, Key: "scanner.test-wanted"})
		return
	}
	report(devices.Status{State: devices.StateReady, Key: "scanner.ready"})
}

// runBytes reads a scanner that sends bytes.
func (s *Scanner) runBytes(ctx context.Context, open func(context.Context, devices.Address) (port.Port, error), lines decoder, report func(devices.Status)) error {
	opened, err := open(ctx, s.address)
	if err != nil {
		return err
	}
	stream := port.Listen(opened)
	var sounding sync.WaitGroup
	sounded, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		_ = stream.Close()
		sounding.Wait()
	}()
	if s.Sounds() {
		sounding.Go(func() { s.sound(sounded, opened) })
	}
	s.greet(report)
	silence := time.NewTimer(time.Hour)
	defer silence.Stop()
	var broken time.Time // when a code was given up, or last of its rest came
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case chunk := <-stream.C:
			if chunk.Err != nil {
				return chunk.Err
			}
			rest := chunk.At.Sub(broken) < restAfter
			lines.feed(chunk.Bytes, chunk.At, func(raw []byte, problem string) {
				if problem == "" && rest {
					problem = cutOff
				}
				rest, broken = false, time.Time{}
				s.deliver(raw, problem, chunk.At, report)
			})
			if rest {
				broken = chunk.At // what trickles in is still of that code
			}
			silence.Reset(lines.wait())
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

// sound writes the command for each refusal. A scanner that takes no command is no fault: the screen rings too.
func (s *Scanner) sound(ctx context.Context, to port.Port) {
	_ = devices.Guard(func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-s.refusals:
				_, _ = to.Write(s.beep)
			}
		}
	})
}

// restAfter is the silence after which what comes isn't the rest any more of a code that was given up: that would look
// like a code. Nobody scans again that fast.
const restAfter = time.Second

// deliver parses what the decoder gave and hands it on, unless the scanner floods or it is the test code.
func (s *Scanner) deliver(raw []byte, problem string, at time.Time, report func(devices.Status)) {
	code := Parse(raw, at, s.address.String())
	if problem == "" && s.address.Scheme == "evdev" && bytes.IndexByte(raw, 0) >= 0 {
		problem = keysLost // the port puts a NUL where keys were lost
	}
	if problem != "" {
		code = garbled(code, problem)
	}
	readable := code.Kind != manifest.CodeGarbled && len(code.Text) >= shortCode
	pass, began, ended := s.flood.allows(at, readable)
	if began {
		report(devices.Status{State: devices.StateTrouble, Key: "scanner.babbling"})
	}
	if ended {
		s.greet(report)
	}
	switch {
	case !pass:
	case s.test && isTest(string(raw)):
		s.takeTest(string(raw), at, report)
	case s.opt.Code != nil:
		if s.test && !s.tested.IsZero() && at.Sub(s.tested) >= shift {
			s.tested = time.Time{}
			s.greet(report)
		}
		s.opt.Code(code)
	}
}

// takeTest reports how the test code came through. It is nobody else's business.
func (s *Scanner) takeTest(raw string, at time.Time, report func(devices.Status)) {
	if problem := SelfTest(raw); problem != "" {
		s.tested = time.Time{}
		report(devices.Status{State: devices.StateTrouble, Key: problem})
		return
	}
	s.tested = at
	report(devices.Status{State: devices.StateReady, Key: "scanner.ready"})
}
