package store

import (
	"fmt"
	"net"
	"os"
)

// listenPrivate makes the socket; on Windows who may open it follows from the folder's access list.
func listenPrivate(at string) (net.Listener, error) {
	listener, err := net.Listen("unix", at)
	if err != nil {
		return nil, fmt.Errorf("cannot open socket: %w", err)
	}
	_ = os.Chmod(at, 0o600)
	return listener, nil
}
