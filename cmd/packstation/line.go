package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"packline/cmd/internal/cli"
	"packline/station"
	"packline/store"
	"packline/sync/uplink"
)

// line is the bench's way to the central manifest service.
type line struct {
	*uplink.Uplink
	want atomic.Bool // the station is running low on numbers
}

// blockSize is how many numbers a station leases at once: enough for more than a fortnight of outage at a busy bench.
const blockSize = 20_000

// openLine builds the line where a centre is configured. Nothing is sent yet.
func (b *bench) openLine() error {
	if b.config.Central == nil {
		return nil
	}
	l := &line{}
	var err error
	l.Uplink, err = uplink.New(uplink.Options{
		URL: b.config.Central.URL, Token: tokenOf(b.config.Central.TokenFile), Station: b.config.Station, Build: buildVersion(),
		HTTP: b.transport, Rand: b.retry,
		Report:  func(s uplink.Status) { b.post(station.LinkChanged{Link: linkOf(s)}) },
		Changed: b.changed,
		Forked:  func(f uplink.Fork) { b.post(station.Fenced{Epoch: f.Epoch}) },
		Log:     func(err error) { b.log.Warn("the line", "err", err) },
		NeedBlock: func(context.Context) uint64 {
			if l.want.Swap(false) {
				return blockSize
			}
			return 0
		},
		Unusable: store.Unusable,
	}, b.store, b.store)
	if err != nil {
		return cli.Fail(err, "cmd.central.line", b.config.Central.URL, err.Error())
	}
	b.line = l
	return nil
}

// askNumbers has the line lease another block.
func (b *bench) askNumbers() {
	if b.line != nil {
		b.line.want.Store(true)
		b.line.Told()
	}
}

func (b *bench) told() {
	if b.line != nil {
		b.line.Told()
	}
}

func linkOf(s uplink.Status) station.Link {
	return station.Link{
		On: true, Up: s.Up, Since: s.Since, Waiting: s.Waiting, Stuck: s.Stuck, Oldest: s.Oldest, Problem: s.Problem, Compared: s.Synced, Offset: s.Offset,
	}
}

// errNoToken is the error of a token file without a token.
var errNoToken = errors.New("there is no token in the file")

// tokenOf reads a station's token: the last line that isn't empty, as "manifestd station add" prints it. The file is
// read anew each time, so that a replaced token is taken up.
func tokenOf(file string) func() (string, error) {
	return func() (string, error) {
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("cannot read the station's token: %w", err)
		}
		lines := strings.Fields(string(raw))
		if len(lines) == 0 {
			return "", fmt.Errorf("cannot read the station's token: %w: %s", errNoToken, file)
		}
		return lines[len(lines)-1], nil
	}
}
