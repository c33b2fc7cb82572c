package section321

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// form is how a value is written in JSON.
type form string

const (
	formText   form = "a text"
	formNumber form = "a number"
	formBool   form = "true or false"
	formList   form = "a list"
	formNull   form = "null"
)

const nullText = "null"

// entry is one value of a document: its dotted path and the value as text, a list with commas.
type entry struct {
	path string
	form form
	text string
}

// flatten reads a document of at most two levels of objects with values or lists of values in them. Reading token by
// token is what finds a key that is given twice, which encoding/json would let pass.
func flatten(doc []byte) ([]entry, error) {
	f := flattener{dec: json.NewDecoder(bytes.NewReader(doc)), seen: map[string]bool{}}
	f.dec.UseNumber()
	if token, err := f.dec.Token(); err != nil || token != json.Delim('{') {
		return nil, errBook("the document is not a JSON object")
	}
	if err := f.object("", 1); err != nil {
		return nil, err
	}
	if _, err := f.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errBook("something follows the document")
	}
	return f.entries, nil
}

type flattener struct {
	dec     *json.Decoder
	entries []entry
	seen    map[string]bool
}

func (f *flattener) object(prefix string, depth int) error {
	for f.dec.More() {
		token, err := f.dec.Token()
		if err != nil {
			return errBook("%w", err)
		}
		key, _ := token.(string)
		path := prefix + key
		if strings.Contains(key, ".") {
			return errBook("there is no check for %q: a key has no point in it", path)
		}
		if f.seen[path] {
			return errBook("%s is given twice", path)
		}
		f.seen[path] = true
		if err := f.value(path, depth); err != nil {
			return err
		}
	}
	if _, err := f.dec.Token(); err != nil {
		return errBook("%w", err)
	}
	return nil
}

func (f *flattener) value(path string, depth int) error {
	token, err := f.dec.Token()
	if err != nil {
		return errBook("%w", err)
	}
	switch token {
	case json.Delim('{'):
		if depth > 1 {
			return errBook("there is no check for %s: it holds an object", path)
		}
		return f.object(path+".", depth+1)
	case json.Delim('['):
		return f.list(path)
	}
	text, form := scalar(token)
	f.entries = append(f.entries, entry{path: path, form: form, text: text})
	return nil
}

func (f *flattener) list(path string) error {
	var items []string
	for f.dec.More() {
		token, err := f.dec.Token()
		if err != nil {
			return errBook("%w", err)
		}
		text, form := scalar(token)
		if form != formText && form != formNumber || text == "" {
			return errBook("%s: a list holds texts or numbers", path)
		}
		items = append(items, text)
	}
	if _, err := f.dec.Token(); err != nil {
		return errBook("%w", err)
	}
	f.entries = append(f.entries, entry{path: path, form: formList, text: strings.Join(items, ",")})
	return nil
}

func scalar(token json.Token) (string, form) {
	switch v := token.(type) {
	case string:
		return v, formText
	case json.Number:
		return v.String(), formNumber
	case bool:
		if v {
			return "true", formBool
		}
		return "false", formBool
	}
	return nullText, formNull
}
