package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/manifest/section321"
)

func (p *program) rulesCommand() *cobra.Command {
	return p.Group("rules", "rules", p.rulesList(), p.rulesShow(), p.rulesOverride(), p.whatIfCommand())
}

// rulebookLine is a rulebook as it is listed for other programs.
type rulebookLine struct {
	Name     string               `json:"rulebook"`
	Version  int                  `json:"version"`
	Title    string               `json:"title"`
	From     time.Time            `json:"effective_from"`
	To       *time.Time           `json:"effective_to"`
	Release  manifest.ReleaseType `json:"release"`
	Source   string               `json:"source"`    // embedded, centre or the file's name
	SignedBy string               `json:"signed_by"` // empty: it came with the program, or nobody signed it
	SHA256   string               `json:"sha256"`
	InForce  bool                 `json:"in_force"` // the config's choice for an arrival now
}

func lineOf(b section321.Shelved, now section321.Rulebook) rulebookLine {
	ref := b.Ref()
	line := rulebookLine{
		Name: ref.Name, Version: ref.Version, Title: b.Title(), Release: b.Release(), Source: b.Source(), SignedBy: b.Signer,
		SHA256: ref.Hash, InForce: ref.Hash == now.Ref().Hash,
	}
	from, to := b.Window()
	line.From = from
	if !to.IsZero() {
		line.To = &to
	}
	return line
}

func (p *program) rulesList() *cobra.Command {
	var asJSON bool
	cmd := p.Command("list", "rules-list", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		shelf, now, err := p.shelfNow(ctx)
		if err != nil {
			return err
		}
		lines := []rulebookLine{}
		for _, b := range shelf.All() {
			lines = append(lines, lineOf(b, now))
		}
		if asJSON {
			return p.PrintJSON(lines)
		}
		table := p.Table("cmd.rules.head")
		for i, b := range shelf.All() {
			line := lines[i]
			to := ""
			if line.To != nil {
				to = line.To.Format(time.RFC3339)
			}
			cli.Row(table, line.Name, strconv.Itoa(line.Version), p.inForce(b, line), line.From.Format(time.RFC3339), to,
				string(line.Release), line.Source, p.signedBy(b), line.SHA256[:12])
		}
		return table.Flush()
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.Say("cmd.flag.json"))
	return p.ofStation(cmd)
}

// inForce says whether a rulebook judges what is packed now, and whether its window holds today.
func (p *program) inForce(b section321.Shelved, line rulebookLine) string {
	switch {
	case line.InForce && b.InForce(time.Now()):
		return p.Say("cmd.rules.yes")
	case line.InForce:
		return p.Say("cmd.rules.simulated")
	}
	return ""
}

func (p *program) signedBy(b section321.Shelved) string {
	if b.Unsigned() {
		return p.Say("cmd.rules.nobody")
	}
	return b.Signer
}

// shelfNow gives the station's rulebooks with its overrides, and the one that judges an arrival now.
func (p *program) shelfNow(ctx context.Context) (section321.Shelf, section321.Rulebook, error) {
	c, err := p.load()
	if err != nil {
		return section321.Shelf{}, section321.Rulebook{}, err
	}
	books, err := p.reached(ctx, c)
	if err == nil {
		err = books.named()
	}
	if err != nil {
		return section321.Shelf{}, section321.Rulebook{}, err
	}
	shelf, err := books.inUse()
	if err != nil {
		return shelf, section321.Rulebook{}, err
	}
	now, err := section321.Choose(shelf.Books(), c.Rulebook.Name, c.Rulebook.Version, time.Now(), c.Rulebook.Simulate)
	return shelf, now, err
}

// rulebookShown is a rulebook as it is shown: the document with the station's overrides applied, and which those are.
type rulebookShown struct {
	rulebookLine
	Document  json.RawMessage         `json:"document"`
	Overrides []section321.Overridden `json:"overrides"`
}

