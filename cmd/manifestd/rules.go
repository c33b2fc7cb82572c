package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/manifest/section321"
)

// signatureSuffix is what the name of a rulebook's signature has after the name of the rulebook.
const signatureSuffix = ".sig"

func (p *program) rulesCommand() *cobra.Command {
	var name, key string
	keygen := p.Command("keygen FILE", "rules-keygen", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		return p.makeKey(args[0], name)
	})
	keygen.Flags().StringVar(&name, "name", "", p.Say("centre.flag.key-name"))
	sign := p.Command("sign FILE", "rules-sign", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		return p.sign(args[0], key)
	})
	sign.Flags().StringVar(&key, "key", "", p.Say("centre.flag.key-file"))
	_ = sign.MarkFlagRequired("key") // fails only for a flag that isn't there
	return p.Group("rules", "rules", keygen, sign, p.ofCentre(p.addRulebook()))
}

// makeKey makes a private key that only its owner can read, never over a file that is there, and prints the public one.
func (p *program) makeKey(file, name string) error {
	made, err := section321.NewPrivateKey(rand.Reader)
	if err != nil {
		return err
	}
	public, err := section321.ParsePublicKey(made.Public(strings.TrimSpace(name)).String())
	if err != nil {
		return cli.Misuse("centre.rules.key-name", name)
	}
	if err := writeNew(file, made.Secret()+"\n"); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return cli.Fail(err, "centre.rules.key-there", file)
		}
		return cli.Fail(err, "centre.rules.write", file, cli.Reason(err))
	}
	p.Tell(p.Say("centre.rules.keygen", file))
	return p.Print(public.String())
}

// writeNew writes a file of mode 0600 that isn't there yet, whole or not at all.
func writeNew(name, text string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(name)
	}
	return err
}

// sign writes the signature of a rulebook beside it. What is no rulebook is not signed: no station would take it.
func (p *program) sign(name, keyFile string) error {
	doc, book, err := p.rulebook(name)
	if err != nil {
		return err
	}
	raw, err := readFile(keyFile)
	if err != nil {
		return cli.Fail(err, "centre.rules.open", keyFile, cli.Reason(err))
	}
	key, err := section321.ParsePrivateKey(string(raw))
	if err != nil {
		return cli.Fail(err, "centre.rules.key", keyFile)
	}
	if info, err := os.Stat(keyFile); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		p.Tell(p.Say("centre.rules.key-mode", keyFile))
	}
	if err := replace(name+signatureSuffix, key.Sign(doc)+"\n"); err != nil {
		return cli.Fail(err, "centre.rules.write", name+signatureSuffix, cli.Reason(err))
	}
	return p.Print(p.Say("centre.rules.signed", book.Ref().Name, strconv.Itoa(book.Ref().Version), name+signatureSuffix))
}

// replace puts a file in place of an older one at once, so that nobody reads half of it.
func replace(name, text string) error {
	temp, err := os.CreateTemp(filepath.Dir(name), ".signature-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(text)
	const forAll = 0o644
	if err = errors.Join(err, temp.Chmod(forAll), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// addRulebook hands a rulebook and its signature to the centre. Without a signature it is refused here: stations would
// refuse it, unless each of them allows it.
func (p *program) addRulebook() *cobra.Command {
	var unsigned bool
	cmd := p.Command("add FILE", "rules-add", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		name := args[0]
		doc, book, err := p.rulebook(name)
		if err != nil {
			return err
		}
		signature, err := readFile(name + signatureSuffix)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !unsigned:
			return cli.Fail(err, "centre.rules.unsigned", name)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return cli.Fail(err, "centre.rules.open", name+signatureSuffix, cli.Reason(err))
		}
		list := central.RulebookList{Rulebooks: []manifest.RulebookDocument{{Document: doc, Signature: strings.TrimSpace(string(signature))}}}
		return p.ask(ctx, func(c *client) error {
			if err := c.call(ctx, http.MethodPut, "/v1/rulebooks", list, nil); err != nil {
				return err
			}
			return p.Print(p.Say("centre.rules.added", book.Ref().Name, strconv.Itoa(book.Ref().Version)))
		})
	})
	cmd.Flags().BoolVar(&unsigned, "unsigned", false, p.Say("centre.flag.unsigned"))
	return cmd
}

// rulebook reads a document and refuses what is none, naming the path and the value.
func (p *program) rulebook(name string) ([]byte, section321.Rulebook, error) {
	doc, err := readFile(name)
	if err != nil {
		return nil, section321.Rulebook{}, cli.Fail(err, "centre.rules.open", name, cli.Reason(err))
	}
	book, err := section321.Parse(doc)
	if err != nil {
		return nil, book, cli.Fail(err, "centre.file.content", name, strings.TrimPrefix(err.Error(), "cannot use rulebook: "))
	}
	return doc, book, nil
}

// readFile reads a file, and of one that is too long a byte more than it may have.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, section321.MaxDocument+1))
}
