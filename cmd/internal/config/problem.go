package config

import (
	"fmt"
	"strings"

	"packline/manifest"
)

// Problem is something in a config that can't be used: where it stands and the sentence that says why and what to do.
type Problem struct {
	Line   int    // from 1; 0 for the file as a whole
	Key    string // dotted, such as lanes[0].port; empty for the file as a whole
	Phrase manifest.Phrase
}

// Error is for logs; people read the phrase.
func (p Problem) Error() string {
	return strings.TrimSpace(fmt.Sprintf("cannot use config, line %d, %s: %s %s", p.Line, p.Key, p.Phrase.Key, strings.Join(p.Phrase.Args, " ")))
}

// Problems is everything that can't be used, by line.
type Problems []Problem

// Error is one problem a line.
func (ps Problems) Error() string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Error()
	}
	return strings.Join(texts, "\n")
}

// Warning is something that works and will surprise somebody.
type Warning struct {
	Line   int // 0: not of a line
	Phrase manifest.Phrase
}
