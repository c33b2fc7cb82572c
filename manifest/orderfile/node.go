package orderfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// node is a JSON value with its type. encoding/json's own mapping is not used on files from outside: it takes QTY for
// qty, keeps the last of two equal keys, stops at the first error and doesn't say where a value stood.
type node struct {
	kind   kind
	text   string // of a text, a number and a truth value, as written
	list   []node
	keys   []string // of an object, as they came
	fields map[string]node
}

type kind int

const (
	kindNone kind = iota // null, or not there
	kindBool
	kindNumber
	kindText
	kindList
	kindObject
)

func (k kind) String() string {
	return [...]string{"missing", "true or false", "a number", "a text", "a list", "an object"}[k]
}

// parseLine reads one line as a JSON object. What could be read comes with the error, so that an id can be named.
func parseLine(line []byte) (node, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	top, err := parseValue(decoder, 0)
	switch {
	case !json.Valid(line): // the decoder alone would let a second object pass
		return top, whyInvalid(line)
	case err != nil:
		return top, err
	case top.kind != kindObject:
		return node{}, errNotAnObj
	case !utf8.Valid(line):
		return top, errNotUTF8
	}
	return top, nil
}

func whyInvalid(line []byte) error {
	var syntax *json.SyntaxError
	var into json.RawMessage
	err := json.Unmarshal(line, &into)
	if errors.As(err, &syntax) && syntax.Offset >= int64(len(line)) && !strings.Contains(syntax.Error(), "invalid character") {
		return errors.New("the object is not complete; write each one whole on one line")
	}
	return fmt.Errorf("it is not valid JSON (%w); write one object a line", err)
}

func parseValue(d *json.Decoder, depth int) (node, error) {
	token, err := d.Token()
	if err != nil {
		return node{}, fmt.Errorf("it is not valid JSON: %w", err)
	}
	switch value := token.(type) {
	case json.Delim:
		if depth >= MaxDepth {
			return node{}, errTooDeep
		}
		if value == '[' {
			return parseList(d, depth)
		}
		return parseObject(d, depth)
	case string:
		return node{kind: kindText, text: value}, nil
	case json.Number:
		return node{kind: kindNumber, text: value.String()}, nil
	case bool:
		return node{kind: kindBool, text: fmt.Sprint(value)}, nil
	}
	return node{}, nil
}

func parseList(d *json.Decoder, depth int) (node, error) {
	n := node{kind: kindList}
	for d.More() {
		item, err := parseValue(d, depth+1)
		if err != nil {
			return n, err
		}
		n.list = append(n.list, item)
	}
	_, err := d.Token()
	return n, ignoreEOF(err)
}

func parseObject(d *json.Decoder, depth int) (node, error) {
	n := node{kind: kindObject, fields: map[string]node{}}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return n, fmt.Errorf("it is not valid JSON: %w", err)
		}
		key, _ := token.(string)
		if _, twice := n.fields[key]; twice {
			return n, fmt.Errorf("the field %q is there twice in one object; leave one of them out", shorten(key))
		}
		value, err := parseValue(d, depth+1)
		n.keys = append(n.keys, key)
		n.fields[key] = value
		if err != nil {
			return n, err
		}
	}
	_, err := d.Token()
	return n, ignoreEOF(err)
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// shorten keeps a value from outside fit to be quoted in an error.
func shorten(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "..."
}
