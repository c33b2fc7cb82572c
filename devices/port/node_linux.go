package port

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// node is an open device file below /dev: non-blocking, waited for by the runtime's poller, held by a lock that
// another packline sees.
type node struct {
	file   *os.File
	name   string // as a person knows it
	path   string // empty: nothing to look at
	opened os.FileInfo
	closed atomic.Bool

	looked time.Time // when it was last asked whether it is there
	stuck  atomic.Bool
}

// openNode opens a device file and locks it: several programs may read a HID device at once, and would share its
// reports.
func openNode(path, name string) (*node, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nodeError(err, name)
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = unix.Close(fd)
		return nil, nodeError(err, name)
	}
	n := newNode(fd, name)
	n.path = path
	if n.opened, err = n.file.Stat(); err != nil {
		_ = n.Close()
		return nil, nodeError(err, name)
	}
	return n, nil
}

// newNode takes a non-blocking file descriptor.
func newNode(fd int, name string) *node {
	return &node{file: os.NewFile(uintptr(fd), name), name: name, looked: time.Now()}
}

// Read gives what one read of the device gives, or (0, nil) after a Tick. A buffer must hold a whole report: the rest
// of a longer one is lost.
func (n *node) Read(b []byte) (int, error) {
	if err := n.file.SetReadDeadline(time.Now().Add(Tick)); err != nil {
		return 0, n.failed(err)
	}
	got, err := n.file.Read(b)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return 0, n.present()
	case err != nil:
		return 0, n.failed(err)
	}
	return got, nil
}

// present looks now and then whether the node of an idle device is still the one that was opened: some drivers wake
// nobody up when their device is pulled.
func (n *node) present() error {
	if n.path == "" || time.Since(n.looked) < presenceEvery {
		return nil
	}
	n.looked = time.Now()
	if now, err := os.Stat(n.path); err != nil || !os.SameFile(now, n.opened) {
		return fail(ErrGone, err, n.name)
	}
	return nil
}

// Write sends one report. The kernel waits for the device whatever the file's mode says, so it has a goroutine that
// is left behind when it hangs; the kernel ends it after some seconds.
func (n *node) Write(b []byte) (int, error) {
	err := n.watched(func() error {
		if err := n.file.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
			return err
		}
		_, err := n.file.Write(append([]byte(nil), b...))
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// watched runs a request to the device and waits for at most WriteTimeout. After one that hung no other may follow.
func (n *node) watched(request func() error) error {
	if n.stuck.Load() {
		return fail(ErrStuck, nil, n.name)
	}
	done := make(chan error, 1)
	go func() { done <- request() }()
	timer := time.NewTimer(WriteTimeout)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return n.failed(err)
		}
		return nil
	case <-timer.C:
		n.stuck.Store(true)
		return fail(ErrStuck, nil, n.name)
	}
}

// control runs a request on the file descriptor.
func (n *node) control(request func(fd uintptr) error) error {
	raw, err := n.file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = request(fd) }); err != nil {
		return err
	}
	return failed
}

// Close ends a Read that waits. It doesn't wait for a request that hangs.
func (n *node) Close() error {
	if n.closed.Swap(true) {
		return nil
	}
	if n.stuck.Load() {
		go func() { _ = n.file.Close() }()
		return nil
	}
	return n.file.Close()
}

// failed names what went wrong after the device was opened.
func (n *node) failed(err error) error {
	switch {
	case n.closed.Load(), errors.Is(err, os.ErrClosed):
		return fail(ErrClosed, err, n.name)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fail(ErrStuck, err, n.name)
	case errors.Is(err, io.EOF), errors.Is(err, unix.EIO), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO), errors.Is(err, unix.ESHUTDOWN):
		return fail(ErrGone, err, n.name)
	case errors.Is(err, unix.EPIPE), errors.Is(err, unix.EPROTO), errors.Is(err, unix.ETIMEDOUT), errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return fail(ErrRejected, err, n.name) // the device said no, or didn't answer
	}
	return fail(ErrGone, err, n.name)
}

// nodeError names what went wrong while a device was opened.
func nodeError(err error, name string) error {
	switch {
	case errors.Is(err, unix.EBUSY), errors.Is(err, unix.EWOULDBLOCK):
		return fail(ErrBusy, err, name)
	case errors.Is(err, fs.ErrPermission):
		return fail(ErrPermission, err, name)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		return fail(ErrNotFound, err, name)
	}
	return fail(ErrGone, err, name)
}
