package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"packline/central"
	"packline/central/sqlite"
	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/sync/wire"
)

// opened is a centre with everything it stands on, held by this process.
type opened struct {
	storage central.Storage
	centre  *central.Centre
	api     *central.API
	key     config.KeyFile
	token   string
}

// openCentre opens the centre of a folder that this process holds.
func openCentre(ctx context.Context, f folder, log *slog.Logger) (*opened, error) {
	o := &opened{}
	var err error
	if o.token, err = f.adminToken(); err != nil {
		return nil, err
	}
	if o.key, err = f.keys(); err != nil {
		return nil, err
	}
	if o.storage, err = sqlite.Open(ctx, string(f)); err != nil {
		return nil, cli.Fail(err, "centre.storage", f.storage(), err.Error())
	}
	o.centre, err = central.New(ctx, o.storage, central.Options{Keys: o.key.Keys, Build: buildVersion(), Log: log})
	if err != nil {
		return nil, errors.Join(cli.Fail(err, "centre.storage", f.storage(), err.Error()), o.storage.Close())
	}
	o.api = o.centre.Handler(central.NewTokens(o.centre, o.token))
	return o, nil
}

// How long a command waits for another command that uses the folder, and how often it looks again.
const (
	holdWait = 5 * time.Second
	holdLook = 50 * time.Millisecond
)

// ask puts questions to the centre of the data folder: to the process that serves it, or to one opened here for as long
// as the questions take. Problems get their sentences. A folder without a centre is refused: a mistyped name would give
// an empty list for an answer.
func (p *program) ask(ctx context.Context, questions func(*client) error) error {
	f := folder(p.data)
	if !cli.Exists(f.storage()) {
		return cli.Fail(nil, "centre.folder.none", p.data)
	}
	return p.askOf(ctx, f, questions)
}

// askNew is ask for what may come before the first start of the service: it makes the folder, in one that is there.
func (p *program) askNew(ctx context.Context, questions func(*client) error) error {
	f := folder(p.data)
	if !cli.Exists(filepath.Dir(filepath.Clean(p.data))) {
		return cli.Fail(nil, "centre.folder.none", p.data)
	}
	if err := f.make(); err != nil {
		return err
	}
	return p.askOf(ctx, f, questions)
}

func (p *program) askOf(ctx context.Context, f folder, questions func(*client) error) error {
	c, leave, err := reach(ctx, f)
	if err != nil {
		return err
	}
	return told(errors.Join(questions(c), leave()))
}

// reach finds the centre.
func reach(ctx context.Context, f folder) (*client, func() error, error) {
	release, serving, err := take(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	if release != nil {
		return here(ctx, f, release)
	}
	token, err := f.adminToken()
	return remote(serving.URL, token), func() error { return nil }, err
}

// take holds the folder for this process, or gives the process that serves it. A command that has it ends soon, so it is
// waited for.
func take(ctx context.Context, f folder) (release func(), serving holder, err error) {
	ctx, cancel := context.WithTimeout(ctx, holdWait)
	defer cancel()
	for {
		release, ok, err := f.hold()
		if err != nil || ok {
			return release, holder{}, err
		}
		h, known := f.holding()
		if known && h.URL != "" {
			return nil, h, nil
		}
		select {
		case <-ctx.Done():
			return nil, h, f.held(ctx.Err(), h)
		case <-time.After(holdLook):
		}
	}
}

// held is the failure of a folder that another process has.
func (f folder) held(cause error, h holder) error {
	return cli.Fail(cause, "centre.folder.held", string(f), strconv.Itoa(h.PID))
}

// here opens the centre in this process and reaches it without a network.
func here(ctx context.Context, f folder, release func()) (*client, func() error, error) {
	o, err := openCentre(ctx, f, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		release()
		return nil, nil, err
	}
	c := &client{http: &http.Client{Transport: inProcess{o.api}, CheckRedirect: stay}, base: "http://localhost", token: o.token}
	return c, func() error {
		defer release()
		return o.storage.Close()
	}, nil
}

// told gives a refusal of the centre its sentence.
func told(err error) error {
	var own *cli.Failure
	var problem *central.Refused
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case errors.Is(err, context.Canceled):
		return cli.Fail(err, "cli.interrupted")
	case !errors.As(err, &problem):
		return err
	}
	if problem.Why != nil {
		return &cli.Failure{Phrase: *problem.Why, About: problem.What, Cause: err, Code: cli.ExitFailed}
	}
	switch problem.Code {
	case wire.CodeToken:
		return cli.Fail(err, "centre.problem.token")
	case wire.CodeBusy:
		return cli.Fail(err, "centre.problem.busy")
	case wire.CodeInside:
		if problem.Detail == wire.DetailFull {
			return cli.Fail(err, "centre.problem.full")
		}
		return cli.Fail(err, "centre.problem.inside")
	}
	return cli.Fail(err, "centre.problem.refused", problem.Detail)
}
