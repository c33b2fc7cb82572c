// Package printer hands labels to printers and says what is known of them afterwards. It sends a label once and never
// again by itself, and knows nothing of what the label's bytes mean.
package printer

import (
	"context"
	"net"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// Options is what a printer is given besides its address. Times that are zero have the default named.
type Options struct {
	// Virtual is the far side of virtual:printer; a printer without one prints into the void.
	Virtual *VirtualPrinter
	// DPI is the resolution that labels are composed for, where the address has no dpi=; 0 when it isn't known. A printer
	// that says it has another is said.
	DPI int
	// Dial opens a connection; nil means port.DialPrinter.
	Dial func(context.Context, devices.Address, time.Duration) (net.Conn, error)
	// Tap gets every connection that was opened and gives the one to use in its place; nil leaves it as it is.
	Tap func(net.Conn) net.Conn

	DialTimeout    time.Duration // to connect; 3 s
	AnswerTimeout  time.Duration // for the answer to one question; 1.5 s
	WriteTimeout   time.Duration // for all bytes of a label to be taken; 5 s
	ConfirmTimeout time.Duration // for the printer to say that nothing waits any more; 5 s
	RoundEvery     time.Duration // between status rounds while nothing prints; 3 s
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&o.DialTimeout, port.DialTimeout},
		{&o.AnswerTimeout, 1500 * time.Millisecond},
		{&o.WriteTimeout, 5 * time.Second},
		{&o.ConfirmTimeout, 5 * time.Second},
		{&o.RoundEvery, 3 * time.Second},
	} {
		if *d.value <= 0 {
			*d.value = d.fallback
		}
	}
	if o.Dial == nil {
		o.Dial = port.DialPrinter
	}
	return o
}

// Printer is one printer. It is a devices.Runner; Print works whether it runs or not.
type Printer struct{ driver driver }

// driver is one way to a printer.
type driver interface {
	print(ctx context.Context, job []byte) manifest.PrintResult
	run(ctx context.Context, report func(devices.Status)) error
}

// known lists the schemes that printers have, with their parameters.
func known() map[string][]string {
	return map[string][]string{
		"tcp": settingNames(port.Params("tcp")...), "usblp": settingNames(port.Params("usblp")...),
		"cups": settingNames(port.Params("cups")...), "winspool": settingNames(port.Params("winspool")...),
		"file": settingNames(), "virtual": settingNames("fault"),
	}
}

// New makes the printer of an address: tcp:host:9100, usblp:/dev/usb/lp0, cups:queue, winspool:name, file:labels.zpl
// (jobs are appended) or virtual:printer. An address may have Settings.
func New(addr string, opt Options) (*Printer, error) {
	address, err := devices.ParseAddress(addr)
	if err == nil {
		err = address.Check(known())
	}
	if err != nil {
		return nil, err
	}
	driver, err := choose(address, opt)
	if err != nil {
		return nil, err
	}
	return &Printer{driver: driver}, nil
}

// choose makes the driver of an address: this is the list of them.
func choose(address devices.Address, opt Options) (driver, error) {
	opt = opt.withDefaults()
	settings, err := SettingsOf(address)
	if err != nil {
		return nil, err
	}
	if settings.DPI != 0 {
		opt.DPI = settings.DPI
	}
	switch address.Scheme {
	case "tcp":
		return newZebra(address, opt), port.CheckHost(address)
	case "usblp", "cups", "winspool":
		if address.Path == "" {
			break
		}
		return newZebra(address, opt), nil
	case "file":
		if address.Path == "" {
			break
		}
		return &file{path: address.Path}, nil
	case "virtual":
		if address.Path != "printer" {
			break
		}
		if opt.Virtual == nil {
			opt.Virtual = &VirtualPrinter{}
		}
		if err := opt.Virtual.fail(address); err != nil {
			return nil, err
		}
		opt.Dial = opt.Virtual.dial
		return newZebra(address, opt), nil
	}
	return nil, devices.Fail("device.bad-address", devices.ErrAddress, address.String())
}

// Print sends a job and tells what is known of it. One job is sent at a time; others wait their turn. A job whose
// first byte may have gone out is never sent again.
func (p *Printer) Print(ctx context.Context, job []byte) manifest.PrintResult {
	var result manifest.PrintResult
	err := devices.Guard(func() error {
		result = p.driver.print(ctx, job)
		return nil
	})
	if err != nil {
		return manifest.PrintResult{Outcome: manifest.PrintUnknown, Problem: phrase(err), Cause: err}
	}
	return result
}

// Run looks after the printer between jobs until it can't be reached or the context ends.
func (p *Printer) Run(ctx context.Context, report func(devices.Status)) error {
	return p.driver.run(ctx, report)
}

func phrase(err error) manifest.Phrase {
	status := devices.StatusOf(devices.StateGone, err)
	return manifest.Say(status.Key, status.Args...)
}
