package orderfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Columns are the columns of a CSV order file, one row for each line of goods. They may stand in any order; all must be
// there.
func Columns() []string {
	return []string{
		"order_id", "revision", "client", "placed_at", "currency", "carrier", "lane", "cartons", "goods_total",
		"buyer_name", "buyer_email", "name", "company", "line1", "line2", "city", "state", "zip", "country", "email", "phone",
		"sku", "gtin", "desc", "qty", "unit_value", "hts", "hs_ca", "origin", "unit_weight", "weight_unit", "flags",
	}
}

// goodsFrom is where the columns of the goods begin; those before it are the order's and agree in all its rows.
const goodsFrom = 21

// row is one CSV row by column name.
type row struct {
	line   int
	fields map[string]string
}

// readCSV reads a CSV order file. The error is the reader's own.
func (c *collector) readCSV(in *bufio.Reader) error {
	t, err := openTable(in, Columns())
	if err != nil {
		return c.refuseTable(err)
	}
	for _, column := range t.unknown {
		c.noteUnknown(1, column)
	}
	var group []row
	tearNext := false
	for {
		next, err := t.next()
		if errors.Is(err, io.EOF) {
			c.addRows(group)
			return nil
		}
		var bad Problem
		switch {
		case errors.As(err, &bad):
			tearNext = c.tear(bad, group) || tearNext
			continue
		case err != nil:
			return err
		}
		if tearNext {
			c.torn[next.fields["order_id"]] = true
			tearNext = false
		}
		if len(group) > 0 && sameOrder(group[0], next) {
			group = append(group, next)
			continue
		}
		c.addRows(group)
		group = []row{next}
	}
}

// tear marks the order that a refused row was of: an order without one of its lines must not be packed. When the row
// can't say which, it may have been of the order before it or, as is answered, of the one after it.
func (c *collector) tear(bad Problem, before []row) (next bool) {
	c.problems = append(c.problems, bad)
	if bad.Order != "" {
		c.torn[bad.Order] = true
		return false
	}
	if len(before) > 0 {
		c.torn[before[0].fields["order_id"]] = true
	}
	return true
}

func (c *collector) refuseTable(err error) error {
	var bad Problem
	if errors.As(err, &bad) {
		c.problems = append(c.problems, bad)
		return nil
	}
	return err
}

func sameOrder(a, b row) bool {
	return a.fields["order_id"] == b.fields["order_id"] && (a.fields["revision"] == b.fields["revision"] || b.fields["revision"] == "")
}

// addRows makes one order of its rows.
func (c *collector) addRows(rows []row) {
	if len(rows) == 0 {
		return
	}
	first := rows[0]
	id := first.fields["order_id"]
	before := len(c.problems)
	for _, r := range rows[1:] {
		c.compare(first, r)
	}
	order, r := orderOf(nodeOf(rows))
	for _, p := range r.problems {
		field, i := columnOf(p.field)
		c.refuse(rows[min(i, len(rows)-1)].line, id, field, p.err)
	}
	if len(c.problems) == before {
		c.add(order, first.line)
	}
}

// compare holds the order's columns of a later row to those of the first. They may be left empty after the first row.
func (c *collector) compare(first, later row) {
	for _, column := range Columns()[:goodsFrom] {
		if value := later.fields[column]; value != "" && value != first.fields[column] {
			c.refuse(later.line, first.fields["order_id"], column,
				fmt.Errorf("%q differs from %q in the order's first row; make them agree", shorten(value), shorten(first.fields[column])))
		}
	}
}

// table reads the rows of a CSV file by the names of its header.
type table struct {
	lines   *lines
	waiting []physical // read ahead for a quoted line break and given back
	header  []string
	unknown []string
}

type physical struct {
	text   string
	number int
	err    error
}

// maxRowLines is how many physical lines a row with quoted line breaks may span; a quote that isn't closed by then was
// never meant to be one, and costs its own line only.
const maxRowLines = 50

