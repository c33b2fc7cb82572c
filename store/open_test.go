package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/store"
	"packline/store/storetest"
)

const cartons = 60

// closedStore makes a store with some cartons, closed.
func closedStore(t *testing.T) string {
	t.Helper()
	path := storetest.Path(t)
	s, err := store.Open(path, storetest.Options())
	must(t, err)
	storetest.Fill(t, s, cartons)
	must(t, s.Apply(t.Context(), 0, orders(20)))
	must(t, s.Close())
	return path
}

func TestNewFileIsPrivate(t *testing.T) {
	storetest.Need(t, runtime.GOOS != "windows", "Windows has no file modes")
	s := storetest.Open(t)
	for _, path := range []string{s.Path(), s.Path() + ".pid"} {
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
}

func TestSecondProcessIsToldWhoHolds(t *testing.T) {
	s := storetest.Open(t)
	start := time.Now()
	_, err := store.Open(s.Path(), storetest.Options())
	var held *store.HeldError
	if !errors.As(err, &held) || held.PID != os.Getpid() || time.Since(start) > time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
	out, _ := storetest.Command(s.Path(), 1).CombinedOutput()
	if !strings.Contains(string(out), "in use by process") {
		t.Errorf("the other process said %q", out)
	}
}

func TestDamagedFilesAreLeftAlone(t *testing.T) {
	good, err := os.ReadFile(closedStore(t))
	must(t, err)
	freelist := freelistOffset(good)
	flip := func(at int) []byte {
		raw := bytes.Clone(good)
		for i := range 16 {
			raw[at+i] ^= 0xff
		}
		return raw
	}
	for name, raw := range map[string][]byte{
		"empty":            {},
		"one byte":         {0},
		"garbage":          bytes.Repeat([]byte("garbage "), 4096),
		"zeros":            make([]byte, 32768),
		"freelist flipped": flip(freelist),
		"both first pages": append(make([]byte, 8192), good[8192:]...),
		"cut to half":      good[:len(good)/8192*4096],
		"cut to 3 pages":   good[:3*4096],
		"cut in a page":    good[:4096+100],
	} {
		t.Run(name, func(t *testing.T) {
			path := storetest.Path(t)
			must(t, os.WriteFile(path, raw, 0o600))
			_, err := store.Open(path, storetest.Options())
			var damaged *store.DamagedError
			if !errors.As(err, &damaged) {
				t.Errorf("got %v", err)
			}
			after, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(raw, after) {
				t.Error("the file was changed")
			}
			if err := os.Remove(path); err != nil { // nothing holds it
				t.Error(err)
			}
		})
	}
}

// freelistOffset reads where the newer first page says that the freelist lies.
func freelistOffset(raw []byte) int {
	page, tx := uint64(0), uint64(0)
	for _, meta := range [][]byte{raw[16:], raw[4096+16:]} {
		if id := binary.LittleEndian.Uint64(meta[48:]); id >= tx {
			page, tx = binary.LittleEndian.Uint64(meta[32:]), id
		}
	}
	return int(page) * 4096
}

// Pages all over a file are spoiled in turn: the store opens or says that it is damaged, Verify or the opening notices
// what belongs to the ledger, and nothing ends the program.
func TestPagesSpoiled(t *testing.T) {
	good, err := os.ReadFile(closedStore(t))
	must(t, err)
	noticed := 0
	for at := 0; at < len(good); at += 3 * 4096 {
		raw := bytes.Clone(good)
		for i := at + 16; i < at+4096; i += 97 {
			raw[i] ^= 0x5a
		}
		path := storetest.Path(t)
		must(t, os.WriteFile(path, raw, 0o600))
		s, err := store.Open(path, storetest.Options())
		if err != nil {
			noticed++
			continue
		}
		if _, err := s.Verify(t.Context()); err != nil {
			noticed++
		}
		_, _ = s.Recover(t.Context())
		_ = s.Close()
	}
	if pages := len(good) / 4096 / 3; noticed < pages/4 {
		t.Errorf("%d of %d spoiled pages were noticed", noticed, pages)
	}
}

func TestNewerFileIsLeftAlone(t *testing.T) {
	path := closedStore(t)
	edit(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("version"), []byte{0, 0, 0, 9})
	})
	before, err := os.ReadFile(path)
	must(t, err)
	_, err = store.Open(path, storetest.Options())
	var newer *store.NewerError
	if !errors.As(err, &newer) || newer.Found != 9 {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func edit(t *testing.T, path string, fn func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	must(t, err)
	must(t, db.Update(fn))
	must(t, db.Close())
}

func TestForeignFiles(t *testing.T) {
	path := closedStore(t)
	o := storetest.Options()
	o.Station = "YVR-04"
	_, err := store.Open(path, o)
	var station *store.StationError
	if !errors.As(err, &station) || station.Found != storetest.Station {
		t.Errorf("another station's: %v", err)
	}
	o = storetest.Options()
	o.Keys, err = manifest.DeriveKeys(manifest.NewOrganisationKey())
	must(t, err)
	_, err = store.Open(path, o)
	wants(t, err, store.ErrKeys)
	_, err = store.Open(filepath.Dir(path), storetest.Options())
	wants(t, err, store.ErrNotRegular)
	o = storetest.Options()
	o.ReadOnly = true
	_, err = store.Open(storetest.Path(t), o)
	wants(t, err, fs.ErrNotExist)
	_, err = store.Open(storetest.Path(t), store.Options{})
	if err == nil {
		t.Error("a store was made for no station")
	}
	other := filepath.Join(t.TempDir(), "other.db")
	edit(t, other, func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("something"))
		return err
	})
	var damaged *store.DamagedError
	if _, err := store.Open(other, storetest.Options()); !errors.As(err, &damaged) {
		t.Errorf("another program's file: %v", err)
	}
}

