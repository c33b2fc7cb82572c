package section321

import (
	"time"
)

// ByDate is the rulebook name that picks by the moment of arrival: the normal setting.
const ByDate = "by-date"

// Choose picks a rulebook for an arrival. With the name "by-date" (or none) it is the one in force then; where none is,
// the one that was nearest, so that REG-WINDOW can say so. With a name and a version it is that one, in force or not.
// With a name alone it is the version in force then, else the first of that name, in a simulation or not: REG-WINDOW
// then says whether that is a warning or a refusal. A name or version that doesn't exist is an error.
func Choose(books []Rulebook, name string, version int, arrival time.Time, simulate bool) (Rulebook, error) {
	_ = simulate // it decides how bad REG-WINDOW is, never which rulebook is used
	if name == ByDate || name == "" {
		return chooseByDate(books, version, arrival)
	}
	var first, inForce *Rulebook
	for i := range books {
		b := &books[i]
		switch {
		case b.terms.name != name:
			continue
		case version != 0 && b.terms.version == version:
			return *b, nil
		case b.InForce(arrival) && (inForce == nil || b.terms.version > inForce.terms.version):
			inForce = b
		}
		if first == nil || b.terms.version < first.terms.version {
			first = b
		}
	}
	switch {
	case first == nil:
		return Rulebook{}, errBook("there is none named %q", name)
	case version != 0:
		return Rulebook{}, errBook("%q has no version %d", name, version)
	case inForce != nil:
		return *inForce, nil
	}
	return *first, nil
}

// chooseByDate takes the youngest rulebook that had begun by the arrival; it may have ended. Before all of them it is
// the oldest, without an arrival the youngest. Of one name only the highest version that had begun counts, if it is in
// force or none is: a correction replaces what it corrects.
func chooseByDate(books []Rulebook, version int, arrival time.Time) (Rulebook, error) {
	if version != 0 {
		return Rulebook{}, errBook("%q picks the version itself, version %d can't be asked for", ByDate, version)
	}
	if len(books) == 0 {
		return Rulebook{}, errBook("there is none")
	}
	oldest, named := &books[0], map[string]*Rulebook{}
	for i := range books {
		b := &books[i]
		if b.terms.from.Before(oldest.terms.from) {
			oldest = b
		}
		begun := arrival.IsZero() || !arrival.Before(b.terms.from)
		if other := named[b.terms.name]; begun && (other == nil || corrects(b, other, arrival)) {
			named[b.terms.name] = b
		}
	}
	var best *Rulebook
	for _, b := range named {
		if best == nil || better(b, best, arrival) {
			best = b
		}
	}
	if best == nil {
		return *oldest, nil
	}
	return *best, nil
}

// corrects compares two versions of one rulebook. Versions that are both over count by when they began.
func corrects(b, than *Rulebook, arrival time.Time) bool {
	in := b.InForce(arrival)
	switch {
	case in != than.InForce(arrival):
		return in
	case in || b.terms.from.Equal(than.terms.from):
		return b.terms.version > than.terms.version
	}
	return b.terms.from.After(than.terms.from)
}

// better compares rulebooks of two names; the names decide between equals, so that the order of the list never does.
func better(b, than *Rulebook, arrival time.Time) bool {
	switch {
	case b.InForce(arrival) != than.InForce(arrival):
		return b.InForce(arrival)
	case b.terms.from.Equal(than.terms.from):
		return b.terms.name > than.terms.name
	}
	return b.terms.from.After(than.terms.from)
}
