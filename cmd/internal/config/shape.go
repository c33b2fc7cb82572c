package config

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"packline/manifest"
)

// The types below are the file as it is written. Every single value is taken as the text that stands there, so that a
// port 0901 keeps its zero and nothing is guessed.
type (
	document struct {
		Station   text       `yaml:"station"`
		Warehouse text       `yaml:"warehouse"`
		Kind      text       `yaml:"kind"`
		GS1Prefix text       `yaml:"gs1_prefix"`
		Client    *client    `yaml:"client"`
		Clients   []client   `yaml:"clients"`
		Lanes     []lane     `yaml:"lanes"`
		Numbers   *numbers   `yaml:"numbers"`
		KeyFile   text       `yaml:"organisation_key_file"`
		Scanners  []text     `yaml:"scanners"`
		Scale     text       `yaml:"scale"`
		Printer   text       `yaml:"printer"`
		Label     label      `yaml:"label"`
		Store     text       `yaml:"store"`
		Rulebook  rulebook   `yaml:"rulebook"`
		MaxCarton text       `yaml:"max_carton"`
		Weighing  weighing   `yaml:"weighing"`
		Operators []operator `yaml:"operators"`
		Rates     text       `yaml:"rates"`
		Log       text       `yaml:"log"`
		Central   *central   `yaml:"central"`
	}
	central struct {
		URL       text `yaml:"url"`
		TokenFile text `yaml:"token_file"`
	}
	client struct {
		ID              text             `yaml:"id"`
		Exporter        party            `yaml:"exporter"`
		ReturnAddress   party            `yaml:"return_address"`
		ReturnAddresses map[string]party `yaml:"return_addresses"`
		ClosingScan     text             `yaml:"closing_scan"`
	}
	party struct {
		Name    text `yaml:"name"`
		Line1   text `yaml:"line1"`
		Line2   text `yaml:"line2"`
		City    text `yaml:"city"`
		Region  text `yaml:"region"`
		State   text `yaml:"state"`
		Postal  text `yaml:"postal"`
		ZIP     text `yaml:"zip"`
		Country text `yaml:"country"`
	}
	lane struct {
		ID        text   `yaml:"id"`
		Induction text   `yaml:"induction"`
		Carrier   text   `yaml:"carrier"`
		Port      text   `yaml:"port"`
		Crossings []text `yaml:"crossings"`
		Cutoff    text   `yaml:"cutoff"`
		Release   text   `yaml:"release"`
	}
	numbers struct {
		SSCC text `yaml:"sscc"`
	}
	label struct {
		DPI      text `yaml:"dpi"`
		Darkness text `yaml:"darkness"`
		Speed    text `yaml:"speed"`
		Mode     text `yaml:"mode"`
	}
	rulebook struct {
		Name      text                `yaml:"name"`
		Version   text                `yaml:"version"`
		Overrides map[string]override `yaml:"overrides"`
		Simulate  text                `yaml:"simulate"`
		Keys      []text              `yaml:"keys"`
		Files     []text              `yaml:"files"`
		Unsigned  text                `yaml:"allow_unsigned"`
	}
	operator struct {
		Badge   text `yaml:"badge"`
		Name    text `yaml:"name"`
		Role    text `yaml:"role"`
		PINHash text `yaml:"pin_hash"`
	}
)

// text is a single value as it is written, without its quotes.
type text string

// UnmarshalYAML takes a single value and refuses a list or a map.
func (t *text) UnmarshalYAML(n ast.Node) error {
	switch n := n.(type) {
	case *ast.StringNode:
		*t = text(n.Value)
	case *ast.LiteralNode:
		*t = text(strings.TrimRight(n.Value.Value, "\n"))
	case *ast.NullNode:
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		*t = text(n.GetToken().Value)
	default:
		return Problem{Line: n.GetToken().Position.Line, Key: plainPath(n.GetPath()), Phrase: manifest.Say("cmd.config.not-single")}
	}
	return nil
}

// decode reads a document and the line of each of its keys.
func decode(doc []byte) (document, map[string]int, error) {
	var read document
	lines, err := decodeInto(doc, &read)
	return read, lines, err
}

// decodeInto reads a document of any shape whose values are texts.
func decodeInto(doc []byte, read any) (map[string]int, error) {
	parsed, err := parser.ParseBytes(doc, 0)
	if err != nil {
		return nil, problemOf(err)
	}
	walk := &walker{lines: map[string]int{}}
	found := 0
	for _, d := range parsed.Docs {
		if d.Body == nil {
			continue
		}
		found++
		ast.Walk(walk, d.Body)
	}
	switch {
	case walk.anchor != 0:
		return nil, Problems{{Line: walk.anchor, Phrase: manifest.Say("cmd.config.anchor")}}
	case found == 0:
		return nil, Problems{{Phrase: manifest.Say("cmd.config.empty")}}
	case found > 1:
		return nil, Problems{{Phrase: manifest.Say("cmd.config.two-documents")}}
	}
	if err := yaml.UnmarshalWithOptions(doc, read, yaml.Strict()); err != nil {
		return nil, problemOf(err)
	}
	return walk.lines, nil
}

// walker keeps the first line of each path, and of an anchor or alias: those can make a short file endless, and a
// config needs none.
type walker struct {
	lines  map[string]int
	anchor int
}

// Visit takes a node's line.
func (w *walker) Visit(n ast.Node) ast.Visitor {
	if n.GetToken() == nil || n.GetToken().Position == nil {
		return w
	}
	line := n.GetToken().Position.Line
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode, *ast.DirectiveNode:
		w.anchor = max(w.anchor, line)
	}
	path := plainPath(n.GetPath())
	if _, seen := w.lines[path]; !seen {
		w.lines[path] = line
	}
	return w
}

func plainPath(path string) string {
	return strings.NewReplacer("$.", "", "$", "", "'", "").Replace(path)
}

// problemOf gives the line and the sentence of an error of the YAML reader. Its own text is not passed on whole: it
// quotes the file, and the file may hold what no log may.
func problemOf(err error) error {
	var own Problem
	if errors.As(err, &own) {
		return Problems{own}
	}
	var bad yaml.Error
	if !errors.As(err, &bad) || bad.GetToken() == nil {
		return Problems{{Phrase: manifest.Say("cmd.config.unreadable")}}
	}
	line := bad.GetToken().Position.Line
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		name := unknown.GetToken().Value
		return Problems{{Line: line, Key: name, Phrase: manifest.Say("cmd.config.unknown-key", name)}}
	}
	var shape *yaml.UnexpectedNodeTypeError
	if errors.As(err, &shape) {
		return Problems{{Line: line, Phrase: manifest.Say("cmd.config.wrong-shape", strings.ToLower(shape.Expected.YAMLName()), strings.ToLower(shape.Actual.YAMLName()))}}
	}
	return Problems{{Line: line, Phrase: manifest.Say("cmd.config.syntax", bad.GetMessage())}}
}
