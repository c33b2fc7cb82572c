package section321

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"packline/manifest"
)

// Overridden is a value of a rulebook that was replaced.
type Overridden struct {
	Path     string          `json:"path"`
	Value    json.RawMessage `json:"value"`
	Document json.RawMessage `json:"document"` // what the document says
	manifest.OverrideNote
}

// Render gives the document as JSON with its overrides applied, its keys in the document's order, and what was replaced,
// by path.
func (r Rulebook) Render() (json.RawMessage, []Overridden, error) {
	w := renderer{known: settingsByPath(&terms{}), values: r.overrides, was: map[string]json.RawMessage{}}
	dec := json.NewDecoder(bytes.NewReader(r.doc))
	if err := w.value(dec, ""); err != nil {
		return nil, nil, fmt.Errorf("cannot write rulebook %s: %w", r.terms.name, err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, w.out.Bytes(), "", "  "); err != nil {
		return nil, nil, fmt.Errorf("cannot write rulebook %s: %w", r.terms.name, err)
	}
	var replaced []Overridden
	for _, path := range slices.Sorted(maps.Keys(r.overrides)) {
		replaced = append(replaced, Overridden{
			Path: path, Value: w.json(path), Document: w.was[path], OverrideNote: r.notes[path],
		})
	}
	return out.Bytes(), replaced, nil
}

// renderer copies a document and puts other values in. The document was parsed before, so only its shape can't surprise.
type renderer struct {
	known  map[string]setting
	values map[string]string
	was    map[string]json.RawMessage
	out    bytes.Buffer
}

// value copies one value; objects are gone through, so that their keys keep their order.
func (w *renderer) value(dec *json.Decoder, path string) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	if raw = bytes.TrimSpace(raw); raw[0] != '{' {
		if _, ok := w.values[path]; ok {
			w.was[path], raw = raw, w.json(path)
		}
		w.out.Write(raw)
		return nil
	}
	inner := json.NewDecoder(bytes.NewReader(raw))
	if _, err := inner.Token(); err != nil {
		return err
	}
	w.out.WriteByte('{')
	for first := true; inner.More(); first = false {
		key, err := inner.Token()
		if err != nil {
			return err
		}
		if !first {
			w.out.WriteByte(',')
		}
		name, _ := key.(string)
		w.out.Write(quote(name))
		w.out.WriteByte(':')
		if err := w.value(inner, strings.TrimPrefix(path+"."+name, ".")); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

// json writes an override as the document would have it.
func (w *renderer) json(path string) json.RawMessage {
	text := w.values[path]
	switch s := w.known[path]; {
	case s.nullable && text == nullText, s.form == formBool, s.form == formNumber:
		return json.RawMessage(text)
	case s.form == formList:
		return listJSON(splitList(text), path == "document.hts_digits")
	}
	return quote(text)
}

func listJSON(items []string, numbers bool) json.RawMessage {
	out := []byte{'['}
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		if numbers {
			out = append(out, item...)
		} else {
			out = append(out, quote(item)...)
		}
	}
	return append(out, ']')
}

// quote writes a text as JSON, without escaping what only HTML would mind.
func quote(text string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always can be written
	return bytes.TrimSpace(out.Bytes())
}
