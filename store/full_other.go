//go:build !windows

package store

import (
	"errors"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// isFull reports whether the file can't grow: its own limit or the user's quota; ENOSPC itself is asked for apart.
func isFull(err error) bool {
	return errors.Is(err, berrors.ErrMaxSizeReached) || errors.Is(err, syscall.EDQUOT)
}
