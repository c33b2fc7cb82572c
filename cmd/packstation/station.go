package main

import (
	"context"
	"errors"
	"io/fs"
	"strconv"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/store"
)

// load reads the station's config.
func (p *program) load() (config.Config, error) {
	c, err := config.Load(p.config)
	var problems config.Problems
	switch {
	case err == nil:
		return c, nil
	case errors.As(err, &problems):
		return c, cli.Failed(configError{file: p.config, problems: problems})
	case errors.Is(err, fs.ErrNotExist):
		return c, cli.Fail(err, "cmd.config.no-file", p.config)
	}
	return c, cli.Fail(err, "cmd.config.no-open", p.config, cli.Reason(err))
}

// warnings gives the sentences of what works and will surprise somebody.
func (p *program) warnings(all []config.Warning) []string {
	var lines []string
	for _, w := range all {
		sentence := p.Say(w.Phrase.Key, w.Phrase.Args...)
		if w.Line > 0 {
			sentence = p.Say("cmd.warn.line", p.config, strconv.Itoa(w.Line), sentence)
		}
		lines = append(lines, sentence)
	}
	return lines
}

// key opens the organisation key. Where there is a store already, a missing key is not replaced by a new one: the
// store's personal data can be read with the old one only.
func (p *program) key(c config.Config) (config.KeyFile, error) {
	if cli.Exists(c.Store) && !cli.Exists(c.KeyFile) {
		return config.KeyFile{}, cli.Fail(nil, "cmd.key.lost", c.KeyFile, c.Store)
	}
	key, err := config.OpenKey(c.KeyFile)
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, manifest.ErrKey):
		return key, cli.Fail(err, "cmd.key.unusable", c.KeyFile)
	}
	return key, cli.Fail(err, "cmd.key.no-open", c.KeyFile, cli.Reason(err))
}

// ask runs a question to the station's store, whether the station runs or not. Nothing is made that isn't there.
func (p *program) ask(ctx context.Context, question func(*store.Client) error) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	if !cli.Exists(c.Store) {
		return cli.Fail(fs.ErrNotExist, "cmd.store.none", c.Store)
	}
	key, err := p.key(c)
	if err != nil {
		return err
	}
	return p.connect(ctx, c, store.Options{Station: c.Station, Keys: key.Keys, Build: buildVersion(), ReadOnly: true}, question)
}

// connect reaches the store, asks and lets go of it again.
func (p *program) connect(ctx context.Context, c config.Config, o store.Options, question func(*store.Client) error) error {
	client, err := store.Connect(ctx, c.Store, o)
	if err != nil {
		return storeFailed(c, err)
	}
	return storeFailed(c, errors.Join(question(client), client.Close()))
}

// storeFailed gives an error of the store the sentence that names its file.
func storeFailed(c config.Config, err error) error {
	var ended *cli.Failure
	if err == nil || errors.As(err, &ended) {
		return err
	}
	if phrase := phraseOf(err); !phrase.IsZero() {
		return cli.Fail(err, phrase.Key, phrase.Args...)
	}
	return cli.Fail(err, "cmd.store.failed", c.Store, err.Error())
}