func (p *program) rulesShow() *cobra.Command {
	var version int
	cmd := p.Command("show NAME", "rules-show", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		shelf, now, err := p.shelfNow(ctx)
		if err != nil {
			return err
		}
		book, err := pick(shelf, args[0], version, time.Now())
		if err != nil {
			return err
		}
		doc, replaced, err := book.Render()
		if err != nil {
			return err
		}
		shown := rulebookShown{Document: doc, Overrides: replaced}
		for _, b := range shelf.All() {
			if b.Ref().Hash == book.Ref().Hash {
				shown.rulebookLine = lineOf(b, now)
			}
		}
		if shown.Overrides == nil {
			shown.Overrides = []section321.Overridden{}
		}
		return p.PrintJSON(shown)
	})
	cmd.Flags().IntVar(&version, "version", 0, p.Say("cmd.flag.rules-version"))
	return p.ofStation(cmd)
}

// pick finds a rulebook by name and version; without a version the one in force at a moment, else the first.
func pick(shelf section321.Shelf, name string, version int, at time.Time) (section321.Rulebook, error) {
	book, err := section321.Choose(shelf.Books(), name, version, at, true)
	if err != nil {
		return book, cli.Fail(err, "cmd.rules.none", name, strconv.Itoa(version), strings.Join(shelf.Names(), ", "))
	}
	return book, nil
}

func (p *program) rulesOverride() *cobra.Command {
	var note manifest.OverrideNote
	cmd := p.Command("override PATH VALUE", "rules-override", cobra.ExactArgs(2), func(ctx context.Context, args []string) error {
		note.Name, note.Reason = strings.TrimSpace(note.Name), strings.TrimSpace(note.Reason)
		if note.Name == "" || note.Reason == "" {
			return cli.Misuse("cmd.rules.note")
		}
		return p.override(ctx, args[0], args[1], note)
	})
	cmd.Flags().StringVar(&note.Name, "name", "", p.Say("cmd.flag.rules-name"))
	cmd.Flags().StringVar(&note.Reason, "reason", "", p.Say("cmd.flag.rules-why"))
	return p.ofStation(cmd)
}

// writtenOverride is an override as the config has it.
type writtenOverride struct {
	Value  string `yaml:"value"`
	Name   string `yaml:"name,omitempty"`
	Reason string `yaml:"reason,omitempty"`
}

// override checks a value against every rulebook and prints the whole block for the config. The file itself is a
// person's, with comments and an order of its own: it is left alone.
func (p *program) override(ctx context.Context, path, value string, note manifest.OverrideNote) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	books, err := p.reached(ctx, c)
	if err != nil {
		return err
	}
	books.settings.Overrides = maps.Clone(books.settings.Overrides)
	if books.settings.Overrides == nil {
		books.settings.Overrides = map[string]string{}
	}
	books.settings.Overrides[path] = value
	if _, err := books.inUse(); err != nil {
		if slices.Contains(section321.Overridable(), path) {
			return cli.Fail(err, "cmd.rules.value", why(err))
		}
		return cli.Fail(err, "cmd.rules.path", path, paths(path))
	}
	block := map[string]writtenOverride{}
	for at, text := range books.settings.Overrides {
		by := c.Rulebook.Notes[at]
		block[at] = writtenOverride{Value: text, Name: by.Name, Reason: by.Reason}
	}
	block[path] = writtenOverride{Value: value, Name: note.Name, Reason: note.Reason}
	p.Tell(p.Say("cmd.rules.paste", p.config))
	return p.printBlock(block)
}

func (p *program) printBlock(block map[string]writtenOverride) error {
	var ordered yaml.MapSlice
	for _, at := range slices.Sorted(maps.Keys(block)) {
		ordered = append(ordered, yaml.MapItem{Key: at, Value: block[at]})
	}
	out, err := yaml.Marshal(yaml.MapSlice{{Key: "overrides", Value: ordered}})
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		if err := p.Print("  " + strings.TrimRight(line, "\n")); err != nil {
			return err
		}
	}
	return nil
}

// paths lists what may be overridden beside a path that may not: its neighbours, or the first parts there are.
func paths(near string) string {
	all := section321.Overridable()
	part, _, _ := strings.Cut(near, ".")
	near = part + "."
	beside := slices.DeleteFunc(slices.Clone(all), func(path string) bool { return !strings.HasPrefix(path, near) })
	if len(beside) > 0 {
		return strings.Join(beside, ", ")
	}
	var parts []string
	for _, path := range all {
		part, _, _ := strings.Cut(path, ".")
		parts = append(parts, part+".…")
	}
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), ", ")
}
