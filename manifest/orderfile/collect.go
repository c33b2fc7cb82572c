package orderfile

import (
	"cmp"
	"errors"
	"reflect"
	"slices"

	"packline/manifest"
)

// collector gathers the orders of a file, one for each id, with its problems and notes.
type collector struct {
	found    []found
	byID     map[string]int // into found
	problems Problems
	notes    []Note
	unknown  map[string]int  // into notes
	torn     map[string]bool // ids of orders that lost a CSV row
}

type found struct {
	order  manifest.Order
	line   int
	broken bool // refused for a twin that says something else
}

func newCollector() *collector {
	return &collector{byID: map[string]int{}, unknown: map[string]int{}, torn: map[string]bool{}}
}

func (c *collector) refuse(line int, order, field string, err error) {
	c.problems = append(c.problems, Problem{Line: line, Order: shorten(order), Field: field, Err: err})
}

// noteUnknown notes a field once for the whole file. The number of different names that are kept is limited.
func (c *collector) noteUnknown(line int, field string) {
	if i, ok := c.unknown[field]; ok {
		c.notes[i].Times++
		return
	}
	if len(c.unknown) < 1000 {
		c.unknown[field] = len(c.notes)
		c.notes = append(c.notes, Note{Kind: NoteUnknownField, Line: line, Field: field, Times: 1})
	}
}

func (c *collector) add(order manifest.Order, line int) {
	i, known := c.byID[order.ID]
	if !known {
		c.byID[order.ID] = len(c.found)
		c.found = append(c.found, found{order: order, line: line})
		return
	}
	before := c.found[i]
	switch {
	case before.order.Revision < order.Revision:
		c.found[i] = found{order: order, line: line}
		c.notes = append(c.notes, Note{Kind: NoteSuperseded, Line: before.line, Order: order.ID, Times: 1})
	case before.order.Revision > order.Revision:
		c.notes = append(c.notes, Note{Kind: NoteSuperseded, Line: line, Order: order.ID, Times: 1})
	case reflect.DeepEqual(before.order, order):
		c.notes = append(c.notes, Note{Kind: NoteRepeated, Line: line, Order: order.ID, Times: 1})
	default:
		c.found[i].broken = true
		c.refuse(line, order.ID, "", errTwins)
	}
}

// errTwins refuses both orders: nobody can tell which address and which goods are meant.
var errTwins = errors.New("the order is there twice in one revision and differs; leave one out, raise its revision, or in CSV put its rows together")

var errTorn = errors.New("one of its rows can't be read; correct that row, an order is taken whole or not at all")

// result gives what a later revision, a repetition or a twin left over. A refused order of an id takes no other with it.
func (c *collector) result() ([]manifest.Order, []Note, Problems) {
	var orders []manifest.Order
	for _, f := range c.found {
		switch {
		case f.broken:
		case c.torn[f.order.ID]:
			c.refuse(f.line, f.order.ID, "", errTorn)
		default:
			orders = append(orders, f.order)
		}
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return orders, c.notes, c.problems
}
