//go:build linux

package floortest

import (
	"os"
	"sync"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Line is a serial line: the program opens Path, the test holds the other end. It can be pulled out and plugged in
// again under the same path, as a USB adapter with a udev name is.
type Line struct {
	Path string

	mu     sync.Mutex
	ours   *os.File
	theirs *os.File // held open, so that the line stays up while no program has it
}

// NewLine makes a line that ends with the test.
func NewLine(t testing.TB, path string) *Line {
	t.Helper()
	l := &Line{Path: path}
	l.Plug(t)
	t.Cleanup(func() { l.Unplug(t) })
	return l
}

// Plug puts the line in.
func (l *Line) Plug(t testing.TB) {
	t.Helper()
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Fatalf("cannot open a pseudo-terminal: %v", err)
	}
	if _, err := term.MakeRaw(int(theirs.Fd())); err != nil {
		t.Fatalf("cannot set a pseudo-terminal to raw: %v", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ours, l.theirs = ours, theirs
	if err := os.Symlink(theirs.Name(), l.Path); err != nil {
		t.Fatal(err)
	}
}

// Unplug pulls the line out: the program's end sees a hang-up, and the path is gone.
func (l *Line) Unplug(t testing.TB) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ours == nil {
		return
	}
	_ = os.Remove(l.Path)
	_ = l.theirs.Close()
	_ = l.ours.Close()
	l.ours, l.theirs = nil, nil
}

// Free ends the exclusive hold that a killed program left on the line. A real line drops it when its last user is
// gone, but here the test is a user too.
func (l *Line) Free() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.theirs != nil {
		_ = unix.IoctlSetInt(int(l.theirs.Fd()), unix.TIOCNXCL, 0)
	}
}

// Send writes bytes as the device does. On a line that is unplugged they are lost.
func (l *Line) Send(b []byte) {
	if ours := l.end(); ours != nil {
		_, _ = ours.Write(b)
	}
}

// Scan sends a code as a scanner with a CR behind it does.
func (l *Line) Scan(code string) { l.Send([]byte(code + "\r")) }

func (l *Line) end() *os.File {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ours
}
