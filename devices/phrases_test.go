package devices_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"packline/phrases"
)

// TestPhrases holds every key in the sources of this room to the book, and the book to the sources.
func TestPhrases(t *testing.T) {
	book := phrases.In(phrases.English)
	key := regexp.MustCompile(`"((?:device|scanner|scale|printer)\.[a-z0-9-]+)"`)
	used := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range key.FindAllSubmatch(source, -1) {
			used[string(match[1])] = true
			if !book.Has(string(match[1])) {
				t.Errorf("%s: %s has no sentence", path, match[1])
			}
		}
		return err
	})
	if err != nil || len(used) == 0 {
		t.Fatalf("%d keys found, %v", len(used), err)
	}
	for key := range book.Keys() {
		if room, _, _ := strings.Cut(key, "."); strings.Contains("device scanner scale printer", room) && !used[key] {
			t.Errorf("%s has a sentence and is never said", key)
		}
	}
}
