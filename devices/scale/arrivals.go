package scale

import (
	"bytes"
	"time"

	"packline/devices/port"
)

// arrivals remembers when the newest bytes came, so that it can be told when a frame began: a scale that streams is
// asked for nothing, and a weight counts for a scan only if the whole of it was sent after that.
type arrivals struct {
	count  int       // bytes before the newest chunk, in all
	newest []byte    // the newest chunk, while it is fed
	chunks [64]piece // the newest chunks
	n      int       // chunks so far
	empty  time.Time // when nothing was waiting to be read, the last time that this is known
}

// piece is one chunk: where it begins, when it was read, and when none of it can have been there yet.
type piece struct {
	first     int
	at, floor time.Time
}

// fullChunk is how many bytes a read brings at most: after one that brought fewer, nothing was left.
const fullChunk = 512

func newArrivals(opened time.Time) arrivals { return arrivals{empty: opened} }

func (a *arrivals) chunk(c port.Chunk) {
	a.count += len(a.newest)
	a.newest = c.Bytes
	a.chunks[a.n%len(a.chunks)] = piece{first: a.count, at: c.At, floor: a.empty}
	a.n++
	if len(c.Bytes) < fullChunk {
		a.empty = c.At
	}
}

// frame tells when a frame that ended in the newest chunk began: not later than began, and after floor. Both are zero
// for one that may have begun longer ago than is remembered.
func (a *arrivals) frame(raw []byte) (began, floor time.Time) {
	first := a.count
	if !bytes.Contains(a.newest, raw) {
		first += a.tail(raw) - len(raw)
	}
	for i := a.n - 1; i >= max(0, a.n-len(a.chunks)); i-- {
		p := a.chunks[i%len(a.chunks)]
		if p.first <= first {
			return p.at, p.floor
		}
	}
	return time.Time{}, time.Time{}
}

// tail tells how many bytes at the end of a frame came in the newest chunk.
func (a *arrivals) tail(raw []byte) int {
	k := min(len(raw), len(a.newest))
	for k > 0 && !bytes.HasSuffix(raw, a.newest[:k]) {
		k--
	}
	return k
}
