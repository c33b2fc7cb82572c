package uplink

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"packline/manifest"
	"packline/sync/wire"
)

// leaseStep leases what the station says it needs, or waits until it may.
func (u *Uplink) leaseStep(ctx context.Context) error {
	if size := u.o.NeedBlock(ctx); size > 0 {
		_, err := u.Lease(ctx, size)
		return err
	}
	u.well(leasing)
	wait(ctx, idle, u.wish)
	return nil
}

// Lease asks for a block of serial numbers and keeps it with the reference data before it returns. A lease whose
// answer was lost is asked for again under its old request, whatever size is asked for now: no number is wasted and
// none is given twice.
func (u *Uplink) Lease(ctx context.Context, size uint64) (manifest.NumberBlock, error) {
	if _, err := u.meet(ctx); err != nil {
		return manifest.NumberBlock{}, err
	}
	w, err := u.wishFor(ctx, size)
	if err != nil {
		return manifest.NumberBlock{}, err
	}
	a, err := u.ask(ctx, w)
	if err != nil {
		return manifest.NumberBlock{}, err
	}
	block := a.Block
	u.applying.Lock()
	defer u.applying.Unlock()
	change := []manifest.Change{{Kind: manifest.ChangeBlockLease, Block: &block}}
	if err := u.reference.Apply(ctx, 0, change); err != nil {
		return manifest.NumberBlock{}, fmt.Errorf("cannot keep the leased numbers: %w", err)
	}
	if u.o.Changed != nil {
		u.o.Changed(change)
	}
	return block, u.forgetWish(ctx, a)
}

// wishFor keeps the request before it goes out.
func (u *Uplink) wishFor(ctx context.Context, size uint64) (wish, error) {
	u.applying.Lock()
	defer u.applying.Unlock()
	s := u.snapshot()
	if s.Lease != nil {
		return *s.Lease, nil
	}
	s.Lease = &wish{Request: manifest.NewID(u.o.Now(), manifest.NewEntropy(), 0), Size: size}
	if err := u.write(ctx, s, false); err != nil {
		return wish{}, err
	}
	u.mu.Lock()
	u.state.Lease = s.Lease
	u.mu.Unlock()
	return *s.Lease, nil
}

// forgetWish notes that a lease is here, and how far the feed had come with it: a centre that knows less of the feed
// later doesn't know of the lease either.
func (u *Uplink) forgetWish(ctx context.Context, a wire.BlockAnswer) error {
	s := u.snapshot()
	s.Lease = nil
	if a.Incarnation == s.Incarnation {
		s.Seen, s.Leased = max(s.Seen, a.Feed), a.Block.Request
	}
	if err := u.write(ctx, s, false); err != nil {
		return err
	}
	u.mu.Lock()
	u.state.Lease, u.state.Seen, u.state.Leased = nil, s.Seen, s.Leased
	u.mu.Unlock()
	return nil
}

func (u *Uplink) ask(ctx context.Context, w wish) (wire.BlockAnswer, error) {
	var a wire.BlockAnswer
	q := wire.BlockAsk{V: wire.Version, Nonce: newNonce(), Request: w.Request, Size: w.Size}
	body, err := json.Marshal(q)
	if err != nil {
		return a, fmt.Errorf("cannot ask for numbers: %w", err)
	}
	err = u.exchange(ctx, request{
		method: http.MethodPost, path: []string{"v1", "blocks"}, header: jsonHeader(), body: body, nonce: q.Nonce,
		kind: wire.TypeBlock, timeout: smallTimeout, clock: true,
	}, &a)
	if err != nil {
		return a, err
	}
	b := a.Block
	_, first := manifest.NewSSCC(b.Extension, b.Prefix, b.First)
	_, last := manifest.NewSSCC(b.Extension, b.Prefix, b.Last)
	if b.Request != w.Request || b.First == 0 || b.Last < b.First || b.Extension > 8 || first != nil || last != nil {
		return a, &failure{say: manifest.Say("link.lease"), cause: fmt.Errorf("cannot use the block %d to %d of %q", b.First, b.Last, b.Prefix)}
	}
	return a, nil
}
