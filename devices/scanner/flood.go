package scanner

import "time"

// No hand scans faster: what comes faster is a defect or an attack, and is dropped so that it can't fill a queue.
const (
	floodBurst  = 60
	floodRefill = 30 // codes a second
)

type floodState int

const (
	floodNone floodState = iota
	floodBegan
	floodGoesOn
	floodEnded
)

// flood is a token bucket over codes.
type flood struct {
	tokens float64
	at     time.Time
	full   bool
}

func newFlood() *flood { return &flood{tokens: floodBurst} }

// allows says whether a code that came at a time may pass: floodNone and floodEnded let it.
func (f *flood) allows(at time.Time) floodState {
	if passed := at.Sub(f.at).Seconds(); passed > 0 {
		f.tokens = min(floodBurst, f.tokens+passed*floodRefill)
	}
	f.at = at
	was := f.full
	// Once full, it takes half a bucket to open again, so that the state doesn't flutter.
	f.full = f.tokens < 1 || was && f.tokens < floodBurst/2
	switch {
	case f.full && was:
		return floodGoesOn
	case f.full:
		return floodBegan
	}
	f.tokens--
	if was {
		return floodEnded
	}
	return floodNone
}
