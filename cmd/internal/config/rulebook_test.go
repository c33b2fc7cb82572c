package config

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"packline/manifest"
)

func rulebookOf(t *testing.T, written string) (Config, error) {
	t.Helper()
	return Parse([]byte(strings.Replace(whole, "rulebook: {name: section-321-classic, simulate: true}", written, 1)), "dir")
}

func TestRulebookSettings(t *testing.T) {
	c, err := rulebookOf(t, `rulebook:
  name: by-date
  keys: ["AAAA head office", "BBBB"]
  files: [rules/next.json, /etc/rules.json]
  allow_unsigned: true
  overrides:
    value.inclusive: {value: false, name: Lee, reason: "the broker's reading"}  # a comment
    weight.limit_g:
      value: null
      name: Lee
      reason: back to pounds
    person_day.mode: aggregate
    value.limit: {value: "0700.50", name: Lee, reason: test}`)
	if err != nil {
		t.Fatal(err)
	}
	r := c.Rulebook
	want := map[string]string{"value.inclusive": "false", "weight.limit_g": "null", "person_day.mode": "aggregate", "value.limit": "0700.50"}
	if !maps.Equal(r.Overrides, want) || !r.Unsigned || !slices.Equal(r.Keys, []string{"AAAA head office", "BBBB"}) {
		t.Errorf("read %+v", r)
	}
	if !slices.Equal(r.Files, []string{"dir/rules/next.json", "/etc/rules.json"}) {
		t.Errorf("files %v", r.Files)
	}
	if r.Notes["value.inclusive"] != (manifest.OverrideNote{Name: "Lee", Reason: "the broker's reading"}) || len(r.Notes) != 3 {
		t.Errorf("notes %+v", r.Notes)
	}
	if !slices.ContainsFunc(c.Warnings, func(w Warning) bool {
		return w.Phrase.Key == "cmd.warn.override" && w.Phrase.Args[0] == "person_day.mode" && w.Line == 24
	}) {
		t.Errorf("warnings %+v", c.Warnings)
	}
	if c, err := Parse([]byte(whole), "dir"); err != nil || c.Rulebook.Unsigned || c.Rulebook.Keys != nil || c.Rulebook.Overrides != nil {
		t.Errorf("without any: %+v, %v", c.Rulebook, err)
	}
}

func TestRulebookSettingsRefused(t *testing.T) {
	for written, key := range map[string]string{
		`rulebook: {overrides: {value.limit: {value: "1", name: Lee}}}`:                 "cmd.config.override-half",
		`rulebook: {overrides: {value.limit: {value: "1", reason: x}}}`:                 "cmd.config.override-half",
		`rulebook: {overrides: {value.limit: {value: "1", who: Lee}}}`:                  "cmd.config.unknown-key",
		`rulebook: {overrides: {value.limit: {value: [1], name: Lee, reason: x}}}`:      "cmd.config.not-single",
		`rulebook: {overrides: {value.limit: [1]}}`:                                     "cmd.config.not-single",
		`rulebook: {allow_unsigned: perhaps}`:                                           "cmd.config.one-of",
		`rulebook: {keys: [""]}`:                                                        "cmd.config.missing",
		`rulebook: {files: [" "]}`:                                                      "cmd.config.missing",
		`rulebook: {keys: {a: b}}`:                                                      "cmd.config.wrong-shape",
		`rulebook: {name: section-321-classic, simulate: true, version: 9999999999999}`: "cmd.config.whole",
	} {
		_, err := rulebookOf(t, written)
		var problems Problems
		if !errors.As(err, &problems) || problems[0].Phrase.Key != key || problems[0].Line != 13 {
			t.Errorf("%s: %+v", written, err)
		}
	}
}
