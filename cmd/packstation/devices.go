package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"packline/cmd/internal/cli"
	"packline/devices/doctor"
	"packline/devices/port"
)

func (p *program) devicesCommand() *cobra.Command {
	var asJSON bool
	cmd := p.Command("devices", "devices", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.listDevices(ctx, asJSON)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.Say("cmd.flag.json"))
	cmd.AddCommand(p.Command("watch ADDRESS...", "devices-watch", cobra.MinimumNArgs(1), p.watch))
	return cmd
}

// listed is a device with the sentence of what stands in its way.
type listed struct {
	port.Found
	Says string `json:"says,omitempty"`
}

func (p *program) listDevices(ctx context.Context, asJSON bool) error {
	found, err := port.List(ctx)
	if err != nil {
		return cli.Fail(err, "cmd.devices.failed", err.Error())
	}
	list := make([]listed, 0, len(found))
	for _, f := range found {
		device := listed{Found: f}
		switch {
		case f.Problem != "":
			device.Says = p.Say(f.Problem, f.Args...)
		case !f.Usable:
			device.Says = p.Say("cmd.devices.unusable")
		}
		list = append(list, device)
	}
	if asJSON {
		return p.PrintJSON(list)
	}
	if len(list) == 0 {
		return p.Print(p.Say("cmd.devices.none"))
	}
	table := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, d := range list {
		note := d.Description
		if d.Says != "" {
			note += ". " + d.Says
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", cli.Plain(d.Address), d.Kind, cli.Plain(note)) // a table's errors come with Flush
	}
	return table.Flush()
}

// watched is an event with the sentence that belongs to it.
type watched struct {
	doctor.Event
	Says string `json:"says,omitempty"`
}

// watch writes what devices do as JSON lines until the context ends.
func (p *program) watch(ctx context.Context, addresses []string) error {
	encoder := json.NewEncoder(p.Out)
	encoder.SetEscapeHTML(false)
	var writing sync.Mutex
	emit := func(e doctor.Event) {
		out := watched{Event: e}
		switch {
		case e.Status != nil:
			out.Says = p.Say(e.Status.Key, e.Status.Args...)
		case e.Code != nil && e.Code.Problem != nil:
			out.Says = p.Say(e.Code.Problem.Key, e.Code.Problem.Args...)
		case e.Frame != nil && !e.Frame.Problem.IsZero():
			out.Says = p.Say(e.Frame.Problem.Key, e.Frame.Problem.Args...)
		}
		writing.Lock()
		defer writing.Unlock()
		_ = encoder.Encode(out) // whoever reads may have gone: Ctrl+C or the broken pipe ends the program
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, address := range addresses {
		options := doctor.Options{}
		if strings.HasPrefix(address, "keyboard:") {
			options.Keyboard = p.typedLines(ctx)
		}
		group.Go(func() error { return doctor.Watch(ctx, address, options, emit) })
	}
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// typedLines gives the lines of the input, for a scanner that types. Its goroutine ends with the input: nothing can
// end a read of a terminal before.
func (p *program) typedLines(ctx context.Context) <-chan string {
	lines := make(chan string)
	go func() {
		for {
			line, err := p.Lines.ReadString('\n')
			if line = strings.TrimRight(line, "\r\n"); line != "" {
				select {
				case lines <- line:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}
