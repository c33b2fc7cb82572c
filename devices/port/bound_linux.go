package port

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"packline/devices"
)

// resolveSerial gives the node of a serial address and the device's serial number: for usb:VVVV:PPPP as it is plugged
// in now, for a path that path.
func resolveSerial(a devices.Address) (path, serial string, err error) {
	return system{"/"}.resolveSerial(a)
}

func (s system) resolveSerial(a devices.Address) (path, serial string, err error) {
	ids, bound := strings.CutPrefix(a.Path, "usb:")
	if !bound {
		for _, c := range s.ttys() {
			if c.node == realNode(a.Path) {
				serial = c.serial
			}
		}
		return a.Path, serial, nil
	}
	c, err := resolve(a, ids, s.ttys())
	if err != nil {
		return "", "", err
	}
	return s.path(c.node), c.serial, nil
}

// realNode follows a link such as those in /dev/serial/by-id.
func realNode(path string) string {
	if target, err := os.Readlink(path); err == nil {
		if i := strings.LastIndexByte(target, '/'); i >= 0 {
			target = target[i+1:]
		}
		return "/dev/" + target
	}
	return path
}

// freshNode is how long udev may take to give a new device to its group.
const freshNode = 3 * time.Second

// withRule says of a missing permission which group would give it. Nodes that belong to root alone need our rules. A
// device that was plugged in just now isn't there yet: its rules may still be under way.
func withRule(err error, node string) error {
	if !errors.Is(err, ErrPermission) {
		return err
	}
	var stat unix.Stat_t
	if unix.Stat(node, &stat) == nil {
		if age := time.Since(time.Unix(stat.Ctim.Unix())); age >= 0 && age < freshNode {
			return fail(ErrNotFound, err, node)
		}
	}
	return devices.Fail("device.no-rule", err, node, groupOf(node))
}

// ownGroup is the group that our udev rules give devices to.
const ownGroup = "packline"

func groupOf(node string) string {
	info, err := os.Stat(node)
	if err != nil {
		return ownGroup
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Gid == 0 || info.Mode()&fs.FileMode(0o060) != 0o060 {
		return ownGroup
	}
	group, err := user.LookupGroupId(strconv.FormatUint(uint64(stat.Gid), 10))
	if err != nil {
		return ownGroup
	}
	return group.Name
}
