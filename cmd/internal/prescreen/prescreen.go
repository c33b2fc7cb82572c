// Package prescreen writes what is known of a day's orders before anyone picks them: as a table for people, as CSV and as
// JSON lines for the order system. It judges nothing; package section321 does.
package prescreen

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
)

// Format is how a report is written.
type Format string

// The formats.
const (
	Table Format = "table" // orders that stop or warn, for people
	CSV   Format = "csv"   // every order
	JSON  Format = "json"  // every order, one object a line
)

// ParseFormat reads a format. The error is a *cli.Failure.
func ParseFormat(s string) (Format, error) {
	for _, f := range []Format{Table, CSV, JSON} {
		if s == string(f) {
			return f, nil
		}
	}
	return "", cli.Misuse("prescreen.format", s)
}

// ParseDay reads the first border day wanted, empty for none. The error is a *cli.Failure.
func ParseDay(s string) (manifest.Date, error) {
	if s == "" {
		return "", nil
	}
	day, err := manifest.ParseDate(s)
	if err != nil {
		return "", cli.Misuse("prescreen.day", s)
	}
	return day, nil
}

// File is an order file as far as it could be read.
type File struct {
	Orders   []manifest.Order
	Problems orderfile.Problems // of what could not be read
}

// Read reads an order file. What was passed over without harm is told. Only a file that can't be read at all is an error.
func Read(p *cli.Program, name string) (File, error) {
	in, closeFile, err := p.Open(name)
	if err != nil {
		return File{}, err
	}
	defer closeFile()
	orders, notes, err := orderfile.ReadOrders(in, filepath.Base(name))
	for _, note := range notes {
		p.Tell(note.String())
	}
	f := File{Orders: orders}
	if err != nil && !errors.As(err, &f.Problems) {
		return File{}, cli.Fail(err, "prescreen.file", name, err.Error())
	}
	return f, nil
}

// Row is the answer to one order, with stable keys.
type Row struct {
	Order    string   `json:"order_id"` // empty for a line whose order can't be told
	Verdict  string   `json:"verdict"`  // PASS, WARN, HOLD, REJECT; ERROR for an order that can't be read
	Rules    []string `json:"rules"`    // ids of the rules that fired, sorted, each once
	Says     []string `json:"says"`     // sentences
	Earliest *string  `json:"earliest_border_day"`
	None     *string  `json:"reason_none"` // why there is no day

	dated bool // a day was looked for: the reason says more than the sentences
}

// unread is the verdict of an order that can't be read.
const unread = "ERROR"

// Rows gives the answers in words: in the order of the file, then what could not be read of it.
func Rows(p *cli.Program, screened []section321.Prescreened, problems orderfile.Problems) []Row {
	rows := make([]Row, 0, len(screened)+len(problems))
	for _, s := range screened {
		rows = append(rows, rowOf(p, s))
	}
	for _, problem := range problems {
		none := p.Say("prescreen.none.unread")
		rows = append(rows, Row{Order: problem.Order, Verdict: unread, Rules: []string{}, Says: []string{problem.Error()}, None: &none})
	}
	return rows
}

func rowOf(p *cli.Program, s section321.Prescreened) Row {
	row := Row{Order: s.Order, Verdict: s.Verdict.String(), Rules: section321.RuleIDs(manifest.Judgement{Findings: s.Findings}), Says: []string{}}
	for _, f := range s.Findings {
		row.Says = append(row.Says, p.Say(f.Message.Key, f.Message.Args...))
	}
	named := func(id string) bool {
		return slices.ContainsFunc(s.Findings, func(f manifest.Finding) bool { return slices.Contains(f.Message.Args, id) })
	}
	if others := slices.DeleteFunc(slices.Clone(s.Beside), named); len(others) > 0 {
		row.Says = append(row.Says, p.Say("prescreen.beside", strings.Join(others, ", ")))
	}
	if !s.Weighed {
		row.Says = append(row.Says, p.Say("prescreen.not-weighed"))
	}
	if s.Earliest != "" {
		day := string(s.Earliest)
		row.Earliest = &day
		return row
	}
	none := p.Say(s.None.Key, s.None.Args...)
	row.None, row.dated = &none, s.None.Key == "prescreen.none.days"
	return row
}

