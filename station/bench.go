package station

import (
	"context"
	"errors"
	"time"

	"packline/manifest"
)

// Ports is the world outside as the bench uses it. Every port has one worker, so each is called by one goroutine.
type Ports struct {
	Ledger  Ledger
	Orders  Orders
	History History
	Scale   Scale
	Printer Printer
	// CheckPIN compares a PIN with an argon2id hash in the PHC string format; it may take a second.
	CheckPIN func(hash, pin string) bool
	// Told is called when the ledger has something new; it must not block.
	Told func()
	// Now is the wall clock; nil means time.Now.
	Now func() time.Time
	// Log takes what is for the log and not for the screen; nil drops it.
	Log func(message string, args ...any)
}

// Bench is a running station. New builds it, Run lives it.
type Bench struct {
	setup  Setup
	ports  Ports
	inputs chan What
	views  chan View
}

// ErrSetup is the error of a setup that no station can work with.
var ErrSetup = errors.New("cannot set up the station")

// Post hands something that happened to the bench. It waits only while the bench is far behind, never for a device,
// and gives up when ctx ends.
func (b *Bench) Post(ctx context.Context, what What) {
	select {
	case b.inputs <- what:
	case <-ctx.Done():
	}
}

// Views gives the newest view whenever there is a newer one; views in between are dropped. One reader.
func (b *Bench) Views() <-chan View { return b.views }

// publish replaces the view that waits by a newer one.
func (b *Bench) publish(v View) {
	for {
		select {
		case b.views <- v:
			return
		default:
		}
		select {
		case <-b.views:
		default:
		}
	}
}

var _ = manifest.NewEntropy
