package main

import (
	"io"
	"net/http"
	"sync"
)

// inProcess carries requests to a handler of this process, so that a command asks the same interface whether the
// service runs or not.
type inProcess struct{ handler http.Handler }

// RoundTrip serves a request and gives its answer as soon as its head is there; the body follows as it is written.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RemoteAddr, in.RequestURI = "127.0.0.1:0", r.URL.RequestURI()
	if in.Body == nil {
		in.Body = http.NoBody
	}
	read, write := io.Pipe()
	w := &pipedAnswer{header: http.Header{}, body: write, begun: make(chan struct{})}
	go w.serve(t.handler, in)
	<-w.begun
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: read, ContentLength: -1, Request: r,
	}, nil
}

// pipedAnswer is a ResponseWriter over a pipe. The head is whole once begun is closed.
type pipedAnswer struct {
	header, sent http.Header
	status       int
	body         *io.PipeWriter
	once         sync.Once
	begun        chan struct{}
}

func (w *pipedAnswer) serve(h http.Handler, r *http.Request) {
	defer func() {
		failed := recover()
		w.WriteHeader(http.StatusOK)
		if failed != nil { // the handler gave up in the middle: so must whoever reads
			_ = w.body.CloseWithError(io.ErrUnexpectedEOF)
			return
		}
		_ = w.body.Close()
	}()
	h.ServeHTTP(w, r)
}

// Header gives the head that is sent with the first byte.
func (w *pipedAnswer) Header() http.Header { return w.header }

// WriteHeader sends the head, once.
func (w *pipedAnswer) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	})
}

// Write hands bytes to whoever reads.
func (w *pipedAnswer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
