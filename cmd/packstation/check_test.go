package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
)

const rulesDir = "../../testdata/rules/"

// passing gives a case that passes, as a document that may be changed.
func passing(t testing.TB) map[string]any {
	t.Helper()
	content, err := os.ReadFile(rulesDir + "cases-sample.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(content, []byte("\n"))
	var c map[string]any
	if err := json.Unmarshal(first, &c); err != nil {
		t.Fatal(err)
	}
	for _, beside := range []string{"group", "expected", "reason"} {
		delete(c, beside)
	}
	return c
}

func jsonLine(t testing.TB, c map[string]any) string {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// judged is one answer of check, whatever it is.
type judged struct {
	ID      string   `json:"id"`
	Verdict string   `json:"verdict"`
	RuleIDs []string `json:"rule_ids"`
	Error   string   `json:"error"`
}

func answersOf(t testing.TB, out string) []judged {
	t.Helper()
	var all []judged
	for text := range strings.Lines(out) {
		var a judged
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		all = append(all, a)
	}
	return all
}

// TestCheckAnswersEveryFile holds the answers to all case files of this tree, to the letter.
func TestCheckAnswersEveryFile(t *testing.T) {
	for _, name := range []string{"cases-sample.jsonl", "cases.jsonl", "cases-more.jsonl"} {
		raw, err := os.ReadFile(rulesDir + name)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		for text := range strings.Lines(string(raw)) {
			var c struct {
				ID       string `json:"id"`
				Expected struct {
					Verdict string   `json:"verdict"`
					RuleIDs []string `json:"rule_ids"`
					Route   string   `json:"route,omitempty"`
				} `json:"expected"`
			}
			if err := json.Unmarshal([]byte(text), &c); err != nil {
				t.Fatal(err)
			}
			rest, _ := json.Marshal(c.Expected)
			fmt.Fprintf(&want, "{\"id\":%q,%s\n", c.ID, rest[1:])
		}
		if got := do(t, "", "check", rulesDir+name); got.Code != 0 || got.Out != want.String() {
			t.Errorf("%s: exit %d, and an answer differs", name, got.Code)
		}
	}
}

// TestCheckOfBadLines holds that whatever stands on a line gets its answer or a clear error with the case's id where it
// can be read, and that the lines around it are answered.
func TestCheckOfBadLines(t *testing.T) {
	good := jsonLine(t, passing(t))
	named := func(id string) string {
		c := passing(t)
		c["id"] = id
		return jsonLine(t, c)
	}
	long := strings.Replace(named("long"), "Men's", strings.Repeat("x", 5<<20), 1)
	for _, row := range []struct{ why, text, id, says string }{
		{"no JSON", "nonsense", "", "not valid JSON"},
		{"a NUL byte", "\x00", "", "not valid JSON"},
		{"a NUL byte in a name", strings.Replace(named("nul"), "John", "Jo\x00hn", 1), "nul", "not valid JSON"},
		{"a byte that is no UTF-8", strings.Replace(named("bytes"), "John", "Jo\xffhn", 1), "bytes", "not UTF-8"},
		{"a mark in the middle of a file", "\xef\xbb\xbf" + named("mark"), "", "not valid JSON"},
		{"a list", "[" + good + "]", "", "not a JSON object"},
		{"a number", "5", "", "not a JSON object"},
		{"two objects", named("two") + good, "two", "after top-level value"},
		{"a field twice", strings.Replace(named("twice"), `"lines":`, `"lines":[],"lines":`, 1), "twice", "is there twice"},
		{"cut off", `{"id":"cut","order":{"order_id":"O`, "cut", "not complete"},
		{"deep", `{"id":"deep","x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + "}", "deep", "too deep"},
		{"NaN", `{"id":"nan","lines":[{"qty":NaN}]}`, "nan", "not valid JSON"},
		{"a number past all", `{"id":"huge","lines":[{"qty":1e999}]}`, "huge", "not a whole number"},
		{"an amount past all", `{"id":"money","order":{"currency":"USD"},"lines":[{"unit_value":"1e999"}]}`, "money", "not an amount"},
		{"a year past all", `{"id":"year","load":{"planned_arrival":"9999-01-01T00:00:00Z"}}`, "year", "not a time"},
		{"a number for an id", `{"id":17}`, "17", "in quotes"},
		{"an object for an id", `{"id":{}}`, "", "an object"},
		{"lines that are none", `{"id":"lines","lines":[1,null,"x"]}`, "lines", "lines[0]"},
		{"an override that is nowhere", `{"id":"over","rulebook":"section-321-classic","rulebook_overrides":{"moon.phase":"full"}}`, "over", "moon.phase"},
		{"an override that is no value there", `{"id":"over","rulebook":"section-321-classic","rulebook_overrides":{"value.inclusive":"maybe"}}`, "over", "value.inclusive"},
		{"a rulebook that is nowhere", `{"id":"book","rulebook":"the-old-one"}`, "book", "the-old-one"},
		{"a version that is nowhere", `{"id":"version","rulebook":"section-321-classic","rulebook_version":9}`, "version", "no version 9"},
		{"a line of five megabytes", long, "long", "too long"},
	} {
		got := do(t, "\xef\xbb\xbf"+good+"\r\n\n \t\n"+row.text+"\n"+good, "check", "-")
		all := answersOf(t, got.Out)
		if got.Code != 1 || len(all) != 3 || all[0].Verdict != "PASS" || all[2].Verdict != "PASS" {
			t.Errorf("%s: exit %d, %d answers: %.300s", row.why, got.Code, len(all), got.Out)
			continue
		}
		if a := all[1]; a.ID != row.id || a.Verdict != "" || !strings.Contains(a.Error, row.says) || len(a.Error) > 400 {
			t.Errorf("%s: %+v", row.why, a)
		}
	}
}

// TestCheckOfManyLines holds that ten thousand lines of goods are summed exactly and one more is refused.
func TestCheckOfManyLines(t *testing.T) {
	c := passing(t)
	one := maps.Clone(c["lines"].([]any)[0].(map[string]any))
	var text strings.Builder
	for _, row := range []struct {
		id, each string
		lines    int
	}{{"WARN", "0.08", 10_000}, {"REJECT", "0.080001", 10_000}, {"PASS", "0.079999", 10_000}, {"", "0.01", 10_001}} {
		one["unit_value"] = row.each
		c["id"], c["lines"] = row.id, slices.Repeat([]any{maps.Clone(one)}, row.lines)
		text.WriteString(jsonLine(t, c) + "\n")
	}
	got := do(t, text.String(), "check", "-")
	all := answersOf(t, got.Out)
	if got.Code != 1 || len(all) != 4 {
		t.Fatalf("exit %d: %.500s", got.Code, got.Out)
	}
	for _, a := range all {
		if a.Verdict != a.ID || (a.Error != "") != (a.ID == "") {
			t.Errorf("got %+v", a)
		}
	}
}

// fields gives the paths of all fields of a document.
func fields(v any, path []any) [][]any {
	var out [][]any
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			at := append(slices.Clone(path), key)
			out = append(append(out, at), fields(v[key], at)...)
		}
	case []any:
		for i := range v {
			out = append(out, fields(v[i], append(slices.Clone(path), i))...)
		}
	}
	return out
}

// place puts a value in a document; nil takes the field out.
func place(doc map[string]any, path []any, value any) {
	var at any = doc
	for _, step := range path[:len(path)-1] {
		switch s := step.(type) {
		case string:
			at = at.(map[string]any)[s]
		case int:
			at = at.([]any)[s]
		}
	}
	if name := path[len(path)-1].(string); value == nil {
		delete(at.(map[string]any), name)
	} else {
		at.(map[string]any)[name] = value
	}
}

// needless gives the fields that no rule needs for a case without any history: a name for records, the other of port and
// zone, what only a history is compared with. Any text may stand in the first, none of them need be there.
var needless = strings.Fields("rulebook load.load_id load.port load.port_tz order.order_id order.placed_at order.carrier shipment_id " +
	"packages.0.package_id packages.0.packed_at shipper.region shipper.postal lines.0.sku history")

// free gives the fields that any text with a letter or digit is good for.
var free = strings.Fields("load.load_id load.port order.order_id order.carrier shipment_id packages.0.package_id shipper.name shipper.line1 " +
	"shipper.city shipper.region shipper.postal ship_to.name ship_to.line1 ship_to.city lines.0.sku lines.0.desc")

// TestCheckOfEveryFieldMissingOrAbsurd takes every field of a case that passes out, and puts every kind of nonsense in
// its place: never a PASS but for fields that no rule needs, always an answer with the id.
func TestCheckOfEveryFieldMissingOrAbsurd(t *testing.T) {
	absurd := map[string]any{
		"number": 5, "half": 1.5, "huge": json.Number("1" + strings.Repeat("0", 30)), "past all": json.Number("1e999"), "negative": -1,
		"text": "zzz", "empty": "", "list": []any{}, "object": map[string]any{}, "true": true, "exponent": "1e999", "nan": "NaN",
		"infinite": "Infinity", "thirty": strings.Repeat("1", 30), "fifty": strings.Repeat("1", 50), "minus": "-5",
	}
	var text strings.Builder
	allowed := map[string]bool{}
	n := 0
	add := func(path []any, kind string, value any) {
		c := passing(t)
		name := strings.Join(strings.Fields(fmt.Sprintln(path...)), ".")
		id := name + " " + kind
		c["id"] = id
		place(c, path, value)
		text.WriteString(jsonLine(t, c) + "\n")
		_, isText := value.(string)
		allowed[id] = slices.Contains(needless, name) && (value == nil || value == "" || kind == "list") || isText && value != "" && slices.Contains(free, name)
		n++
	}
	for _, path := range fields(passing(t), nil) {
		if path[0] == "id" {
			continue
		}
		add(path, "missing", nil)
		for kind, value := range absurd {
			add(path, kind, value)
		}
	}
	all := answersOf(t, do(t, text.String(), "check", "-").Out)
	if len(all) != n || n < 600 {
		t.Fatalf("%d answers to %d cases", len(all), n)
	}
	for _, a := range all {
		may, known := allowed[a.ID]
		if !known || a.Verdict == "PASS" && !may || (a.Error == "") == (a.Verdict == "") {
			t.Errorf("%+v", a)
		}
	}
}

// FuzzCheck holds that check answers every line that isn't blank, in words that fit together, and that a case passes
// only when it has all that a shipment needs.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"cases-sample.jsonl", "cases-more.jsonl"} {
		content, err := os.ReadFile(rulesDir + name)
		if err != nil {
			f.Fatal(err)
		}
		for text := range bytes.Lines(content) {
			f.Add(bytes.TrimSpace(text))
		}
	}
	f.Add([]byte("\xef\xbb\xbf{}\n\n[]\r\n{\"id\":\"A\",\"lines\":[{}],\"packages\":[{}],\"history\":[{}],\"fx\":[{}]}\nnull"))
	var out, errs bytes.Buffer
	program := newProgram(bytes.NewReader(nil), &out, &errs)
	f.Fuzz(func(t *testing.T, data []byte) {
		out.Reset()
		errs.Reset()
		err := program.check(t.Context(), bytes.NewReader(data), true, true)
		if out.Len() == 0 && err != nil {
			t.Fatalf("no answer and %v", err)
		}
		var asked [][]byte
		for text := range bytes.Lines(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
			if len(bytes.TrimSpace(text)) > 0 {
				asked = append(asked, text)
			}
		}
		i, wrong := 0, 0
		for text := range bytes.Lines(out.Bytes()) {
			if i == len(asked) {
				t.Fatalf("more answers than the %d cases", len(asked))
			}
			wrong += holdAnswer(t, asked[i], text)
			i++
		}
		if i != len(asked) || (wrong > 0) != (err != nil) {
			t.Fatalf("%d answers to %d cases, %d errors, %v", i, len(asked), wrong, err)
		}
	})
}

// holdAnswer holds one answer to what it must be, and gives 1 for an error.
func holdAnswer(t *testing.T, asked, text []byte) int {
	t.Helper()
	var a struct {
		judged
		Findings []finding `json:"findings"`
	}
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	if a.Error != "" {
		if a.Verdict != "" || a.RuleIDs != nil {
			t.Fatalf("an error and a verdict: %s", text)
		}
		return 1
	}
	worst, ids := "PASS", []string{}
	for _, f := range a.Findings {
		if rank(f.Verdict) > rank(worst) {
			worst = f.Verdict
		}
		ids = append(ids, f.Rule)
		if strings.HasPrefix(f.Message, "rule.") || f.Message == "" || f.Action == "" {
			t.Fatalf("a finding without its sentence: %+v", f)
		}
	}
	slices.Sort(ids)
	if a.Verdict != worst || !slices.Equal(slices.Compact(ids), a.RuleIDs) {
		t.Fatalf("%s is not the worst of its findings", text)
	}
	if a.Verdict == "PASS" {
		holdWhole(t, asked)
	}
	return 0
}

// holdWhole holds that a case has what no shipment can do without.
func holdWhole(t *testing.T, asked []byte) {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal(asked, &c); err != nil {
		t.Fatalf("a case that isn't one passes: %v", err)
	}
	lines, _ := c["lines"].([]any)
	packages, _ := c["packages"].([]any)
	if len(lines) == 0 || len(packages) == 0 {
		t.Fatalf("passes without goods or cartons: %s", asked)
	}
	has := func(of any, names ...string) {
		for _, name := range names {
			within, _ := of.(map[string]any)
			if of = within[name]; of == nil || of == "" {
				t.Fatalf("passes without %s: %s", strings.Join(names, "."), asked)
			}
		}
	}
	for _, field := range []string{"load planned_arrival", "shipper name", "shipper country", "ship_to name", "ship_to line1", "ship_to city", "ship_to zip"} {
		has(c, strings.Fields(field)...)
	}
	for _, l := range lines {
		for _, field := range []string{"unit_value", "origin", "desc", "qty"} {
			has(l, field)
		}
	}
	for _, p := range packages {
		has(p, "weight", "value")
		has(p, "weight", "unit")
	}
}

func rank(verdict string) int {
	return slices.Index([]string{"PASS", "WARN", "HOLD", "REJECT"}, verdict)
}

// TestCheckSaysEveryNote holds that a field that isn't known is told once and harms nothing.
func TestCheckSaysEveryNote(t *testing.T) {
	c := passing(t)
	c["colour"] = "red"
	got := do(t, jsonLine(t, c)+"\n"+jsonLine(t, c), "check", "-")
	clitest.Want(t, got, 0, "colour")
	if strings.Count(got.Errs, "colour") != 1 || strings.Contains(got.Out, "colour") {
		t.Errorf("told %q", got.Errs)
	}
}
