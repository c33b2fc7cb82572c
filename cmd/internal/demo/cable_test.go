package demo

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestCableCutsWhatIsUnderWay(t *testing.T) {
	polled := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/poll": // no answer until the line is cut
			polled <- struct{}{}
			<-r.Context().Done()
		case "/half": // an answer that stops in the middle
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		default:
			_, _ = io.WriteString(w, "whole")
		}
	}))
	defer server.Close()
	c := newCable()
	defer c.CloseIdleConnections()
	get := func(path string, begun func()) (string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.RoundTrip(r)
		if err != nil {
			return "", err
		}
		defer func() { _ = res.Body.Close() }()
		begun()
		raw, err := io.ReadAll(res.Body)
		return string(raw), err
	}
	works := func() {
		t.Helper()
		if got, err := get("/", func() {}); got != "whole" || err != nil {
			t.Errorf("the cable is in: got %q, %v", got, err)
		}
	}
	refuses := func() {
		t.Helper()
		if _, err := get("/", func() {}); !errors.Is(err, errPulled) {
			t.Errorf("the cable is out: got %v", err)
		}
	}
	works()
	go func() {
		<-polled
		c.Pull()
	}()
	if _, err := get("/poll", func() {}); !errors.Is(err, errPulled) {
		t.Errorf("a poll that is cut off: got %v", err)
	}
	refuses()
	c.Plug()
	works()
	if _, err := get("/half", c.Pull); err == nil {
		t.Error("an answer that is cut off ends as if it were whole")
	}
	refuses()
	c.Plug()
	works()
}
