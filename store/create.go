package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"

	"packline/manifest/ledger"
)

// schemaVersion is the version of the file's layout that this program writes.
//
//   - 1: the first.
const schemaVersion = 1

const (
	newSuffix = ".new-"
	keyCheck  = "store key check"
)

// create makes a store under a temporary name, syncs it, opens it again and checks it, and only then gives it its
// name: a power cut in between leaves a file that nobody takes for a store. A file that appeared meanwhile is kept.
func create(path string, o Options) error {
	if o.Station == "" || len(o.Keys.Store()) == 0 {
		return errors.New("a new store needs its station's name and the organisation key")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("cannot make its folder: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+newSuffix)
	if err != nil {
		return fmt.Errorf("cannot make its file: %w", err)
	}
	name := temp.Name()
	defer func() { _ = os.Remove(name) }()
	if err := temp.Close(); err != nil {
		return fmt.Errorf("cannot make its file: %w", err)
	}
	if err := build(name, o); err != nil {
		return err
	}
	if err := publish(name, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// build writes the empty store and reads it back.
func build(name string, o Options) error {
	o.MaxSize = 0
	db, file, err := openFile(name, o, os.OpenFile)
	if err != nil {
		return err
	}
	err = guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error { return layOut(tx, o) })
	})
	if err == nil {
		err = file.Sync() // the whole file with its size, where a commit syncs data only
	}
	if closeErr := guard(db.Close); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("cannot write it: %w", full(err))
	}
	db, _, err = openFile(name, o, os.OpenFile)
	if err != nil {
		return fmt.Errorf("cannot read it back: %w", err)
	}
	_, err = inspect(name, db, o)
	if err == nil {
		err = guard(func() error {
			return db.View(func(tx *bbolt.Tx) error {
				for problem := range tx.Check() {
					err = errors.Join(err, problem)
				}
				return err
			})
		})
	}
	return errors.Join(err, guard(db.Close))
}

func layOut(tx *bbolt.Tx, o Options) error {
	for _, name := range [][]byte{metaBucket, stationBucket, referenceBucket} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	check, err := ledger.Seal(o.Keys.Store(), keyCheck, []byte(o.Station))
	if err != nil {
		return err
	}
	meta := tx.Bucket(metaBucket)
	return errors.Join(
		meta.Put(metaVersion, binary.BigEndian.AppendUint32(nil, schemaVersion)),
		meta.Put(metaStation, []byte(o.Station)),
		meta.Put(metaKeyCheck, []byte(check)),
	)
}

// publish gives the file its name without ever replacing another: a hard link fails where the name is taken. File
// systems without links get a rename, after a look.
func publish(name, path string) error {
	err := os.Link(name, path)
	if err == nil {
		return nil
	}
	if _, statErr := os.Lstat(path); statErr == nil {
		return nil // another process was faster: its file is opened
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot name it: %w", err)
	}
	if err := os.Rename(name, path); err != nil {
		return fmt.Errorf("cannot name it: %w", err)
	}
	return nil
}

// syncFolder makes the name itself durable. Where folders can't be synced (Windows) the file system sees to it.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return nil //nolint:nilerr // a folder that can't be opened can't be synced; the file is there
	}
	defer func() { _ = f.Close() }()
	if err := f.Sync(); err != nil && (errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC)) {
		return fmt.Errorf("cannot sync its folder: %w", err)
	}
	return nil
}

// removeLeftovers clears away what broken-off creations left. It is called while the store itself is held.
func removeLeftovers(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), filepath.Base(path)+newSuffix) && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(filepath.Dir(path), entry.Name()))
		}
	}
}

// inspect reads what the file says of itself, and that its last record is whole. It writes nothing.
func inspect(path string, db *bbolt.DB, o Options) (station string, err error) {
	damaged := func(format string, args ...any) error {
		return &DamagedError{Path: path, Cause: fmt.Errorf(format, args...)}
	}
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			meta := tx.Bucket(metaBucket)
			if meta == nil {
				return damaged("it has no header")
			}
			version := meta.Get(metaVersion)
			if len(version) != 4 {
				return damaged("it has no version")
			}
			if v := binary.BigEndian.Uint32(version); v > schemaVersion {
				return &NewerError{Path: path, Found: int(v), Known: schemaVersion}
			}
			if info, err := os.Stat(path); err == nil && info.Size() < tx.Size() {
				return damaged("it is cut off: %d of %d bytes", info.Size(), tx.Size())
			}
			station = string(meta.Get(metaStation))
			if o.Station != "" && o.Station != station {
				return &StationError{Path: path, Found: station, Wanted: o.Station}
			}
			if err := checkKey(meta, o); err != nil {
				return err
			}
			return checkHead(tx)
		})
	})
	var fault *faultError
	if errors.As(err, &fault) || errors.Is(err, ErrDamagedRow) || errors.Is(err, ledger.ErrChain) {
		return "", &DamagedError{Path: path, Cause: err}
	}
	return station, err
}

func checkKey(meta *bbolt.Bucket, o Options) error {
	if len(o.Keys.Store()) == 0 {
		return nil
	}
	if _, err := ledger.Unseal(o.Keys.Store(), keyCheck, string(meta.Get(metaKeyCheck))); err != nil {
		return ErrKeys
	}
	return nil
}

// checkHead sees that the ledger ends where the projections think it does.
func checkHead(tx *bbolt.Tx) error {
	for _, name := range [][]byte{stationBucket, referenceBucket} {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: bucket %s is missing", ErrDamagedRow, name)
		}
	}
	now, err := loadNow(tx.Bucket(stationBucket))
	if err != nil || now.Head.Seq == 0 {
		return err
	}
	if last := lastEvent(tx); string(last) != string(place{now.Ordinal, now.Head.Seq}.key()) {
		return fmt.Errorf("%w: its last event is not number %d", ledger.ErrChain, now.Head.Seq)
	}
	records, err := readRecords(tx, now.Ordinal, now.Head.Epoch, now.Head.Seq, 1)
	if err == nil && records[0].Hash != now.Head.Hash {
		err = fmt.Errorf("%w: the last event is another", ledger.ErrChain)
	}
	return err
}

// lastEvent gives the key of the last event, or what lies before it where there is none.
func lastEvent(tx *bbolt.Tx) []byte {
	c := tx.Bucket(stationBucket).Cursor()
	c.Seek([]byte{rowEvent + 1}) // the row of now, which is there whenever an event is
	key, _ := c.Prev()
	return key
}
