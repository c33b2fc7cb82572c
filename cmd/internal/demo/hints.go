package demo

import (
	"packline/manifest"
	"packline/phrases"
	"packline/station"
)

// Hints gives the lines for the foot of the screen: which key does what comes next, and which break something.
func (b *Bench) Hints(book phrases.Book) func(station.View) []string {
	return func(v station.View) []string {
		b.player.watch(v)
		lines := []string{}
		for _, line := range []manifest.Phrase{b.player.nextKey(v), b.player.around(v)} {
			lines = append(lines, book.Say(line.Key, line.Args...))
		}
		return lines
	}
}

// around says what else there is: the centre's page before anybody has signed in, what it means that the cable is out,
// and else the keys that break something.
func (p *player) around(v station.View) manifest.Phrase {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch page := p.bench.Page(); {
	case p.network.out:
		return manifest.Say("cmd.demo.hint.out")
	case v.Phase == station.SignedOut && page != "":
		return manifest.Say("cmd.demo.hint.page", page)
	}
	return manifest.Say("cmd.demo.hint.faults")
}

// nextKey says which key does what the bench waits for.
func (p *player) nextKey(v station.View) manifest.Phrase {
	labelOut := p.labelToScan(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case v.Phase == station.LeadBadge:
		return manifest.Say("cmd.demo.hint.lead")
	case v.Phase == station.KeyWeight:
		return manifest.Say("cmd.demo.hint.key-weight")
	case v.Phase == station.KeyConfirm || v.Phase == station.LeadReason:
		return manifest.Say("cmd.demo.hint.reason")
	case v.Phase == station.LeadPIN:
		return manifest.Say("cmd.demo.hint.pin", leadPIN)
	case p.noScale:
		return manifest.Say("cmd.demo.hint.plug")
	case p.noLabels && len(v.Labels) > 0:
		return manifest.Say("cmd.demo.hint.load")
	}
	switch v.Phase {
	case station.SignedOut:
		if v.Orders < len(p.bench.Orders) {
			return manifest.Say("cmd.demo.hint.wait") // what the feed brings isn't here yet
		}
		return manifest.Say("cmd.demo.hint.badge")
	case station.Notice:
		return manifest.Say("cmd.demo.hint.notice")
	case station.OrderOpen, station.Weighing:
		return p.weighing(v)
	case station.Warned:
		return manifest.Say("cmd.demo.hint.warned")
	case station.Held:
		return manifest.Say("cmd.demo.hint.held")
	case station.Checking:
		if p.loaded {
			return manifest.Say("cmd.demo.hint.empty")
		}
		return manifest.Say("cmd.demo.hint.test")
	case station.Rejected:
		return manifest.Say("cmd.demo.hint.rejected")
	case station.InDoubt:
		return manifest.Say("cmd.demo.hint.doubt")
	case station.LabelOut:
		if labelOut {
			return manifest.Say("cmd.demo.hint.label")
		}
		return manifest.Say("cmd.demo.hint.wait")
	case station.Recalled:
		return recalled(v)
	case station.Ready, station.Done:
		return p.between(v)
	}
	return manifest.Say("cmd.demo.hint.wait")
}

// between says what may come between two cartons.
func (p *player) between(v station.View) manifest.Phrase {
	switch {
	case len(v.Holds) > 0:
		return manifest.Say("cmd.demo.hint.centre-hold")
	case p.network.shipped != "" && p.network.out:
		return manifest.Say("cmd.demo.hint.rejoin", neighbourName, p.network.shipped)
	case p.network.ready(v):
		return manifest.Say("cmd.demo.hint.rejoin-quiet")
	case p.next >= len(p.bench.Orders):
		return manifest.Say("cmd.demo.no-more")
	case p.next >= pullAt && !p.network.pulled && v.Link.On:
		return manifest.Say("cmd.demo.hint.pull")
	}
	return manifest.Say("cmd.demo.hint.order")
}

// recalled says what can be done with a carton made before: one that the centre holds needs a lead.
func recalled(v station.View) manifest.Phrase {
	for _, h := range v.Holds {
		if v.Past != nil && v.Past.Carton.Shipment == h.Shipment {
			return manifest.Say("cmd.demo.hint.clear")
		}
	}
	return manifest.Say("cmd.demo.hint.recalled")
}

func (p *player) weighing(v station.View) manifest.Phrase {
	switch {
	case v.Scale.NeedsZero && p.loaded:
		return manifest.Say("cmd.demo.hint.empty")
	case !p.loaded && !v.Scale.NeedsZero:
		return manifest.Say("cmd.demo.hint.weigh")
	}
	return manifest.Say("cmd.demo.hint.wait")
}
