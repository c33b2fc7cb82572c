//go:build linux

package usbtest

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

// Scale is the device's side of a HID scale in pounds. While it is plugged in it reports ten times a second.
type Scale struct {
	*Gadget

	mu     sync.Mutex
	load   int // hundredths of a pound
	moving bool
	runs   sync.WaitGroup
}

// Put puts a load of hundredths of a pound on the plate, at rest.
func (s *Scale) Put(load int) { s.set(load, false) }

// Shake puts a load on the plate that doesn't come to rest.
func (s *Scale) Shake(load int) { s.set(load, true) }

func (s *Scale) set(load int, moving bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load, s.moving = load, moving
}

// Plug puts the scale in.
func (s *Scale) Plug(t testing.TB) time.Time {
	t.Helper()
	far, at := s.Gadget.Plug(t)
	s.runs.Go(func() { s.report(far) })
	return at
}

// Unplug pulls the scale out.
func (s *Scale) Unplug(t testing.TB) time.Time {
	t.Helper()
	defer s.runs.Wait()
	return s.Gadget.Unplug(t)
}

func (s *Scale) report(far *os.File) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		// Other errors are those of a host that hasn't set the scale up yet, or lets it go.
		if _, err := far.Write(s.frame()); errors.Is(err, os.ErrClosed) {
			return
		}
	}
}

// Status and unit of report 3, by the tables of the class.
const (
	statusZero   = 2
	statusMoving = 3
	statusStable = 4
	unitPound    = 12
)

func (s *Scale) frame() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := byte(statusStable)
	switch {
	case s.moving:
		status = statusMoving
	case s.load == 0:
		status = statusZero
	}
	hundredths := byte(0xFE) // an exponent of -2
	return []byte{3, status, unitPound, hundredths, byte(s.load), byte(s.load >> 8)}
}
