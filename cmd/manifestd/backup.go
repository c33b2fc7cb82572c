package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/manifest"
)

// backupCommand copies the storage and reports what is in the copy. The marks are read before the copy is made, so that
// everything up to them is in it.
func (p *program) backupCommand() *cobra.Command {
	return p.ofCentre(p.Command("backup FILE", "backup", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		if cli.Exists(args[0]) {
			return cli.Fail(nil, "centre.backup.exists", args[0])
		}
		return p.ask(ctx, func(c *client) error {
			var before central.Overview
			if err := c.call(ctx, http.MethodGet, "/v1/stations", nil, &before); err != nil {
				return err
			}
			if err := copyStorage(ctx, folder(p.data).storage(), args[0]); err != nil {
				return cli.Fail(err, "centre.backup.failed", args[0], cli.Reason(err))
			}
			marks, events := marksOf(before)
			if err := c.call(ctx, http.MethodPost, "/v1/backups", central.BackupMarks{Marks: marks}, nil); err != nil {
				return err
			}
			return p.Print(p.Say("centre.backup.done", args[0], strconv.FormatUint(events, 10)))
		})
	}))
}

func marksOf(o central.Overview) (marks map[manifest.Epoch]uint64, events uint64) {
	marks = map[manifest.Epoch]uint64{}
	for _, station := range o.Stations {
		for _, e := range station.Epochs {
			marks[e.Epoch] = e.Seq
			events += e.Seq
		}
	}
	return marks, events
}

// copyStorage writes a copy of the storage as it is at one moment, while it may be in use by another process. The copy
// appears under its name once it is whole, checked and on disk.
func copyStorage(ctx context.Context, from, to string) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(to), ".backup-*") // made with mode 0600: it holds the keys of orders
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	if err := temp.Close(); err != nil {
		return err
	}
	if err := query(ctx, from, "mode=ro&_pragma=busy_timeout(5000)", func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", temp.Name())
		return err
	}); err != nil {
		return err
	}
	if err := query(ctx, temp.Name(), "immutable=1&mode=ro", func(db *sql.DB) error { return whole(ctx, db) }); err != nil {
		return err
	}
	if err := flush(temp.Name(), os.O_RDWR); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), to); err != nil && (errors.Is(err, os.ErrExist) || os.Rename(temp.Name(), to) != nil) {
		return err // a file system without hard links renames
	}
	_ = flush(filepath.Dir(to), os.O_RDONLY) // Windows can't sync a folder
	return nil
}

func query(ctx context.Context, path, settings string, ask func(*sql.DB) error) error {
	address := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + settings
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return err
	}
	return errors.Join(ask(db), db.Close())
}

// whole lets SQLite look through every page of the copy.
func whole(ctx context.Context, db *sql.DB) error {
	var answer string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("cannot use the copy: %s", answer)
	}
	return nil
}

func flush(path string, mode int) error {
	file, err := os.OpenFile(path, mode, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
