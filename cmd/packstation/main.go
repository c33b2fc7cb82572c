// Command packstation is the program on a packing bench: it runs the bench, and has commands that set one up, look at
// its devices, check shipments, make sample labels and read its ledger. It wires packages together and decides nothing
// about cartons.
package main

import (
	"os"

	"packline/cmd/internal/cli"
)

// version is set by the build.
var version = ""

func main() { os.Exit(cli.Start(newProgram(os.Stdin, os.Stdout, os.Stderr).run)) }
