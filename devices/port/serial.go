package port

import (
	"errors"
	"io/fs"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.bug.st/serial"

	"packline/devices"
)

// presenceEvery is how often an idle serial port is asked whether it is still there.
const presenceEvery = time.Second

// serialPort is a serial line with what go.bug.st/serial leaves to its users: a write watchdog, a close that never
// races with a read, a lock against a second opener, and a look whether an idle port still exists (on Windows a
// pulled USB adapter shows itself in no other way).
type serialPort struct {
	name   string // as a person knows it
	path   string // as it was found
	serial string // the device's number
	port   serial.Port
	unlock func()
	closed atomic.Bool

	reading   sync.Mutex // held by Read; Close waits for it, at most one Tick
	looked    time.Time
	hasModem  bool // modem lines answered once: from then on an error means that the port is gone
	wasListed bool

	writes  chan []byte
	written chan error
	done    chan struct{} // the writer has ended
	writing sync.Mutex
	stuck   bool // a write hangs: no other may follow it
}

// ParseMode reads the settings of a serial line from an address: baud= (default 9600) and mode= such as 8N1 or 7E1.
func ParseMode(a devices.Address) (serial.Mode, error) {
	mode := serial.Mode{DataBits: 8}
	baud, err := strconv.Atoi(a.Get("baud", "9600"))
	text := a.Get("mode", "8N1")
	parities := map[byte]serial.Parity{'N': serial.NoParity, 'E': serial.EvenParity, 'O': serial.OddParity}
	stops := map[byte]serial.StopBits{'1': serial.OneStopBit, '2': serial.TwoStopBits}
	if err != nil || baud < 110 || baud > 4_000_000 || len(text) != 3 || text[0] != '7' && text[0] != '8' {
		return mode, fail(ErrMode, nil, a.String())
	}
	parity, knownParity := parities[text[1]]
	stop, knownStop := stops[text[2]]
	if !knownParity || !knownStop {
		return mode, fail(ErrMode, nil, a.String())
	}
	return serial.Mode{BaudRate: baud, DataBits: int(text[0] - '0'), Parity: parity, StopBits: stop}, nil
}

func openSerial(a devices.Address) (Port, error) {
	mode, err := ParseMode(a)
	if err != nil {
		return nil, err
	}
	path, number, err := resolveSerial(a)
	if err != nil {
		return nil, err
	}
	unlock, err := lockDevice(path)
	if err != nil {
		return nil, withRule(serialError(err, shown(a)), path)
	}
	opened, err := serial.Open(path, &mode)
	if err != nil {
		unlock()
		return nil, withRule(serialError(err, shown(a)), path)
	}
	if err := opened.SetReadTimeout(Tick); err != nil {
		_ = opened.Close()
		unlock()
		return nil, serialError(err, shown(a))
	}
	p := &serialPort{
		name: shown(a), path: path, serial: number, port: opened, unlock: unlock, looked: time.Now(), wasListed: isListed(path),
		writes: make(chan []byte), written: make(chan error, 1), done: make(chan struct{}),
	}
	go p.write()
	return p, nil
}

// SerialNumber is that of the USB device, empty when it has none.
func (p *serialPort) SerialNumber() string { return p.serial }

// Read returns what has come, or (0, nil) after a Tick without bytes.
func (p *serialPort) Read(b []byte) (int, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	if p.closed.Load() {
		return 0, fail(ErrClosed, nil, p.name)
	}
	n, err := p.port.Read(b)
	switch {
	case err != nil:
		return n, serialError(err, p.name)
	case n == 0 && time.Since(p.looked) >= presenceEvery:
		p.looked = time.Now()
		return 0, p.present()
	}
	return n, nil
}

// present asks an idle port whether it is there. A pty and some adapters have no modem lines: only a port that
// answered before is gone when it stops to.
func (p *serialPort) present() error {
	_, err := p.port.GetModemStatusBits()
	if err == nil {
		p.hasModem = true
	} else if p.hasModem {
		return fail(ErrGone, err, p.name)
	}
	if p.wasListed && !isListed(p.path) {
		return fail(ErrGone, nil, p.name)
	}
	return nil
}

// Write hands the bytes to the writer and waits for at most WriteTimeout. After a write that hung the port is of no
// use: close it.
func (p *serialPort) Write(b []byte) (int, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.stuck {
		return 0, fail(ErrStuck, nil, p.name)
	}
	if p.closed.Load() {
		return 0, fail(ErrClosed, nil, p.name)
	}
	timer := time.NewTimer(WriteTimeout)
	defer timer.Stop()
	p.writes <- append([]byte(nil), b...)
	select {
	case err := <-p.written:
		if err != nil {
			return 0, serialError(err, p.name)
		}
		return len(b), nil
	case <-timer.C:
		p.stuck = true
		return 0, fail(ErrStuck, nil, p.name)
	}
}

// write is the writer's goroutine: a write to a serial line has no deadline of its own.
func (p *serialPort) write() {
	defer close(p.done)
	for b := range p.writes {
		for len(b) > 0 {
			n, err := p.port.Write(b)
			if err != nil || n == 0 {
				p.written <- errors.Join(err, noProgress(n))
				break
			}
			if b = b[n:]; len(b) == 0 {
				p.written <- nil
			}
		}
	}
}

func noProgress(n int) error {
	if n == 0 {
		return syscall.EIO
	}
	return nil
}

// Close ends the reading and closes the line. A write that hangs in the kernel is given a moment: what it waits for
// is thrown away first, and if that doesn't free it, its goroutine ends when the driver lets it go.
func (p *serialPort) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	p.reading.Lock()
	p.writing.Lock()
	close(p.writes)
	if p.stuck {
		_ = p.port.ResetOutputBuffer()
	}
	err := p.port.Close()
	p.writing.Unlock()
	p.reading.Unlock()
	timer := time.NewTimer(Tick)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
	}
	p.unlock()
	return err
}

func serialError(err error, name string) error {
	var code *serial.PortError
	if errors.As(err, &code) {
		switch code.Code() {
		case serial.PortBusy:
			return fail(ErrBusy, err, name)
		case serial.PermissionDenied:
			return fail(ErrPermission, err, name)
		case serial.PortNotFound:
			return fail(ErrNotFound, err, name)
		case serial.PortClosed:
			return fail(ErrGone, err, name)
		case serial.InvalidSpeed, serial.InvalidDataBits, serial.InvalidParity, serial.InvalidStopBits:
			return fail(ErrMode, err, name)
		case serial.InvalidSerialPort:
			return fail(ErrNotSerial, err, name)
		}
	}
	switch {
	case errors.Is(err, ErrBusy):
		return fail(ErrBusy, err, name)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV):
		return fail(ErrNotFound, err, name)
	case errors.Is(err, fs.ErrPermission):
		return fail(ErrPermission, err, name)
	}
	return fail(ErrGone, err, name)
}
