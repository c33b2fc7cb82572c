package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"packline/testdata"
)

// TestParseAnswersEveryScan compares packstation parse with testdata/codes/scans.jsonl, a scan and its answer a line.
func TestParseAnswersEveryScan(t *testing.T) {
	var scans []string
	decoder := json.NewDecoder(bytes.NewReader(testdata.Read(t, "codes/scans.jsonl")))
	for decoder.More() {
		var line struct {
			Scan string `json:"scan"`
		}
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		scans = append(scans, line.Scan)
	}
	if len(scans) < 50 {
		t.Fatalf("%d scans", len(scans))
	}
	got := do(t, strings.Join(scans, "\n")+"\n", "parse")
	answers := strings.Split(strings.TrimRight(got.Out, "\n"), "\n")
	if got.Code != 0 || len(answers) != len(scans) {
		t.Fatalf("exit %d, %d answers to %d scans", got.Code, len(answers), len(scans))
	}
	var file bytes.Buffer
	encoder := json.NewEncoder(&file)
	encoder.SetEscapeHTML(false)
	for i := range scans {
		line := struct {
			Scan   string          `json:"scan"`
			Answer json.RawMessage `json:"answer"`
		}{scans[i], json.RawMessage(answers[i])}
		if err := encoder.Encode(line); err != nil {
			t.Fatal(err)
		}
	}
	testdata.Golden(t, "codes/scans.jsonl", file.Bytes())
}

func TestParseTakesAnyLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"A-1":                              `"kind":"text"`,
		"A-1\r\n":                          `"kind":"text"`,
		"\n":                               `"empty: `,
		strings.Repeat("x", 100000) + "\n": `"too-long: `,
		`\x1`:                              `"kind":"text"`,
		`\xZZ`:                             `"kind":"text"`,
		"\xff\x00":                         `"not-ascii: `,
		`]d2` + `21A\X1d` + "10B":          `[["21","A"],["10","B"]]`,
	} {
		got := do(t, in, "parse")
		if got.Code != 0 || !strings.Contains(got.Out, want) || want == "" && got.Out != "" {
			t.Errorf("%.20q: exit %d, %s", in, got.Code, got.Out)
		}
	}
}
