package orderfile

import (
	"errors"
	"fmt"
	"strings"
)

// Problem is something in a file that could not be read. Its order is not among those returned.
type Problem struct {
	Line  int    // of the file, from 1
	Order string // the order's id, where it could be read
	Field string // such as lines[2].unit_value, or the CSV column; empty for the line as a whole
	Err   error  // why, and what to write instead
}

// Error is one plain sentence: what, why, what to do.
func (p Problem) Error() string {
	where := fmt.Sprintf("cannot read line %d", p.Line)
	if p.Order != "" {
		where += fmt.Sprintf(" (order %s)", p.Order)
	}
	if p.Field != "" {
		where += ", " + p.Field
	}
	return where + ": " + p.Err.Error()
}

// Unwrap gives the reason.
func (p Problem) Unwrap() error { return p.Err }

// Problems is every problem of a file, by line.
type Problems []Problem

// Error is one sentence a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the problems one by one.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// CaseError is a line of a case file that could not be read.
type CaseError struct {
	Line int    // from 1
	ID   string // of the case, where it could be read
	Err  error
}

// Error is one plain sentence.
func (e CaseError) Error() string {
	if e.ID == "" {
		return fmt.Sprintf("cannot read line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("cannot read case %s: %v", e.ID, e.Err)
}

// Unwrap gives the reason.
func (e CaseError) Unwrap() error { return e.Err }

// NoteKind says what a note is about.
type NoteKind string

// The kinds of notes.
const (
	NoteUnknownField NoteKind = "unknown-field" // ignored
	NoteSuperseded   NoteKind = "superseded"    // a later revision of the order is in the file
	NoteRepeated     NoteKind = "repeated"      // the same order again, word for word
)

// Note is something that was passed over without harm. Unknown fields are noted once for the whole file.
type Note struct {
	Kind  NoteKind
	Line  int    // where it was first seen
	Order string // of a superseded or repeated order
	Field string // of an unknown field
	Times int    // how often an order file has it; 1 in case files, which are not counted through
}

// String is one plain sentence.
func (n Note) String() string {
	switch n.Kind {
	case NoteSuperseded:
		return fmt.Sprintf("line %d: order %s is there in a later revision, which is used", n.Line, n.Order)
	case NoteRepeated:
		return fmt.Sprintf("line %d: order %s is there twice, the same each time", n.Line, n.Order)
	}
	if n.Times > 1 {
		return fmt.Sprintf("line %d: the field %s is not known and was ignored, here and %d times more", n.Line, n.Field, n.Times-1)
	}
	return fmt.Sprintf("line %d: the field %s is not known and was ignored", n.Line, n.Field)
}

var (
	errTooLong  = errors.New("it is too long; split it up, a line of a file may have 4 MiB and a CSV row 1 MiB")
	errNotUTF8  = errors.New("it is not UTF-8 text; save the file as UTF-8")
	errTooDeep  = errors.New("objects lie too deep within each other; write it as in the documentation of order files")
	errNotAnObj = errors.New("it is not a JSON object; write it in braces")
)
