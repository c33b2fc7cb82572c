package uplink

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"packline/phrases"
)

// TestPhrases holds every key in the sources of this room to the book, and the book to the sources.
func TestPhrases(t *testing.T) {
	book := phrases.In(phrases.English)
	key := regexp.MustCompile(`"(link\.[a-z.-]+)"`)
	used := map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		source, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range key.FindAllSubmatch(source, -1) {
			used[string(match[1])] = true
			if !book.Has(string(match[1])) {
				t.Errorf("%s: %s has no sentence", f.Name(), match[1])
			}
		}
	}
	for key := range book.Keys() {
		if strings.HasPrefix(key, "link.") && !used[key] {
			t.Errorf("%s has a sentence and is never said", key)
		}
	}
}
