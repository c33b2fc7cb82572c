//go:build linux

package usbtest

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// InMachine reports whether this process is the first one of the machine.
func InMachine() bool { return os.Getpid() == 1 }

// Boot does what an init does: file systems, kernel modules, and the second serial line for what the tests print, since
// the kernel speaks on the first.
func Boot() error {
	for _, m := range []struct{ kind, dir string }{
		{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"devpts", "/dev/pts"}, {"tmpfs", "/tmp"}, {"tmpfs", "/run"},
	} {
		if err := errors.Join(os.MkdirAll(m.dir, 0o755), unix.Mount(m.kind, m.dir, m.kind, 0, "")); err != nil {
			return fmt.Errorf("cannot mount %s: %w", m.dir, err)
		}
	}
	line, err := os.OpenFile(resultLine, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return err
	}
	if _, err := term.MakeRaw(int(line.Fd())); err != nil {
		return err
	}
	for fd := 1; fd <= 2; fd++ {
		if err := unix.Dup3(int(line.Fd()), fd, 0); err != nil {
			return err
		}
	}
	if err := loadModules(); err != nil {
		return err
	}
	if err := unix.Mount("configfs", configfs, "configfs", 0, ""); err != nil {
		return fmt.Errorf("cannot mount configfs: %w", err)
	}
	return os.Setenv("PACKLINE_PROGRAMS", programs)
}

const (
	resultLine = "/dev/ttyS1"
	configfs   = "/sys/kernel/config"
)

func loadModules() error {
	list, err := os.ReadFile(moduleList)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(list)) {
		path, parameters, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		module, err := os.Open(path)
		if err != nil {
			return err
		}
		err = unix.FinitModule(int(module.Fd()), parameters, 0)
		_ = module.Close()
		if err != nil && !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("cannot load %s: %w", path, err)
		}
	}
	return nil
}

// PowerOff ends the machine.
func PowerOff() {
	unix.Sync()
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
}
