package doctor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// Report is what is known of a device that is being examined.
type Report struct {
	Role     devices.Role  `json:"role"`
	Address  string        `json:"address"`
	State    devices.State `json:"state"`
	Status   Status        `json:"status"`
	Received int64         `json:"bytes_received"`
	Sent     int64         `json:"bytes_sent"`
	Heard    time.Time     `json:"heard,omitzero"` // when bytes came last
	In       Bytes         `json:"in,omitempty"`   // the last of what it sent
	Out      Bytes         `json:"out,omitempty"`  // the last of what it was sent
	Frames   int           `json:"frames"`         // frames of a scale, codes of a scanner
	Frame    *Frame        `json:"frame,omitempty"`
	Code     *Code         `json:"code,omitempty"`
	Advice   []Advice      `json:"advice,omitempty"`

	since []byte // what came since the last good frame, or since the last pause of a scanner
	good  bool   // the newest frame could be read
}

const (
	shownBytes    = 24
	examinedBytes = 512
	scannerPause  = 200 * time.Millisecond
)

// Healthy reports whether the device can be worked with: ready, or connected and silent about itself.
func (r Report) Healthy() bool {
	return r.State == devices.StateReady || r.State == devices.StateUnknown
}

// take adds an event.
func (r *Report) take(e Event) {
	switch {
	case e.Status != nil:
		r.State, r.Status = e.Status.State, *e.Status
	case len(e.In) > 0:
		r.Received += int64(len(e.In))
		if r.Role == devices.RoleScanner && e.At.Sub(r.Heard) > scannerPause {
			r.since = nil
		}
		r.Heard, r.In = e.At, lastOf(e.In, shownBytes)
		r.since = lastOf(append(r.since, e.In...), examinedBytes)
	case len(e.Out) > 0:
		r.Sent += int64(len(e.Out))
		r.Out = lastOf(e.Out, shownBytes)
	case e.Frame != nil:
		r.Frames++
		r.Frame = e.Frame
		r.good = true
	case e.Code != nil:
		r.Frames++
		r.Code = e.Code
	}
}

func lastOf(b []byte, most int) []byte {
	return slices.Clone(b[max(0, len(b)-most):])
}

// advise works out what to change.
func (r *Report) advise(a devices.Address) {
	r.Advice = nil
	switch {
	case strings.HasSuffix(r.Status.Key, "no-permission"):
		r.Advice = append(r.Advice, Advice{Phrase: manifest.Say("doctor.permission")})
	case r.State == devices.StateGone || r.State == devices.StateConnecting:
	case r.Role == devices.RoleScale && r.Received == 0 && r.State == devices.StateReady:
	case r.Role != devices.RolePrinter && !(r.Role == devices.RoleScanner && len(r.since) == 0):
		r.Advice = append(r.Advice, Diagnose(a, r.since)...)
	}
	if r.Status.Key == "scale.wrong-unit" && a.Has("unit") {
		other := map[string]string{"lb": "kg", "kg": "lb"}[a.Get("unit", "")]
		r.Advice = append(r.Advice, Advice{Phrase: manifest.Say("doctor.unit", other, a.Get("unit", "")), Set: "unit=" + other})
	}
	if power := port.PowerOf(a); power.Saving {
		r.Advice = append(r.Advice, Advice{Phrase: manifest.Say("doctor.power", power.Setting)})
	}
}

// Examine runs a device until the context ends and tells what is known of it whenever that changed. The end of the
// context is no error.
func Examine(ctx context.Context, address string, opt Options, changed func(Report)) error {
	parsed, err := devices.ParseAddress(address)
	if err != nil {
		return err
	}
	opt.Raw = true
	report := Report{Role: RoleOf(parsed), Address: address, State: devices.StateConnecting}
	err = Watch(ctx, address, opt, func(e Event) {
		report.take(e)
		report.advise(parsed)
		changed(report)
	})
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
