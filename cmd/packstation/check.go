package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/prescreen"
	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
)

// answer is the answer to one case.
type answer struct {
	ID       string                `json:"id"`
	Verdict  string                `json:"verdict"`
	RuleIDs  []string              `json:"rule_ids"`
	Route    manifest.Route        `json:"route,omitempty"`
	Rulebook *manifest.RulebookRef `json:"rulebook,omitempty"`
	Findings []finding             `json:"findings,omitempty"`
}

// finding is one finding in words.
type finding struct {
	Rule    string `json:"rule"`
	Verdict string `json:"verdict"`
	Message string `json:"message"`
	Action  string `json:"action,omitempty"`
}

// unanswered is the answer to a case that can't be read or judged.
type unanswered struct {
	ID    string `json:"id"`
	Error string `json:"error"`
}

func (p *program) checkCommand() *cobra.Command {
	var explain, bench bool
	var orders prescreenFlags
	cmd := p.Command("check [FILE]", "check", cobra.MaximumNArgs(1), func(ctx context.Context, args []string) error {
		switch {
		case (orders.orders == "") == (len(args) == 0):
			return cli.Misuse("prescreen.usage")
		case orders.orders != "":
			return p.prescreen(ctx, orders)
		}
		file, closeFile, err := p.Open(args[0])
		if err != nil {
			return err
		}
		defer closeFile()
		return p.check(ctx, file, explain, bench)
	})
	cmd.Flags().BoolVar(&explain, "explain", false, p.Say("cmd.flag.explain"))
	cmd.Flags().BoolVar(&bench, "bench", false, p.Say("cmd.flag.bench"))
	cmd.Flags().StringVar(&orders.orders, "orders", "", p.Say("prescreen.flag.orders"))
	cmd.Flags().StringVar(&orders.format, "format", string(prescreen.Table), p.Say("prescreen.flag.format"))
	cmd.Flags().StringVar(&orders.from, "from", "", p.Say("prescreen.flag.from"))
	cmd.Flags().BoolVar(&orders.all, "all", false, p.Say("prescreen.flag.all"))
	cmd.Long += "\n" + p.Say("prescreen.long")
	return p.ofStation(cmd)
}

// benchLimit is the bench's own limit for one carton, where nobody has set another.
const benchLimit = 50 * manifest.Pound

func (p *program) check(ctx context.Context, cases io.Reader, explain, bench bool) error {
	books, err := section321.Embedded()
	if err != nil {
		return err
	}
	var options section321.Options
	if bench {
		options.MaxCarton = benchLimit
	}
	encoder := json.NewEncoder(p.Out)
	encoder.SetEscapeHTML(false)
	note := func(n orderfile.Note) { p.Tell(n.String()) }
	asked, wrong := 0, 0
	for c, err := range orderfile.ReadCases(cases, note) {
		if ctx.Err() != nil {
			return cli.Fail(ctx.Err(), "cli.interrupted")
		}
		var out any
		asked++
		if err == nil {
			out, err = p.judge(books, c, options, explain)
		}
		if err != nil {
			var bad orderfile.CaseError
			if !errors.As(err, &bad) && c.ID == "" {
				return err // the file itself can't be read any further
			}
			wrong++
			out = unanswered{ID: caseID(c, bad), Error: err.Error()}
		}
		if err := encoder.Encode(out); err != nil {
			return fmt.Errorf("cannot write the answer: %w", err)
		}
	}
	if wrong > 0 {
		return cli.Fail(nil, "cmd.check.unanswered", fmt.Sprint(wrong), fmt.Sprint(asked))
	}
	return nil
}

func caseID(c manifest.Case, bad orderfile.CaseError) string {
	if c.ID != "" {
		return c.ID
	}
	return bad.ID
}

func (p *program) judge(books []section321.Rulebook, c manifest.Case, options section321.Options, explain bool) (answer, error) {
	judged, err := section321.Judge(books, c, options)
	if err != nil {
		return answer{}, orderfile.CaseError{ID: c.ID, Err: err}
	}
	out := answer{ID: c.ID, Verdict: judged.Verdict.String(), RuleIDs: section321.RuleIDs(judged), Route: judged.Route}
	if !explain {
		return out, nil
	}
	out.Rulebook = &judged.Rulebook
	for _, f := range judged.Findings {
		explained := finding{Rule: f.Rule, Verdict: f.Verdict.String(), Message: p.Say(f.Message.Key, f.Message.Args...)}
		if !f.Action.IsZero() {
			explained.Action = p.Say(f.Action.Key, f.Action.Args...)
		}
		out.Findings = append(out.Findings, explained)
	}
	return out, nil
}
