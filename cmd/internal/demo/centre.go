package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"packline/central"
	"packline/central/sqlite"
	"packline/central/web"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/phrases"
)

// Options say how the demo's centre is to be.
type Options struct {
	Keys  manifest.Keys // of the demo's organisation key
	Book  phrases.Book  // for the centre's page
	Build string
}

// centre is the demo's central manifest service: a real one, in this process, on a loopback port of its own.
type centre struct {
	*central.Centre
	storage *sqlite.Store
	server  *http.Server
	served  chan error
	url     string
}

// OpenCentre starts the centre in the demo's folder, gives it clients, lanes, operators, rates and orders, and sets the
// station's config to reach it over the Cable. After an error nothing is left running; otherwise Close ends it.
func (b *Bench) OpenCentre(ctx context.Context, o Options) error {
	c, err := openCentre(ctx, filepath.Join(b.dir, "centre"), o)
	if err != nil {
		return err
	}
	b.centre = c
	if err := b.furnish(ctx, o); err != nil {
		return errors.Join(err, b.Close())
	}
	return nil
}

func openCentre(ctx context.Context, dir string, o Options) (_ *centre, err error) {
	c := &centre{served: make(chan error, 1)}
	if c.storage, err = sqlite.Open(ctx, dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.storage.Close())
		}
	}()
	if c.Centre, err = central.New(ctx, c.storage, central.Options{Keys: o.Keys, Build: o.Build}); err != nil {
		return nil, err
	}
	page, err := web.New(c.Centre, o.Book)
	if err != nil {
		return nil, err
	}
	api := c.Handler(central.NewTokens(c.Centre, "")) // no administrator: the demo sets it up from within
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /api", page)
	mux.Handle("/", api)
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot listen on this machine: %w", err)
	}
	c.url, c.server = "http://"+listener.Addr().String(), api.NewServer(mux)
	go func() { c.served <- c.server.Serve(listener) }()
	return c, nil
}

// furnish puts in what a back office would: the station with its token first, what orders rest on before the orders.
func (b *Bench) furnish(ctx context.Context, o Options) error {
	if err := b.centre.SetPrefix(ctx, b.Config.GS1Prefix); err != nil {
		return err
	}
	token, err := b.centre.AddStation(ctx, b.Config.Station)
	if err != nil {
		return err
	}
	b.Config.Central = &config.Central{URL: b.centre.url, TokenFile: filepath.Join(b.dir, "station.token")}
	if err := os.WriteFile(b.Config.Central.TokenFile, []byte(token+"\n"), 0o600); err != nil {
		return fmt.Errorf("cannot keep the station's token: %w", err)
	}
	for _, client := range b.Config.Clients {
		err = errors.Join(err, b.centre.PutClient(ctx, client))
	}
	for _, lane := range b.Config.Lanes {
		err = errors.Join(err, b.centre.PutLane(ctx, lane))
	}
	for _, operator := range b.Config.Operators {
		err = errors.Join(err, b.centre.PutOperator(ctx, operator))
	}
	if err = errors.Join(err, b.centre.PutRates(ctx, b.Rates)); err != nil {
		return err
	}
	if _, err := b.centre.ImportOrders(ctx, b.Orders); err != nil {
		return err
	}
	if b.Config.Rulebook.Name == ByDate {
		return nil // a person may get any number of shipments: nobody comes first
	}
	b.neighbour, err = newNeighbour(ctx, b, o)
	return err
}

// Page is the address of the centre's page; empty without a centre.
func (b *Bench) Page() string {
	if b.centre == nil {
		return ""
	}
	return b.centre.url
}

// Close ends the centre, if there is one. What it took is on disk.
func (b *Bench) Close() error {
	if b.centre == nil {
		return nil
	}
	b.errand.Lock() // the other station finishes what it is at
	defer b.errand.Unlock()
	err := b.centre.server.Close()
	<-b.centre.served
	err = errors.Join(err, b.centre.storage.Close())
	b.centre, b.neighbour = nil, nil
	return err
}
