package orderfile

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"

	"packline/manifest"
)

// ReadCases reads a case file, one JSON object a line, as it is asked for. A line that can't be read yields a CaseError
// and the next line goes on; when the reader itself fails, its error is yielded last. What is missing stays missing for
// the rules to hold; a missing currency becomes XXX, which has no rate. Each function of notes, if any, is told once of
// every field that isn't known.
func ReadCases(r io.Reader, notes ...func(Note)) iter.Seq2[manifest.Case, error] {
	return func(yield func(manifest.Case, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
			_, _ = in.Discard(3) // Peek has it in the buffer already
		}
		l, told := &lines{in: in, most: MaxLine}, map[string]bool{}
		for {
			line, err := l.next()
			switch {
			case errors.Is(err, io.EOF):
				return
			case errors.Is(err, errTooLong):
				if !yield(manifest.Case{}, CaseError{Line: l.number, ID: idOf(line), Err: err}) {
					return
				}
				continue
			case err != nil:
				yield(manifest.Case{}, fmt.Errorf("cannot read the case file to its end: %w", err))
				return
			case len(bytes.TrimSpace(line)) == 0:
				continue
			}
			c, unknown, err := caseOf(line, l.number)
			tell(notes, told, unknown, l.number)
			if !yield(c, err) {
				return
			}
		}
	}
}

func tell(notes []func(Note), told map[string]bool, unknown []string, line int) {
	for _, field := range unknown {
		field = generic(field)
		if told[field] || len(told) >= 1000 {
			continue
		}
		told[field] = true
		for _, note := range notes {
			note(Note{Kind: NoteUnknownField, Line: line, Field: field, Times: 1})
		}
	}
}

func caseOf(line []byte, number int) (manifest.Case, []string, error) {
	top, err := parseLine(line)
	if err != nil {
		return manifest.Case{}, nil, CaseError{Line: number, ID: cmp.Or(top.fields["id"].text, idOf(line)), Err: err}
	}
	r := &record{}
	c := readCase(open(r, top))
	c.ID = top.fields["id"].text // answered back as it came
	if len(r.problems) == 0 {
		return c, r.unknown, nil
	}
	var errs []error
	for _, p := range r.problems {
		errs = append(errs, fmt.Errorf("%s: %w", p.field, p.err))
	}
	return manifest.Case{}, r.unknown, CaseError{Line: number, ID: c.ID, Err: errors.Join(errs...)}
}

// idOf finds the id in a line that can't be read whole, also behind what is wrong: the first text under "id" of the
// outermost object.
func idOf(line []byte) string {
	d := json.NewDecoder(bytes.NewReader(line))
	depth, key, isKey := 0, "", true
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if depth == 0 && token != json.Delim('{') {
			return ""
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			isKey = true
			continue
		case json.Delim('}'), json.Delim(']'):
			depth--
			isKey = true
			continue
		}
		text, isText := token.(string)
		switch {
		case depth != 1:
		case isKey:
			key, isKey = text, false
		case key == "id" && isText:
			return text
		default:
			isKey = true
		}
	}
}

func readCase(o object) manifest.Case {
	defer o.close()
	c := manifest.Case{
		ID: o.text("id"), Rulebook: o.text("rulebook"), Version: int(o.whole("rulebook_version", 0, 0, math.MaxInt32)),
		Overrides: readOverrides(o), Simulate: o.truth("simulate", false),
		Load: readCaseLoad(o.child("load")), Order: readOrder(o, orNoCurrency), Shipment: o.text("shipment_id"),
		Shipper: readShipper(o.child("shipper")),
	}
	for _, p := range o.children("packages") {
		c.Packages = append(c.Packages, readPackage(p))
	}
	for _, h := range o.children("history") {
		c.History = append(c.History, readPast(h))
	}
	for _, f := range o.children("fx") {
		c.Rates = append(c.Rates, readCaseRate(f))
	}
	return c
}

func orNoCurrency(_ object, s string) string {
	if isCurrency(s) {
		return s
	}
	return noCurrency
}

// readOverrides gives dotted paths and their values as texts, a list with commas. A null counts as missing.
func readOverrides(o object) map[string]string {
	n, _ := o.take("rulebook_overrides", kindObject)
	if len(n.keys) == 0 {
		return nil
	}
	overrides := map[string]string{}
	for _, key := range n.keys {
		switch value := n.fields[key]; value.kind {
		case kindText, kindNumber, kindBool:
			overrides[key] = value.text
		case kindList:
			items, ok := listed(value.list)
			if !ok {
				o.refuse("rulebook_overrides."+shorten(key), errors.New("its list holds more than texts and numbers; write it as the rulebook has it"))
			}
			overrides[key] = items
		case kindObject:
			o.refuse("rulebook_overrides."+shorten(key), errors.New("it is no single value; write a text, a number, true or false under a dotted path"))
		}
	}
	return overrides
}

// listed writes a list of texts and numbers with commas. A comma within one would make two of it.
func listed(list []node) (string, bool) {
	items := make([]string, len(list))
	for i, n := range list {
		if n.kind != kindText && n.kind != kindNumber || strings.Contains(n.text, ",") {
			return "", false
		}
		items[i] = n.text
	}
	return strings.Join(items, ","), true
}

func readCaseLoad(o object) manifest.CaseLoad {
	defer o.close()
	load := manifest.CaseLoad{
		ID: o.text("load_id"), Port: o.text("port"), Zone: o.text("port_tz"),
		Arrival: o.moment("planned_arrival"), PreviousArrival: o.moment("previous_planned_arrival"),
		Release: manifest.ReleaseType(o.text("release")).Or321(),
	}
	if load.Release != manifest.ReleaseSection321 && load.Release != manifest.ReleaseEntry {
		o.refuse("load.release", fmt.Errorf("%q is not a release type; write \"section_321\" or \"entry\"", shorten(string(load.Release))))
	}
	return load
}

func readPackage(o object) manifest.CasePackage {
	defer o.close()
	weight := o.child("weight")
	defer weight.close()
	return manifest.CasePackage{
		ID: o.text("package_id"), PackedAt: o.moment("packed_at"), ClosedOn: o.text("already_closed_on"),
		Weight: manifest.Shown{Value: weight.text("value"), Unit: manifest.Unit(weight.text("unit"))},
		Stable: weight.truth("stable", true),
	}
}

func readPast(o object) manifest.Past {
	defer o.close()
	return manifest.Past{
		Shipment: o.text("shipment_id"), Order: o.text("order_id"), PlacedAt: o.moment("placed_at"),
		ValueUSD: o.decimal("value_usd"), ImportDate: o.date("import_date"), Status: o.text("status"),
		Person: readPerson(o.child("person")), Buyer: readPerson(o.child("buyer")),
	}
}

// readCaseRate leaves an unreadable rate as it is: the rules hold amounts that can't be converted.
func readCaseRate(o object) manifest.Rate {
	defer o.close()
	return manifest.Rate{
		Currency: o.text("currency"), USDPerUnit: o.text("usd_per_unit"),
		ValidFrom: o.date("valid_from"), ValidTo: o.date("valid_to"), Source: o.text("source"),
	}
}
