// Package phrases holds every sentence that a person reads, by key and arguments, per language. Sentences are short,
// plain and say what to do next. Arguments are put in as they are: whoever draws them escapes them for the medium.
package phrases

import (
	"maps"
	"strconv"
	"strings"
)

// Language is a language that packline speaks.
type Language string

// The languages.
const English Language = "en"

// Book is the sentences of one language.
type Book struct {
	language  Language
	sentences map[string]string
}

// In gives the book of a language, English for one that packline doesn't speak.
func In(Language) Book {
	all := map[string]string{}
	for _, room := range []map[string]string{rules(), devices(), printer(), scanners(), doctor(), bench(), screen(), papers(), cli(), commands(), line(), centre(), central(), prescreen()} {
		maps.Copy(all, room)
	}
	return Book{language: English, sentences: all}
}

// Say gives the sentence of a key with its arguments in place of {1}, {2}... A key without a sentence gives the key
// and its arguments, so that nothing is ever shown as silence.
func (b Book) Say(key string, args ...string) string {
	sentence, ok := b.sentences[key]
	if !ok {
		return strings.TrimSpace(key + " " + strings.Join(args, " "))
	}
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", arg)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// Has reports whether a key has a sentence.
func (b Book) Has(key string) bool {
	_, ok := b.sentences[key]
	return ok
}

// Keys gives the number of placeholders of every sentence by key: for tests that hold senders to the book.
func (b Book) Keys() map[string]int {
	counts := make(map[string]int, len(b.sentences))
	for key, sentence := range b.sentences {
		for strings.Contains(sentence, "{"+strconv.Itoa(counts[key]+1)+"}") {
			counts[key]++
		}
	}
	return counts
}
