// Package port holds the ways in to devices: serial lines, TCP, USB HID, the USB printer class, print queues and scanners
// that type.  A port moves bytes and says in a phrase why it
// can't; what the bytes mean is for the drivers.
package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"packline/devices"
)

// Port is an open line to a device. Read returns (0, nil) after a short while without bytes: an idle tick, so it must
// not be handed to bufio or io.ReadFull. Write gives up after WriteTimeout. Close unblocks a Read. One goroutine may
// read while another writes.
type Port interface {
	io.ReadWriteCloser
}

const (
	// Tick is how long a Read waits for bytes before it returns none.
	Tick = 100 * time.Millisecond
	// WriteTimeout is how long a Write may take. Device commands are a few bytes: more means that the device or its
	// driver hangs.
	WriteTimeout = time.Second
	// DialTimeout is how long opening a TCP connection may take.
	DialTimeout = 3 * time.Second
)

// Why a port can't be used. Errors of this package wrap one of these and carry a phrase (devices.Error).
var (
	ErrBusy        = errors.New("cannot use port: another program has it")
	ErrPermission  = errors.New("cannot use port: no permission")
	ErrNotFound    = errors.New("cannot use port: it doesn't exist")
	ErrNotSerial   = errors.New("cannot use port: it is no serial line")
	ErrMode        = errors.New("cannot use port: its settings are not possible")
	ErrGone        = errors.New("cannot use port: the device is gone")
	ErrStuck       = errors.New("cannot use port: the device takes no bytes")
	ErrRefused     = errors.New("cannot use port: connection refused")
	ErrUnreachable = errors.New("cannot use port: no way to the device")
	ErrClosed      = errors.New("cannot use port: it was closed here")
	ErrOneWay      = errors.New("cannot read port: the link goes one way")
	ErrAmbiguous   = errors.New("cannot use port: several devices match")
	ErrRejected    = errors.New("cannot use port: the device refused a request")
	ErrNotHere     = errors.New("cannot use port: this system has no way to such devices")
)

// Optional interfaces of ports and printer links.
type (
	// Serial is a port that knows its device's serial number.
	Serial interface {
		SerialNumber() string // empty when the device has none
	}
	// HID is the port of a HID device. Read gives one report with its id in front where the device numbers its reports;
	// Write sends one, the id always in front (0 where there are no numbers).
	HID interface {
		Port
		Serial
		Descriptor() []byte                            // the report descriptor as the device sent it
		Feature(id byte, data []byte) error            // sends a feature report; data without the id
		FeatureInto(id byte, data []byte) (int, error) // asks for one; data without the id
	}
	// HalfCloser is a printer link that can be told that the job is whole.
	HalfCloser interface{ CloseWrite() error }
)

// Params gives the parameters that a scheme's port understands.
func Params(scheme string) []string {
	switch scheme {
	case "serial":
		return append([]string{"baud", "mode"}, bindingParams()...)
	case "hid":
		return append([]string{"usage"}, bindingParams()...)
	case "usblp", "evdev":
		return bindingParams()
	case "cups":
		return []string{"server"}
	case "playback":
		return []string{"loop"}
	default:
		return nil
	}
}

// Check refuses an address that no device can have, without looking for the device.
func Check(a devices.Address) error {
	var err error
	switch a.Scheme {
	case "serial":
		if _, err = ParseMode(a); err == nil && strings.HasPrefix(a.Path, "usb:") {
			_, err = parseBinding(strings.TrimPrefix(a.Path, "usb:"), a)
		}
	case "tcp":
		err = CheckHost(a)
	case "hid":
		_, err = parseHID(a)
	case "usblp", "evdev":
		if !strings.HasPrefix(a.Path, "/dev/") {
			_, _, err = parseIDs(a.Path)
		}
		if err != nil {
			err = devices.Fail("device.bad-usb-name", errors.Join(devices.ErrAddress, err), a.String())
		}
	case "cups":
		err = checkQueue(a)
	case "winspool":
		if a.Path == "" {
			err = devices.Fail("device.bad-queue", devices.ErrAddress, a.String())
		}
	}
	return err
}

// Open opens the port of an address:
//
//	serial:/dev/ttyUSB0  serial:COM3  serial:usb:0C2E:0B6A?serial=S   (Linux and Windows find USB devices)
//	hid:0922:8003?serial=S  hid:0922:8003?port=1-1.2  hid:any         (HID, on Linux and Windows)
//	evdev:/dev/input/event3  evdev:05E0:1200?serial=S                 (a scanner that types; Linux)
//	tcp:HOST:PORT
//	playback:FILE                                                     (a recorded session)
//
// A device named by vendor and product is looked for at every open. Two that match are ErrAmbiguous.
func Open(ctx context.Context, a devices.Address) (Port, error) {
	switch a.Scheme {
	case "serial":
		return openSerial(a)
	case "hid":
		return openHID(ctx, a)
	case "evdev":
		return openEvdev(ctx, a)
	case "tcp":
		conn, err := Dial(ctx, a, DialTimeout)
		if err != nil {
			return nil, err
		}
		return FromConn(conn, a.Path), nil
	case "playback":
		return openPlayback(ctx, a)
	}
	return nil, unknownKind(a, "serial", "tcp", "hid", "evdev", "playback")
}

// unknownKind refuses an address of another scheme than these.
func unknownKind(a devices.Address, schemes ...string) error {
	known := map[string][]string{}
	for _, scheme := range schemes {
		known[scheme] = nil
	}
	return a.Check(known)
}

// fail wraps a sentinel and its cause with the phrase of the sentinel.
func fail(sentinel, cause error, name string) error {
	keys := map[error]string{
		ErrBusy: "device.busy", ErrPermission: "device.no-permission", ErrNotFound: "device.not-found",
		ErrNotSerial: "device.not-serial", ErrMode: "device.bad-mode", ErrGone: "device.gone", ErrStuck: "device.stuck",
		ErrOneWay: "device.one-way", ErrNotHere: "device.not-here",
		ErrRejected: "device.rejected",
		ErrRefused:  "device.refused", ErrUnreachable: "device.unreachable", ErrClosed: "device.closed",
	}
	err := fmt.Errorf("%w (%s)", sentinel, name)
	if cause != nil {
		err = fmt.Errorf("%w (%s): %w", sentinel, name, cause)
	}
	return devices.Fail(keys[sentinel], err, name)
}

// Gone is the error of a device that isn't there, for virtual devices.
func Gone(name string) error { return fail(ErrGone, nil, name) }
