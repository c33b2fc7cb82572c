package cli

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"packline/manifest"
)

// The exit codes.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// Failure is why a command ended: the sentence for people, the cause for logs, and the exit code.
type Failure struct {
	Phrase manifest.Phrase // zero: the sentence is found from the cause
	About  string          // the carton or load it is about, where the phrase doesn't say
	Detail manifest.Phrase // a second sentence, if there is one
	Cause  error
	Code   int
}

// Error is for logs.
func (f *Failure) Error() string {
	if f.Cause == nil {
		return "cannot go on: " + strings.TrimSpace(f.Phrase.Key+" "+strings.Join(f.Phrase.Args, " "))
	}
	return f.Cause.Error()
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Fail makes a failure with its sentence. There may be no cause.
func Fail(cause error, key string, args ...string) error {
	return &Failure{Phrase: manifest.Say(key, args...), Cause: cause, Code: ExitFailed}
}

// Misuse makes a failure of a command line that can't be carried out, with its sentence.
func Misuse(key string, args ...string) error {
	return &Failure{Phrase: manifest.Say(key, args...), Code: ExitUsage}
}

// Failed makes a failure of an error that isn't one yet. The error must not be nil.
func Failed(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Cause: err, Code: ExitFailed}
}

// usage makes a failure of a command line that can't be understood.
func (p *Program) usage(cause error) *Failure {
	return &Failure{Phrase: manifest.Say("cli.usage", strings.TrimSuffix(cause.Error(), "."), p.name), Cause: cause, Code: ExitUsage}
}

// Sentence gives what a person reads of a failure. Without a phrase it is what the cause says, in one line.
func (p *Program) Sentence(f *Failure) string {
	if f.Phrase.IsZero() {
		return p.Say("cli.failed", strings.ReplaceAll(strings.TrimSuffix(f.Cause.Error(), "."), "\n", "; "))
	}
	sentence := p.Say(f.Phrase.Key, f.Phrase.Args...)
	if f.About != "" {
		sentence = p.Say("cli.about", f.About, sentence)
	}
	if !f.Detail.IsZero() {
		sentence += " " + p.Say(f.Detail.Key, f.Detail.Args...)
	}
	return sentence
}

// Reason gives the short cause of an operating system's error about a file: the sentence around it names the file.
func Reason(err error) string {
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
