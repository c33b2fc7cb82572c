package port

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"packline/devices"
)

// usbPrinter is a printer of the USB printer class, through the kernel's usblp.
type usbPrinter struct {
	*node
	serial, id    string
	readUntil     atomic.Int64 // the read deadline in nanoseconds of Unix time; 0: none
	writeDeadline atomic.Int64
}

func dialUSBPrinter(ctx context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return system{"/"}.dialUSBPrinter(a)
}

func (s system) dialUSBPrinter(a devices.Address) (net.Conn, error) {
	c, err := s.findPrinter(a)
	if err != nil {
		return nil, err
	}
	opened, err := openNode(s.path(c.node), shown(a))
	if err != nil {
		return nil, withRule(err, s.path(c.node))
	}
	p := &usbPrinter{node: opened, serial: c.serial, id: s.printerID(c.node)}
	if err := p.drain(); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// findPrinter resolves usblp:/dev/usb/lp1 and usblp:VVVV:PPPP.
func (s system) findPrinter(a devices.Address) (candidate, error) {
	if isBound(a.Path) {
		c, err := resolve(a, a.Path, s.printers())
		return c, s.kept(a, err)
	}
	for _, c := range s.printers() {
		if c.node == realNode(a.Path) {
			return c, nil
		}
	}
	if !strings.HasPrefix(a.Path, "/dev/") {
		return candidate{}, devices.Fail("device.bad-usb-name", devices.ErrAddress, a.String())
	}
	return candidate{node: a.Path}, nil
}

// printerID is the IEEE 1284 text by which a printer names itself: MFG:Zebra Technologies;CMD:ZPL;MDL:ZD421;
func (s system) printerID(node string) string {
	return line1(s.path("sys/class/usbmisc", strings.TrimPrefix(node, "/dev/usb/"), "device/ieee1284_id"))
}

const (
	drainQuiet = 50 * time.Millisecond // without bytes: the printer has nothing old to say
	drainMost  = time.Second
	// emptyPause is the wait after an empty packet, which some printers send when they have nothing to say.
	emptyPause = 20 * time.Millisecond
)

// drain throws away answers to questions that an earlier program asked.
func (p *usbPrinter) drain() error {
	buffer := make([]byte, 4096)
	for end := time.Now().Add(drainMost); time.Now().Before(end); {
		_ = p.SetReadDeadline(time.Now().Add(drainQuiet))
		_, err := p.Read(buffer)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, ErrOneWay):
			return p.SetReadDeadline(time.Time{})
		case err != nil:
			return err
		}
	}
	return p.SetReadDeadline(time.Time{}) // it babbles: that is for the driver to notice
}

// Read gives what the printer answers. It is ErrOneWay on an interface without a way back.
func (p *usbPrinter) Read(b []byte) (int, error) {
	for {
		n, err := p.file.Read(b)
		switch {
		case n > 0 || len(b) == 0:
			return n, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			if gone := p.present(); gone != nil {
				return 0, gone
			}
			return 0, err
		case errors.Is(err, unix.EINVAL):
			return 0, fail(ErrOneWay, err, p.name)
		case err != nil && !errors.Is(err, io.EOF):
			return 0, p.failed(err)
		case p.readOver():
			return 0, os.ErrDeadlineExceeded
		}
		timer := time.NewTimer(emptyPause)
		<-timer.C
	}
}

func (p *usbPrinter) readOver() bool {
	until := p.readUntil.Load()
	return until != 0 && time.Now().UnixNano() >= until
}

// Write gives the bytes to the printer, until the write deadline. A printer that takes no more gives
// os.ErrDeadlineExceeded and how much it took.
func (p *usbPrinter) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err
	}
	return n, p.failed(err)
}

// CloseWrite waits until the printer has taken what was written, until the write deadline: the kernel throws away what
// is under way when the file is closed.
func (p *usbPrinter) CloseWrite() error {
	raw, err := p.file.SyscallConn()
	if err != nil {
		return p.failed(err)
	}
	err = raw.Write(func(fd uintptr) bool {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		n, err := unix.Poll(fds, 0)
		return err != nil && !errors.Is(err, unix.EINTR) || n > 0
	})
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return p.failed(err)
}

// closeWait is how long Close gives the last bytes of a job to go over.
const closeWait = time.Second

// Close gives the last bytes a moment to go over, unless it was called while a Write waits.
func (p *usbPrinter) Close() error {
	if !p.closed.Load() {
		limit := time.Now().Add(closeWait)
		if until := p.writeDeadline.Load(); until == 0 || limit.UnixNano() < until {
			_ = p.file.SetWriteDeadline(limit)
		}
		_ = p.CloseWrite()
	}
	return p.node.Close()
}

func (p *usbPrinter) SetDeadline(t time.Time) error {
	return errors.Join(p.SetReadDeadline(t), p.SetWriteDeadline(t))
}

func (p *usbPrinter) SetReadDeadline(t time.Time) error {
	p.readUntil.Store(unixNano(t))
	return p.deadline(p.file.SetReadDeadline(t))
}

func (p *usbPrinter) SetWriteDeadline(t time.Time) error {
	p.writeDeadline.Store(unixNano(t))
	return p.deadline(p.file.SetWriteDeadline(t))
}

func (p *usbPrinter) deadline(err error) error {
	if err != nil {
		return p.failed(err)
	}
	return nil
}

func unixNano(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func (p *usbPrinter) LocalAddr() net.Addr  { return linkAddr(p.name) }
func (p *usbPrinter) RemoteAddr() net.Addr { return linkAddr(p.name) }

// SerialNumber is the printer's own.
func (p *usbPrinter) SerialNumber() string { return p.serial }

// DeviceID is the IEEE 1284 text by which the printer names itself; empty when the kernel doesn't know it.
func (p *usbPrinter) DeviceID() string { return p.id }

const lpGetStatus = 0x060B // LPGETSTATUS of linux/lp.h

// PortStatus asks for the status byte of the printer class, which is answered beside a job: whether paper is out,
// whether the printer is selected, and whether there is no error. Cheap printers always say that all is well.
func (p *usbPrinter) PortStatus() (PortStatus, error) {
	var bits int32
	err := p.watched(func() error {
		var got int32
		err := p.control(func(fd uintptr) error {
			if _, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, lpGetStatus, uintptr(unsafe.Pointer(&got))); errno != 0 {
				return errno
			}
			return nil
		})
		if err == nil {
			atomic.StoreInt32(&bits, got)
		}
		return err
	})
	got := atomic.LoadInt32(&bits)
	return PortStatus{PaperOut: got&0x20 != 0, Selected: got&0x10 != 0, Fault: got&0x08 == 0}, err
}
