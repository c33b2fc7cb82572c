package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packline/cmd/internal/config"
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
	in     io.Reader
	lines  *bufio.Reader // over in, for questions
	out    io.Writer
	shown  bool // out is a terminal
	errs   io.Writer
	book   phrases.Book
	config string // of --config
}

func newProgram(in io.Reader, out, errs io.Writer) *program {
	p := &program{in: in, lines: bufio.NewReader(in), out: out, errs: errs, book: phrases.In(phrases.English)}
	if _, ok := ttyOf(out); ok {
		p.shown, p.out = true, plainWriter{out}
	}
	return p
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
	for _, line := range p.sentences(ended) {
		p.tell(line)
	}
	return ended.code
}

// root is the tree of commands: this is the list of them.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "packstation", Short: p.say("cmd.short.packstation"), Long: p.say("cmd.long.packstation"),
		Version: buildVersion(), SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(
		p.runCommand(), p.demoCommand(), p.initCommand(), p.devicesCommand(), p.checkCommand(), p.ordersCommand(),
		p.labelCommand(), p.cartonsCommand(), p.ledgerCommand(), p.drainCommand(), p.operatorCommand(), p.versionCommand(),
	)
	return root
}

// command makes one command. What work returns becomes a failure; what cobra finds wrong before is wrong usage.
func (p *program) command(use, name string, args cobra.PositionalArgs, work func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: p.say("cmd.short." + name), Long: p.say("cmd.long." + name), Args: args,
		RunE: func(cmd *cobra.Command, args []string) error { return failed(work(cmd.Context(), args)) },
	}
}

// group makes a command that only holds others.
func (p *program) group(use, name string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{
		Use: use, Short: p.say("cmd.short." + name), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(commands...)
	return group
}

// ofStation gives a command the flag that names the station.
func (p *program) ofStation(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.config, "config", config.DefaultFile, p.say("cmd.flag.config"))
	_ = cmd.MarkFlagFilename("config", "yaml", "yml") // fails only for a flag that isn't there
	return cmd
}

func (p *program) say(key string, args ...string) string { return p.book.Say(key, args...) }

// tell writes a line to the error stream, without anything in it that a terminal would obey.
func (p *program) tell(line string) { _, _ = fmt.Fprintln(p.errs, plain(line)) }

// print writes a line of the answer.
func (p *program) print(line string) error {
	_, err := fmt.Fprintln(p.out, plain(line))
	return err
}

// ttyOf gives the terminal behind a stream, if there is one.
func ttyOf(stream any) (*os.File, bool) {
	file, ok := stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

func (p *program) versionCommand() *cobra.Command {
	return p.command("version", "version", cobra.NoArgs, func(context.Context, []string) error {
		return p.print(strings.Join([]string{"packstation", buildVersion(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, " "))
	})
}

// buildVersion is what the build said, else the commit that Go noted.
func buildVersion() string {
	if version != "" {
		return version
	}
	revision, _ := buildSetting("vcs.revision")
	if dirty, _ := buildSetting("vcs.modified"); dirty == "true" {
		revision += "-dirty"
	}
	if revision == "" {
		return "unknown"
	}
	return revision
}

// builtAt is when the program's source was committed: no clock can be right before it. Zero when it isn't known.
func builtAt() time.Time {
	text, _ := buildSetting("vcs.time")
	at, _ := time.Parse(time.RFC3339, text)
	return at
}

func buildSetting(key string) (string, bool) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", false
	}
	for _, setting := range info.Settings {
		if setting.Key == key {
			return setting.Value, true
		}
	}
	return "", false
}
