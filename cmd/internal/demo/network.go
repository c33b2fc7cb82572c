package demo

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"packline/manifest"
	"packline/station"
)

// pullAt is the order, counted from 0, before which the hint is to pull the cable.
const pullAt = 3

// errandLimit is how long the other station may take to ship.
const errandLimit = 10 * time.Second

// network is what the player knows of the cable. It is guarded by player.mu.
type network struct {
	pulled  bool // once at least
	out     bool
	since   time.Time
	sent    bool   // the other station was asked in this outage
	shipped string // order of ours to whose person it has shipped
	quiet   bool   // nobody else ships: the cable alone is shown
}

// cable pulls the network cable, or plugs it in again.
func (p *player) cable() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.network.out {
		p.network.out = false
		go p.bench.plug() // what the other station is at comes first, as it did on the floor
		return
	}
	p.network = network{pulled: true, out: true, since: time.Now(), quiet: p.bench.neighbour == nil}
	p.bench.Cable.Pull()
}

// plug puts the cable in once the other station is through, unless it was pulled again meanwhile.
func (b *Bench) plug() {
	b.errand.Lock()
	defer b.errand.Unlock()
	b.player.mu.Lock()
	defer b.player.mu.Unlock()
	if !b.player.network.out {
		b.Cable.Plug()
	}
}

// watch has the other station ship to the person of the first carton that passes while the cable is out: both are right
// by what they know, and the centre hears of ours second.
func (p *player) watch(v station.View) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := &p.network
	if !n.out || n.sent || p.bench.neighbour == nil {
		return
	}
	if order, ok := p.packedSince(v, n.since); ok {
		n.sent = true
		go p.bench.ship(order)
	}
}

// packedSince gives the order of a carton that passed and was packed after a time.
func (p *player) packedSince(v station.View, since time.Time) (manifest.Order, bool) {
	for _, r := range v.Recent {
		if r.At.Before(since) || r.SSCC == "" || r.Verdict != manifest.Pass || !r.State.Counts() {
			continue
		}
		i := slices.IndexFunc(p.bench.Orders, func(o manifest.Order) bool { return o.ID == r.Order })
		if i >= 0 {
			return p.bench.Orders[i], true
		}
	}
	return manifest.Order{}, false
}

// ready reports whether there is something to be sent and nobody else to wait for.
func (n network) ready(v station.View) bool {
	return n.out && n.quiet && slices.ContainsFunc(v.Recent, func(r station.RecentCarton) bool {
		return r.SSCC != "" && !r.At.Before(n.since)
	})
}

// ship has the other station ship to the person of an order.
func (b *Bench) ship(order manifest.Order) {
	b.errand.Lock()
	defer b.errand.Unlock()
	if b.neighbour == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), errandLimit)
	defer cancel()
	err := b.neighbour.Ship(ctx, order)
	b.player.mu.Lock()
	defer b.player.mu.Unlock()
	if err != nil {
		slog.Warn("the demo's other station can't ship", "err", err) // the demo goes on without its hold
		b.player.network.quiet = true
		return
	}
	b.player.network.shipped = order.ID
}
