package devicetest

import (
	"io"
	"math/bits"
)

// Pieces writes in pieces of the given sizes, over and over, as a serial line delivers.
type Pieces struct {
	To    io.Writer
	Sizes []int
	turn  int
}

// Write cuts p up.
func (w *Pieces) Write(p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		size := min(w.Sizes[w.turn%len(w.Sizes)], len(p)-sent)
		w.turn++
		n, err := w.To.Write(p[sent : sent+size])
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// EvenParity gives bytes of a 7E1 line as an 8N1 line reads them: bit 7 is the parity.
func EvenParity(p []byte) []byte {
	out := make([]byte, len(p))
	for i, b := range p {
		out[i] = b&0x7F | byte(bits.OnesCount8(b&0x7F)%2)<<7
	}
	return out
}
