package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/devices"
	"packline/devices/doctor"
	"packline/devices/port"
	"packline/store"
	"packline/terminal"
)

// examination is what the doctor command is asked to do.
type examination struct {
	asJSON bool
	spell  time.Duration
	record string
	search bool
}

func (p *program) doctorCommand() *cobra.Command {
	var e examination
	cmd := p.ofStation(p.Command("doctor [ADDRESS...]", "doctor", cobra.ArbitraryArgs, func(ctx context.Context, addresses []string) error {
		return p.doctor(ctx, e, addresses)
	}))
	cmd.Flags().BoolVar(&e.asJSON, "json", false, p.Say("cmd.flag.json"))
	cmd.Flags().DurationVar(&e.spell, "for", 5*time.Second, p.Say("cmd.flag.doctor-for"))
	cmd.Flags().StringVar(&e.record, "record", "", p.Say("cmd.flag.doctor-record"))
	cmd.Flags().BoolVar(&e.search, "search", false, p.Say("cmd.flag.doctor-search"))
	return cmd
}

// doctor examines the devices of the arguments, or else of the config.
func (p *program) doctor(ctx context.Context, e examination, addresses []string) error {
	if len(addresses) == 0 {
		c, err := p.load()
		if err != nil {
			return err
		}
		if running, err := p.askBench(ctx, c, e.asJSON); running || err != nil {
			return err
		}
		addresses = append(slices.Clone(c.Scanners), c.Scale, c.Printer)
		addresses = slices.DeleteFunc(addresses, func(a string) bool { return a == "" })
	}
	if (e.search || e.record != "") && len(addresses) != 1 {
		return cli.Fail(nil, "cmd.doctor.one")
	}
	if e.search {
		return p.searchSettings(ctx, addresses[0])
	}
	w := &ward{p: p, reports: make([]doctor.Report, len(addresses)), changed: make(chan struct{}, 1), tell: func(doctor.Report) {}}
	for i, address := range addresses {
		w.reports[i] = doctor.Report{Address: address, State: devices.StateConnecting, Status: doctor.Status{State: devices.StateConnecting, Key: "device.connecting"}}
	}
	if p.shown && !e.asJSON {
		return w.show(ctx, e, addresses)
	}
	untold := func() {}
	if !e.asJSON {
		w.tell, untold = w.lines()
	}
	spell, cancel := context.WithTimeout(ctx, e.spell)
	defer cancel()
	if err := w.examine(spell, e, addresses); err != nil {
		return err
	}
	untold()
	return w.result(e.asJSON)
}

// askBench tells what a running bench says of its devices: it has them, so nobody else can look at their bytes.
func (p *program) askBench(ctx context.Context, c config.Config, asJSON bool) (running bool, err error) {
	if !cli.Exists(c.Store) {
		return false, nil
	}
	key, err := p.key(c)
	if err != nil {
		return false, err
	}
	client, err := store.Connect(ctx, c.Store, store.Options{Station: c.Station, Keys: key.Keys, Build: buildVersion()})
	if err != nil {
		return false, storeFailed(c, err)
	}
	defer func() { _ = client.Close() }()
	if !client.Live() {
		return false, nil
	}
	known, err := client.Devices(ctx)
	if err != nil {
		return true, storeFailed(c, err)
	}
	w := &ward{p: p}
	for _, d := range known {
		r := doctor.Report{Role: devices.Role(d.Role), Address: d.Address, State: devices.State(d.State)}
		r.Status = doctor.Status{State: r.State, Key: d.Message.Key, Args: d.Message.Args}
		w.reports = append(w.reports, r)
		if !asJSON {
			if err := p.Print(p.Say("cli.about", d.Address, p.Say(d.Message.Key, d.Message.Args...))); err != nil {
				return true, err
			}
		}
	}
	if !asJSON {
		p.Tell(p.Say("cmd.doctor.running"))
	}
	return true, w.result(asJSON)
}

// ward is the devices that are being examined.
type ward struct {
	p       *program
	changed chan struct{}
	tell    func(doctor.Report)

	mu      sync.Mutex
	reports []doctor.Report
}

