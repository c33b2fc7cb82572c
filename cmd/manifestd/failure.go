package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"unicode"

	"packline/manifest"
)

// failure is why a command ended: the sentence for people, the cause for logs, and the exit code.
type failure struct {
	phrase manifest.Phrase // zero: the sentence is found from the cause
	what   string          // the carton or load it is about, where the phrase doesn't say
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
	return &failure{phrase: manifest.Say("centre.usage", strings.TrimSuffix(cause.Error(), ".")), cause: cause, code: exitUsage}
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
		return f
	}
	return &failure{cause: err, code: exitFailed}
}

// sentence gives what a person reads of a failure.
func (p *program) sentence(f *failure) string {
	if !f.phrase.IsZero() {
		sentence := p.say(f.phrase.Key, f.phrase.Args...)
		if f.what != "" {
			sentence = p.say("centre.about", f.what, sentence)
		}
		return sentence
	}
	return p.say("centre.failed", strings.ReplaceAll(strings.TrimSuffix(f.cause.Error(), "."), "\n", "; "))
}

// reason gives the short cause of an operating system's error about a file: the sentence around it names the file.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err.Error()
	}
	return err.Error()
}

// plain is text that a terminal only shows: what isn't printable becomes a question mark. Line ends stay.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}
