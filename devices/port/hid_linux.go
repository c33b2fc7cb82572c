package port

import (
	"context"
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"packline/devices"
)

// hidPort is a HID device opened by its hidraw node.
type hidPort struct {
	*node
	serial     string
	descriptor []byte
}

func openHID(_ context.Context, a devices.Address) (Port, error) { return system{"/"}.openHID(a) }

func (s system) openHID(a devices.Address) (Port, error) {
	a.Path = realNode(a.Path)
	wanted, err := parseHID(a)
	if err != nil {
		return nil, err
	}
	c, err := wanted.find(a, s.hidraws())
	if err != nil {
		return nil, err
	}
	opened, err := openNode(s.path(c.node), shown(a))
	if err != nil {
		return nil, withRule(err, s.path(c.node))
	}
	return &hidPort{node: opened, serial: c.serial, descriptor: c.descriptor}, nil
}

func (p *hidPort) SerialNumber() string { return p.serial }
func (p *hidPort) Descriptor() []byte   { return p.descriptor }

// Requests of linux/hidraw.h, without the length in bits 16 to 29. x/sys has none for feature reports.
const (
	hidSetFeature = 3<<30 | 'H'<<8 | 0x06
	hidGetFeature = 3<<30 | 'H'<<8 | 0x07
)

var errReportLength = errors.New("cannot use feature report: it is empty or longer than 16383 bytes")

// Feature sends a feature report.
func (p *hidPort) Feature(id byte, data []byte) error {
	report := append([]byte{id}, data...)
	return p.watched(func() error { _, err := p.request(hidSetFeature, report); return err })
}

// FeatureInto asks for a feature report and gives how much came, without the id.
func (p *hidPort) FeatureInto(id byte, data []byte) (int, error) {
	report := make([]byte, 1+len(data))
	report[0] = id
	got := 0
	err := p.watched(func() (err error) { got, err = p.request(hidGetFeature, report); return err })
	if err != nil || got < 1 {
		return 0, err
	}
	return copy(data, report[1:got]), nil
}

// request makes a request with a buffer, whose length is part of the request's number.
func (p *hidPort) request(number uintptr, report []byte) (got int, err error) {
	if len(report) < 2 || len(report) > 1<<14-1 {
		return 0, errors.Join(errReportLength, unix.EINVAL)
	}
	number |= uintptr(len(report)) << 16
	err = p.control(func(fd uintptr) error {
		n, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, number, uintptr(unsafe.Pointer(&report[0])))
		runtime.KeepAlive(report)
		if errno != 0 {
			return errno
		}
		got = int(n)
		return nil
	})
	return min(got, len(report)), err
}
