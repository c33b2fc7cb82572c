package scanner

import "time"

// No hand scans faster: what comes faster is a defect or an attack, and is dropped so that it can't fill a queue.
//
// What can be read and what can't are counted apart, so that codes between garbage still come through: a scan is
// dropped only when more than floodRefill readable codes a second came before it, and passes again at the latest
// floodBurst/2/floodRefill, one second, after that ended.
const (
	floodBurst  = 60
	floodRefill = 30 // readable codes a second
	noiseBurst  = 20
	noiseRefill = 4 // unreadable codes a second: each of them rings

	// shortCode is the shortest text that counts as readable here: garbage is full of single printable characters.
	shortCode = 4
)

// flood limits the codes of a scanner.
type flood struct{ codes, noise bucket }

func newFlood() *flood {
	return &flood{codes: newBucket(floodBurst, floodRefill), noise: newBucket(noiseBurst, noiseRefill)}
}

// allows says whether a code that came at a time may pass. began and ended tell that the scanner's state changed.
func (f *flood) allows(at time.Time, readable bool) (pass, began, ended bool) {
	was := f.codes.shut || f.noise.shut
	if readable {
		pass = f.codes.take(at)
		f.noise.fill(at)
	} else {
		pass = f.noise.take(at)
		f.codes.fill(at)
	}
	is := f.codes.shut || f.noise.shut
	return pass, is && !was, was && !is
}

// bucket is a token bucket that counts in time: a token is the time in which one is refilled. Once empty it is shut
// until it is half full, so that the state doesn't flutter; what comes meanwhile keeps it empty.
type bucket struct {
	size, token, credit time.Duration
	at                  time.Time
	shut                bool
}

func newBucket(burst, refill int) bucket {
	token := time.Second / time.Duration(refill)
	size := time.Duration(burst) * token
	return bucket{size: size, token: token, credit: size}
}

func (b *bucket) fill(at time.Time) {
	if passed := at.Sub(b.at); passed > 0 {
		b.credit = min(b.size, b.credit+min(passed, b.size))
		b.at = at
	}
	b.shut = b.shut && b.credit < b.size/2
}

func (b *bucket) take(at time.Time) bool {
	b.fill(at)
	b.shut = b.shut || b.credit < b.token
	b.credit = max(0, b.credit-b.token)
	return !b.shut
}
