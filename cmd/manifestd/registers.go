package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/manifest/orderfile"
)

func (p *program) clientCommand() *cobra.Command {
	add := p.Command("add FILE", "client-add", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		doc, err := p.document(args[0])
		if err != nil {
			return err
		}
		clients, warnings, err := config.ParseClients(doc)
		if err != nil {
			return p.unusable(args[0], err)
		}
		p.warn(args[0], warnings)
		return p.put(ctx, "/v1/clients", central.ClientList{Clients: clients}, "centre.client.added", len(clients), args[0])
	})
	return p.Group("client", "client", p.ofCentre(add))
}

func (p *program) laneCommand() *cobra.Command {
	add := p.Command("add FILE", "lane-add", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		doc, err := p.document(args[0])
		if err != nil {
			return err
		}
		lanes, err := config.ParseLanes(doc)
		if err != nil {
			return p.unusable(args[0], err)
		}
		return p.put(ctx, "/v1/lanes", central.LaneList{Lanes: lanes}, "centre.lane.added", len(lanes), args[0])
	})
	return p.Group("lane", "lane", p.ofCentre(add))
}

func (p *program) fxCommand() *cobra.Command {
	imports := p.Command("import FILE", "fx-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		file, closeFile, err := p.Open(args[0])
		if err != nil {
			return err
		}
		defer closeFile()
		rates, err := orderfile.ReadRates(file, filepath.Base(args[0]))
		problems, unread := p.TellProblems(err)
		if unread != nil {
			return cli.Fail(unread, "centre.file.content", args[0], unread.Error())
		}
		if problems > 0 { // half a table would convert some days and not others
			return cli.Fail(err, "centre.fx.refused", strconv.Itoa(problems), args[0])
		}
		return p.put(ctx, "/v1/fx", central.RateList{Rates: rates}, "centre.fx.imported", len(rates), args[0])
	})
	return p.Group("fx", "fx", p.ofCentre(imports))
}

func (p *program) operatorCommand() *cobra.Command {
	var badge, name, role, hash string
	add := p.Command("add", "operator-add", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		operator, warnings, err := config.CheckOperator(badge, name, role, hash)
		var problems config.Problems
		if errors.As(err, &problems) {
			first := problems[0]
			return cli.Misuse("centre.operator.wrong", filepath.Ext(first.Key)[1:], p.Say(first.Phrase.Key, first.Phrase.Args...))
		}
		p.warn("", warnings)
		return p.put(ctx, "/v1/operators", central.OperatorList{Operators: []manifest.Operator{operator}}, "centre.operator.added", 1, operator.Badge)
	})
	flags := add.Flags()
	flags.StringVar(&badge, "badge", "", p.Say("centre.flag.badge"))
	flags.StringVar(&name, "name", "", p.Say("centre.flag.name"))
	flags.StringVar(&role, "role", string(manifest.RolePicker), p.Say("centre.flag.role"))
	flags.StringVar(&hash, "pin-hash", "", p.Say("centre.flag.pin-hash"))
	for _, needed := range []string{"badge", "name"} {
		_ = add.MarkFlagRequired(needed) // fails only for a flag that isn't there
	}
	return p.Group("operator", "operator", p.ofCentre(add))
}

// put hands a list to the centre and says how many there were.
func (p *program) put(ctx context.Context, path string, list any, key string, n int, what string) error {
	return p.ask(ctx, func(c *client) error {
		if err := c.call(ctx, http.MethodPut, path, list, nil); err != nil {
			return err
		}
		return p.Print(p.Say(key, strconv.Itoa(n), what))
	})
}

// document reads a whole file of a register.
func (p *program) document(name string) ([]byte, error) {
	file, closeFile, err := p.Open(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	doc, err := io.ReadAll(io.LimitReader(file, config.MaxFile+1))
	if err != nil {
		return nil, cli.Fail(err, "cli.file.open", name, cli.Reason(err))
	}
	return doc, nil
}

// unusable tells everything that is wrong with a file and ends with how much that is.
func (p *program) unusable(name string, err error) error {
	var problems config.Problems
	if !errors.As(err, &problems) {
		return cli.Fail(err, "centre.file.content", name, err.Error())
	}
	for _, problem := range problems {
		p.Tell(p.Say("centre.file.at", name, strconv.Itoa(problem.Line), problem.Key, p.Say(problem.Phrase.Key, problem.Phrase.Args...)))
	}
	return cli.Fail(err, "centre.file.refused", name, strconv.Itoa(len(problems)))
}

// warn tells what works and will surprise somebody.
func (p *program) warn(name string, warnings []config.Warning) {
	for _, w := range warnings {
		if w.Line == 0 {
			p.Tell(p.Say(w.Phrase.Key, w.Phrase.Args...))
			continue
		}
		p.Tell(p.Say("cmd.warn.line", name, strconv.Itoa(w.Line), p.Say(w.Phrase.Key, w.Phrase.Args...)))
	}
}
