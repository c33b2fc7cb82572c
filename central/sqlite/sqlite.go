// Package sqlite keeps the centre's data in one SQLite file: the storage that comes with the program. One process
// writes at a time and one transaction in it; readers don't wait for it. Every commit is synced before it is answered.
//
// Beside the file lies a small file named generation, rewritten after every commit. A database that is older than it
// says was restored from a backup. The data folder must be on a local disk.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"packline/central"
)

// File is the database's name in its folder.
const File = "central.db"

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a central.Storage.
type Store struct {
	path       string
	reading    *sql.DB
	writing    *sql.DB
	conn       *sql.Conn // of writing: the only one
	statements statements
	generation *generation

	mu     sync.Mutex // held while a transaction writes
	closed bool
}

var _ central.Storage = (*Store)(nil)

// Open opens the database of a folder, and makes both when they aren't there.
func Open(ctx context.Context, folder string) (*Store, error) {
	s, err := open(ctx, folder)
	if err != nil {
		return nil, fmt.Errorf("cannot open the database in %s: %w", folder, err)
	}
	return s, nil
}

func open(ctx context.Context, folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, File)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // its side files take its permissions
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	writing, err := sql.Open("sqlite", address(path, ""))
	if err != nil {
		return nil, err
	}
	writing.SetMaxOpenConns(1)
	s := &Store{path: path, writing: writing}
	if err := s.start(ctx, path); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context, path string) error {
	if err := migrate(ctx, s.writing); err != nil {
		return err
	}
	var err error
	if s.reading, err = sql.Open("sqlite", address(path, "&_pragma=query_only(1)")); err != nil {
		return err
	}
	s.reading.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	if s.conn, err = s.writing.Conn(ctx); err != nil {
		return err
	}
	s.statements = statements{prepare: s.conn.PrepareContext, known: map[string]*sql.Stmt{}}
	return s.checkGeneration(ctx, filepath.Dir(path))
}

// address is the connection's settings. A write-ahead log is synced with every commit; a lock is waited for two
// seconds.
func address(path, more string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_pragma=busy_timeout(2000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)" + more
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("cannot read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("cannot bring the tables up to date: %w", err)
	}
	return nil
}

// Update runs a transaction that may write. central.ErrBusy when another process held the database for too long.
func (s *Store) Update(ctx context.Context, fn func(central.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("cannot write: %w", os.ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	// Not the caller's context from here on: cutting a commit short leaves nobody knowing what is on disk.
	within := context.WithoutCancel(ctx)
	if _, err := s.conn.ExecContext(within, "BEGIN IMMEDIATE"); err != nil {
		return named("begin", err)
	}
	commits, err := s.run(within, fn)
	if err == nil {
		_, err = s.conn.ExecContext(within, "COMMIT")
	}
	if err != nil {
		_, undo := s.conn.ExecContext(within, "ROLLBACK")
		if undo != nil && !isCode(undo, sqlite3.SQLITE_ERROR) { // that is: it was rolled back already
			err = errors.Join(err, undo)
		}
		return named("write", err)
	}
	return s.generation.write(commits)
}

func (s *Store) run(ctx context.Context, fn func(central.Tx) error) (commits uint64, err error) {
	t := &tx{ctx: ctx, statements: &s.statements}
	if err := fn(t); err != nil {
		return 0, err
	}
	return t.Next(countCommits, 1)
}

// View runs a transaction that sees one moment.
func (s *Store) View(ctx context.Context, fn func(central.Tx) error) error {
	read, err := s.reading.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return named("read", err)
	}
	defer func() { _ = read.Rollback() }() // nothing was written
	t := &tx{ctx: ctx, statements: &statements{prepare: read.PrepareContext, known: map[string]*sql.Stmt{}}}
	defer t.statements.close()
	return named("read", fn(t))
}

// Backup writes a copy of the database as it is at one moment into a new file, while it is in use.
func (s *Store) Backup(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", address(s.path, "")) // the readers' own connections may not write anywhere
	if err != nil {
		return fmt.Errorf("cannot back up into %s: %w", path, err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("cannot back up into %s: %w", path, err)
	}
	return nil
}

// Close ends everything. The write-ahead log is worked into the database, so that its file is the whole of it.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	if s.reading != nil {
		errs = append(errs, s.reading.Close())
	}
	s.statements.close()
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	errs = append(errs, s.writing.Close(), s.generation.close())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cannot close the database: %w", err)
	}
	return nil
}

// named says what could not be done. What isn't the database's own error is handed on as it is.
func named(what string, err error) error {
	var own *driver.Error
	switch {
	case err == nil || !errors.As(err, &own):
		return err
	case isCode(err, sqlite3.SQLITE_BUSY) || isCode(err, sqlite3.SQLITE_LOCKED):
		return fmt.Errorf("cannot %s: %w: %w", what, central.ErrBusy, err)
	case isCode(err, sqlite3.SQLITE_FULL):
		return fmt.Errorf("cannot %s: %w: %w", what, central.ErrFull, err)
	}
	return fmt.Errorf("cannot %s: %w", what, err)
}

// isCode compares primary result codes: the low byte of what SQLite answers.
func isCode(err error, code int) bool {
	var own *driver.Error
	return errors.As(err, &own) && own.Code()&0xff == code
}
