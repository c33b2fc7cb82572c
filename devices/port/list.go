package port

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"packline/devices"
)

// Found is a device that is plugged in.
type Found struct {
	Address     string `json:"address"`     // to paste into a config, such as serial:/dev/ttyUSB0
	Description string `json:"description"` // what the system knows: product, maker, USB identifiers
	Usable      bool   `json:"usable"`      // this version has a way in to it
	// Kind is what it is for, as far as can be told: scale, scanner, printer, serial (a line with anything behind it) or
	// other.
	Kind string `json:"kind"`
	// Problem is the phrase of what stands in the way now, such as a missing permission; empty when nothing does.
	Problem string   `json:"problem,omitempty"`
	Args    []string `json:"args,omitempty"` // of the phrase
}

// The kinds that no role names.
const (
	KindSerial = "serial"
	KindOther  = "other"
)

// ListTimeout is how long List waits for the system: some drivers hang when they are asked.
const ListTimeout = 5 * time.Second

// List gives what is plugged in, sorted by address. It opens nothing. A system that doesn't answer in time is an
// error; its goroutine ends when the system lets it go.
func List(ctx context.Context) ([]Found, error) {
	found, err := inTime(ctx, list)
	slices.SortFunc(found, func(a, b Found) int { return strings.Compare(a.Address, b.Address) })
	return found, err
}

// inTime asks the system what is plugged in and waits for at most ListTimeout.
func inTime[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, ListTimeout)
	defer cancel()
	type result struct {
		found T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		found, err := ask()
		done <- result{found, err}
	}()
	select {
	case r := <-done:
		return r.found, r.err
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("cannot list devices: %w", ctx.Err())
	}
}

// describe joins what is known of a device; empty parts are left out.
func describe(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(kept, ", ")
}

// describe says what is known of a USB device.
func (c candidate) describe(what ...string) string {
	parts := append([]string{known(c.vendor, c.product).Name}, what...)
	if !strings.Contains(c.model, c.maker) {
		parts = append(parts, c.maker)
	}
	if c.vendor != 0 {
		parts = append(parts, c.model, "USB "+c.ids())
	}
	if c.serial != "" {
		parts = append(parts, "serial number "+c.serial)
	}
	return describe(parts...)
}

// address names a device by vendor and product, and by what tells it apart: its serial number if no other of its kind
// has the same, or else the socket that it is plugged into.
func (c candidate) address(scheme, prefix string, all []candidate) string {
	a := devices.Address{Scheme: scheme, Path: prefix + c.ids()}
	alike := 0
	for _, other := range all {
		if other.vendor == c.vendor && other.product == c.product {
			alike++
		}
	}
	if c.serial == "" && alike < 2 {
		return a.String()
	}
	param := c.tellApart(all)
	if param.Key == "" {
		return devices.Address{Scheme: scheme, Path: c.node}.String()
	}
	return a.WithDefault(param.Key, param.Value).String()
}
