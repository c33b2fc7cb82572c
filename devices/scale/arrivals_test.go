package scale

import (
	"testing"
	"time"

	"packline/devices/port"
)

// TestArrivals cuts a stream of frames in pieces of every size and holds when each of them began.
func TestArrivals(t *testing.T) {
	const stream, size = "<01><02><03><04><05><06><07><08><09>", 4
	opened := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for pieceSize := 1; pieceSize <= len(stream); pieceSize++ {
		a := newArrivals(opened)
		for fed := 0; fed < len(stream); {
			end := min(fed+pieceSize, len(stream))
			n := fed / pieceSize
			a.chunk(port.Chunk{Bytes: []byte(stream[fed:end]), At: opened.Add(time.Duration(n+1) * time.Second)})
			for from := 0; from < len(stream); from += size {
				if last := from + size; last <= fed || last > end {
					continue
				}
				began, floor := a.frame([]byte(stream[from : from+size]))
				first := from / pieceSize
				if !began.Equal(opened.Add(time.Duration(first+1)*time.Second)) || !floor.Equal(opened.Add(time.Duration(first)*time.Second)) {
					t.Errorf("pieces of %d: frame at %d began at %v, floor %v", pieceSize, from, began, floor)
				}
			}
			fed = end
		}
	}
}

// TestArrivalsAfterAFullRead holds that bytes which may have waited longer than a read tells have an older floor.
func TestArrivalsAfterAFullRead(t *testing.T) {
	opened := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a := newArrivals(opened)
	a.chunk(port.Chunk{Bytes: make([]byte, fullChunk), At: opened.Add(time.Second)})
	a.chunk(port.Chunk{Bytes: []byte("<01>"), At: opened.Add(2 * time.Second)})
	if began, floor := a.frame([]byte("<01>")); !began.Equal(opened.Add(2*time.Second)) || !floor.Equal(opened) {
		t.Errorf("began %v, floor %v", began, floor)
	}
	for range 100 {
		a.chunk(port.Chunk{Bytes: []byte("x"), At: opened.Add(3 * time.Second)})
	}
	if began, floor := a.frame(make([]byte, 90)); !began.IsZero() || !floor.IsZero() {
		t.Errorf("a frame from before what is remembered: %v, %v", began, floor)
	}
}
