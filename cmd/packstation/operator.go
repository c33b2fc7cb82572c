package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
)

func (p *program) operatorCommand() *cobra.Command {
	pin := p.Command("pin", "operator-pin", cobra.NoArgs, func(context.Context, []string) error {
		typed, err := p.askPIN()
		if err != nil {
			return err
		}
		hash, err := config.HashPIN(typed)
		if err != nil {
			return cli.Fail(err, "cmd.pin.digits")
		}
		return p.Print(hash)
	})
	return p.Group("operator", "operator", pin)
}

// askPIN asks twice on a terminal, without showing what is typed, and reads a line otherwise.
func (p *program) askPIN() (string, error) {
	tty, ok := ttyOf(p.In)
	if !ok {
		line, err := p.Lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("cannot read the PIN: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := p.askSecret(tty, p.Say("cmd.pin.ask"))
	if err != nil {
		return "", err
	}
	second, err := p.askSecret(tty, p.Say("cmd.pin.again"))
	if err == nil && first != second {
		err = cli.Fail(nil, "cmd.pin.differ")
	}
	return first, err
}

func (p *program) askSecret(tty *os.File, prompt string) (string, error) {
	_, _ = fmt.Fprint(p.Errs, cli.Plain(prompt)+" ")
	typed, err := term.ReadPassword(int(tty.Fd()))
	_, _ = fmt.Fprintln(p.Errs)
	if err != nil {
		return "", fmt.Errorf("cannot read the PIN: %w", err)
	}
	return string(typed), nil
}
