package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Client asks a store on behalf of a command: the process that holds the file, or the file itself when nobody holds
// it. Both ways the same questions get the same answers, because both go through the same handler.
type Client struct {
	http   http.Client
	direct *Store // nil when another process answers
}

const (
	connectPatience = time.Second // for a station that has the file and doesn't listen yet
	connectPause    = 50 * time.Millisecond
	applyChunk      = 500
	maxAnswer       = 1 << 30
)

// Connect reaches the store at a path. A file that nobody holds is opened with the options, and let go by Close.
// Errors are those of Open; HeldError when a process has the file and doesn't answer.
func Connect(ctx context.Context, path string, o Options) (*Client, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, fmt.Errorf("cannot reach store: %w", err)
	}
	patience, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	for {
		if conn, err := dial(ctx, path); err == nil {
			_ = conn.Close()
			return overSocket(path), nil
		}
		s, err := Open(path, o)
		if err == nil {
			return direct(s), nil
		}
		var held *HeldError
		if !errors.As(err, &held) {
			return nil, err
		}
		select {
		case <-patience.Done():
			return nil, err
		case <-time.After(connectPause):
		}
	}
}

func overSocket(path string) *Client {
	return &Client{http: http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, path) },
	}}}
}

func direct(s *Store) *Client {
	return &Client{http: http.Client{Transport: inProcess{handler(s, Bench{})}}, direct: s}
}

// Live reports whether a running process answers.
func (c *Client) Live() bool { return c.direct == nil }

// Close lets go of the connection or the file.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	if c.direct != nil {
		return c.direct.Close()
	}
	return nil
}

// inProcess answers requests by a handler, without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip answers one request.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	a := &answer{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(a, r)
	return &http.Response{
		StatusCode: a.status, Status: http.StatusText(a.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: r,
	}, nil
}

type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header           { return a.header }
func (a *answer) WriteHeader(status int)        { a.status = status }
func (a *answer) Write(raw []byte) (int, error) { return a.body.Write(raw) }

// ask sends a request and reads its answer; in is nil for a question.
func (c *Client) ask(ctx context.Context, path string, query url.Values, in, out any) error {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("cannot ask the station: %w", err)
		}
		method, body = http.MethodPost, bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, (&url.URL{Scheme: "http", Host: "store", Path: path, RawQuery: query.Encode()}).String(), body)
	if err != nil {
		return fmt.Errorf("cannot ask the station: %w", err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("cannot ask the station: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("cannot read the station's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		var f failure
		if json.Unmarshal(raw, &f) != nil || f.Text == "" {
			f = failure{Text: fmt.Sprintf("cannot ask the station: it answered %d", resp.StatusCode)}
		}
		return &f
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("cannot read the station's answer: %w", err)
	}
	return nil
}

// Head is Store.Head.
func (c *Client) Head(ctx context.Context) (out ledger.Head, err error) {
	err = c.ask(ctx, "/v1/head", nil, nil, &out)
	return out, err
}

// Epochs is Store.Epochs.
func (c *Client) Epochs(ctx context.Context) (out []Epoch, err error) {
	err = c.ask(ctx, "/v1/epochs", nil, nil, &out)
	return out, err
}

// Records is Store.Records.
func (c *Client) Records(ctx context.Context, epoch manifest.Epoch, from uint64, limit int) (out []ledger.Record, err error) {
	query := url.Values{"epoch": {epoch.String()}, "from": {strconv.FormatUint(from, 10)}, "limit": {strconv.Itoa(limit)}}
	err = c.ask(ctx, "/v1/records", query, nil, &out)
	return out, err
}

// Cartons is Store.Cartons.
func (c *Client) Cartons(ctx context.Context) iter.Seq2[manifest.Carton, error] {
	return pages(func(after manifest.ID) (page []manifest.Carton, err error) {
		err = c.ask(ctx, "/v1/cartons", url.Values{"after": {after.String()}}, nil, &page)
		return page, err
	})
}

// CartonsOfOrder is Store.CartonsOfOrder.
func (c *Client) CartonsOfOrder(ctx context.Context, order string) (out []manifest.Carton, err error) {
	err = c.ask(ctx, "/v1/order/cartons", url.Values{"order": {order}}, nil, &out)
	return out, err
}

// Carton finds a carton by its id, the text of its 2D code, its SSCC or its tracking number, as Store.CartonByCode.
func (c *Client) Carton(ctx context.Context, code string) (ledger.Past, error) {
	var in wirePast
	if err := c.ask(ctx, "/v1/carton", url.Values{"code": {code}}, nil, &in); err != nil {
		return ledger.Past{}, err
	}
	out := ledger.Past{Work: in.Work}
	for _, raw := range in.Events {
		event, err := ledger.Decode(raw)
		if err != nil {
			return out, fmt.Errorf("cannot read the station's answer: %w", err)
		}
		out.Events = append(out.Events, event)
	}
	return out, nil
}

// Reference is Store.Reference.
func (c *Client) Reference(ctx context.Context) (out Reference, err error) {
	err = c.ask(ctx, "/v1/reference", nil, nil, &out)
	return out, err
}

// Devices tells how the devices of a running bench are; none when no bench runs.
func (c *Client) Devices(ctx context.Context) (out []Device, err error) {
	err = c.ask(ctx, "/v1/devices", nil, nil, &out)
	return out, err
}

// Orders is Store.Orders.
func (c *Client) Orders(ctx context.Context) (out int, err error) {
	err = c.ask(ctx, "/v1/orders", nil, nil, &out)
	return out, err
}

// Verify is Store.Verify.
func (c *Client) Verify(ctx context.Context) (out Report, err error) {
	err = c.ask(ctx, "/v1/verify", nil, nil, &out)
	return out, err
}

// Apply is Store.Apply. An import (cursor 0) goes in pieces, so that a packing station never waits long for its disk:
// when it fails, the pieces before are there, and the whole may be tried again.
func (c *Client) Apply(ctx context.Context, cursor uint64, changes []manifest.Change) error {
	chunk := max(len(changes), 1)
	if cursor == 0 {
		chunk = applyChunk
	}
	for first := 0; first == 0 || first < len(changes); first += chunk {
		part := changes[first:min(first+chunk, len(changes))]
		var done struct{}
		if err := c.ask(ctx, "/v1/apply", nil, wireChanges{Cursor: cursor, Changes: part}, &done); err != nil {
			return err
		}
	}
	return nil
}
