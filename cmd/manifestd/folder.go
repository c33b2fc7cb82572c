package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"packline/central/sqlite"
	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
)

// folder is the data folder of a centre: the storage, the organisation key, the administrator's token, and the files by
// which processes find each other. One process at a time uses the storage.
type folder string

func (f folder) storage() string { return filepath.Join(string(f), sqlite.File) }
func (f folder) key() string     { return filepath.Join(string(f), "organisation.key") }
func (f folder) token() string   { return filepath.Join(string(f), "admin.token") }
func (f folder) lock() string    { return filepath.Join(string(f), "manifestd.lock") }
func (f folder) holder() string  { return filepath.Join(string(f), "manifestd.pid") }

// make makes the folder where there is none, for its owner only: it keeps keys.
func (f folder) make() error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return cli.Fail(err, "centre.folder.make", string(f), cli.Reason(err))
	}
	return nil
}

// holder says which process uses the storage, and where it answers if it serves.
type holder struct {
	PID   int       `json:"pid"`
	URL   string    `json:"url,omitempty"`
	Since time.Time `json:"since"`
	Build string    `json:"build"`
}

// hold takes the storage for this process. When another one has it, ok is false.
func (f folder) hold() (release func(), ok bool, err error) {
	file, err := os.OpenFile(f.lock(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, cli.Fail(err, "centre.folder.open", string(f), cli.Reason(err))
	}
	ok, err = tryLock(file)
	if err != nil || !ok {
		_ = file.Close()
		if err != nil {
			err = cli.Fail(err, "centre.folder.open", string(f), cli.Reason(err))
		}
		return nil, false, err
	}
	err = f.announce("")
	return func() {
		_ = os.Remove(f.holder()) // one that stays names a process that is gone: the lock decides
		_ = file.Close()
	}, true, err
}

// announce writes who has the storage, under a temporary name first, so that it is read whole.
func (f folder) announce(url string) error {
	raw, err := json.Marshal(holder{PID: os.Getpid(), URL: url, Since: time.Now().UTC(), Build: buildVersion()})
	if err == nil {
		err = writeWhole(f.holder(), append(raw, '\n'))
	}
	if err != nil {
		return cli.Fail(err, "centre.folder.write", string(f), cli.Reason(err))
	}
	return nil
}

const maxSmallFile = 4096

// holding reads who has the storage.
func (f folder) holding() (holder, bool) {
	var h holder
	raw, err := readSmall(f.holder())
	if err != nil {
		return h, false
	}
	err = json.Unmarshal(raw, &h)
	return h, err == nil && h.PID > 0
}

// keys opens the organisation key, and makes it where neither it nor a storage is there: what a storage sealed can be
// read with its own key only.
func (f folder) keys() (config.KeyFile, error) {
	if cli.Exists(f.storage()) && !cli.Exists(f.key()) {
		return config.KeyFile{}, cli.Fail(nil, "centre.key.lost", f.key())
	}
	key, err := config.OpenKey(f.key())
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, manifest.ErrKey):
		return key, cli.Fail(err, "centre.key.unusable", f.key())
	}
	return key, cli.Fail(err, "centre.key.open", f.key(), cli.Reason(err))
}

// adminToken reads the administrator's token, or makes it: 32 random bytes that only the owner of the folder can read.
func (f folder) adminToken() (string, error) {
	raw, err := readSmall(f.token())
	if errors.Is(err, fs.ErrNotExist) {
		var secret [32]byte
		_, _ = rand.Read(secret[:]) // never fails since Go 1.24
		raw = []byte(base64.RawURLEncoding.EncodeToString(secret[:]) + "\n")
		err = writeWhole(f.token(), raw)
	}
	token := strings.TrimSpace(string(raw))
	if err == nil && len(token) < 32 {
		err = errors.New("it is too short")
	}
	if err != nil {
		return "", cli.Fail(err, "centre.token.file", f.token(), cli.Reason(err))
	}
	return token, nil
}

func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSmallFile {
		return nil, fmt.Errorf("cannot read %s: it is no small file", name)
	}
	return os.ReadFile(name)
}

// writeWhole writes a file for its owner only, whole or not at all.
func writeWhole(name string, raw []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(name), ".new-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.Write(raw)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
