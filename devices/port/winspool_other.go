//go:build !windows

package port

import (
	"net"

	"packline/devices"
)

func dialSpooler(a devices.Address) (net.Conn, error) { return nil, fail(ErrNotHere, nil, a.String()) }
