package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/devices"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
)

// configError is a config file with what is wrong in it.
type configError struct {
	file     string
	problems config.Problems
}

func (e configError) Error() string { return e.file + ": " + e.problems.Error() }

// sentences gives what a person reads of a failure, one sentence a line.
func (p *program) sentences(f *cli.Failure) []string {
	var bad configError
	if errors.As(f, &bad) {
		var lines []string
		for _, problem := range bad.problems {
			lines = append(lines, p.problem(bad.file, problem))
		}
		return lines
	}
	if f.Phrase.IsZero() {
		named := *f
		named.Phrase = phraseOf(f)
		f = &named
	}
	return []string{p.Sentence(f)}
}

func (p *program) problem(file string, problem config.Problem) string {
	sentence := p.Say(problem.Phrase.Key, problem.Phrase.Args...)
	switch {
	case problem.Key != "" && problem.Line > 0:
		return p.Say("cmd.config.at", file, strconv.Itoa(problem.Line), problem.Key, sentence)
	case problem.Line > 0:
		return p.Say("cmd.config.at-line", file, strconv.Itoa(problem.Line), sentence)
	case problem.Key != "":
		return p.Say("cmd.config.at-key", file, problem.Key, sentence)
	}
	return p.Say("cmd.config.at-file", file, sentence)
}

// phraseOf finds the sentence for an error of another room; the zero Phrase when there is none.
func phraseOf(err error) manifest.Phrase {
	var held *store.HeldError
	var damaged *store.DamagedError
	var newer *store.NewerError
	var other *store.StationError
	var device *devices.Error
	switch {
	case errors.As(err, &held) && held.PID > 0:
		return manifest.Say("cmd.store.held-by", held.Path, strconv.Itoa(held.PID))
	case errors.As(err, &held):
		return manifest.Say("cmd.store.held", held.Path)
	case errors.As(err, &damaged):
		return manifest.Say("cmd.store.damaged", damaged.Path, fmt.Sprint(damaged.Cause))
	case errors.As(err, &newer):
		return manifest.Say("cmd.store.newer", newer.Path)
	case errors.As(err, &other):
		return manifest.Say("cmd.store.other-station", other.Path, other.Found, other.Wanted)
	case errors.Is(err, store.ErrKeys):
		return manifest.Say("cmd.store.keys")
	case errors.Is(err, store.ErrNotRegular):
		return manifest.Say("cmd.store.no-file")
	case errors.Is(err, ledger.ErrChain):
		return manifest.Say("cmd.ledger.broken", err.Error())
	case errors.Is(err, manifest.ErrKey):
		return manifest.Say("cmd.key.unusable", err.Error())
	case errors.As(err, &device):
		return manifest.Say(device.Key, device.Args...)
	}
	return manifest.Phrase{}
}

// plainWriter makes what is written to a terminal plain: events and answers hold text from outside. Whoever writes
// writes whole lines.
type plainWriter struct{ to io.Writer }

// Write gives the number of bytes it was handed, as its callers expect.
func (w plainWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.to, cli.Plain(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
