//go:build !linux

package port

import (
	"context"

	"packline/devices"
)

// openEvdev says that it isn't there: other systems let no program take a keyboard for itself.
func openEvdev(_ context.Context, a devices.Address) (Port, error) {
	return nil, fail(ErrNotHere, nil, a.String())
}
