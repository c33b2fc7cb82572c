package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// maxSocketPath is what fits into sockaddr_un everywhere: 104 bytes on macOS, 108 on Linux and Windows, with the NUL.
const maxSocketPath = 103

const dialTimeout = 500 * time.Millisecond

const socketFolder = "packline-"

// socketPath is where a store's process listens, unless that is too long for a socket.
func socketPath(path string) string { return path + ".sock" }

// listen opens the socket and gives what removes it again. A path that is too long for a socket gets one in a private
// folder of the system's temporary files instead, and the side file says where.
func listen(path string) (net.Listener, func(), error) {
	h, _ := readHolder(path)
	removeStale(path, h.Socket)
	h.PID, h.Socket = os.Getpid(), ""
	at := socketPath(path)
	if len(at) > maxSocketPath {
		dir, err := os.MkdirTemp("", socketFolder)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot make a folder for the socket: %w", err)
		}
		at = filepath.Join(dir, fmt.Sprintf("%x", sha256.Sum256([]byte(path)))[:12])
		h.Socket = at
	} else if answers(at) {
		return nil, nil, fmt.Errorf("another process listens at %s", at)
	} else if info, err := os.Lstat(at); err == nil && !info.IsDir() && info.Mode()&os.ModeType != 0 {
		_ = os.Remove(at) // a socket that nobody answers; plain files are left alone
	}
	listener, err := listenPrivate(at)
	if err != nil {
		removeSocket(path, at)
		return nil, nil, err
	}
	writeHolder(path, h)
	return listener, func() { removeSocket(path, at) }, nil
}

func removeSocket(path, at string) {
	if at == socketPath(path) {
		return // the listener removes its own
	}
	removeStale(path, at)
}

// removeStale removes a socket in a temporary folder of ours that a dead process left.
func removeStale(path, at string) {
	dir := filepath.Dir(at)
	if at == "" || at == socketPath(path) || filepath.Dir(dir) != filepath.Clean(os.TempDir()) ||
		!strings.HasPrefix(filepath.Base(dir), socketFolder) {
		return
	}
	_ = os.Remove(at)
	_ = os.Remove(dir)
}

func answers(at string) bool {
	conn, err := net.DialTimeout("unix", at, dialTimeout)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

var errNobody = errors.New("nobody listens")

// dial reaches the process that holds the store.
func dial(ctx context.Context, path string) (net.Conn, error) {
	at := socketPath(path)
	if h, ok := readHolder(path); ok && h.Socket != "" {
		at = h.Socket
	}
	if len(at) > maxSocketPath {
		return nil, errNobody
	}
	d := net.Dialer{Timeout: dialTimeout}
	conn, err := d.DialContext(ctx, "unix", at)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNobody, err)
	}
	return conn, nil
}
