//go:build !linux

package port

import (
	"context"
	"net"
	"time"

	"packline/devices"
)

// dialUSBPrinter says that it isn't there: other systems lend USB printers to their spooler only.
func dialUSBPrinter(_ context.Context, a devices.Address, _ time.Duration) (net.Conn, error) {
	return nil, fail(ErrNotHere, nil, a.String())
}
