package scale

import "packline/manifest"

// Explained is how well a protocol explains bytes. Several may find frames in the same bytes: the right one explains
// all of them.
type Explained struct {
	Weights int     // frames that say something about the load
	Full    int     // of those the ones with a weight and its unit
	Noise   int     // bytes outside of every whole frame; the last frame may not have ended
	Asks    string  // the protocol's request for a weight; empty where the scale speaks by itself
	Last    Decoded // what Decode says
}

// Explain reads bytes as a protocol does. Of an unknown protocol it is zero, with all bytes as noise.
func Explain(name string, in []byte) Explained {
	e := Explained{Noise: len(in), Last: decoded(Frame{Kind: KindNone})}
	f, ok := familyOf(name)
	if !ok {
		return e
	}
	e.Asks = string(f.weight)
	f.decoder(decoderOptions{}).feed(in, func(f Frame) {
		if f.Kind == KindNone {
			return
		}
		e.Last = decoded(f)
		e.Noise -= len(f.Raw)
		if f.Kind != KindWeight && f.Kind != KindStatus {
			return
		}
		e.Weights++
		if _, shows := f.Weight(); shows && f.Unit != manifest.UnitNone {
			e.Full++
		}
	})
	e.Noise = max(0, e.Noise)
	return e
}

// Better tells whether bytes are better explained so than in another way: with fewer bytes left over, more frames with
// a unit and more frames at all. What a protocol takes for rest is no argument: one that says less of it isn't worse.
func (e Explained) Better(than Explained) bool {
	for _, pair := range [][2]int{{than.Noise, e.Noise}, {e.Full, than.Full}, {e.Weights, than.Weights}} {
		if pair[0] != pair[1] {
			return pair[0] > pair[1]
		}
	}
	return false
}
