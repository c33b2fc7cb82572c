package orderfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"packline/manifest"
)

// record gathers what is wrong with, and what is not known in, one line of a file while it is read.
type record struct {
	problems []fieldProblem
	unknown  []string
	maxText  int // characters; 0 for no limit of its own
}

type fieldProblem struct {
	field string
	err   error
}

func (r *record) refuse(field string, err error) {
	r.problems = append(r.problems, fieldProblem{field, err})
}

// object reads the fields of one JSON object, each by its name. Fields asked for are known; close notes the others.
type object struct {
	*record
	path   string // with its final dot; empty at the top
	fields map[string]node
	keys   []string
	known  map[string]bool
}

func open(r *record, top node) object {
	return object{record: r, fields: top.fields, keys: top.keys, known: map[string]bool{}}
}

func (o object) close() {
	for _, key := range o.keys {
		if !o.known[key] {
			o.unknown = append(o.unknown, o.path+shorten(key))
		}
	}
}

// take gives a field when it has the kind that is wanted. A null counts as missing.
func (o object) take(name string, want kind) (node, bool) {
	o.known[name] = true
	n := o.fields[name]
	if n.kind == want {
		return n, true
	}
	if n.kind != kindNone {
		o.refuse(o.path+name, wrongKind(n, want))
	}
	return node{}, false
}

func wrongKind(got node, want kind) error {
	switch {
	case want == kindText && (got.kind == kindNumber || got.kind == kindBool):
		return fmt.Errorf("it is %s; write it in quotes, as in %q", got.kind, shorten(got.text))
	case want == kindNumber && got.kind == kindText:
		return errors.New("it is a text; write a whole number without quotes")
	}
	return fmt.Errorf("it is %s, not %s; write it as in the documentation of order files", got.kind, want)
}

func (o object) child(name string) object {
	n, _ := o.take(name, kindObject)
	return object{record: o.record, path: o.path + name + ".", fields: n.fields, keys: n.keys, known: map[string]bool{}}
}

// children gives the objects of a list.
func (o object) children(name string) []object {
	n, _ := o.take(name, kindList)
	items := make([]object, 0, len(n.list))
	for i, item := range n.list {
		path := fmt.Sprintf("%s%s[%d]", o.path, name, i)
		if item.kind != kindObject {
			o.refuse(path, wrongKind(item, kindObject))
		}
		items = append(items, object{record: o.record, path: path + ".", fields: item.fields, keys: item.keys, known: map[string]bool{}})
	}
	return items
}

// text gives a text with line breaks, control characters and runs of spaces made into single spaces.
func (o object) text(name string) string {
	n, _ := o.take(name, kindText)
	return o.limited(o.path+name, n.text)
}

func (o object) limited(field, raw string) string {
	s := clean(raw)
	if o.maxText > 0 && utf8.RuneCountInString(s) > o.maxText {
		o.refuse(field, fmt.Errorf("it is longer than %d characters; shorten it", o.maxText))
	}
	return s
}

func clean(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// texts gives a list of texts without the empty ones, nil for none.
func (o object) texts(name string) []string {
	n, _ := o.take(name, kindList)
	var texts []string
	for i, item := range n.list {
		field := fmt.Sprintf("%s%s[%d]", o.path, name, i)
		if item.kind != kindText {
			o.refuse(field, wrongKind(item, kindText))
		}
		if s := o.limited(field, item.text); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// amount gives an amount, the zero Money when it is missing.
func (o object) amount(name, currency string) manifest.Money {
	s := o.text(name)
	if s == "" {
		return manifest.Money{}
	}
	m, err := manifest.NewMoney(s, currency)
	if err != nil {
		o.refuse(o.path+name, fmt.Errorf("%q is not an amount; write digits with a point and at most six decimals, as in \"12.50\"", shorten(s)))
	}
	return m
}

// whole gives a whole number, the fallback when it is missing.
func (o object) whole(name string, fallback, least, most int64) int64 {
	n, ok := o.take(name, kindNumber)
	if !ok {
		return fallback
	}
	value, err := strconv.ParseInt(n.text, 10, 64)
	if err != nil || value < least || value > most {
		o.refuse(o.path+name, fmt.Errorf("%s is not a whole number from %d to %d; write one", shorten(n.text), least, most))
	}
	return value
}

func (o object) truth(name string, fallback bool) bool {
	n, ok := o.take(name, kindBool)
	if !ok {
		return fallback
	}
	return n.text == "true"
}

// moment gives a time in UTC, the zero time when it is missing.
func (o object) moment(name string) time.Time {
	s := o.text(name)
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	// A slip of the keyboard in the year would otherwise be a border day that no rate and no rulebook knows.
	if err != nil || at.Year() < 1990 || at.Year() > 2200 {
		o.refuse(o.path+name, fmt.Errorf("%q is not a time; write it as 2026-11-23T14:05:00-08:00", shorten(s)))
		return time.Time{}
	}
	return at.UTC()
}

// date gives a day, the empty Date when it is missing.
func (o object) date(name string) manifest.Date {
	s := o.text(name)
	if s == "" {
		return ""
	}
	day, err := manifest.ParseDate(s)
	if err != nil {
		o.refuse(o.path+name, fmt.Errorf("%q is not a day; write it as 2026-11-23", shorten(s)))
	}
	return day
}

// decimal gives a plain decimal number as it was written, empty when it is missing.
func (o object) decimal(name string) string {
	s := o.text(name)
	if s != "" && !isDecimal(s) {
		o.refuse(o.path+name, fmt.Errorf("%q is not a decimal number; write digits with a point, as in \"0.7272\"", shorten(s)))
	}
	return s
}

func isDecimal(s string) bool {
	_, err := manifest.Shown{Value: s, Unit: manifest.UnitGram}.Exact()
	return err == nil
}
