package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"packline/manifest"
)

// override is a value that replaces one of the rulebook: alone, or with who put it there and why.
type override struct{ Value, Name, Reason text }

// noValue is how an override says that there is to be no value.
const noValue = "null"

// UnmarshalYAML takes a single value, or a map of value, name and reason. A value of null is the word.
func (o *override) UnmarshalYAML(n ast.Node) error {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode:
		o.Value = noValue
		return nil
	default:
		return o.Value.UnmarshalYAML(n)
	}
	fields := map[string]*text{"value": &o.Value, "name": &o.Name, "reason": &o.Reason}
	for _, pair := range pairs {
		name := pair.Key.GetToken().Value
		field, ok := fields[name]
		if !ok {
			return Problem{Line: pair.Key.GetToken().Position.Line, Key: plainPath(pair.GetPath()), Phrase: manifest.Say("cmd.config.unknown-key", name)}
		}
		if err := field.UnmarshalYAML(pair.Value); err != nil {
			return err
		}
		if _, null := pair.Value.(*ast.NullNode); null && name == "value" {
			o.Value = noValue
		}
	}
	return nil
}

func (c *checker) rulebook(r rulebook) Rulebook {
	out := Rulebook{
		Name: strings.TrimSpace(string(r.Name)), Version: c.whole("rulebook.version", r.Version, 0, 1, 1_000_000),
		Simulate: c.truth("rulebook.simulate", r.Simulate), Unsigned: c.truth("rulebook.allow_unsigned", r.Unsigned),
	}
	if out.Name == "" {
		out.Name = ByDate
	}
	switch {
	case out.Name == ByDate && out.Version != 0:
		c.refuse("rulebook.version", "cmd.config.rulebook-version")
	case out.Name != ByDate && !out.Simulate:
		c.refuse("rulebook.name", "cmd.config.rulebook-simulate", out.Name)
	}
	for i, key := range r.Keys {
		out.Keys = append(out.Keys, c.need("rulebook.keys["+strconv.Itoa(i)+"]", key))
	}
	for i, name := range r.Files {
		if s := c.need("rulebook.files["+strconv.Itoa(i)+"]", name); s != "" {
			out.Files = append(out.Files, c.path(text(s), ""))
		}
	}
	c.overrides(r.Overrides, &out)
	return out
}

// overrides takes the values that replace those of the rulebook. Whether there are such values is for whoever has the
// rulebooks to say.
func (c *checker) overrides(written map[string]override, out *Rulebook) {
	for _, path := range slices.Sorted(maps.Keys(written)) {
		o, at := written[path], "rulebook.overrides."+path
		if out.Overrides == nil {
			out.Overrides, out.Notes = map[string]string{}, map[string]manifest.OverrideNote{}
		}
		out.Overrides[path] = strings.TrimSpace(string(o.Value))
		note := manifest.OverrideNote{Name: strings.TrimSpace(string(o.Name)), Reason: strings.TrimSpace(string(o.Reason))}
		switch {
		case note.Name != "" && note.Reason != "":
			out.Notes[path] = note
		case note.Name != "" || note.Reason != "":
			c.refuse(at, "cmd.config.override-half", path)
		default:
			c.warn(at, "cmd.warn.override", path)
		}
	}
}
