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

	"packline/cmd/internal/config"
)

func (p *program) operatorCommand() *cobra.Command {
	pin := p.command("pin", "operator-pin", cobra.NoArgs, func(context.Context, []string) error {
		typed, err := p.askPIN()
		if err != nil {
			return err
		}
		hash, err := config.HashPIN(typed)
		if err != nil {
			return fail(err, "cmd.pin.digits")
		}
		return p.print(hash)
	})
	return p.group("operator", "operator", pin)
}

// askPIN asks twice on a terminal, without showing what is typed, and reads a line otherwise.
func (p *program) askPIN() (string, error) {
	tty, ok := ttyOf(p.in)
	if !ok {
		line, err := p.lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("cannot read the PIN: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := p.askSecret(tty, p.say("cmd.pin.ask"))
	if err != nil {
		return "", err
	}
	second, err := p.askSecret(tty, p.say("cmd.pin.again"))
	if err == nil && first != second {
		err = fail(nil, "cmd.pin.differ")
	}
	return first, err
}

func (p *program) askSecret(tty *os.File, prompt string) (string, error) {
	_, _ = fmt.Fprint(p.errs, plain(prompt)+" ")
	typed, err := term.ReadPassword(int(tty.Fd()))
	_, _ = fmt.Fprintln(p.errs)
	if err != nil {
		return "", fmt.Errorf("cannot read the PIN: %w", err)
	}
	return string(typed), nil
}
