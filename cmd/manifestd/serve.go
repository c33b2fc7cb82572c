package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/central/web"
	"packline/cmd/internal/cli"
	"packline/manifest"
)

// defaultListen is where the service listens unless it is told otherwise.
const defaultListen = "127.0.0.1:8420"

// stopWait is how long requests in hand may take when the service stops.
const stopWait = 10 * time.Second

func (p *program) serveCommand() *cobra.Command {
	var listen, prefix string
	cmd := p.Command("serve", "serve", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.serve(ctx, listen, prefix)
	})
	cmd.Flags().StringVar(&prefix, "gs1-prefix", "", p.Say("centre.flag.prefix"))
	cmd.Flags().StringVar(&listen, "listen", defaultListen, p.Say("centre.flag.listen"))
	return p.ofCentre(cmd)
}

// serve runs the service until the context ends.
func (p *program) serve(ctx context.Context, listen, prefix string) error {
	if err := loopbackOnly(listen); err != nil {
		return err
	}
	f := folder(p.data)
	if err := f.make(); err != nil {
		return err
	}
	release, serving, err := take(ctx, f)
	if err != nil {
		return err
	}
	if release == nil {
		return f.held(nil, serving)
	}
	defer release()
	log := slog.New(slog.NewJSONHandler(p.Errs, nil))
	o, err := openCentre(ctx, f, log)
	if err != nil {
		return err
	}
	err = p.lease(ctx, o.centre, prefix)
	if err == nil {
		err = p.listen(ctx, f, o, listen, log)
	}
	return errors.Join(err, o.storage.Close())
}

// examplePrefix is GS1's prefix for examples. It is leased of where nobody has given another, so that a bench can be
// tried; the service says so at every start.
const examplePrefix = "952"

// lease says of which company prefix stations get their carton numbers.
func (p *program) lease(ctx context.Context, c *central.Centre, prefix string) error {
	known, err := c.Prefix(ctx)
	if err != nil {
		return err
	}
	if prefix == "" && known == "" {
		prefix = examplePrefix
	}
	if prefix != "" && prefix != known {
		if len(prefix) < 3 || len(prefix) > 12 {
			return cli.Misuse("centre.prefix.wrong", prefix)
		}
		if err := c.SetPrefix(ctx, prefix); errors.Is(err, manifest.ErrSSCC) {
			return cli.Misuse("centre.prefix.wrong", prefix)
		} else if err != nil {
			return err
		}
		known = prefix
	}
	if known == examplePrefix {
		p.Tell(p.Say("centre.serve.prefix", known))
	}
	return nil
}

// loopbackOnly refuses every address but this machine's own: without certificates whoever listens on the way could read
// and speak for a station.
func loopbackOnly(listen string) error {
	if _, _, err := net.SplitHostPort(listen); err != nil {
		return cli.Misuse("centre.serve.address", listen)
	}
	address, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil {
		return cli.Misuse("centre.serve.address", listen)
	}
	if !address.IP.IsLoopback() {
		return cli.Misuse("centre.serve.loopback", listen)
	}
	return nil
}

func (p *program) listen(ctx context.Context, f folder, o *opened, listen string, log *slog.Logger) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return cli.Fail(err, "centre.serve.listen", listen, err.Error())
	}
	if !central.IsLoopback(listener.Addr().String()) {
		_ = listener.Close()
		return cli.Misuse("centre.serve.loopback", listen)
	}
	url := "http://" + listener.Addr().String()
	handler, err := pages(o, p)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := o.api.NewServer(handler)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	if err := f.announce(url); err != nil {
		return errors.Join(err, server.Close())
	}
	for _, warning := range o.key.Warnings {
		p.Tell(p.Say(warning.Phrase.Key, warning.Phrase.Args...))
	}
	if err := p.Print(p.Say("centre.serve.ready", url)); err != nil {
		return errors.Join(err, server.Close())
	}
	log.Info("serving", "address", url, "build", buildVersion(), "incarnation", o.centre.Incarnation(), "new_key", o.key.Made)
	select {
	case err := <-stopped:
		return cli.Fail(err, "centre.serve.listen", listen, err.Error())
	case <-ctx.Done():
	}
	log.Info("stopping")
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		log.Warn("requests were cut off", "err", err.Error())
		return server.Close()
	}
	log.Info("stopped")
	return nil
}

// pages puts the page beside the interface.
func pages(o *opened, p *program) (http.Handler, error) {
	mux := http.NewServeMux()
	page, err := web.New(o.centre, p.Book)
	if err != nil {
		return nil, err
	}
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /api", page)
	mux.Handle("/", o.api)
	return mux, nil
}
