package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"packline/manifest"
)

// KeyFile is an organisation key as it was found or made.
type KeyFile struct {
	Keys     manifest.Keys
	Made     bool // there was none
	Warnings []Warning
}

// OpenKey reads the organisation key of a file. A missing one is made, readable by its owner only. One that others can
// read is used, with a warning.
func OpenKey(path string) (KeyFile, error) {
	var out KeyFile
	raw, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(path); err == nil || errors.Is(err, fs.ErrExist) {
			out.Made = err == nil
			raw, err = readKey(path)
		}
	}
	if err != nil {
		return out, fmt.Errorf("cannot open the organisation key: %w", err)
	}
	if out.Keys, err = manifest.DeriveKeys(string(raw)); err != nil {
		return out, fmt.Errorf("%w (%s)", err, path)
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		out.Warnings = append(out.Warnings, Warning{Phrase: manifest.Say("cmd.warn.key-mode", path)})
	}
	return out, nil
}

// maxKey is the largest key file in bytes: the key is one short line.
const maxKey = 4096

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxKey {
		return nil, fmt.Errorf("%w: %s is no key file", manifest.ErrKey, path)
	}
	return os.ReadFile(path)
}

// makeKey writes a new key under a temporary name first, so that the file is there whole or not at all, and never over
// one that is there.
func makeKey(path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".organisation-key-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(manifest.NewOrganisationKey() + "\n")
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	err = os.Link(temp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, statErr := os.Stat(path); statErr == nil {
		return fs.ErrExist
	}
	return os.Rename(temp.Name(), path) // a file system without hard links
}
