package linktest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// Fault is what becomes of one request. The zero Fault is none.
type Fault struct {
	Cut    bool                // the request never arrives
	Lost   bool                // it is carried out and the answer is lost
	Delay  time.Duration       // before it is carried out
	Status int                 // something else answers with this status
	Body   string              // and this body
	Header map[string]string   // and these headers
	Half   bool                // half of the answer's body comes back
	Edit   func([]byte) []byte // changes the answer's body on its way
	Twice  bool                // it arrives twice; the second answer comes back
}

// Cable joins a station to a handler without sockets, so that a test may play days of it in a moment. It is a
// http.RoundTripper.
type Cable struct {
	Fault func(*http.Request) Fault // nil: none

	mu     sync.Mutex
	to     http.Handler
	pulled bool
	asked  map[string]int
}

// NewCable joins to a handler.
func NewCable(to http.Handler) *Cable { return &Cable{to: to, asked: map[string]int{}} }

// Join leads to another handler from now on.
func (c *Cable) Join(to http.Handler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = to
}

// Pull takes the cable out, or puts it in again.
func (c *Cable) Pull(out bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = out
}

// Asked counts the requests of a kind: hello, feed, blocks or events.
func (c *Cable) Asked(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[what]
}

func kindOf(r *http.Request) string {
	if r.Method == http.MethodPut {
		return "events"
	}
	return r.URL.Path[len("/v1/"):]
}

var (
	errUnplugged = errors.New("the cable is out")
	errLost      = errors.New("connection reset by peer")
)

// RoundTrip carries a request.
func (c *Cable) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	c.mu.Lock()
	c.asked[kindOf(r)]++
	pulled, to := c.pulled, c.to
	c.mu.Unlock()
	var f Fault
	if c.Fault != nil {
		f = c.Fault(r)
	}
	if pulled || f.Cut {
		return nil, errUnplugged
	}
	if f.Delay > 0 {
		if err := pause(r.Context(), f.Delay); err != nil {
			return nil, err
		}
	}
	if f.Status > 0 {
		return canned(r, f), nil
	}
	res := serve(to, r, body)
	if f.Twice {
		res = serve(to, r, body)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if f.Lost {
		return nil, errLost
	}
	return f.bend(res), nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func serve(to http.Handler, r *http.Request, body []byte) *http.Response {
	in := r.Clone(r.Context())
	in.Body, in.ContentLength, in.RequestURI = io.NopCloser(bytes.NewReader(body)), int64(len(body)), r.URL.RequestURI()
	in.RemoteAddr, in.Host = "127.0.0.1:40000", r.URL.Host
	w := httptest.NewRecorder()
	to.ServeHTTP(w, in)
	res := w.Result()
	res.Request = r
	return res
}

func canned(r *http.Request, f Fault) *http.Response {
	res := &http.Response{StatusCode: f.Status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(f.Body))), Request: r}
	for name, value := range f.Header {
		res.Header.Set(name, value)
	}
	return f.bend(res)
}

// bend changes an answer on its way.
func (f Fault) bend(res *http.Response) *http.Response {
	if !f.Half && f.Edit == nil {
		return res
	}
	raw, _ := io.ReadAll(res.Body) // from memory
	if f.Edit != nil {
		raw = f.Edit(raw)
	}
	var body io.Reader = bytes.NewReader(raw)
	if f.Half {
		body = io.MultiReader(bytes.NewReader(raw[:len(raw)/2]), broken{})
	}
	res.Body, res.ContentLength = io.NopCloser(body), -1
	return res
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
