// Package doctor looks at devices live: it runs one by its address, whatever its role, and tells what it does as
// events that can be written as JSON. It prints nothing on a printer and changes nothing on a scale.
package doctor

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
)

// Event is one thing that a device did. Exactly one of Status, Code, Frame, In and Out is set.
type Event struct {
	At      time.Time    `json:"at"`
	Role    devices.Role `json:"role"`
	Address string       `json:"address"`
	Status  *Status      `json:"status,omitempty"`
	Code    *Code        `json:"code,omitempty"`
	*Frame               // of a scale; its fields stand beside the others
	In      Bytes        `json:"in,omitempty"`  // what it sent, as it came; only where Options.Raw asks for it
	Out     Bytes        `json:"out,omitempty"` // what it was sent; likewise
}

// Frame is what a scale sent, in the fields of Decode, with its bytes in hexadecimal. Bytes that were no frame are one
// of kind none.
type Frame struct {
	scale.Decoded
	Raw string `json:"raw"`
}

// Status is a device's status in its JSON form.
type Status struct {
	State devices.State `json:"state"`
	Key   string        `json:"key"`
	Args  []string      `json:"args,omitempty"`
	Cause string        `json:"cause,omitempty"`
}

// Code is a scanned code in its JSON form.
type Code struct {
	Kind      string             `json:"kind"` // text, command, sscc, label or garbled
	Text      string             `json:"text"`
	AIM       string             `json:"aim,omitempty"`
	Symbology string             `json:"symbology,omitempty"`
	Elements  []manifest.Element `json:"elements,omitempty"`
	Carriers  []string           `json:"carriers,omitempty"` // whose number it may be
	Problem   *manifest.Phrase   `json:"problem,omitempty"`
}

// Options are the far sides of virtual devices and the lines of a keyboard scanner, where one is watched.
type Options struct {
	Keyboard <-chan string
	Scanner  *scanner.VirtualScanner
	Scale    *scale.VirtualScale
	Printer  *printer.VirtualPrinter

	Raw    bool           // give events for all bytes too
	Record *port.Recorder // keeps all bytes; nil keeps none
	Open   opener         // opens ports; nil means port.Open
}

type opener = func(context.Context, devices.Address) (port.Port, error)

func (o Options) open() opener {
	if o.Open != nil {
		return o.Open
	}
	return port.Open
}

// RoleOf tells what an address is for by its form: printers have printer schemes, scales name a protocol or a unit,
// the rest are scanners. A TCP address without parameters is a printer's, and a HID one a scale's.
func RoleOf(a devices.Address) devices.Role {
	switch {
	case a.Scheme == "virtual":
		return devices.Role(a.Path)
	case a.Has("protocol"), a.Has("unit"), a.Scheme == "hid" && len(a.Params) == 0:
		return devices.RoleScale
	case slices.Contains([]string{"file", "usblp", "cups", "winspool"}, a.Scheme), a.Scheme == "tcp" && printer.OnlySettings(a):
		return devices.RolePrinter
	}
	return devices.RoleScanner
}

// Watch runs the device of an address until the context ends and gives every event, one at a time. An address that
// can't be used is an error at once; a device that isn't there is an event, and is tried again.
func Watch(ctx context.Context, address string, opt Options, emit func(Event)) error {
	parsed, err := devices.ParseAddress(address)
	if err != nil {
		return err
	}
	role := RoleOf(parsed)
	events := make(chan Event)
	give := func(e Event) {
		e.Role, e.Address = role, address
		select {
		case events <- e:
		case <-ctx.Done():
		}
	}
	runner, err := build(role, address, opt, give)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- devices.Supervise(ctx, role, address, runner, func(s devices.Status) { give(statusEvent(s)) })
	}()
	for {
		select {
		case e := <-events:
			emit(e)
		case err := <-ended:
			return err
		}
	}
}

func build(role devices.Role, address string, opt Options, give func(Event)) (devices.Runner, error) {
	switch role {
	case devices.RoleScale:
		frame := func(d scale.Decoded) {
			give(Event{At: d.At, Frame: &Frame{Decoded: d, Raw: hex.EncodeToString(d.Raw)}})
		}
		return scale.New(address, scale.Options{Frame: frame, Virtual: opt.Scale, Open: opt.tapped(give)})
	case devices.RolePrinter:
		return printer.New(address, printer.Options{Virtual: opt.Printer, Tap: opt.tappedConn(give)})
	case devices.RoleScanner:
		code := func(c manifest.Code) { give(codeEvent(c)) }
		return scanner.New(address, scanner.Options{Code: code, Keyboard: opt.Keyboard, Virtual: opt.Scanner, Open: opt.tapped(give)})
	}
	return nil, devices.Fail("device.bad-address", devices.ErrAddress, address)
}

func statusEvent(s devices.Status) Event {
	e := Event{At: s.Since, Status: &Status{State: s.State, Key: s.Key, Args: s.Args}}
	if s.Err != nil {
		e.Status.Cause = s.Err.Error()
	}
	return e
}

func codeEvent(c manifest.Code) Event {
	kinds := map[manifest.CodeKind]string{
		manifest.CodeText: "text", manifest.CodeCommand: "command", manifest.CodeSSCC: "sscc",
		manifest.CodeLabel: "label", manifest.CodeGarbled: "garbled",
	}
	code := Code{Kind: kinds[c.Kind], Text: c.Text, AIM: c.AIM, Symbology: c.Symbology, Elements: c.Elements, Carriers: c.Carriers}
	if !c.Problem.IsZero() {
		code.Problem = &c.Problem
	}
	return Event{At: c.At, Code: &code}
}
