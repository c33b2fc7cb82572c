package port

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Found is a device that is plugged in.
type Found struct {
	Address     string `json:"address"`     // to paste into a config, such as serial:/dev/ttyUSB0
	Description string `json:"description"` // what the system knows: product, maker, USB identifiers
	Usable      bool   `json:"usable"`      // this version has a way in to it
}

// ListTimeout is how long List waits for the system: some drivers hang when they are asked.
const ListTimeout = 5 * time.Second

// List gives what is plugged in, sorted by address. It opens nothing. A system that doesn't answer in time is an
// error; its goroutine ends when the system lets it go.
func List(ctx context.Context) ([]Found, error) {
	ctx, cancel := context.WithTimeout(ctx, ListTimeout)
	defer cancel()
	type result struct {
		found []Found
		err   error
	}
	done := make(chan result, 1)
	go func() {
		found, err := list()
		done <- result{found, err}
	}()
	select {
	case r := <-done:
		slices.SortFunc(r.found, func(a, b Found) int { return strings.Compare(a.Address, b.Address) })
		return r.found, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot list devices: %w", ctx.Err())
	}
}

// describe joins what is known of a device; empty parts are left out.
func describe(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(kept, ", ")
}

func usbIDs(vendor, product string) string {
	if vendor == "" {
		return ""
	}
	return "USB " + strings.ToUpper(vendor) + ":" + strings.ToUpper(product)
}
