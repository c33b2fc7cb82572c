//go:build unix

package store

import (
	"fmt"
	"net"
	"sync"
	"syscall"
)

// listenPrivate makes the socket with mode 0600 from its first moment on. The umask is the whole process's: files made
// at the same time by others only get tighter.
func listenPrivate(at string) (net.Listener, error) {
	umaskMu.Lock()
	defer umaskMu.Unlock()
	before := syscall.Umask(0o177)
	defer syscall.Umask(before)
	listener, err := net.Listen("unix", at)
	if err != nil {
		return nil, fmt.Errorf("cannot open socket: %w", err)
	}
	return listener, nil
}

var umaskMu sync.Mutex // two listeners at once would restore each other's mask
