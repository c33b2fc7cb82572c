package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestCommittedFilesAreGenerated holds that nobody edits by hand what the generator writes.
func TestCommittedFilesAreGenerated(t *testing.T) {
	fresh, root := t.TempDir(), filepath.Join("..", "..", "..")
	if err := run(fresh); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(fresh, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		name, err := filepath.Rel(fresh, path)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v); run go run ./testdata/orders/generate", name, err)
		}
		return nil
	})
	if err != nil || files != 7 {
		t.Errorf("compared %d files, %v", files, err)
	}
}
