// Package devicetest fakes devices at the byte level for tests: scripted conversations, scales and scanners on a pty,
// a printer on a TCP port, with their faults. It is imported from tests only.
package devicetest

import (
	"bytes"
	"io"
	"sync"
	"testing"
)

// Step is one turn of a conversation: what the program must write, and what the device says to it. A step that
// expects nothing is said at once.
type Step struct{ Expect, Send string }

// Script is a port that plays a conversation and fails the test on anything else, and on turns that were never taken.
type Script struct {
	tb testing.TB

	mu     sync.Mutex
	ready  *sync.Cond
	steps  []Step
	heard  []byte
	say    []byte
	closed bool
}

// NewScript makes a port that plays steps in order.
func NewScript(tb testing.TB, steps ...Step) *Script {
	tb.Helper()
	s := &Script{tb: tb, steps: steps}
	s.ready = sync.NewCond(&s.mu)
	s.advance()
	tb.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.steps) > 0 || len(s.heard) > 0 {
			tb.Errorf("script has %d turns left, and %q was heard in between", len(s.steps), s.heard)
		}
	})
	return s
}

// Read gives what the device says; it waits until there is something.
func (s *Script) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.say) == 0 && !s.closed {
		s.ready.Wait()
	}
	if len(s.say) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.say)
	s.say = s.say[n:]
	return n, nil
}

// Write takes what the program says and compares it with the script. What comes after the last turn is ignored: a
// program that polls goes on polling.
func (s *Script) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.steps) == 0 {
		return len(p), nil
	}
	s.heard = append(s.heard, p...)
	s.advance()
	if len(s.steps) > 0 && !bytes.HasPrefix([]byte(s.steps[0].Expect), s.heard) {
		s.tb.Errorf("device heard %q, the script expects %q", s.heard, s.steps[0].Expect)
	}
	return len(p), nil
}

func (s *Script) advance() {
	for len(s.steps) > 0 && bytes.HasPrefix(s.heard, []byte(s.steps[0].Expect)) {
		s.heard = s.heard[len(s.steps[0].Expect):]
		s.say = append(s.say, s.steps[0].Send...)
		s.steps = s.steps[1:]
	}
	if len(s.steps) == 0 {
		s.heard = nil
	}
	s.ready.Broadcast()
}

// Close ends the conversation.
func (s *Script) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.ready.Broadcast()
	return nil
}
