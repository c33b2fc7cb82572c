package port

import (
	"context"
	"net"
	"time"

	"packline/devices"
)

// DialPrinter opens the link to a printer within a timeout:
//
//	tcp:HOST:9100                                 both ways; a connection a job
//	usblp:/dev/usb/lp1  usblp:0A5F:0120?serial=S  both ways, unless the interface is one-way (Linux)
//	cups:QUEUE                                    one-way: a raw job to the CUPS of this machine
//	winspool:PRINTER                              one-way: a raw job to the Windows spooler
//
// On a one-way link Read gives ErrOneWay at once. On cups: and winspool: Write collects the job, CloseWrite hands it
// over and returns the error of that, within the write deadline; Close without a CloseWrite throws it away, so that a
// job which was given up isn't printed behind the caller's back. On usblp: CloseWrite waits until the printer has
// taken the last byte.
func DialPrinter(ctx context.Context, a devices.Address, timeout time.Duration) (net.Conn, error) {
	switch a.Scheme {
	case "tcp":
		return Dial(ctx, a, timeout)
	case "usblp":
		return dialUSBPrinter(ctx, a, timeout)
	case "cups":
		return dialCUPS(ctx, a, timeout)
	case "winspool":
		return dialSpooler(a)
	}
	return nil, unknownKind(a, "cups", "tcp", "usblp", "winspool")
}

// PortStatus is what the USB printer class tells beside the bytes.
type PortStatus struct {
	PaperOut bool
	Selected bool // the printer is online
	Fault    bool
}

// USBPrinter is what a usblp: link can do besides moving bytes.
type USBPrinter interface {
	net.Conn
	HalfCloser
	Serial
	DeviceID() string // IEEE 1284, such as MFG:Zebra Technologies;CMD:ZPL;MDL:ZD421; or empty
	PortStatus() (PortStatus, error)
}
