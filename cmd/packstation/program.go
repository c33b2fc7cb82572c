package main

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
)

// program is one run of the command line.
type program struct {
	*cli.Program
	shown  bool   // Out is a terminal
	config string // of --config
}

func newProgram(in io.Reader, out, errs io.Writer) *program {
	p := &program{Program: cli.New("packstation", "cmd", buildVersion(), in, out, errs)}
	if _, ok := ttyOf(out); ok {
		p.shown, p.Out = true, plainWriter{out}
	}
	return p
}

// run carries out a command line and gives the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	return p.Run(ctx, args, p.sentences, p.commands()...)
}

// commands is the list of them.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.runCommand(), p.demoCommand(), p.initCommand(), p.devicesCommand(), p.decodeCommand(), p.doctorCommand(), p.parseCommand(),
		p.checkCommand(), p.ordersCommand(), p.rulesCommand(),
		p.labelCommand(), p.cartonsCommand(), p.ledgerCommand(), p.drainCommand(), p.operatorCommand(),
	}
}

// ofStation gives a command the flag that names the station.
func (p *program) ofStation(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.config, "config", config.DefaultFile, p.Say("cmd.flag.config"))
	_ = cmd.MarkFlagFilename("config", "yaml", "yml") // fails only for a flag that isn't there
	return cmd
}

// ttyOf gives the terminal behind a stream, if there is one.
func ttyOf(stream any) (*os.File, bool) {
	file, ok := stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

func buildVersion() string { return cli.Version(version) }
