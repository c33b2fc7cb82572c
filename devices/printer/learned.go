package printer

import "packline/devices"

// learned is what has been found out about a link and the printer at its end, until the printer can't be reached: it
// may come back as another one. What it doesn't answer isn't asked again and again.
type learned struct {
	hostStatus  talks // ~HS
	errorStatus talks // ~HQES; older printers don't know it
	values      talks // getvar; only newer printers know it
	oneWay      bool  // nothing can be read on this link

	met      int // how many of the questions of an introduction have been asked
	identity Identity
	prefixes Prefixes
	counter  bool // odometer.total_label_count is there
	grown    int  // how many times in a row it has grown by a label of ours

	checks int            // rounds that looked after a printer which doesn't report
	last   devices.Status // what the last look gave
}

// talks is whether a question is answered on a link.
type talks int

const (
	talksUnknown talks = iota
	talksYes
	talksNo // never answered: a clone, an old firmware, a one-way cable, a spooler
)

// trusted is how often the counter must have grown before a label that it didn't count is in doubt: on some printers it
// is written late, on others it counts something else.
const trusted = 3

// reports tells whether the printer is known to say how it is.
func (k learned) reports() bool { return k.hostStatus == talksYes || k.errorStatus == talksYes }

// mute tells whether it is known not to.
func (k learned) mute() bool {
	return k.oneWay || k.hostStatus == talksNo && k.errorStatus == talksNo
}

func (z *zebra) know() learned {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.link
}

func (z *zebra) learn(what func(*learned)) {
	z.mu.Lock()
	defer z.mu.Unlock()
	what(&z.link)
}

// forget begins anew with a printer that couldn't be reached.
func (z *zebra) forget() {
	z.learn(func(k *learned) { *k = learned{oneWay: isQueue(z.address)} })
}
