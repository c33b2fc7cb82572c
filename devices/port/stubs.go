package port

import (
	"context"
	"net"
	"time"

	"packline/devices"
)

func dialUSBPrinter(_ context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	return nil, fail(ErrNotHere, nil, a.String())
}

func dialCUPS(_ context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	return nil, fail(ErrNotHere, nil, a.String())
}

func dialSpooler(a devices.Address) (net.Conn, error) { return nil, fail(ErrNotHere, nil, a.String()) }