// Write writes the rows. The table leaves out what passes, unless all is asked for, and ends with the counts; the other
// formats have every row, and the counts are told beside them.
func Write(p *cli.Program, format Format, rows []Row, all bool) error {
	switch format {
	case CSV:
		err := writeCSV(p, rows)
		tell(p, rows)
		return err
	case JSON:
		err := writeJSON(p, rows)
		tell(p, rows)
		return err
	}
	if err := writeTable(p, rows, all); err != nil {
		return err
	}
	return WriteCounts(p, rows)
}

// WriteCounts writes how many orders there are of each verdict, and of which rules.
func WriteCounts(p *cli.Program, rows []Row) error {
	for _, line := range counts(p, rows) {
		if err := p.Print(line); err != nil {
			return err
		}
	}
	return nil
}

func tell(p *cli.Program, rows []Row) {
	for _, line := range counts(p, rows) {
		p.Tell(line)
	}
}

func writeTable(p *cli.Program, rows []Row, all bool) error {
	shown := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !all && r.Verdict == manifest.Pass.String() })
	if len(shown) == 0 {
		return nil
	}
	table := p.Table("prescreen.head")
	for _, r := range shown {
		if r.dated {
			r.Says = append(slices.Clone(r.Says), text(r.None))
		}
		cli.Row(table, r.Order, r.Verdict, strings.Join(r.Rules, " "), text(r.Earliest), strings.Join(r.Says, "; "))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Header is the header of the CSV.
func Header() []string {
	return []string{"order_id", "verdict", "rules", "says", "earliest_border_day", "reason_none"}
}

func writeCSV(p *cli.Program, rows []Row) error {
	w := csv.NewWriter(p.Out)
	_ = w.Write(Header()) // its errors come with Flush
	for _, r := range rows {
		cells := []string{r.Order, r.Verdict, strings.Join(r.Rules, " "), strings.Join(r.Says, "; "), text(r.Earliest), text(r.None)}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}

// harmless puts an apostrophe before a cell that a spreadsheet would take for a formula. Texts of order files hold no
// line breaks and no control characters any more.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func writeJSON(p *cli.Program, rows []Row) error {
	e := json.NewEncoder(p.Out)
	e.SetEscapeHTML(false)
	for _, r := range rows {
		if err := e.Encode(r); err != nil {
			return fmt.Errorf("cannot write the answer: %w", err)
		}
	}
	return nil
}

// counts says how many orders there are of each verdict, and how often each rule holds or rejects.
func counts(p *cli.Program, rows []Row) []string {
	verdicts, rules, later := map[string]int{}, map[string]int{}, 0
	for _, r := range rows {
		verdicts[r.Verdict]++
		stops := r.Verdict == manifest.Hold.String() || r.Verdict == manifest.Reject.String()
		if stops && r.Earliest != nil {
			later++
		}
		for _, id := range r.Rules {
			if stops {
				rules[r.Verdict+" "+id]++
			}
		}
	}
	n := func(v manifest.Verdict) string { return strconv.Itoa(verdicts[v.String()]) }
	lines := []string{p.Say("prescreen.counts", strconv.Itoa(len(rows)-verdicts[unread]), n(manifest.Pass), n(manifest.Warn), n(manifest.Hold), n(manifest.Reject))}
	for _, v := range []manifest.Verdict{manifest.Hold, manifest.Reject} {
		if verdicts[v.String()] > 0 {
			lines = append(lines, p.Say("prescreen.counts."+strings.ToLower(v.String()), byRule(rules, v.String())))
		}
	}
	if later > 0 {
		lines = append(lines, p.Say("prescreen.counts.later", strconv.Itoa(later)))
	}
	if verdicts[unread] > 0 {
		lines = append(lines, p.Say("prescreen.counts.unread", strconv.Itoa(verdicts[unread])))
	}
	return lines
}

// byRule lists the rules that fired for orders of one verdict, the most frequent first.
func byRule(rules map[string]int, verdict string) string {
	var ids []string
	for key := range rules {
		if id, ok := strings.CutPrefix(key, verdict+" "); ok {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if d := rules[verdict+" "+b] - rules[verdict+" "+a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for i, id := range ids {
		ids[i] = id + " " + strconv.Itoa(rules[verdict+" "+id])
	}
	return strings.Join(ids, ", ")
}
