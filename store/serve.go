package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// The limits of a request over the local socket.
const (
	maxRequestBody   = 32 << 20
	maxRequestHeader = 16 << 10
	maxChanges       = 50_000
	readTimeout      = 30 * time.Second
	shutdownTimeout  = 2 * time.Second
)

// Bench is what a running bench does for other commands. Each function may be nil, and must not block.
type Bench struct {
	Changed func([]manifest.Change) // is told what an Apply has changed, after it is on disk
	Devices func() []Device         // tells how the devices are
}

// Device is how a device of a running bench is doing.
type Device struct {
	Role    string               `json:"role"` // scanner, scale or printer
	Address string               `json:"address"`
	State   manifest.DeviceState `json:"state"`
	Message manifest.Phrase      `json:"message"`
	Since   time.Time            `json:"since"`
}

// Serve answers the other commands over a socket beside the file, readable by the file's owner only, until the context
// ends; then it returns nil. A socket left over from a dead process is removed; one that answers is an error.
func Serve(ctx context.Context, s *Store, bench Bench) error {
	listener, remove, err := listen(s.path)
	if err != nil {
		return fmt.Errorf("cannot listen for commands: %w", err)
	}
	defer remove()
	server := &http.Server{
		Handler: handler(s, bench), ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, IdleTimeout: readTimeout,
		MaxHeaderBytes: maxRequestHeader, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err = <-done:
		return fmt.Errorf("cannot listen for commands: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		_ = server.Close()
	}
	<-done
	return nil
}

// api answers requests. Each answer is one JSON value; an error is a failure with its name.
type api struct {
	store *Store
	bench Bench
}

func handler(s *Store, bench Bench) http.Handler {
	a := api{store: s, bench: bench}
	mux := http.NewServeMux()
	route := func(pattern string, answer func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxRequestBody)
			value, err := answer(r)
			respond(w, value, err)
		})
	}
	route("GET /v1/head", func(r *http.Request) (any, error) { return s.Head(r.Context()) })
	route("GET /v1/epochs", func(r *http.Request) (any, error) { return s.Epochs(r.Context()) })
	route("GET /v1/records", a.records)
	route("GET /v1/cartons", a.cartons)
	route("GET /v1/carton", a.carton)
	route("GET /v1/order/cartons", func(r *http.Request) (any, error) {
		return s.CartonsOfOrder(r.Context(), r.URL.Query().Get("order"))
	})
	route("GET /v1/reference", func(r *http.Request) (any, error) {
		reference, err := s.Reference(r.Context())
		for i := range reference.Operators {
			reference.Operators[i].PINHash = "" // no other command needs it
		}
		return reference, err
	})
	route("GET /v1/orders", func(r *http.Request) (any, error) { return s.Orders(r.Context()) })
	route("GET /v1/verify", func(r *http.Request) (any, error) { return s.Verify(r.Context()) })
	route("GET /v1/devices", func(*http.Request) (any, error) {
		if bench.Devices == nil {
			return []Device{}, nil
		}
		return bench.Devices(), nil
	})
	route("POST /v1/apply", a.apply)
	route("POST /v1/candidates", a.candidates)
	return mux
}

func respond(w http.ResponseWriter, value any, err error) {
	status := http.StatusOK
	if err != nil {
		value, status = failureOf(err), http.StatusUnprocessableEntity
	}
	raw, err := json.Marshal(value)
	if err != nil {
		raw, status = []byte(`{"text":"cannot write the answer"}`), http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

func number(r *http.Request, name string) (uint64, error) {
	n, err := strconv.ParseUint(r.URL.Query().Get(name), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%w: %s is no number", ErrRequest, name)
	}
	return n, nil
}

func (a api) records(r *http.Request) (any, error) {
	var epoch manifest.Epoch
	from, errFrom := number(r, "from")
	limit, errLimit := number(r, "limit")
	if err := errors.Join(epoch.UnmarshalText([]byte(r.URL.Query().Get("epoch"))), errFrom, errLimit); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return a.store.Records(r.Context(), epoch, from, int(min(limit, MaxRecords)))
}

func (a api) cartons(r *http.Request) (any, error) {
	var after manifest.ID
	if err := after.UnmarshalText([]byte(r.URL.Query().Get("after"))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return a.store.CartonPage(r.Context(), after, MaxRecords)
}

// wirePast is a ledger.Past whose events travel as their bytes.
type wirePast struct {
	Work   ledger.Work       `json:"work"`
	Events []json.RawMessage `json:"events"`
}

func (a api) carton(r *http.Request) (any, error) {
	text := r.URL.Query().Get("code")
	code := manifest.Code{Kind: manifest.CodeText, Text: text}
	if label, err := manifest.ParseLabelCode(text); err == nil {
		code.Kind, code.Label = manifest.CodeLabel, label
	}
	past, err := a.store.CartonByCode(r.Context(), code)
	if err != nil {
		return nil, err
	}
	out := wirePast{Work: past.Work}
	for _, e := range past.Events {
		raw, err := ledger.Encode(e)
		if err != nil {
			return nil, err
		}
		out.Events = append(out.Events, raw)
	}
	return out, nil
}

type wireChanges struct {
	Cursor  uint64            `json:"cursor"`
	Changes []manifest.Change `json:"changes"`
}

func (a api) apply(r *http.Request) (any, error) {
	var in wireChanges
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if len(in.Changes) > maxChanges {
		return nil, fmt.Errorf("%w: %d changes, at most %d", ErrRequest, len(in.Changes), maxChanges)
	}
	if err := a.store.Apply(r.Context(), in.Cursor, in.Changes); err != nil {
		return nil, err
	}
	if a.bench.Changed != nil {
		a.bench.Changed(in.Changes)
	}
	return struct{}{}, nil
}
