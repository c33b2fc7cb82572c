// Command manifestd is the central manifest service: it serves the interface that packing stations and people speak to,
// and has commands that add stations, import orders, plan loads, list cartons, back up and verify. It wires packages
// together and decides nothing about cartons.
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
	return newProgram(os.Stdin, os.Stdout, os.Stderr).run(ctx, os.Args[1:])
}
