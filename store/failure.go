package store

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"packline/manifest/ledger"
)

// failure is an error on its way over the socket: its text, and the names of the errors it is.
type failure struct {
	Text  string   `json:"text"`
	Names []string `json:"names,omitempty"`
}

// sentinels are the errors that keep their identity over the socket.
func sentinels() map[string]error {
	return map[string]error{
		"not-found": ledger.ErrNotFound, "not-written": ledger.ErrNotWritten, "stopped": ledger.ErrStopped, "fork": ledger.ErrFork,
		"chain": ledger.ErrChain, "sealed": ledger.ErrSealed, "change": ErrChange, "ambiguous": ErrAmbiguous, "request": ErrRequest,
		"damaged-row": ErrDamagedRow, "mismatch": ErrMismatch, "gone": ErrFileGone, "full": syscall.ENOSPC, "missing": fs.ErrNotExist,
		"cancelled": context.Canceled,
	}
}

func failureOf(err error) failure {
	f := failure{Text: err.Error()}
	for name, sentinel := range sentinels() {
		if errors.Is(err, sentinel) {
			f.Names = append(f.Names, name)
		}
	}
	return f
}

func (f *failure) Error() string { return f.Text }

// Is reports whether the error was one of the sentinels on the other side.
func (f *failure) Is(target error) bool {
	all := sentinels()
	for _, name := range f.Names {
		if all[name] == target {
			return true
		}
	}
	return false
}
