// Package devices holds the words that all devices share: addresses, states, errors with a phrase, and the loop that
// keeps a device running. It knows no protocol and no port: those live in the packages below it.
package devices

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Role is what a device is for.
type Role string

// The roles.
const (
	RoleScanner Role = "scanner"
	RoleScale   Role = "scale"
	RolePrinter Role = "printer"
)

// State is how a device is doing, as far as can be told. The values are those of manifest.DeviceState.
type State string

// The states.
const (
	StateConnecting State = "connecting"
	StateReady      State = "ready"
	StateTrouble    State = "trouble" // connected and can't work: paper out, head open, unreadable frames
	StateGone       State = "gone"    // unplugged, refused, unreachable
	StateUnknown    State = "unknown" // connected and doesn't report
)

// Status says how a device is doing. Runners fill in State, Key, Args and Err; Supervise adds the rest.
type Status struct {
	Role    Role
	Address string
	State   State
	Key     string    // phrase key of what is wrong or right
	Args    []string  // of the phrase
	Since   time.Time // when this status began
	Err     error     // for the log; not part of what makes two statuses differ
}

// Same reports whether two statuses say the same thing to a person.
func (s Status) Same(other Status) bool {
	return s.State == other.State && s.Key == other.Key && strings.Join(s.Args, "\x00") == strings.Join(other.Args, "\x00")
}

// Runner is a device that lives. Run opens it, works until something fails or the context ends, and leaves nothing
// running behind. It may be called again after it returned, never twice at once. It may report from any of its
// goroutines while it runs.
type Runner interface {
	Run(ctx context.Context, report func(Status)) error
}

// Error is an error of a device with the phrase that tells a person what to do.
type Error struct {
	Key  string
	Args []string
	Err  error // the cause, for the log
}

// Fail makes an Error from a phrase and its cause.
func Fail(key string, cause error, args ...string) *Error {
	return &Error{Key: key, Args: args, Err: cause}
}

// Error is the text for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	return strings.TrimSpace("cannot use device: " + e.Key + " " + strings.Join(e.Args, " "))
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// StatusOf gives the status that an error puts a device in: the phrase of the outermost Error in its chain, or
// device.failed when there is none.
func StatusOf(state State, err error) Status {
	status := Status{State: state, Key: "device.failed", Err: err}
	var phrased *Error
	if errors.As(err, &phrased) {
		status.Key, status.Args = phrased.Key, phrased.Args
	}
	return status
}
