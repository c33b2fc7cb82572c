package sqlite

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"packline/central"
)

// countCommits counts this storage's transactions.
const countCommits = "storage commits"

// entryRun is the entry of central.KindCentre that names the last start.
const entryRun = "run"

// generation is the file beside the database: the name of the last start and how many commits there were. It is
// written after each commit and not synced: a power cut leaves it older than the database, which means nothing.
type generation struct{ file *os.File }

// checkGeneration makes the centre forget its incarnation when the database is not the one that was last written here:
// it has fewer commits than the file says, or was last started elsewhere, or the file is missing.
func (s *Store) checkGeneration(ctx context.Context, folder string) error {
	path := filepath.Join(folder, "generation")
	run, commits, err := readGeneration(path)
	if err != nil {
		return err
	}
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	fresh := hex.EncodeToString(raw[:])
	file, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	s.generation = &generation{file: file}
	if _, err := s.generation.file.WriteString(fresh + " "); err != nil {
		return err
	}
	err = s.Update(ctx, func(tx central.Tx) error {
		stored, err := tx.Entry(central.KindCentre, entryRun)
		if err != nil {
			return err
		}
		had, err := tx.Count(countCommits)
		if err != nil {
			return err
		}
		if had > 0 && (string(stored) != run || had < commits) {
			if err := tx.PutEntry(central.KindCentre, central.EntryIncarnation, nil); err != nil {
				return err
			}
		}
		return tx.PutEntry(central.KindCentre, entryRun, []byte(fresh))
	})
	if err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// readGeneration reads the file: nothing when it isn't there or isn't whole.
func readGeneration(path string) (run string, commits uint64, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	if n, err := fmt.Sscanf(string(raw), "%16s %d", &run, &commits); n != 2 || err != nil {
		return "", 0, nil
	}
	return run, commits, nil
}

// write notes a commit.
func (g *generation) write(commits uint64) error {
	if _, err := fmt.Fprintf(at{g.file, 17}, "%020d\n", commits); err != nil {
		return fmt.Errorf("cannot note the commit beside the database: %w", err)
	}
	return nil
}

func (g *generation) close() error {
	if g == nil {
		return nil
	}
	return errors.Join(g.file.Sync(), g.file.Close())
}

// at writes at one place of a file.
type at struct {
	file   *os.File
	offset int64
}

func (a at) Write(p []byte) (int, error) { return a.file.WriteAt(p, a.offset) }
