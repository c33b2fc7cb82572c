package store

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// The errors that commands branch on, beside those of package ledger.
var (
	// ErrKeys: the file's order keys are wrapped with another organisation key.
	ErrKeys = errors.New("the store belongs to another organisation key")
	// ErrNotRegular: the path names a folder, a device or a pipe.
	ErrNotRegular = errors.New("not a plain file")
	// ErrFileGone: the file was deleted, replaced or cut off while it was in use.
	ErrFileGone = errors.New("the store's file is gone")
	// ErrChange: a change doesn't carry what its kind says, or can't be kept.
	ErrChange = errors.New("cannot use change")
	// ErrAmbiguous: a tracking number belongs to several orders.
	ErrAmbiguous = errors.New("the number belongs to several orders")
	// ErrReused: a serial number that is on another carton already.
	ErrReused = errors.New("the SSCC is on another carton")
	// ErrRequest: a request over the local socket that can't be read or is too large.
	ErrRequest = errors.New("cannot use request")
	// ErrDamagedRow: a row isn't what was written. bbolt itself has checksums on its two first pages only.
	ErrDamagedRow = errors.New("a row of the store is damaged")
	// ErrMismatch: a projection differs from what the events say.
	ErrMismatch = errors.New("a projection differs from its events")
)

// HeldError says that another process has the file open.
type HeldError struct {
	Path  string
	PID   int       // 0 when it isn't known
	Since time.Time // zero when it isn't known
}

func (e *HeldError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("%s is in use by another process", e.Path)
	}
	return fmt.Sprintf("%s is in use by process %d", e.Path, e.PID)
}

// DamagedError says that the file can't be trusted. It was not touched.
type DamagedError struct {
	Path  string
	Cause error
}

func (e *DamagedError) Error() string { return fmt.Sprintf("%s is damaged: %v", e.Path, e.Cause) }

// Unwrap gives what was found.
func (e *DamagedError) Unwrap() error { return e.Cause }

// NewerError says that a newer program made the file. It was not touched.
type NewerError struct {
	Path  string
	Found int // schema version of the file; 0 when the file's own format is unknown here
	Known int // the newest version this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was made by a newer program (version %d, known are up to %d)", e.Path, e.Found, e.Known)
}

// StationError says that the file is another station's.
type StationError struct {
	Path          string
	Found, Wanted string
}

func (e *StationError) Error() string {
	return fmt.Sprintf("%s belongs to station %s, not to %s", e.Path, e.Found, e.Wanted)
}

// faultError is a panic on the way through bbolt: a page that makes no sense, or a mapped page that can't be read.
type faultError struct{ what any }

func (e *faultError) Error() string { return fmt.Sprintf("cannot read the file: %v", e.what) }

// guard turns panics and memory faults into errors: a file that is cut off under a mapping faults when it is read.
func guard(fn func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(before)
	defer func() {
		if p := recover(); p != nil {
			err = &faultError{what: p}
		}
	}()
	return fn()
}
