package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/scale"
)

// ErrNotFound is the error of a search that heard no frame at any setting.
var ErrNotFound = errors.New("cannot find out the scale's settings")

// settings are the line settings that bench scales are used with, the usual speeds first. Each begins with 8N1: read
// so, the bytes themselves tell whether they carry a parity. A scale that must be asked may hear only its own setting.
var settings = []struct {
	baud  int
	modes []string
}{
	{9600, []string{"8N1", "7E1", "7O1", "7O2"}},
	{4800, []string{"8N1", "7E1"}},
	{2400, []string{"8N1", "7E1"}},
	{19200, []string{"8N1", "7E1"}},
	{1200, []string{"8N1", "7E1"}},
	{38400, []string{"8N1"}},
	{57600, []string{"8N1"}},
	{115200, []string{"8N1"}},
}

// harmless are requests for a weight that change nothing on any scale that takes them for something else: never zero,
// tare, clear or print. The empty one listens to scales that speak by themselves.
var harmless = []string{"", "W", "W\r", "\nW\r", "SI\r\n", "IP\r\n", "Q\r\n", "SGW\r", "\x05"}

const (
	listenFor = 400 * time.Millisecond
	enough    = 256 // bytes of an answer

	ack      = 0x06
	casWeigh = "\x11" // what a CAS scale expects after its ACK
)

// Search opens a serial scale with one setting after the other and asks for its weight in the languages that scales
// speak, until a whole frame comes. It gives the address with what it found: protocol, baud and mode. It tells every
// setting that it tries. On a network line it tries the languages alone.
func Search(ctx context.Context, a devices.Address, opt Options, try func(baud int, mode string)) (devices.Address, error) {
	open := opt.open()
	if a.Scheme != "serial" {
		found, err := searchAt(ctx, a, open)
		return found, errors.Join(err, ctx.Err())
	}
	bare := devices.Address{Scheme: a.Scheme, Path: a.Path, Params: slices.DeleteFunc(slices.Clone(a.Params), func(p devices.Param) bool {
		return p.Key == "baud" || p.Key == "mode"
	})}
	for _, s := range settings {
		for _, mode := range s.modes {
			if ctx.Err() != nil {
				return a, ctx.Err()
			}
			try(s.baud, mode)
			found, err := searchAt(ctx, bare.WithDefault("baud", strconv.Itoa(s.baud)).WithDefault("mode", mode), open)
			if err == nil || !errors.Is(err, ErrNotFound) {
				return found, err
			}
		}
	}
	return a, fmt.Errorf("%w: nothing that is a frame came from %s", ErrNotFound, a)
}

// searchAt asks at one setting.
func searchAt(ctx context.Context, a devices.Address, open opener) (devices.Address, error) {
	opened, err := open(ctx, lineOnly(a))
	if err != nil {
		return a, err
	}
	stream := port.Listen(opened)
	defer func() { _ = stream.Close() }()
	for _, request := range harmless {
		in, err := converse(ctx, opened, stream, request)
		if err != nil {
			return a, err
		}
		if found, ok := recognise(a, in, request); ok {
			return found, nil
		}
	}
	return a, ErrNotFound
}

// converse asks once and collects what comes.
func converse(ctx context.Context, p port.Port, stream *port.Stream, request string) ([]byte, error) {
	if request != "" {
		if _, err := p.Write([]byte(request)); err != nil {
			return nil, err
		}
	}
	timer := time.NewTimer(listenFor)
	defer timer.Stop()
	var in []byte
	for len(in) < enough {
		select {
		case <-ctx.Done():
			return in, ctx.Err()
		case <-timer.C:
			return in, nil
		case chunk := <-stream.C:
			if chunk.Err != nil {
				return in, chunk.Err
			}
			in = append(in, chunk.Bytes...)
			if request == "\x05" && bytes.Equal(in, []byte{ack}) {
				if _, err := p.Write([]byte(casWeigh)); err != nil {
					return in, err
				}
			}
		}
	}
	return in, nil
}

// recognise gives the address with which bytes can be read that came after a request.
func recognise(a devices.Address, in []byte, request string) (devices.Address, bool) {
	mode := a.Get("mode", "8N1")
	found := readers(in, request)
	if plainMode, plain := withoutParity(in); len(found) == 0 && plainMode != "" {
		found, mode = readers(plain, request), plainMode
	}
	if len(found) == 0 {
		return a, false
	}
	best := found[0]
	for _, r := range found {
		if r.name == a.Get("protocol", "") && !best.Better(r.Explained) {
			best = r
		}
	}
	return withUnit(addressOf(a, best.name, mode), best.Last), true
}

// withUnit adds the unit to the address of a scale that doesn't send it, where the digits tell: such scales send 0WW.WW
// in pounds and WW.WWW in kilograms.
func withUnit(a devices.Address, d scale.Decoded) devices.Address {
	if d.Weight == nil || !needsUnit(a) {
		return a
	}
	_, decimals, _ := strings.Cut(*d.Weight, ".")
	if unit, ok := map[int]string{2: "lb", 3: "kg"}[len(decimals)]; ok {
		return a.WithDefault("unit", unit)
	}
	return a
}

// addressOf gives an address with another protocol and mode.
func addressOf(a devices.Address, name, mode string) devices.Address {
	found := devices.Address{Scheme: a.Scheme, Path: a.Path, Params: []devices.Param{{Key: "protocol", Value: name}}}
	for _, p := range a.Params {
		switch {
		case p.Key == "mode":
			found = found.WithDefault("mode", mode)
		case p.Key != "protocol":
			found = found.WithDefault(p.Key, p.Value)
		}
	}
	return found
}

// lineOnly drops what the port doesn't know of an address.
func lineOnly(a devices.Address) devices.Address {
	known := port.Params(a.Scheme)
	a.Params = slices.DeleteFunc(slices.Clone(a.Params), func(p devices.Param) bool { return !slices.Contains(known, p.Key) })
	return a
}
