// Command manifestd is the central manifest service: it serves the interface that packing stations and people speak to,
// and has commands that add stations, import orders, plan loads, list cartons, back up and verify. It wires packages
// together and decides nothing about cartons.
package main

import (
	"os"

	"packline/cmd/internal/cli"
)

// version is set by the build.
var version = ""

func main() { os.Exit(cli.Start(newProgram(os.Stdin, os.Stdout, os.Stderr).run)) }
