package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The parts of an OpenAPI document that are drawn.
type (
	document struct {
		Info struct {
			Title       string `json:"title"`
			Description string `json:"description"`
		} `json:"info"`
		Tags []struct {
			Name        string `json:"name"`
			Description string `json:"description"`
		} `json:"tags"`
		Paths      map[string]map[string]operation `json:"paths"`
		Components struct {
			Parameters map[string]parameter `json:"parameters"`
			Responses  map[string]answer    `json:"responses"`
			Schemas    map[string]schema    `json:"schemas"`
		} `json:"components"`
	}
	operation struct {
		ID          string                `json:"operationId"`
		Summary     string                `json:"summary"`
		Description string                `json:"description"`
		Tags        []string              `json:"tags"`
		Parameters  []parameter           `json:"parameters"`
		RequestBody *body                 `json:"requestBody"`
		Responses   map[string]answer     `json:"responses"`
		Security    []map[string][]string `json:"security"`
	}
	parameter struct {
		Ref         string `json:"$ref"`
		Name        string `json:"name"`
		In          string `json:"in"`
		Required    bool   `json:"required"`
		Description string `json:"description"`
		Schema      schema `json:"schema"`
	}
	body struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	}
	answer struct {
		Ref         string `json:"$ref"`
		Description string `json:"description"`
		body
	}
	schema struct {
		Ref         string            `json:"$ref"`
		Type        any               `json:"type"`
		Format      string            `json:"format"`
		Description string            `json:"description"`
		Enum        []string          `json:"enum"`
		Items       *schema           `json:"items"`
		Properties  map[string]schema `json:"properties"`
		Required    []string          `json:"required"`
		Values      any               `json:"additionalProperties"`
	}
)

// What the template draws.
type (
	apiView struct {
		Title, Description string
		Tags               []tagView
		Shapes             []shapeView
	}
	tagView struct {
		Description string
		Operations  []operationView
	}
	operationView struct {
		ID, Method, Path, Summary, Description, Token, Media string
		Parameters                                           []field
		Body                                                 *kind
		Answers                                              []answerView
	}
	answerView struct {
		Status, Meaning string
		Shape           kind
	}
	shapeView struct {
		Name, Description string
		Fields            []field
	}
	field struct {
		Name, Kind, Meaning string
		Needed              bool
		Shape               kind
	}
	kind struct{ Before, Ref, Kind string }
)

// describe draws the description of the interface.
func (p *Pages) describe(raw []byte) ([]byte, error) {
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("cannot read the description of the interface: %w", err)
	}
	t, err := p.template("api", apiText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, d.view()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (d document) view() apiView {
	v := apiView{Title: d.Info.Title, Description: d.Info.Description}
	for _, tag := range d.Tags {
		v.Tags = append(v.Tags, tagView{Description: tag.Description, Operations: d.operations(tag.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		s := d.Components.Schemas[name]
		shape := shapeView{Name: name, Description: s.Description}
		for _, of := range slices.Sorted(maps.Keys(s.Properties)) {
			f := s.Properties[of]
			shape.Fields = append(shape.Fields, field{Name: of, Shape: f.kind(), Meaning: f.meaning(), Needed: slices.Contains(s.Required, of)})
		}
		v.Shapes = append(v.Shapes, shape)
	}
	return v
}

func (d document) operations(tag string) []operationView {
	var out []operationView
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			o := d.Paths[path][method]
			if !slices.Contains(o.Tags, tag) {
				continue
			}
			v := operationView{ID: o.ID, Method: strings.ToUpper(method), Path: path, Summary: o.Summary, Description: o.Description}
			for _, security := range o.Security {
				v.Token = strings.Join(slices.Sorted(maps.Keys(security)), ", ")
			}
			for _, one := range o.Parameters {
				if one.Ref != "" {
					one = d.Components.Parameters[last(one.Ref)]
				}
				v.Parameters = append(v.Parameters, field{Name: one.Name, Kind: one.In + ", " + one.Schema.kind().Kind, Meaning: one.Description, Needed: one.Required})
			}
			if o.RequestBody != nil {
				media, shape := o.RequestBody.shape()
				v.Media, v.Body = media, &shape
			}
			v.Answers = d.answers(o)
			out = append(out, v)
		}
	}
	return out
}

func (d document) answers(o operation) []answerView {
	var out []answerView
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		a := o.Responses[status]
		if a.Ref != "" {
			a = d.Components.Responses[last(a.Ref)]
		}
		_, shape := a.shape()
		out = append(out, answerView{Status: status, Meaning: a.Description, Shape: shape})
	}
	return out
}

func (b body) shape() (media string, shape kind) {
	for _, media := range slices.Sorted(maps.Keys(b.Content)) {
		return media, b.Content[media].Schema.kind()
	}
	return "", kind{}
}

func (s schema) kind() kind {
	switch {
	case s.Ref != "":
		return kind{Ref: last(s.Ref)}
	case s.Items != nil:
		of := s.Items.kind()
		of.Before = "list of " + of.Before
		return of
	}
	if values, ok := s.Values.(map[string]any); ok {
		if ref, ok := values["$ref"].(string); ok {
			return kind{Before: "map of ", Ref: last(ref)}
		}
		return kind{Kind: "map of texts"}
	}
	name := fmt.Sprint(s.Type)
	if s.Type == nil {
		name = "any"
	}
	if s.Format != "" {
		name += " (" + s.Format + ")"
	}
	return kind{Kind: name}
}

func (s schema) meaning() string {
	if len(s.Enum) > 0 {
		return strings.TrimSpace(s.Description + ": " + strings.Join(s.Enum, ", "))
	}
	return s.Description
}

func last(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }
