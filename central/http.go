package central

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"packline/sync/wire"
)

// The limits on a request as a whole. Those on its body are with its route.
const (
	maxHeader     = 16 << 10
	maxPath       = 2048
	headerTimeout = 5 * time.Second
	readTimeout   = time.Minute     // a push of 1 MiB on a line of 256 kbit/s
	writeTimeout  = 2 * time.Minute // longer than a long poll and a slow answer together
	idleTimeout   = 2 * time.Minute
)

// API is the centre's HTTP interface: what stations say (the routes of package wire) and what people ask for. It is
// described by the document that OpenAPI gives. It reads who speaks from the Authenticator alone, never from a path or
// a body, and holds to its limits before it does any work. It is safe for concurrent use.
type API struct {
	centre *Centre
	auth   Authenticator
	log    *slog.Logger
	turns  *turns
	mux    *http.ServeMux
	ending chan struct{}
	end    sync.Once
}

// Handler makes the HTTP interface of the centre. People's routes are refused to everyone unless auth is a
// PeopleAuthenticator too.
func (c *Centre) Handler(auth Authenticator) *API {
	a := &API{centre: c, auth: auth, log: c.log, turns: newTurns(), mux: http.NewServeMux(), ending: make(chan struct{})}
	for _, rt := range routes() {
		a.mux.HandleFunc(rt.method+" "+rt.path, func(w http.ResponseWriter, r *http.Request) { a.serve(rt, w, r) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { a.elsewhere(w, r) })
	return a
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.Path) > maxPath || len(r.URL.RawQuery) > maxPath {
		a.refuse(w, &request{Request: r}, tooLong("address"))
		return
	}
	a.mux.ServeHTTP(w, r)
}

// EndPolls lets every waiting feed answer at once, and every later one not wait: for a server that is about to stop.
func (a *API) EndPolls() { a.end.Do(func() { close(a.ending) }) }

// NewServer makes a server with the limits and timeouts of this interface around a handler that holds it. Its feeds
// end when it shuts down.
func (a *API) NewServer(h http.Handler) *http.Server {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	s.RegisterOnShutdown(a.EndPolls)
	return s
}

// speaker is who may ask for a route.
type speaker int

const (
	byAnyone  speaker = iota
	byStation         // with a station's token
	byPerson          // with the administrator's token, on this machine
)

// route is one line of the interface. The path's wildcards are those of net/http.
type route struct {
	method, path string
	who          speaker
	serve        func(*API, *request) (any, error)
}

// routes is the whole interface.
func routes() []route {
	return []route{
		{http.MethodPost, "/v1/hello", byStation, (*API).hello},
		{http.MethodPut, "/v1/stations/{name}/epochs/{epoch}/events/{range}", byStation, (*API).push},
		{http.MethodGet, "/v1/feed", byStation, (*API).feed},
		{http.MethodPost, "/v1/blocks", byStation, (*API).block},

		{http.MethodGet, "/v1/stations", byPerson, (*API).stations},
		{http.MethodPost, "/v1/stations", byPerson, (*API).addStation},
		{http.MethodPost, "/v1/orders", byPerson, (*API).importOrders},
		{http.MethodPost, "/v1/orders/check", byPerson, (*API).screenOrders},
		{http.MethodPost, "/v1/orders/{order}/cancel", byPerson, (*API).cancelOrder},
		{http.MethodPut, "/v1/clients", byPerson, (*API).putClients},
		{http.MethodPut, "/v1/lanes", byPerson, (*API).putLanes},
		{http.MethodPut, "/v1/operators", byPerson, (*API).putOperators},
		{http.MethodPut, "/v1/fx", byPerson, (*API).putRates},
		{http.MethodPut, "/v1/rulebooks", byPerson, (*API).putRulebooks},
		{http.MethodGet, "/v1/cartons", byPerson, (*API).cartons},
		{http.MethodGet, "/v1/loads", byPerson, (*API).loads},
		{http.MethodPost, "/v1/loads", byPerson, (*API).openLoad},
		{http.MethodPost, "/v1/loads/{load}/cartons", byPerson, (*API).addToLoad},
		{http.MethodPost, "/v1/loads/{load}/removals", byPerson, (*API).removeFromLoad},
		{http.MethodPost, "/v1/loads/{load}/move", byPerson, (*API).moveLoad},
		{http.MethodPost, "/v1/loads/{load}/close", byPerson, (*API).closeLoad},
		{http.MethodPost, "/v1/loads/{load}/depart", byPerson, (*API).departLoad},
		{http.MethodPost, "/v1/loads/{load}/arrive", byPerson, (*API).arriveLoad},
		{http.MethodPost, "/v1/backups", byPerson, (*API).reportBackup},
		{http.MethodGet, "/v1/verify", byPerson, (*API).verify},

		{http.MethodGet, "/healthz", byAnyone, (*API).healthy},
		{http.MethodGet, "/readyz", byAnyone, (*API).ready},
		{http.MethodGet, "/openapi.json", byAnyone, (*API).describe},
	}
}

// request is one request on its way: who speaks, and what has been read of it.
type request struct {
	*http.Request
	w       http.ResponseWriter
	route   string
	station string
	nonce   string
	status  int // of a success; 0 means 200
}

// serve lets a request in, carries it out and answers.
func (a *API) serve(rt route, w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	q := &request{Request: r, w: w, route: rt.method + " " + rt.path}
	err := a.admit(rt, q)
	var answer any
	if err == nil {
		answer, err = rt.serve(a, q)
	}
	if gone := r.Context().Err(); err != nil && gone != nil {
		err = gone // nobody reads the answer, and whatever was cut short is no fault
	}
	if err != nil {
		a.refuse(w, q, err)
		return
	}
	if answer != nil {
		a.answer(w, q, answer)
	}
	a.log.Debug("answered", "route", q.route, "station", q.station, "took", time.Since(began).String())
}

// admit finds out who speaks, before anything else of the request is looked at.
func (a *API) admit(rt route, q *request) error {
	switch rt.who {
	case byStation:
		name, err := a.auth.Station(q.Request)
		if err != nil {
			return unproven(err)
		}
		q.station = name
		return speaks(q.Header.Get(wire.HeaderProtocol))
	case byPerson:
		people, ok := a.auth.(PeopleAuthenticator)
		if !ok {
			return unproven(ErrNobody)
		}
		if err := people.Person(q.Request); err != nil {
			return unproven(err)
		}
	}
	return nil
}

// speaks refuses a protocol that this program doesn't understand.
func speaks(header string) error {
	v, err := strconv.Atoi(header)
	if err != nil || v < wire.Oldest || v > wire.Version {
		return &refusal{
			status: http.StatusBadRequest, code: wire.CodeVersion,
			detail: "the header " + wire.HeaderProtocol + " names no protocol between " + strconv.Itoa(wire.Oldest) + " and " + strconv.Itoa(wire.Version),
		}
	}
	return nil
}

// elsewhere answers what is no route, or no method of one.
func (a *API) elsewhere(w http.ResponseWriter, r *http.Request) {
	q := &request{Request: r, w: w}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); pattern != "/" {
			w.Header().Add("Allow", method)
		}
	}
	if w.Header().Get("Allow") != "" {
		a.refuse(w, q, &refusal{status: http.StatusMethodNotAllowed, code: wire.CodeNotFound, detail: "this address doesn't take the method"})
		return
	}
	a.refuse(w, q, notFound("there is nothing at this address"))
}

// withEnd gives a context that also ends when feeds are to end.
func (a *API) withEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		select {
		case <-a.ending:
			cancel(errEnding)
		case <-done:
		}
	}()
	return ctx, func() { close(done); cancel(nil) }
}

var errEnding = errors.New("cannot wait: the service stops")

func (a *API) healthy(*request) (any, error) { return map[string]string{"status": "up"}, nil }

// ready says whether the storage answers.
func (a *API) ready(q *request) (any, error) {
	if err := a.centre.storage.View(q.Context(), func(Tx) error { return nil }); err != nil {
		return nil, &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, detail: "the storage doesn't answer", cause: err}
	}
	if a.centre.full.Load() { // it is asked again, so that room is noticed without a station's help
		err := a.centre.update(q.Context(), func(w *work) error { return w.noteLife(a.centre.run) })
		if errors.Is(err, ErrFull) {
			return nil, &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, detail: wire.DetailFull, cause: err}
		}
	}
	return map[string]string{"status": "ready"}, nil
}

func (a *API) describe(*request) (any, error) { return json.RawMessage(OpenAPI()), nil }
