package port

import (
	"context"
	"errors"
	"testing"
)

func TestSpoolHandsOverOnceAndWhole(t *testing.T) {
	var jobs []string
	refused := errors.New("no such queue")
	fresh := func(err error) *spool {
		jobs = nil
		return &spool{name: "cups:x", submit: func(_ context.Context, job []byte) error {
			jobs = append(jobs, string(job))
			return err
		}}
	}
	s := fresh(refused)
	for _, part := range []string{"^XA", "^XZ"} {
		if n, err := s.Write([]byte(part)); n != 3 || err != nil {
			t.Errorf("write: %d, %v", n, err)
		}
	}
	if _, err := s.Read(make([]byte, 8)); !errors.Is(err, ErrOneWay) {
		t.Errorf("read: %v", err)
	}
	if err := s.CloseWrite(); !errors.Is(err, refused) || len(jobs) != 1 || jobs[0] != "^XA^XZ" {
		t.Errorf("handed over %q, %v", jobs, err)
	}
	if err := s.CloseWrite(); !errors.Is(err, ErrClosed) || len(jobs) != 1 {
		t.Errorf("handed over again: %q, %v", jobs, err)
	}
	if _, err := s.Write([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("write after the end: %v", err)
	}
	s = fresh(nil)
	if err := s.CloseWrite(); err != nil || len(jobs) != 0 {
		t.Errorf("an empty job: %q, %v", jobs, err)
	}
	s = fresh(nil)
	_, _ = s.Write([]byte("^XA"))
	if err := s.Close(); err != nil || len(jobs) != 0 {
		t.Errorf("a job given up was handed over: %q, %v", jobs, err)
	}
	s = fresh(nil)
	if _, err := s.Write(make([]byte, maxJob+1)); !errors.Is(err, ErrStuck) {
		t.Errorf("a job without end: %v", err)
	}
}
