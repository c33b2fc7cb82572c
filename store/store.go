// Package store keeps a station's ledger, its projections and its reference data in one bbolt file, synced at every
// commit. It decides nothing about cartons: it writes what package ledger says, answers questions from indexes, and
// tells apart what was written, what was not and what nobody can tell.
//
// One process opens the file. Others ask it over a local socket beside the file: see Serve and Connect. The file must
// be on a local disk; personal data in it is sealed with a key per order, which is itself wrapped.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"packline/manifest"
	"packline/manifest/ledger"
)

// DefaultTimeout is how long Open waits for another process to let go of the file.
const DefaultTimeout = 500 * time.Millisecond

// Options say whose store it is. Station and Keys are needed to make a new file; an existing one is checked against
// them where they are given, so a command that only reads may leave both out (it then sees no personal data).
type Options struct {
	Station  string
	Keys     manifest.Keys
	Build    string
	Timeout  time.Duration // 0 means DefaultTimeout
	ReadOnly bool          // several readers may share the file while nobody writes; nothing is created
	MaxSize  int           // bytes the file may grow to; 0 means no limit. At the limit it is as with a full disk
}

// Store is an open file. Its methods may be called from any goroutine; writers wait for each other.
type Store struct {
	path    string
	options Options
	station string

	writing sync.Mutex   // one writer at a time, a failed commit's aftermath included
	recent  recent       // used by the writer only
	mu      sync.RWMutex // held to use db, locked to replace it
	db      *bbolt.DB
	file    *os.File
	info    fs.FileInfo // of the file that was opened: notices when the path names another
	size    int64       // the largest it was seen
	stopped atomic.Pointer[stopError]
}

type stopError struct{ cause error }

// Open opens the store at a path, or makes it when nothing is there. It never truncates, repairs or replaces an
// existing file. Errors to ask for: HeldError, DamagedError, NewerError, StationError, ErrKeys, ErrNotRegular, and
// fs.ErrNotExist when ReadOnly.
func Open(path string, o Options) (*Store, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	path, err := resolve(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open store: %w", err)
	}
	s := &Store{path: path, options: o}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && !o.ReadOnly {
		if err := create(path, o); err != nil {
			return nil, fmt.Errorf("cannot make store %s: %w", path, err)
		}
	}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("cannot open store: %w", err)
	}
	if !o.ReadOnly {
		removeLeftovers(path)
		old, _ := readHolder(path)
		removeStale(path, old.Socket)
		writeHolder(path, holder{PID: os.Getpid(), Since: time.Now().UTC(), Build: o.Build})
	}
	return s, nil
}

// resolve follows symbolic links, so that the side files lie beside the file itself, and refuses what is no plain file.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("cannot name it: %w", err)
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", fmt.Errorf("cannot follow %s: %w", path, err)
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot look at it: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%w: %s", ErrNotRegular, real)
	case info.Size() == 0:
		return "", &DamagedError{Path: real, Cause: errors.New("the file is empty")}
	}
	return real, nil
}

// open opens the file that is there and checks that it is ours to use.
func (s *Store) open() error {
	db, file, err := openFile(s.path, s.options, os.OpenFile)
	if err != nil {
		return err
	}
	station, err := inspect(s.path, db, s.options)
	if err == nil {
		s.info, err = file.Stat()
	}
	if err == nil {
		s.size = s.info.Size()
	}
	if err != nil {
		_ = guard(db.Close)
		_ = file.Close()
		return err
	}
	s.db, s.file, s.station = db, file, station
	return nil
}

type opener func(string, int, os.FileMode) (*os.File, error)

// openFile opens bbolt's file under recover: bbolt panics on some damaged files. The caller's opener is asked without
// O_CREATE, so that a file that vanished is not made anew behind our back.
func openFile(path string, o Options, by opener) (*bbolt.DB, *os.File, error) {
	var db *bbolt.DB
	var file *os.File
	err := guard(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout: o.Timeout, FreelistType: bbolt.FreelistMapType, ReadOnly: o.ReadOnly, MaxSize: o.MaxSize, NoStatistics: true,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := by(name, flag&^os.O_CREATE, mode)
				file = f
				return f, err
			},
		})
		return err
	})
	if err == nil {
		return db, file, nil
	}
	if file != nil {
		_ = file.Close() // lets go of the lock where bbolt panicked before it could
	}
	return nil, nil, openError(path, err)
}

func openError(path string, err error) error {
	var fault *faultError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return held(path)
	case errors.Is(err, berrors.ErrVersionMismatch):
		return &NewerError{Path: path, Known: schemaVersion}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.As(err, &fault),
		strings.Contains(err.Error(), "file size too small"): // bbolt has no name for it
		return &DamagedError{Path: path, Cause: err}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Path gives the file's own path, links followed.
func (s *Store) Path() string { return s.path }

// Station gives the name of the station whose store it is.
func (s *Store) Station() string { return s.station }

// Close lets go of the file. What is asked afterwards is answered with ErrStopped.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	if !s.options.ReadOnly {
		removeHolder(s.path)
	}
	return s.release()
}

// release closes bbolt and its file. After a fault bbolt's locks may be held for ever: then only the file is closed,
// which frees the lock on it.
func (s *Store) release() error {
	db, file := s.db, s.file
	s.db, s.file = nil, nil
	if stop := s.stopped.Load(); stop != nil {
		var fault *faultError
		if errors.As(stop.cause, &fault) {
			return file.Close()
		}
	}
	if err := guard(db.Close); err != nil {
		return fmt.Errorf("cannot close store: %w", err)
	}
	return nil
}

// view runs a short read transaction. What it reads must be copied before it ends. Views don't nest.
func (s *Store) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(); err != nil {
		return err
	}
	return s.noticed(guard(func() error { return s.db.View(fn) }))
}

// update runs a write transaction. committing tells whether fn had said yes: an error then is of the commit itself,
// and nobody knows yet whether it happened.
func (s *Store) update(fn func(*bbolt.Tx) error) (committing bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(); err != nil {
		return false, err
	}
	if err := s.present(); err != nil {
		return false, s.stop(err)
	}
	err = s.noticed(guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			err := fn(tx)
			committing = err == nil
			return err
		})
	}))
	if err == nil {
		if err := s.present(); err != nil {
			return committing, s.stop(err)
		}
	}
	return committing, err
}

func (s *Store) usable() error {
	if stop := s.stopped.Load(); stop != nil {
		return fmt.Errorf("%w: %w", ledger.ErrStopped, stop.cause)
	}
	if s.db == nil {
		return fmt.Errorf("%w: it was closed", ledger.ErrStopped)
	}
	return nil
}

// present notices a file that was deleted, replaced or cut off while it is in use: bbolt would go on writing into
// nothing. Only a writer may ask.
func (s *Store) present() error {
	info, err := os.Stat(s.path)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrFileGone, err)
	case !os.SameFile(info, s.info):
		return fmt.Errorf("%w: another file is at %s", ErrFileGone, s.path)
	case info.Size() < s.size:
		return fmt.Errorf("%w: %s was cut off", ErrFileGone, s.path)
	}
	s.size = info.Size()
	return nil
}

// noticed stops the store on a fault or damage in the file; other errors pass.
func (s *Store) noticed(err error) error {
	var fault *faultError
	var damaged *DamagedError
	if errors.As(err, &fault) || errors.As(err, &damaged) {
		return s.stop(err)
	}
	return err
}

func (s *Store) stop(cause error) error {
	s.stopped.CompareAndSwap(nil, &stopError{cause: cause})
	return fmt.Errorf("%w: %w", ledger.ErrStopped, cause)
}
