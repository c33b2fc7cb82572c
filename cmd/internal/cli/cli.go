// Package cli is what the command lines of the programs have in common: the streams, how commands are made, how they
// end, and the files that are named to them. It knows no command but version.
package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	_ "time/tzdata" // border days need time zones, and Windows has none of its own

	"github.com/spf13/cobra"

	"packline/phrases"
)

// Program is one run of a command line. Commands use its streams and nothing else of the process.
type Program struct {
	In    io.Reader
	Lines *bufio.Reader // over In, for questions
	Out   io.Writer
	Errs  io.Writer
	Book  phrases.Book

	name, room, version string
}

// New makes a program of that name and version. The sentences of its commands have keys that begin with room.
func New(name, room, version string, in io.Reader, out, errs io.Writer) *Program {
	return &Program{
		In: in, Lines: bufio.NewReader(in), Out: out, Errs: errs, Book: phrases.In(phrases.English),
		name: name, room: room, version: version,
	}
}

// Start runs a command line with the arguments of this process, until it ends or is asked to end. It gives the exit
// code.
func Start(run func(ctx context.Context, args []string) int) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return run(ctx, os.Args[1:])
}

// Run carries out a command line with these commands and gives the exit code. Errors are told on the error stream, one
// sentence a line; explain gives the sentences of a failure.
func (p *Program) Run(ctx context.Context, args []string, explain func(*Failure) []string, commands ...*cobra.Command) int {
	root := p.Root(commands...)
	root.SetArgs(args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ExitDone
	}
	var ended *Failure
	if !errors.As(err, &ended) {
		ended = p.usage(err)
	}
	for _, line := range explain(ended) {
		p.Tell(line)
	}
	return ended.Code
}

// Root is the tree of commands, with the version beside those that are given.
func (p *Program) Root(commands ...*cobra.Command) *cobra.Command {
	root := p.Group(p.name, p.name, commands...)
	root.Long, root.Version = p.Say(p.room+".long."+p.name), p.version
	root.SilenceUsage, root.SilenceErrors = true, true
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return p.usage(err) })
	root.AddCommand(p.versionCommand())
	return root
}

// Command makes one command. What work returns becomes a failure; what cobra finds wrong before is wrong usage.
func (p *Program) Command(use, name string, args cobra.PositionalArgs, work func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: p.Say(p.room + ".short." + name), Long: p.Say(p.room + ".long." + name), Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := work(cmd.Context(), args); err != nil {
				return Failed(err)
			}
			return nil
		},
	}
}

// Group makes a command that only holds others.
func (p *Program) Group(use, name string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{
		Use: use, Short: p.Say(p.room + ".short." + name), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(commands...)
	return group
}

func (p *Program) versionCommand() *cobra.Command {
	cmd := p.Command("version", "version", cobra.NoArgs, func(context.Context, []string) error {
		return p.Print(strings.Join([]string{p.name, p.version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, " "))
	})
	cmd.Short, cmd.Long = p.Say("cli.version.short"), p.Say("cli.version.long")
	return cmd
}

// Say gives a sentence.
func (p *Program) Say(key string, args ...string) string { return p.Book.Say(key, args...) }

// Tell writes a line to the error stream, without anything in it that a terminal would obey.
func (p *Program) Tell(line string) { _, _ = fmt.Fprintln(p.Errs, Plain(line)) }

// Print writes a line of the answer, without anything in it that a terminal would obey.
func (p *Program) Print(line string) error { return written(fmt.Fprintln(p.Out, Plain(line))) }

// PrintJSON writes a value for programs.
func (p *Program) PrintJSON(v any) error {
	e := json.NewEncoder(p.Out)
	e.SetIndent("", "  ")
	return written(0, e.Encode(v))
}

func written(_ int, err error) error {
	if err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}
