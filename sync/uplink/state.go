package uplink

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// state is what survives a restart, beside the feed's cursor.
type state struct {
	Plan
	// Seen is the newest number of the feed that the centre told of under the plan's incarnation, Leased the request of
	// the last block under it, Run the centre's start that answered the last hello.
	Seen   uint64      `json:"seen,omitempty"`
	Leased manifest.ID `json:"leased,omitzero"`
	Run    string      `json:"run,omitempty"`
	Lease  *wish       `json:"lease,omitempty"`
	// Floor is the latest time that the centre told: no clock may be before it.
	Floor time.Time `json:"floor,omitzero"`
}

// wish is a lease that was asked for and isn't here yet. It is kept before it is sent: asked again with the same
// number it brings the same block.
type wish struct {
	Request manifest.ID `json:"request"`
	Size    uint64      `json:"size"`
}

func (u *Uplink) load(ctx context.Context) error {
	cursor, raw, err := u.reference.Link(ctx)
	if err != nil {
		return fmt.Errorf("cannot read the state of the line: %w", err)
	}
	var s state
	if raw != nil {
		if err := json.Unmarshal(raw, &s); err != nil {
			u.log(fmt.Errorf("cannot read the state of the line, it is asked for again: %w", err))
			s = state{} // the next hello brings all of it
		}
	}
	u.state, u.cursor = s, cursor
	return nil
}

// save keeps the state as it is now.
func (u *Uplink) save(ctx context.Context) error {
	u.applying.Lock()
	defer u.applying.Unlock()
	return u.write(ctx, u.snapshot(), false)
}

// write keeps a state; with rewind the feed is read again from its beginning. Whoever calls holds applying.
func (u *Uplink) write(ctx context.Context, s state, rewind bool) error {
	raw, err := json.Marshal(s)
	if err == nil {
		err = u.reference.SetLink(ctx, raw, rewind)
	}
	if err != nil {
		return fmt.Errorf("cannot keep the state of the line: %w", err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.line.saved = u.o.Now()
	if rewind {
		u.cursor = 0
	}
	return nil
}

func (u *Uplink) snapshot() state {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state
}

// hashAt reads the hash of an event from the ledger.
func (u *Uplink) hashAt(ctx context.Context) HashAt {
	return func(epoch manifest.Epoch, seq uint64) (ledger.Hash, error) {
		records, err := u.ledger.Records(ctx, epoch, seq, 1)
		if err == nil && len(records) == 0 {
			err = fmt.Errorf("%w: event %d of epoch %s", ledger.ErrNotFound, seq, epoch)
		}
		if err != nil {
			return ledger.Hash{}, err
		}
		return records[0].Hash, nil
	}
}

func headOf(heads []ledger.Head, epoch manifest.Epoch) ledger.Head {
	for _, h := range heads {
		if h.Epoch == epoch {
			return h
		}
	}
	return ledger.Head{Epoch: epoch}
}
