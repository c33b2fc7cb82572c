package devicetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Line is a serial line made of a pty: the program opens Path, the test is the device at the other end. Path is a link
// that stays the same when the device is unplugged and plugged in again, as below /dev/serial/by-id.
type Line struct {
	Path string

	tb     testing.TB
	mu     sync.Mutex
	master *os.File
	slave  *os.File // kept open: a pty that nobody has open gives its other end errors
}

// NewLine makes a line with the device plugged in.
func NewLine(tb testing.TB) *Line {
	tb.Helper()
	l := &Line{tb: tb, Path: filepath.Join(tb.TempDir(), "device")}
	l.Plug()
	tb.Cleanup(l.Unplug)
	return l
}

// Plug plugs the device in.
func (l *Line) Plug() {
	l.tb.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		l.tb.Fatalf("cannot make a pty: %v", err)
	}
	makeRaw(l.tb, int(slave.Fd()))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.master, l.slave = pollable(l.tb, master), slave
	if err := os.Symlink(slave.Name(), l.Path); err != nil {
		l.tb.Fatalf("cannot link the pty: %v", err)
	}
}

// Unplug hangs the line up and takes its name away.
func (l *Line) Unplug() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.master == nil {
		return
	}
	_ = os.Remove(l.Path)
	_ = l.master.Close()
	_ = l.slave.Close()
	l.master = nil
}

// Read reads what the program sent.
func (l *Line) Read(p []byte) (int, error) { return l.end().Read(p) }

// Write sends bytes to the program.
func (l *Line) Write(p []byte) (int, error) { return l.end().Write(p) }

// end is the device's end, also when it was unplugged meanwhile: then it gives errors.
func (l *Line) end() *os.File {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.master
}

// pollable gives the pty's end as a file whose Close ends a Read and a Write that wait.
func pollable(tb testing.TB, master *os.File) *os.File {
	tb.Helper()
	defer func() { _ = master.Close() }()
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		tb.Fatalf("cannot make the pty pollable: %v", err)
	}
	return os.NewFile(uintptr(fd), "pty")
}

// makeRaw keeps the line from echoing before the program has opened it.
func makeRaw(tb testing.TB, fd int) {
	tb.Helper()
	mode, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		tb.Fatalf("cannot read pty settings: %v", err)
	}
	mode.Lflag &^= unix.ECHO | unix.ICANON | unix.ISIG | unix.IEXTEN
	mode.Iflag &^= unix.ICRNL | unix.INLCR | unix.IXON
	mode.Oflag &^= unix.OPOST
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, mode); err != nil {
		tb.Fatalf("cannot set pty: %v", err)
	}
}
