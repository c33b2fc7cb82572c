package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"packline/manifest"
)

func TestMissingKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "organisation.key")
	first, err := OpenKey(path)
	if err != nil || !first.Made || len(first.Warnings) != 0 {
		t.Fatalf("gave %+v, %v", first, err)
	}
	second, err := OpenKey(path)
	if err != nil || second.Made || second.Keys.Match("t", "x") != first.Keys.Match("t", "x") {
		t.Fatalf("gave %+v, %v", second, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left %v", left)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestKeyThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := filepath.Join(t.TempDir(), "organisation.key")
	if err := os.WriteFile(path, []byte(manifest.NewOrganisationKey()), 0o644); err != nil {
		t.Fatal(err)
	}
	key, err := OpenKey(path)
	if err != nil || len(key.Warnings) != 1 || key.Warnings[0].Phrase.Key != "cmd.warn.key-mode" {
		t.Errorf("gave %+v, %v", key, err)
	}
}

func TestKeyThatIsNone(t *testing.T) {
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{short, dir} {
		if _, err := OpenKey(path); !errors.Is(err, manifest.ErrKey) {
			t.Errorf("%s gave %v", path, err)
		}
	}
	if _, err := OpenKey(filepath.Join(dir, "no", "such")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("gave %v", err)
	}
}
