package demo

import (
	"packline/manifest"
	"packline/phrases"
	"packline/station"
)

// Hints gives the lines for the foot of the screen: which key does what comes next, and which break something.
func (b *Bench) Hints(book phrases.Book) func(station.View) []string {
	return func(v station.View) []string {
		next := b.player.nextKey(v)
		return []string{book.Say(next.Key, next.Args...), book.Say("cmd.demo.hint.faults")}
	}
}

// nextKey says which key does what the bench waits for.
func (p *player) nextKey(v station.View) manifest.Phrase {
	_, labelOut := p.labelToScan(v.Labels)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.noScale:
		return manifest.Say("cmd.demo.hint.plug")
	case p.noLabels && len(v.Labels) > 0:
		return manifest.Say("cmd.demo.hint.load")
	}
	switch v.Phase {
	case station.SignedOut:
		return manifest.Say("cmd.demo.hint.badge")
	case station.Notice:
		return manifest.Say("cmd.demo.hint.notice")
	case station.OrderOpen, station.Weighing:
		return p.weighing(v)
	case station.Warned:
		return manifest.Say("cmd.demo.hint.warned")
	case station.Held:
		return manifest.Say("cmd.demo.hint.held")
	case station.LeadPIN:
		return manifest.Say("cmd.demo.hint.pin", leadPIN)
	case station.LeadReason:
		return manifest.Say("cmd.demo.hint.reason")
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
		return manifest.Say("cmd.demo.hint.recalled")
	case station.Ready, station.Done:
		if p.next >= len(p.bench.Orders) {
			return manifest.Say("cmd.demo.no-more")
		}
		return manifest.Say("cmd.demo.hint.order")
	}
	return manifest.Say("cmd.demo.hint.wait")
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
