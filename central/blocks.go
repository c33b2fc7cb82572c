package central

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// kindPrefix lists the GS1 company prefixes that blocks were ever leased of.
const kindPrefix Kind = "prefix"

const (
	leasedExtensions = 9 // 0 to 8; 9 belongs to stations' own static blocks
	defaultBlock     = 2000
	maxBlock         = 100_000
)

// SetPrefix says which GS1 company prefix blocks are leased of from now on.
func (c *Centre) SetPrefix(ctx context.Context, prefix string) error {
	if _, err := manifest.NewSSCC(0, prefix, 0); err != nil {
		return fmt.Errorf("cannot lease numbers: %w", err)
	}
	return c.update(ctx, func(w *work) error {
		if err := w.tx.PutEntry(kindPrefix, prefix, []byte(prefix)); err != nil {
			return err
		}
		return w.tx.PutEntry(KindCentre, "prefix", []byte(prefix))
	})
}

// Block leases a block of SSCC serials to a station. The same request gets the same block again; numbers are never
// given twice. Without a company prefix, or with none left, the problem is not-found.
func (c *Centre) Block(ctx context.Context, station string, ask wire.BlockAsk) (wire.BlockAnswer, error) {
	answer := wire.BlockAnswer{Envelope: c.envelope(wire.TypeBlock, ask.Nonce)}
	if ask.Request == (manifest.ID{}) {
		return answer, c.problem(ask.Nonce, wire.CodeMalformed, "a block needs a request id")
	}
	size := ask.Size
	if size == 0 {
		size = defaultBlock
	}
	var unit *work
	err := c.update(ctx, func(w *work) error {
		unit = w
		if err := w.lockStation(station); err != nil {
			return err
		}
		block, err := w.lease(station, ask.Request, min(size, maxBlock))
		answer.Block = block
		return err
	})
	if err == nil {
		answer.Feed = unit.feedEnd
	}
	return answer, c.trouble(ask.Nonce, err)
}

type lease struct {
	Station string               `json:"station"`
	Block   manifest.NumberBlock `json:"block"`
}

func blockOf(station string, request manifest.ID) string { return station + "/" + request.String() }

func (w *work) lease(station string, request manifest.ID, size uint64) (manifest.NumberBlock, error) {
	id := blockOf(station, request)
	body, err := w.tx.Entry(KindBlock, id)
	if err != nil {
		return manifest.NumberBlock{}, err
	}
	if body != nil {
		var l lease
		err := json.Unmarshal(body, &l)
		return l.Block, err
	}
	prefix, err := w.tx.Entry(KindCentre, "prefix")
	if err != nil {
		return manifest.NumberBlock{}, err
	}
	if len(prefix) == 0 {
		return manifest.NumberBlock{}, &wire.Problem{Code: wire.CodeNotFound, Detail: "the centre has no GS1 company prefix"}
	}
	block, err := w.cut(string(prefix), size)
	if err != nil {
		return block, err
	}
	block.Request = request
	if body, err = json.Marshal(lease{Station: station, Block: block}); err != nil {
		return block, err
	}
	w.tell(station, "", manifest.Change{Kind: manifest.ChangeBlockLease, Block: &block, Station: station})
	w.decide(about{}, ledger.BlockLeased{Name: station, Block: block})
	return block, w.tx.PutEntry(KindBlock, id, body)
}

// cut takes the next serials of a prefix, from the first extension digit that has any left.
func (w *work) cut(prefix string, size uint64) (manifest.NumberBlock, error) {
	most := serials(prefix)
	for extension := range leasedExtensions {
		given, err := w.tx.Count(blockCounter(prefix, extension))
		if err != nil {
			return manifest.NumberBlock{}, err
		}
		if given >= most {
			continue
		}
		take := min(size, most-given)
		first, err := w.tx.Next(blockCounter(prefix, extension), take)
		if err != nil {
			return manifest.NumberBlock{}, err
		}
		if first+take-1 > most {
			continue // another transaction was faster; what it left is lost
		}
		return manifest.NumberBlock{Prefix: prefix, Extension: extension, First: first, Last: first + take - 1}, nil
	}
	return manifest.NumberBlock{}, &wire.Problem{Code: wire.CodeNotFound, Detail: "no numbers are left of prefix " + prefix}
}

// jumpBlock skips a sixteenth of a prefix's numbers where some were given: blocks leased after a backup was made are
// not known any more.
func (w *work) jumpBlock(prefix string, extension int) error {
	given, err := w.tx.Count(blockCounter(prefix, extension))
	if err != nil || given == 0 && extension > 0 {
		return err
	}
	_, err = w.tx.Next(blockCounter(prefix, extension), serials(prefix)/16+1)
	return err
}

func blockCounter(prefix string, extension int) string {
	return "sscc/" + prefix + "/" + strconv.Itoa(extension)
}

// serials is the highest serial number that fits beside a prefix.
func serials(prefix string) uint64 {
	n := uint64(1)
	for range 16 - len(prefix) {
		n *= 10
	}
	return n - 1
}
