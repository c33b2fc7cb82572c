package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/devices/port"
)

func (p *program) initCommand() *cobra.Command {
	var force bool
	cmd := p.Command("init", "init", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.makeConfig(ctx, force)
	})
	cmd.Flags().BoolVar(&force, "force", false, p.Say("cmd.flag.force"))
	return p.ofStation(cmd)
}

// makeConfig asks, writes a config and makes the organisation key. Questions go to the error stream.
func (p *program) makeConfig(ctx context.Context, force bool) error {
	if cli.Exists(p.config) && !force {
		return cli.Fail(fs.ErrExist, "cmd.init.exists", p.config)
	}
	found, err := port.List(ctx)
	if err != nil {
		p.Tell(p.Say("cmd.devices.failed", err.Error()))
	}
	p.Tell(p.Say("cmd.init.begin"))
	for _, device := range found {
		p.Tell("  " + device.Address + "  " + device.Description)
	}
	answers, err := p.answers(ctx, found)
	if err != nil {
		return err
	}
	doc := answers.document()
	c, err := config.Parse([]byte(doc), filepath.Dir(p.config))
	if err != nil {
		return p.initFailed(err)
	}
	if err := writeNew(p.config, doc, force); err != nil {
		return cli.Fail(err, "cmd.init.no-write", p.config, cli.Reason(err))
	}
	key, err := p.key(c)
	if err != nil {
		return err
	}
	for _, line := range p.warnings(append(c.Warnings, key.Warnings...)) {
		p.Tell(line)
	}
	if c.GS1Prefix == examplePrefix {
		p.Tell(p.Say("cmd.init.example-prefix", examplePrefix))
	}
	return p.Print(p.Say("cmd.init.done", p.config, c.KeyFile))
}

func (p *program) initFailed(err error) error {
	var problems config.Problems
	if errors.As(err, &problems) {
		return cli.Failed(configError{file: p.config, problems: problems})
	}
	return err
}

// writeNew writes a file for its owner only: it may hold the hash of a PIN. It comes whole or not at all, and over
// another only with force.
func writeNew(name, doc string, force bool) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if !force {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = file.WriteString(doc)
		return errors.Join(err, file.Sync(), file.Close())
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".packstation-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(doc)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// answers asks every question, in order. A wrong answer is asked for again on a terminal, and ends the command where
// the answers are piped in: the next one would answer another question.
func (p *program) answers(ctx context.Context, found []port.Found) (initAnswers, error) {
	answers := initAnswers{}
	_, asking := ttyOf(p.In)
	for _, q := range questions(found) {
		if q.when != nil && !q.when(answers) {
			continue
		}
		for {
			if ctx.Err() != nil {
				return answers, cli.Fail(ctx.Err(), "cli.interrupted")
			}
			problem, err := p.answer(q, answers)
			if err != nil {
				return answers, err
			}
			if problem == "" {
				break
			}
			if !asking {
				return answers, cli.Fail(nil, "cmd.init.wrong", q.name, problem)
			}
			p.Tell(problem)
		}
	}
	return answers, nil
}

// answer asks one question and gives the sentence of what is wrong with its answer, if anything is. The end of the
// input takes the default.
func (p *program) answer(q question, answers initAnswers) (problem string, err error) {
	fallback := q.fallback(answers)
	prompt := p.Say("cmd.init.ask." + q.name)
	if fallback != "" {
		prompt += " [" + fallback + "]"
	}
	if tty, ok := ttyOf(p.In); ok && q.secret {
		answers[q.name], err = p.askPINFor(tty, prompt)
		if err != nil {
			return "", err
		}
	} else {
		_, _ = fmt.Fprint(p.Errs, cli.Plain(prompt)+": ")
		line, readErr := p.Lines.ReadString('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return "", fmt.Errorf("cannot read the answer: %w", readErr)
		}
		if !ok {
			_, _ = fmt.Fprintln(p.Errs)
		}
		answers[q.name] = strings.TrimSpace(line)
	}
	if answers[q.name] == "" {
		answers[q.name] = fallback
	}
	if q.take != nil {
		if err := q.take(answers); err != nil {
			return p.sentences(cli.Failed(err))[0], nil
		}
	}
	return p.problemOf(q, answers), nil
}

// problemOf checks one answer by checking the config as it is so far: the same rules hold here and when it is read.
func (p *program) problemOf(q question, answers initAnswers) string {
	_, err := config.Parse([]byte(answers.document()), ".")
	var problems config.Problems
	if !errors.As(err, &problems) {
		return ""
	}
	for _, problem := range problems {
		if q.key != "" && (problem.Key == q.key || strings.HasPrefix(problem.Key, q.key+"[")) {
			return p.Say(problem.Phrase.Key, problem.Phrase.Args...)
		}
	}
	return ""
}

// askPINFor asks for a PIN twice without showing it; an empty one means that there is none.
func (p *program) askPINFor(tty *os.File, prompt string) (string, error) {
	first, err := p.askSecret(tty, prompt+":")
	if err != nil || first == "" {
		return "", err
	}
	second, err := p.askSecret(tty, p.Say("cmd.pin.again"))
	if err == nil && first != second {
		err = cli.Fail(nil, "cmd.pin.differ")
	}
	return first, err
}
