//go:build linux

package usbtest

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// ioctlBytes hands a structure to a driver.
func ioctlBytes(fd int, request uint, structure []byte) error {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(unsafe.Pointer(&structure[0])))
	if errno != 0 {
		return errno
	}
	return nil
}
