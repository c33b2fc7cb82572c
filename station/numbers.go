package station

import (
	"fmt"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Block is a block of SSCC serials that belongs to this station alone, and the next one to be used.
type Block struct {
	manifest.NumberBlock
	Next uint64
}

// nextNumbers sets every block behind the last number that was used of its extension digit. Blocks of one digit are
// used in the order of their numbers, so that is enough.
func nextNumbers(blocks []Block, r ledger.Recovered) []Block {
	out := slices.Clone(blocks)
	for i := range out {
		b := &out[i]
		b.Next = max(b.First, b.Next, r.LastSerials[b.Extension]+1)
	}
	return out
}

// left is how many numbers a block still has.
func (b Block) left() uint64 {
	if b.Next > b.Last {
		return 0
	}
	return b.Last - b.Next + 1
}

// lowNumbers is when a station asks for another block: a fortnight without the centre shouldn't use that up.
const lowNumbers = 5000

// numbersLeft is how many cartons can still be numbered.
func (s *State) numbersLeft() uint64 {
	left := uint64(0)
	for _, b := range s.blocks {
		left += b.left()
	}
	return left
}

// number is a serial and the SSCC made of it.
type number struct {
	serial uint64
	sscc   manifest.SSCC
}

// takeNumbers gives the next n numbers and the blocks as they are once those are used. Leased blocks come first, in the
// order they were leased, and the station's own static block last.
func (s *State) takeNumbers(n int) ([]number, []Block, error) {
	blocks := slices.Clone(s.blocks)
	var out []number
	for i := range blocks {
		for b := &blocks[i]; len(out) < n && b.left() > 0; b.Next++ {
			sscc, err := manifest.NewSSCC(b.Extension, b.Prefix, b.Next)
			if err != nil {
				return nil, nil, err
			}
			out = append(out, number{serial: b.Next, sscc: sscc})
		}
	}
	if len(out) < n {
		return nil, nil, fmt.Errorf("%w: no carton numbers are left", ErrSetup)
	}
	return out, blocks, nil
}

// addBlock takes a newly leased block; one that is known already is left as it is.
func (t *turn) addBlock(b manifest.NumberBlock) {
	known := slices.ContainsFunc(t.blocks, func(k Block) bool {
		return k.Prefix == b.Prefix && k.Extension == b.Extension && k.First == b.First
	})
	if known {
		return
	}
	at := slices.IndexFunc(t.blocks, func(k Block) bool { return k.Extension == staticExtension })
	if at < 0 {
		at = len(t.blocks)
	}
	t.blocks = slices.Insert(slices.Clone(t.blocks), at, Block{NumberBlock: b, Next: b.First})
}

// staticExtension is the extension digit of a station's own block in its config; leased blocks have 0 to 8.
const staticExtension = 9

func (t *turn) askForNumbers() {
	if t.setup.Centre && t.numbersLeft() < lowNumbers {
		t.do(AskNumbers{})
	}
}
