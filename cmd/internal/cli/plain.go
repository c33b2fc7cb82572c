package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// Plain is text that a terminal only shows: what isn't printable becomes a question mark. Line ends and tabs stay.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// Table begins a table with its head. Its errors come with Flush.
func (p *Program) Table(head string) *tabwriter.Writer {
	table := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, p.Say(head))
	return table
}

// Row writes a row of a table. An empty cell becomes a dash.
func Row(table io.Writer, cells ...string) {
	inCell := strings.NewReplacer("\t", " ", "\n", " ")
	for i, cell := range cells {
		if cells[i] = Plain(inCell.Replace(cell)); cell == "" {
			cells[i] = "-"
		}
	}
	_, _ = fmt.Fprintln(table, strings.Join(cells, "\t"))
}