func openTable(in *bufio.Reader, columns []string) (*table, error) {
	t := &table{lines: &lines{in: in, most: MaxRow}}
	first, line, err := t.record()
	if errors.Is(err, io.EOF) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	for _, name := range first {
		t.header = append(t.header, strings.ToLower(clean(name)))
	}
	if len(first) == 1 && strings.ContainsAny(first[0], ";\t") {
		return nil, Problem{Line: line, Err: errors.New("the columns aren't separated by commas; save the file as CSV with commas")}
	}
	var missing []string
	for _, column := range columns {
		if !slices.Contains(t.header, column) {
			missing = append(missing, column)
		}
	}
	if len(missing) > 0 {
		return nil, Problem{Line: line, Field: missing[0], Err: fmt.Errorf("the header has no column %s; add it, empty if need be", strings.Join(missing, ", "))}
	}
	for i, name := range t.header {
		if slices.Contains(t.header[:i], name) && slices.Contains(columns, name) {
			return nil, Problem{Line: line, Field: name, Err: errors.New("the header has the column twice; leave one out")}
		}
		if !slices.Contains(columns, name) {
			t.unknown = append(t.unknown, shorten(name))
		}
	}
	return t, nil
}

// next gives the next row; a Problem for one that can't be read, after which reading goes on.
func (t *table) next() (row, error) {
	for {
		values, line, err := t.record()
		if err != nil {
			return row{}, err
		}
		if len(values) != len(t.header) {
			return row{}, Problem{Line: line, Order: t.orderIn(values), Err: fmt.Errorf("the row has %d columns and the header %d; quote texts that hold a comma", len(values), len(t.header))}
		}
		r := row{line: line, fields: make(map[string]string, len(values))}
		blank := true
		for i, value := range values {
			r.fields[t.header[i]] = clean(value)
			blank = blank && r.fields[t.header[i]] == ""
		}
		if !blank {
			return r, nil
		}
	}
}

// record reads one row of cells and the number of its first line.
func (t *table) record() ([]string, int, error) {
	first := t.take()
	for first.err == nil && strings.TrimSpace(first.text) == "" {
		first = t.take()
	}
	if first.err != nil {
		return nil, first.number, problemAt(first)
	}
	text, ahead := first.text, []physical(nil)
	for strings.Count(text, `"`)%2 == 1 && len(ahead) < maxRowLines && len(text) < MaxRow {
		more := t.take()
		ahead = append(ahead, more)
		if more.err != nil {
			break
		}
		text += "\n" + more.text
	}
	values, err := csv.NewReader(strings.NewReader(text)).Read()
	if err == nil && utf8.ValidString(text) {
		return values, first.number, nil
	}
	t.waiting = append(ahead, t.waiting...)
	order := t.orderIn(strings.Split(first.text, ","))
	if err == nil {
		return nil, first.number, Problem{Line: first.number, Order: order, Err: errNotUTF8}
	}
	return nil, first.number, Problem{Line: first.number, Order: order, Err: errors.New("its quotes don't match; put texts with commas or quotes in quotes, and double a quote inside them")}
}

// orderIn gives the order id of a row that can't be used, as far as its cells are where they should be.
func (t *table) orderIn(cells []string) string {
	i := slices.Index(t.header, "order_id")
	if i < 0 || i >= len(cells) {
		return ""
	}
	return strings.Trim(clean(strings.ToValidUTF8(cells[i], "?")), `"`)
}

func problemAt(p physical) error {
	if errors.Is(p.err, errTooLong) {
		return Problem{Line: p.number, Err: p.err}
	}
	return p.err
}

func (t *table) take() physical {
	if len(t.waiting) > 0 {
		p := t.waiting[0]
		t.waiting = t.waiting[1:]
		return p
	}
	text, err := t.lines.next()
	return physical{text: string(text), number: t.lines.number, err: err}
}
