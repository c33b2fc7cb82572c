//go:build linux

package floortest

import (
	"regexp"
	"strings"
	"sync"

	"packline/phrases"
)

// book is the words on the screen. Tests look for keys, so that a sentence can be improved without a test that breaks.
var book = sync.OnceValue(func() phrases.Book { return phrases.In(phrases.English) })

var argument = regexp.MustCompile(`\\\{[0-9]\\\}`)

// pattern finds the sentence of a key on a flat screen, with these arguments and any others.
func pattern(key string, args ...string) *regexp.Regexp {
	if !book().Has(key) {
		return nil
	}
	sentence := flat(book().Say(key, args...))
	return regexp.MustCompile(argument.ReplaceAllString(regexp.QuoteMeta(sentence), `(.{1,40}?)`))
}

// Says reports whether a flat screen shows the sentence of a key with these first arguments.
func Says(flat, key string, args ...string) bool {
	p := pattern(key, args...) // nil: there is no such sentence
	return p != nil && p.MatchString(flat)
}

// steps are the next steps that a screen can ask for, by the last part of their key, the most telling first.
var steps = sync.OnceValue(func() (all []step) {
	for _, name := range []string{
		"signed-out", "notice", "ready", "empty-scale", "order-open", "weighing", "scale-moves", "no-scale", "warned", "held",
		"rejected", "saving", "looking", "not-printed", "in-doubt", "labels-out", "label-out", "done", "recalled", "disk",
	} {
		all = append(all, step{name, pattern("bench.next." + name)})
	}
	return all
})

type step struct {
	name    string
	pattern *regexp.Regexp
}

// Asks gives what the screen asks for: the name of the next step and its arguments, such as "labels-out 2"; empty
// while it asks for nothing that is known.
func Asks(flat string) string {
	for _, s := range steps() {
		if s.pattern == nil {
			continue
		}
		if found := s.pattern.FindStringSubmatch(flat); found != nil {
			return strings.TrimSpace(s.name + " " + strings.Join(found[1:], " "))
		}
	}
	return ""
}

// Calm reports whether a flat screen says that the line to the centre is up and nothing waits for it.
func Calm(flat string) bool {
	if Says(flat, "screen.line.up") {
		return true
	}
	for _, waits := range []string{"one", "many"} {
		for _, form := range []string{"", ".short", ".age", ".age.short"} {
			if Says(flat, "screen.line.up."+waits+form) {
				return false
			}
		}
	}
	return Says(flat, "screen.line.up.short")
}

// Waits reports whether a flat screen says that records wait, with the line up or down.
func Waits(flat string) bool {
	for _, nothing := range []string{"screen.line.up", "screen.line.down", "screen.line.down.short"} {
		if Says(flat, nothing) {
			return false
		}
	}
	for _, state := range []string{"up", "down"} {
		for _, form := range []string{".one", ".one.short", ".one.age", ".one.age.short", ".many", ".many.short", ".many.age", ".many.age.short"} {
			if Says(flat, "screen.line."+state+form) {
				return true
			}
		}
	}
	return false
}

// HoldShown reports whether a flat screen shows a hold of the centre on an order; an empty one stands for any.
func HoldShown(flat, order string) bool {
	if order == "" {
		order = "{3}"
	}
	for _, key := range []string{"screen.holds", "screen.holds.short", "screen.holds.one", "screen.holds.one.short"} {
		if Says(flat, key, "{1}", "{2}", order) {
			return true
		}
	}
	return false
}

// Say gives the sentence of a key, as it stands on a flat screen.
func Say(key string, args ...string) string { return flat(book().Say(key, args...)) }
