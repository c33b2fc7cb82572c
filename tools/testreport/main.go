// Command testreport reads the events of "go test -json" on standard input and prints what a person wants to know: one
// line for each package, the whole output of what failed, the reason of every skip, notes (log lines that start with
// "note:"), and a last line with the numbers. It ends with 1 when something failed, when nothing ran, or when something
// was skipped while the environment has STRICT=1.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	ok, err := report(os.Stdin, os.Stdout, os.Getenv("STRICT") == "1")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// event is one line of go test -json; see "go doc test2json".
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

// tally counts tests that have no tests below them.
type tally struct {
	passed, failed, skipped, broken int
	output                          map[string][]string
	parents                         map[string]bool
}

func report(in io.Reader, out io.Writer, strict bool) (bool, error) {
	t := tally{output: map[string][]string{}, parents: map[string]bool{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				fmt.Fprintf(out, "%s", line) // not an event: go's own words
			} else {
				t.take(e, out)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return false, fmt.Errorf("cannot read the test events: %w", err)
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", t.passed, t.failed+t.broken, t.skipped)
	switch {
	case t.failed+t.broken > 0:
		return false, nil
	case t.passed == 0:
		fmt.Fprintln(out, "FAIL: no test ran")
		return false, nil
	case strict && t.skipped > 0:
		fmt.Fprintln(out, "FAIL: STRICT=1 allows no skipped test")
		return false, nil
	}
	return true, nil
}

func (t *tally) take(e event, out io.Writer) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "output":
		t.output[key] = append(t.output[key], e.Output)
		if _, note, ok := strings.Cut(e.Output, ": note: "); ok {
			fmt.Fprint(out, "note: "+note)
		}
	case "run":
		if i := strings.LastIndexByte(e.Test, '/'); i > 0 {
			t.parents[e.Package+" "+e.Test[:i]] = true
		}
	case "pass", "fail", "skip":
		t.end(e, key, out)
		delete(t.output, key)
	}
}

func (t *tally) end(e event, key string, out io.Writer) {
	if e.Test == "" {
		t.endPackage(e, key, out)
		return
	}
	leaf := !t.parents[key]
	switch {
	case e.Action == "fail":
		fmt.Fprint(out, strings.Join(t.output[key], ""))
		if leaf {
			t.failed++
		}
	case e.Action == "skip":
		t.skipped++
		fmt.Fprintf(out, "skipped %s: %s\n", key, strings.TrimSpace(strings.Join(t.output[key], "")))
	case leaf:
		t.passed++
	}
}

func (t *tally) endPackage(e event, key string, out io.Writer) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(out, "ok  \t%s\t%.2fs\n", e.Package, e.Elapsed)
	case "fail":
		if t.failed == 0 {
			t.broken++ // does not compile, or died
		}
		t.unended(e.Package, out)
		fmt.Fprint(out, strings.Join(t.output[key], ""))
		fmt.Fprintf(out, "FAIL\t%s\t%.2fs\n", e.Package, e.Elapsed)
	}
}

// unended writes what tests of a package have said that never ended: what killed the package is among it.
func (t *tally) unended(pkg string, out io.Writer) {
	for _, key := range slices.Sorted(maps.Keys(t.output)) {
		if name, ok := strings.CutPrefix(key, pkg+" "); ok && name != "" {
			fmt.Fprint(out, strings.Join(t.output[key], ""))
			delete(t.output, key)
		}
	}
}
