package cli_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/cli/clitest"
	"packline/manifest"
	"packline/phrases"
)

const order = `{"order":{"order_id":"EX-1","currency":"USD"},"lines":[{"sku":"a","desc":"b","qty":1}]}` + "\n"

// ends are ways for a command to end.
var ends = map[string]error{
	"well":   nil,
	"plain":  errors.Join(errors.New("cannot do this"), errors.New("cannot do that")),
	"phrase": cli.Fail(nil, "cli.interrupted"),
	"wrong":  cli.Misuse("cli.file.folder", "a\x1b[31m"),
	"about":  &cli.Failure{Phrase: manifest.Say("cli.interrupted"), About: "carton 7", Detail: manifest.Say("cli.file.folder", "b"), Code: cli.ExitFailed},
}

// runOn makes a program with one command that ends in a way, one that reads orders and one that answers.
func runOn(in io.Reader, out, errs io.Writer) func(context.Context, []string) int {
	p := cli.New("packer", "room", "v7", in, out, errs)
	end := p.Command("end HOW", "end", cobra.ExactArgs(1), func(_ context.Context, args []string) error { return ends[args[0]] })
	read := p.Command("read FILE", "read", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		orders, problems, err := p.ReadOrders(args[0])
		if err != nil {
			return err
		}
		return p.Print("orders " + strconv.Itoa(len(orders)) + ", problems " + strconv.Itoa(problems))
	})
	table := p.Command("table", "table", cobra.NoArgs, func(context.Context, []string) error {
		table := p.Table("cli.version.short")
		cli.Row(table, "one", "", "t\to\n\x1bx")
		return errors.Join(table.Flush(), p.PrintJSON([]int{1}))
	})
	explain := func(f *cli.Failure) []string { return []string{p.Sentence(f)} }
	return func(ctx context.Context, args []string) int {
		return p.Run(ctx, args, explain, end, read, p.Group("more", "more", table))
	}
}

func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"half.jsonl": order + "not json\n", "orders.txt": order} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	clitest.WantExits(t, runOn, 1, []clitest.Exit{
		{"", 0, "Available Commands"},
		{"more", 0, "table"},
		{"--version", 0, "v7\n"},
		{"version", 0, "packer v7 go"},
		{"nonsense", 2, "See: packer --help."},
		{"end", 2, "See: packer --help."},
		{"end well --nonsense", 2, "See: packer --help."},
		{"end well", 0, ""},
		{"end plain", 1, "It did not work: cannot do this; cannot do that.\n"},
		{"end phrase", 1, "It was stopped before it was done. Start it again.\n"},
		{"end wrong", 2, "a?[31m is a folder."},
		{"end about", 1, "carton 7: It was stopped before it was done. Start it again. b is a folder. Name a file.\n"},
		{"read missing", 1, "The file missing can't be read: no such file"},
		{"read .", 1, ". is a folder. Name a file.\n"},
		{"read half.jsonl", 0, "orders 1, problems 1"},
		{"read -", 0, "orders 0, problems 0"},
		{"more table", 0, "Show the version\none  -  t o ?x\n[\n  1\n]\n"},
	})
}

// TestNobodyReads holds that an answer that can't be written is a failure.
func TestNobodyReads(t *testing.T) {
	for _, line := range []string{"read -", "more table"} {
		var errs strings.Builder
		read, out := io.Pipe()
		_ = read.Close() // gives no error
		code := runOn(strings.NewReader(""), out, &errs)(t.Context(), strings.Fields(line))
		if code != cli.ExitFailed || !strings.Contains(errs.String(), "cannot write the answer") {
			t.Errorf("%s: exit %d, said %q", line, code, &errs)
		}
	}
}

func TestReason(t *testing.T) {
	_, opened := os.Open(filepath.Join(t.TempDir(), "missing"))
	for _, err := range []error{opened, os.Rename("missing-a", "missing-b")} {
		if reason := cli.Reason(err); reason == "" || strings.Contains(reason, "missing") {
			t.Errorf("the reason of %v is %q", err, reason)
		}
	}
}

// TestPhrases holds every shared key in the sources of the programs to the book, and the book to the sources.
func TestPhrases(t *testing.T) {
	book, key, used := phrases.In(phrases.English), regexp.MustCompile(`"(cli\.[a-z0-9.-]*[a-z0-9])"`), map[string]bool{}
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") {
			return err
		}
		source, err := os.ReadFile(filepath.Join("../..", path))
		for _, m := range key.FindAllSubmatch(source, -1) {
			used[string(m[1])] = true
		}
		return err
	})
	if err != nil || len(used) < 8 {
		t.Fatalf("only %d keys were found: %v", len(used), err)
	}
	for key := range used {
		if !book.Has(key) {
			t.Errorf("%s has no sentence", key)
		}
	}
	for key := range book.Keys() {
		if strings.HasPrefix(key, "cli.") && !used[key] {
			t.Errorf("%s has a sentence and is never said", key)
		}
	}
}
