package port

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// maxJob bounds a print job that is collected in memory: labels are some kilobytes, with pictures some hundred.
const maxJob = 16 << 20

// submitTimeout is how long handing a job over may take when no write deadline says otherwise.
const submitTimeout = 15 * time.Second

var errJobTooLong = errors.New("cannot print: the job is longer than 16 MiB")

// spool collects a print job and hands it over whole: a queue has no way back and no half jobs.
type spool struct {
	name   string
	submit func(ctx context.Context, job []byte) error

	mu       sync.Mutex
	job      bytes.Buffer
	done     bool // handed over, or thrown away
	deadline time.Time
	cancel   context.CancelFunc // of the submission that is on
}

func (s *spool) Read([]byte) (int, error) { return 0, fail(ErrOneWay, nil, s.name) }

func (s *spool) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.done:
		return 0, fail(ErrClosed, nil, s.name)
	case s.job.Len()+len(b) > maxJob:
		return 0, fail(ErrStuck, errJobTooLong, s.name)
	}
	return s.job.Write(b)
}

// CloseWrite hands the job over. An empty job is none. It works once; Close breaks it off.
func (s *spool) CloseWrite() error {
	s.mu.Lock()
	if s.done {
		s.mu.Unlock()
		return fail(ErrClosed, nil, s.name)
	}
	s.done = true
	deadline := s.deadline
	if deadline.IsZero() {
		deadline = time.Now().Add(submitTimeout)
	}
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	s.cancel = cancel
	s.mu.Unlock()
	if s.job.Len() == 0 {
		return nil
	}
	return s.submit(ctx, s.job.Bytes())
}

// Close throws away what wasn't handed over.
func (s *spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = true
	if s.cancel != nil {
		s.cancel()
	}
	return nil
}

func (s *spool) SetDeadline(t time.Time) error { return s.SetWriteDeadline(t) }

// SetReadDeadline has nothing to do: no Read waits.
func (s *spool) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline limits the CloseWrite that follows.
func (s *spool) SetWriteDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadline = t
	return nil
}

func (s *spool) LocalAddr() net.Addr  { return linkAddr(s.name) }
func (s *spool) RemoteAddr() net.Addr { return linkAddr(s.name) }

// linkAddr is the name of a link that isn't a network's.
type linkAddr string

func (linkAddr) Network() string  { return "device" }
func (a linkAddr) String() string { return string(a) }
