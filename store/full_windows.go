package store

import (
	"errors"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// The system's numbers for a full disk (winerror.h).
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

func isFull(err error) bool {
	return errors.Is(err, berrors.ErrMaxSizeReached) || errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}
