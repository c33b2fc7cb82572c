package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"packline/phrases"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// program is one run of the command line. Commands use its streams and nothing else of the process.
type program struct {
	in    io.Reader
	lines *bufio.Reader // over in, for questions
	out   io.Writer
	errs  io.Writer
	book  phrases.Book
	data  string // of --data
}

func newProgram(in io.Reader, out, errs io.Writer) *program {
	return &program{in: in, lines: bufio.NewReader(in), out: out, errs: errs, book: phrases.In(phrases.English)}
}

// run carries out a command line and gives the exit code. Errors are told on the error stream, one sentence a line.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	var ended *failure
	if !errors.As(err, &ended) {
		ended = usage(err)
	}
	p.tell(p.sentence(ended))
	return ended.code
}

// root is the tree of commands: this is the list of them.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "manifestd", Short: p.say("centre.short.manifestd"), Long: p.say("centre.long.manifestd"),
		Version: buildVersion(), SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(
		p.serveCommand(), p.stationCommand(), p.ordersCommand(), p.clientCommand(), p.laneCommand(), p.operatorCommand(),
		p.fxCommand(), p.cartonsCommand(), p.loadCommand(), p.backupCommand(), p.verifyCommand(), p.versionCommand(),
	)
	return root
}

// command makes one command. What work returns becomes a failure; what cobra finds wrong before is wrong usage.
func (p *program) command(use, name string, args cobra.PositionalArgs, work func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: p.say("centre.short." + name), Long: p.say("centre.long." + name), Args: args,
		RunE: func(cmd *cobra.Command, args []string) error { return failed(work(cmd.Context(), args)) },
	}
}

// group makes a command that only holds others.
func (p *program) group(use, name string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{
		Use: use, Short: p.say("centre.short." + name), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(commands...)
	return group
}

// ofCentre gives a command the flag that names the data folder.
func (p *program) ofCentre(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.data, "data", "", p.say("centre.flag.data"))
	_ = cmd.MarkFlagRequired("data") // both fail only for a flag that isn't there
	_ = cmd.MarkFlagDirname("data")
	return cmd
}

func (p *program) say(key string, args ...string) string { return p.book.Say(key, args...) }

// tell writes a line to the error stream, without anything in it that a terminal would obey.
func (p *program) tell(line string) { _, _ = fmt.Fprintln(p.errs, plain(line)) }

// print writes a line of the answer.
func (p *program) print(line string) error {
	if _, err := fmt.Fprintln(p.out, plain(line)); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}

func (p *program) versionCommand() *cobra.Command {
	return p.command("version", "version", cobra.NoArgs, func(context.Context, []string) error {
		return p.print(strings.Join([]string{"manifestd", buildVersion(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, " "))
	})
}

// buildVersion is what the build said, else the commit that Go noted.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return "unknown"
	}
	if settings["vcs.modified"] == "true" {
		revision += "-dirty"
	}
	return revision
}
