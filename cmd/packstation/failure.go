package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode"

	"packline/cmd/internal/config"
	"packline/devices"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
)

// failure is why a command ended: the sentence for people, the cause for logs, and the exit code.
type failure struct {
	phrase manifest.Phrase // zero: the sentence is found from the cause
	detail manifest.Phrase // a second sentence, if there is one
	cause  error
	code   int
}

// Error is for logs.
func (f *failure) Error() string {
	if f.cause == nil {
		return "cannot go on: " + strings.TrimSpace(f.phrase.Key+" "+strings.Join(f.phrase.Args, " "))
	}
	return f.cause.Error()
}

// Unwrap gives the cause.
func (f *failure) Unwrap() error { return f.cause }

// fail makes a failure with its sentence.
func fail(cause error, key string, args ...string) error {
	return &failure{phrase: manifest.Say(key, args...), cause: cause, code: exitFailed}
}

// usage makes a failure of a command line that can't be understood.
func usage(cause error) *failure {
	return &failure{phrase: manifest.Say("cmd.usage", strings.TrimSuffix(cause.Error(), ".")), cause: cause, code: exitUsage}
}

// misuse is usage with a sentence of its own.
func misuse(key string, args ...string) error {
	return &failure{phrase: manifest.Say(key, args...), code: exitUsage}
}

// failed makes sure that an error has an exit code.
func failed(err error) error {
	if err == nil {
		return nil
	}
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	return &failure{cause: err, code: exitFailed}
}

// configError is a config file with what is wrong in it.
type configError struct {
	file     string
	problems config.Problems
}

func (e configError) Error() string { return e.file + ": " + e.problems.Error() }

// sentences gives what a person reads of an error, one sentence a line.
func (p *program) sentences(err error) []string {
	var bad configError
	if errors.As(err, &bad) {
		var lines []string
		for _, problem := range bad.problems {
			lines = append(lines, p.problem(bad.file, problem))
		}
		return lines
	}
	var f *failure
	if errors.As(err, &f) && !f.phrase.IsZero() {
		lines := []string{p.say(f.phrase.Key, f.phrase.Args...)}
		if !f.detail.IsZero() {
			lines[0] += " " + p.say(f.detail.Key, f.detail.Args...)
		}
		return lines
	}
	if phrase := phraseOf(err); !phrase.IsZero() {
		return []string{p.say(phrase.Key, phrase.Args...)}
	}
	return strings.Split(p.say("cmd.failed", strings.TrimSuffix(err.Error(), ".")), "\n")
}

func (p *program) problem(file string, problem config.Problem) string {
	sentence := p.say(problem.Phrase.Key, problem.Phrase.Args...)
	switch {
	case problem.Key != "" && problem.Line > 0:
		return p.say("cmd.config.at", file, strconv.Itoa(problem.Line), problem.Key, sentence)
	case problem.Line > 0:
		return p.say("cmd.config.at-line", file, strconv.Itoa(problem.Line), sentence)
	case problem.Key != "":
		return p.say("cmd.config.at-key", file, problem.Key, sentence)
	}
	return p.say("cmd.config.at-file", file, sentence)
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

// reason gives the short cause of an operating system's error about a file: the sentence around it names the file.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// exists reports whether there is something under a name.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// plain is text that a terminal only shows: what isn't printable becomes a question mark. Line ends stay.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// plainWriter makes what is written to a terminal plain: events and answers hold text from outside. Whoever writes
// writes whole lines.
type plainWriter struct{ to io.Writer }

// Write gives the number of bytes it was handed, as its callers expect.
func (w plainWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.to, plain(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
