package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
)

// program is one run of the command line.
type program struct {
	*cli.Program
	data string // of --data
}

func newProgram(in io.Reader, out, errs io.Writer) *program {
	return &program{Program: cli.New("manifestd", "centre", buildVersion(), in, out, errs)}
}

// run carries out a command line and gives the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	return p.Run(ctx, args, func(f *cli.Failure) []string { return []string{p.Sentence(f)} }, p.commands()...)
}

// commands is the list of them.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.serveCommand(), p.stationCommand(), p.ordersCommand(), p.clientCommand(), p.laneCommand(), p.operatorCommand(),
		p.fxCommand(), p.rulesCommand(), p.cartonsCommand(), p.loadCommand(), p.backupCommand(), p.verifyCommand(),
	}
}

// ofCentre gives a command the flag that names the data folder.
func (p *program) ofCentre(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.data, "data", "", p.Say("centre.flag.data"))
	_ = cmd.MarkFlagRequired("data") // both fail only for a flag that isn't there
	_ = cmd.MarkFlagDirname("data")
	return cmd
}

func buildVersion() string { return cli.Version(version) }