func (w *ward) examine(ctx context.Context, e examination, addresses []string) error {
	group, ctx := errgroup.WithContext(ctx)
	for i, address := range addresses {
		options := doctor.Options{}
		if strings.HasPrefix(address, "keyboard:") {
			options.Keyboard = w.p.typedLines(ctx)
		}
		if e.record != "" {
			file, err := os.OpenFile(e.record, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if err != nil {
				return cli.Fail(err, "cmd.doctor.record", e.record, cli.Reason(err))
			}
			defer func() { _ = file.Close() }()
			options.Record = port.Record(file, address)
		}
		group.Go(func() error {
			err := doctor.Examine(ctx, address, options, func(r doctor.Report) { w.note(i, r) })
			if options.Record != nil {
				err = errors.Join(err, options.Record.Err())
			}
			return err
		})
	}
	return group.Wait()
}

func (w *ward) note(i int, r doctor.Report) {
	w.mu.Lock()
	w.reports[i] = r
	w.mu.Unlock()
	w.tell(r)
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// lines tells a device's status and advice when they change, for a stream that is no terminal. The second function tells
// what is left to tell at the end: a device that was never reached is still connecting.
func (w *ward) lines() (tell func(doctor.Report), untold func()) {
	var writing sync.Mutex
	told := map[string]string{}
	say := func(r doctor.Report) {
		line := strings.Join(append([]string{w.p.Say(r.Status.Key, r.Status.Args...)}, w.advice(r)...), " ")
		if told[r.Address] != line {
			told[r.Address] = line
			_ = w.p.Print(w.p.Say("cli.about", r.Address, line)) // whoever reads may have gone
		}
	}
	tell = func(r doctor.Report) {
		writing.Lock()
		defer writing.Unlock()
		if r.State != devices.StateConnecting {
			say(r)
		}
	}
	return tell, func() {
		for _, r := range w.reports {
			say(r)
		}
	}
}

func (w *ward) advice(r doctor.Report) []string {
	var lines []string
	for _, a := range r.Advice {
		lines = append(lines, w.p.Say(a.Key, a.Args...))
	}
	if r.Garbled > 0 && r.Code.Problem != nil && !r.Healthy() { // ready, and no code can be used
		lines = append(lines, w.p.Say(r.Code.Problem.Key, r.Code.Problem.Args...))
	}
	return lines
}

// told is a report with its sentences.
type told struct {
	doctor.Report
	Says   string   `json:"says"`
	Change []string `json:"change,omitempty"`
}

// result ends an examination: its reports as JSON, and a failure when a device is not well.
func (w *ward) result(asJSON bool) error {
	answer := struct {
		Healthy bool   `json:"healthy"`
		Devices []told `json:"devices"`
	}{Healthy: true}
	var ill []string
	for _, r := range w.reports {
		answer.Devices = append(answer.Devices, told{Report: r, Says: w.p.Say(r.Status.Key, r.Status.Args...), Change: w.advice(r)})
		if !r.Healthy() {
			answer.Healthy = false
			ill = append(ill, r.Address)
		}
	}
	if asJSON {
		e := json.NewEncoder(w.p.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(answer); err != nil {
			return err
		}
	}
	if len(ill) > 0 {
		return cli.Fail(nil, "cmd.doctor.ill", strings.Join(ill, ", "))
	}
	return nil
}

// show draws the devices live until someone leaves.
func (w *ward) show(ctx context.Context, e examination, addresses []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wards := make(chan terminal.Ward)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.examine(ctx, e, addresses) })
	group.Go(func() error {
		w.draw(ctx, wards)
		return nil
	})
	group.Go(func() error {
		defer cancel()
		return terminal.RunWard(ctx, nil, wards)
	})
	return group.Wait()
}

// draw makes a screen of what is known, after a change and every second: ages grow without one.
func (w *ward) draw(ctx context.Context, wards chan<- terminal.Ward) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case wards <- w.drawn():
		case <-ctx.Done():
			return
		}
		select {
		case <-w.changed:
		case <-second.C:
		case <-ctx.Done():
			return
		}
	}
}

func (w *ward) drawn() terminal.Ward {
	say := w.p.Say
	out := terminal.Ward{
		Title: say("cmd.doctor.title"), Foot: say("cmd.doctor.foot"),
		InLabel: say("cmd.doctor.in"), OutLabel: say("cmd.doctor.out"), Mean: say("cmd.doctor.means"),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.reports {
		p := terminal.Patient{
			Role: string(r.Role), Address: r.Address, State: patientState(r), Says: say(r.Status.Key, r.Status.Args...),
			In: r.In.Shown(), Out: r.Out.Shown(), Means: w.means(r), Advice: w.advice(r),
		}
		if !r.Heard.IsZero() {
			age := time.Since(r.Heard).Truncate(100 * time.Millisecond)
			p.Figures = say("cmd.doctor.figures", strconv.FormatInt(r.Received, 10), strconv.Itoa(r.Frames), age.String())
		}
		out.Patients = append(out.Patients, p)
	}
	return out
}

func patientState(r doctor.Report) terminal.PatientState {
	switch {
	case r.State == devices.StateReady && !r.Healthy():
		return terminal.PatientIll
	case r.State == devices.StateReady:
		return terminal.PatientWell
	case r.State == devices.StateUnknown:
		return terminal.PatientQuiet
	case r.State == devices.StateConnecting:
		return terminal.PatientWaits
	}
	return terminal.PatientIll
}

// means says what came last: a scale's frame or a printer's answer in decode's words, a scanner's code.
func (w *ward) means(r doctor.Report) string {
	inJSON := func(says any) string {
		line, err := json.Marshal(says)
		if err != nil {
			return ""
		}
		return string(line)
	}
	switch {
	case r.Frame != nil:
		return inJSON(r.Frame.Decoded)
	case r.Last != "":
		return r.Last + " " + inJSON(r.Means[r.Last])
	case r.Code != nil && r.Code.Problem != nil:
		return w.p.Say(r.Code.Problem.Key, r.Code.Problem.Args...)
	case r.Code != nil:
		return strings.TrimSpace(fmt.Sprintf("%s %s %q", r.Code.Symbology, r.Code.Kind, r.Code.Text))
	}
	return ""
}

// searchSettings tries a scale's settings and prints the address that works.
func (p *program) searchSettings(ctx context.Context, address string) error {
	a, err := devices.ParseAddress(address)
	if err != nil {
		return err
	}
	found, err := doctor.Search(ctx, a, doctor.Options{}, func(baud int, mode string) {
		p.Tell(p.Say("cmd.doctor.trying", strconv.Itoa(baud), mode))
	})
	switch {
	case errors.Is(err, doctor.ErrNotFound):
		return cli.Fail(err, "cmd.doctor.not-found")
	case err != nil:
		return err
	}
	switch asked := a.Has("unit"); {
	case found.Has("unit") && !asked:
		p.Tell(p.Say("cmd.doctor.unit", found.Get("unit", "")))
	case !asked:
		for _, advice := range doctor.NeedsUnit(found) {
			p.Tell(p.Say(advice.Key, advice.Args...))
		}
	}
	return p.Print(found.String())
}
