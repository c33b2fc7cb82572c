// Command packstation is the program on a packing bench: it runs the bench, and has commands that set one up, look at
// its devices, check shipments, make sample labels and read its ledger. It wires packages together and decides nothing
// about cartons.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // border days need time zones, and Windows has none of its own
)

// version is set by the build.
var version = ""

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	p := newProgram(os.Stdin, os.Stdout, os.Stderr)
	return p.run(ctx, os.Args[1:])
}
