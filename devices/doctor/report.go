package doctor

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/printer"
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
	Heard    time.Time     `json:"heard,omitzero"`    // when bytes came last
	In       Bytes         `json:"in,omitempty"`      // the last of what it sent: of a printer, its whole answer
	Out      Bytes         `json:"out,omitempty"`     // the last of what it was sent
	Frames   int           `json:"frames"`            // frames of a scale, codes of a scanner, whole answers of a printer
	Garbled  int           `json:"garbled,omitempty"` // codes among them that are refused
	Frame    *Frame        `json:"frame,omitempty"`
	Code     *Code         `json:"code,omitempty"`
	Advice   []Advice      `json:"advice,omitempty"`

	// Means is what a printer answered last, as Decode says it, by the names that Decode knows.
	Means map[string]any `json:"means,omitempty"`
	Last  string         `json:"-"` // the name of the newest of those

	since    []byte // what came since the last question to a printer, since the last pause of a scanner, or of late
	question []byte // that a printer was asked last
}

const (
	shownBytes    = 24
	examinedBytes = 512
	scannerPause  = 200 * time.Millisecond
)

// Healthy reports whether the device can be worked with: ready, or connected and silent about itself, and nothing that
// it sent says for sure that its settings are wrong.
func (r Report) Healthy() bool {
	unread := r.Frames == r.Garbled // no code can be used, if any came
	wrong := func(a Advice) bool {
		return a.Sure || unread && (a.Key == "doctor.scanner-speed" || a.Key == "doctor.parity")
	}
	if slices.ContainsFunc(r.Advice, wrong) || unread && r.Garbled > 0 {
		return false
	}
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
		if r.Role == devices.RolePrinter {
			r.In = lastOf(r.since, examinedBytes)
			r.understand()
		}
	case len(e.Out) > 0:
		r.Sent += int64(len(e.Out))
		r.Out = lastOf(e.Out, shownBytes)
		if r.Role == devices.RolePrinter {
			r.since, r.question = nil, e.Out
		}
	case e.Frame != nil:
		r.Frames++
		r.Frame = e.Frame
	case e.Code != nil:
		r.Frames++
		r.Code = e.Code
		if e.Code.Kind == "garbled" {
			r.Garbled++
		}
	}
}

// understand adds what a printer's answer means once it is whole.
func (r *Report) understand() {
	name, says, ok := printer.Answered(r.question, r.since)
	if !ok {
		return
	}
	means := maps.Clone(r.Means) // an earlier report has the old one
	if means == nil {
		means = map[string]any{}
	}
	means[name] = says
	r.Means, r.Last, r.question = means, name, nil
	r.Frames++
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
	told := slices.ContainsFunc(r.Advice, func(a Advice) bool { return a.Key == "doctor.unit" })
	if r.Status.Key == "scale.wrong-unit" && a.Has("unit") && !told {
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
