// Package testdata holds the files that tests of several packages share, and compares what tests make with them. Only
// tests import it: the programs carry none of it.
package testdata

import (
	"bytes"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Files is every shared file, by its path under testdata: "orders/orders.jsonl".
//
//go:embed orders frames labels screens scenarios rules codes
var Files embed.FS

var update = flag.Bool("update", false, "write golden files anew instead of comparing with them")

// Read gives a shared file and ends the test when there is none.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	content, err := Files.ReadFile(name)
	if err != nil {
		t.Fatalf("cannot read testdata/%s: %v", name, err)
	}
	return content
}

// Golden compares what a test made with testdata/name and fails at the first line that differs. With -update it writes
// the file instead. It reads the file from the source tree, so that a comparison right after an update sees it.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	root, err := sourceRoot()
	if err != nil {
		t.Fatalf("cannot find testdata/%s: %v", name, err)
	}
	path := filepath.Join(root, "testdata", filepath.FromSlash(name))
	if *update {
		if err := write(path, got); err != nil {
			t.Fatalf("cannot write testdata/%s: %v", name, err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("testdata/%s is not there: run the test with -update, then read what it wrote", name)
	}
	if err != nil {
		t.Fatalf("cannot read testdata/%s: %v", name, err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("testdata/%s: %s\nIf the new text is right, run the test with -update.", name, difference(want, got))
	}
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// difference shows the first line that differs.
func difference(want, got []byte) string {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range max(len(w), len(g)) {
		a, b := lineAt(w, i), lineAt(g, i)
		if a != b {
			return fmt.Sprintf("line %d differs\nwant: %s\n got: %s", i+1, a, b)
		}
	}
	return "the files differ"
}

func lineAt(lines [][]byte, i int) string {
	if i >= len(lines) {
		return "(no such line)"
	}
	return fmt.Sprintf("%q", lines[i])
}

// sourceRoot is the folder of go.mod above the test's own folder.
func sourceRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("there is no go.mod above the test's folder")
		}
		dir = parent
	}
}
