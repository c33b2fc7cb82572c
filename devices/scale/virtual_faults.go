package scale

import (
	"fmt"
	"math/bits"
	"time"
)

// VirtualFault is a fault of a virtual scale's line. What can be wrong with a load, Put and Shake do.
type VirtualFault int

// The faults.
const (
	NoFault       VirtualFault = iota
	Mute                       // it answers nothing
	HalfFrames                 // every frame breaks off in its middle
	Twice                      // every frame comes twice
	WrongSettings              // bytes as 8N1 reads those of 7E1: with the parity in bit 7
	Babble                     // noise at full speed, and frames in it
)

// Fail gives the line a fault; NoFault ends it.
func (v *VirtualScale) Fail(f VirtualFault) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fault = f
}

func (v *VirtualScale) failing() VirtualFault {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.fault
}

const (
	babblePace  = 2 * time.Millisecond
	babbleBytes = 256
)

// stream sends what comes unasked, until it is told to stop or the line fails.
func (l *virtualLine) stream(stop <-chan struct{}) {
	timer := time.NewTimer(virtualPace)
	defer timer.Stop()
	for {
		select {
		case <-stop:
			return
		case <-timer.C:
		}
		pace, err := virtualPace, error(nil)
		if l.scale.failing() == Babble {
			pace = babblePace
			err = l.send(l.noise())
		}
		if err == nil && l.family.weight == nil {
			l.scale.mu.Lock()
			l.scale.step()
			frame := l.encoder.weight(l.scale.show())
			l.scale.mu.Unlock()
			err = l.write(frame)
		}
		if err != nil {
			return
		}
		timer.Reset(pace)
	}
}

// write sends a frame as the line's fault lets it through.
func (l *virtualLine) write(frame []byte) error {
	switch l.scale.failing() {
	case Mute:
		return nil
	case HalfFrames:
		frame = frame[:len(frame)/2]
	case Twice:
		frame = append(frame[:len(frame):len(frame)], frame...)
	case WrongSettings:
		frame = withParity(frame)
	}
	return l.send(frame)
}

func (l *virtualLine) send(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.to.Write(b); err != nil {
		return fmt.Errorf("cannot go on as virtual scale: %w", err)
	}
	return nil
}

// noise gives bytes without meaning: a linear congruence's.
func (l *virtualLine) noise() []byte {
	b := make([]byte, babbleBytes)
	for i := range b {
		l.seed = l.seed*1664525 + 1013904223
		b[i] = byte(l.seed >> 24)
	}
	return b
}

// withParity gives bytes with even parity in bit 7.
func withParity(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = c&0x7F | byte(bits.OnesCount8(c&0x7F)%2)<<7
	}
	return out
}
