//go:build unix

package port

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockDevice takes a lock on the device's node, which the kernel drops when this process ends. The exclusive mode of
// a terminal line doesn't bind root, so two programs run as root would share the bytes.
func lockDevice(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, unix.EBUSY) {
			return nil, errors.Join(ErrBusy, err)
		}
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.Join(ErrBusy, err)
		}
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

// isListed reports whether the device's node, or the link to it, is there.
func isListed(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