func TestReadersShareAFile(t *testing.T) {
	path := closedStore(t)
	o := storetest.Options()
	o.ReadOnly = true
	first, err := store.Open(path, o)
	must(t, err)
	second, err := store.Open(path, store.Options{ReadOnly: true})
	must(t, err)
	n := 0
	for _, err := range second.Cartons(t.Context()) {
		must(t, err)
		n++
	}
	if n != cartons {
		t.Errorf("%d cartons", n)
	}
	must(t, first.Close())
	must(t, second.Close())
}

func TestLinkedFileKeepsItsSideFiles(t *testing.T) {
	storetest.Need(t, runtime.GOOS != "windows", "links need a privilege on Windows")
	path := closedStore(t)
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	s, err := store.Open(link, storetest.Options())
	must(t, err)
	if s.Path() != path {
		t.Errorf("got %s", s.Path())
	}
	must(t, s.Close())
	must(t, os.Remove(path))
	if _, err := store.Open(link, storetest.Options()); err == nil {
		t.Error("a link to nothing was opened")
	}
}

// A flipped bit in a record, an edited record, a missing one, a spoiled row and a row that lies are all found.
func TestVerifyNoticesEveryEdit(t *testing.T) {
	path := closedStore(t)
	good, err := os.ReadFile(path)
	must(t, err)
	station := []byte("station")
	var keys [][]byte
	edit(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket(station).ForEach(func(k, _ []byte) error {
			keys = append(keys, bytes.Clone(k))
			return nil
		})
	})
	for i := 0; i < len(keys); i += 29 {
		for name, harm := range map[string]func(b *bbolt.Bucket) error{
			"deleted": func(b *bbolt.Bucket) error { return b.Delete(keys[i]) },
			"edited": func(b *bbolt.Bucket) error {
				value := append([]byte("x"), b.Get(keys[i])...)
				return b.Put(keys[i], value)
			},
			"flipped": func(b *bbolt.Bucket) error {
				value := bytes.Clone(b.Get(keys[i]))
				if len(value) == 0 {
					return b.Delete(keys[i])
				}
				value[len(value)/2] ^= 1
				return b.Put(keys[i], value)
			},
		} {
			must(t, os.WriteFile(path, good, 0o600))
			edit(t, path, func(tx *bbolt.Tx) error { return harm(tx.Bucket(station)) })
			s, err := store.Open(path, storetest.Options())
			if err != nil {
				continue // noticed at once
			}
			if _, err := s.Verify(t.Context()); err == nil {
				t.Errorf("row %q %s: nothing was noticed", keys[i], name)
			}
			must(t, s.Close())
		}
	}
}
