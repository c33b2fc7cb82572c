package station_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"packline/phrases"
)

// TestEverySentenceIsInTheBook reads the package's own source: a key that the book lacks would be shown bare.
func TestEverySentenceIsInTheBook(t *testing.T) {
	book := phrases.In(phrases.English)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"(bench\.[a-z.-]*[a-z])"`)
	words := regexp.MustCompile(`say\(Tone[A-Za-z]+, "([a-z-]+)"`)
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range literal.FindAllSubmatch(source, -1) {
			keys = append(keys, string(m[1]))
		}
		for _, m := range words.FindAllSubmatch(source, -1) {
			keys = append(keys, "bench.head."+string(m[1]), "bench.next."+string(m[1]))
		}
		for _, key := range keys {
			found++
			if !book.Has(key) {
				t.Errorf("%s: %s has no sentence", file, key)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d keys were found: the search is broken", found)
	}
}
