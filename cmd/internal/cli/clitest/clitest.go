// Package clitest runs command lines in the process of a test.
package clitest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
)

// Make makes a program on these streams and gives what runs it.
type Make func(in io.Reader, out, errs io.Writer) (run func(ctx context.Context, args []string) int)

// Ran is what a command line gave.
type Ran struct {
	Line      string // the arguments
	Code      int
	Out, Errs string
}

// Do runs a command line.
func Do(ctx context.Context, program Make, in string, args ...string) Ran {
	var out, errs bytes.Buffer
	code := program(strings.NewReader(in), &out, &errs)(ctx, args)
	return Ran{Line: strings.Join(args, " "), Code: code, Out: out.String(), Errs: errs.String()}
}

// Want holds a command line to its exit code and to something that it says on either stream.
func Want(t *testing.T, got Ran, code int, contains string) {
	t.Helper()
	if got.Code != code || !strings.Contains(got.Out+got.Errs, contains) {
		t.Errorf("%q: exit %d, want %d with %q\nout: %s\nerr: %s", got.Line, got.Code, code, contains, got.Out, got.Errs)
	}
}

// Exit is a command line, without spaces in its words, and how it must end.
type Exit = struct {
	Args     string
	Code     int
	Contains string
}

// WantExits holds every command line to its end. One that fails must say why in lines, at most so many.
func WantExits(t *testing.T, program Make, lines int, all []Exit) {
	t.Helper()
	for _, one := range all {
		got := Do(t.Context(), program, "", strings.Fields(one.Args)...)
		Want(t, got, one.Code, one.Contains)
		if one.Code != 0 && (strings.TrimSpace(got.Errs) == "" || strings.Count(got.Errs, "\n") > lines) {
			t.Errorf("%q: the error is not a sentence: %q", one.Args, got.Errs)
		}
	}
}
