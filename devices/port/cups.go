package port

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"packline/devices"
)

// cups is a queue of the CUPS print service, reached by IPP: on its socket, on port 631 of this machine, or where
// server= of the address says.
type cups struct {
	name, queue string
	http        *http.Client
	host        string
}

const (
	cupsSocket = "/run/cups/cups.sock"
	cupsHost   = "localhost:631"
	maxAnswer  = 256 << 10
)

func dialCUPS(ctx context.Context, a devices.Address, timeout time.Duration) (net.Conn, error) {
	if err := checkQueue(a); err != nil {
		return nil, err
	}
	c := newCUPS(a)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	return &spool{name: c.name, submit: c.print}, nil
}

// checkQueue refuses what can't be the name of a queue.
func checkQueue(a devices.Address) error {
	bad := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`/\#?'"%`, r) }
	if a.Path == "" || len(a.Path) > 127 || a.Path[0] == '-' || strings.ContainsFunc(a.Path, bad) {
		return devices.Fail("device.bad-queue", devices.ErrAddress, a.String())
	}
	return nil
}

func newCUPS(a devices.Address) *cups {
	c := &cups{name: a.String(), queue: a.Path, host: a.Get("server", cupsHost)}
	dial := (&net.Dialer{}).DialContext
	if _, err := os.Stat(cupsSocket); err == nil && !a.Has("server") {
		dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", cupsSocket)
		}
	}
	c.http = &http.Client{
		Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// The states of a printer in IPP, and how it says yes.
const (
	ippStopped  = 5
	ippNotFound = 0x0406
)

// ready asks whether the queue prints what it takes. A stopped one would keep the label and print it when nobody
// expects it any more.
func (c *cups) ready(ctx context.Context) error {
	answer, err := c.ask(ctx, ippGetPrinter, nil,
		ippAttribute{ippKeyword, "requested-attributes", "printer-state"},
		ippAttribute{ippKeyword, "", "printer-state-reasons"},
		ippAttribute{ippKeyword, "", "printer-is-accepting-jobs"})
	if err != nil {
		return err
	}
	state, _ := answer.number("printer-state")
	accepting, told := answer.number("printer-is-accepting-jobs")
	if state == ippStopped || told && accepting == 0 {
		reasons := slices.DeleteFunc(answer.texts("printer-state-reasons"), func(s string) bool { return s == "none" })
		cause := fmt.Errorf("%w: state %d, accepting %d, reasons %s", ErrStuck, state, accepting, strings.Join(reasons, " "))
		return devices.Fail("device.queue-stopped", cause, c.queue)
	}
	return nil
}

func (c *cups) print(ctx context.Context, job []byte) error {
	_, err := c.ask(ctx, ippPrintJob, job,
		ippAttribute{ippName, "job-name", "packline"},
		ippAttribute{ippMime, "document-format", "application/vnd.cups-raw"})
	return err
}

// ask sends one request about the queue. An answer that doesn't say yes is an error.
func (c *cups) ask(ctx context.Context, operation uint16, document []byte, more ...ippAttribute) (ippAnswer, error) {
	attributes := append([]ippAttribute{
		{ippURI, "printer-uri", "ipp://localhost/printers/" + c.queue},
		{ippName, "requesting-user-name", "packline"},
	}, more...)
	body := append(ippRequest(operation, attributes...), document...)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.host+"/printers/"+c.queue, bytes.NewReader(body))
	if err != nil {
		return ippAnswer{}, devices.Fail("device.bad-queue", errors.Join(devices.ErrAddress, err), c.name)
	}
	request.Header.Set("Content-Type", "application/ipp")
	if c.host == cupsHost {
		request.Host = "localhost" // the name that CUPS expects on its socket
	}
	response, err := c.http.Do(request)
	if err != nil {
		return ippAnswer{}, c.unreached(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return ippAnswer{}, c.unreached(ctx, err)
	}
	if response.StatusCode != http.StatusOK {
		return ippAnswer{}, c.refused(fmt.Errorf("%w: HTTP status %s", errIPP, response.Status), response.StatusCode)
	}
	answer, err := parseIPP(text)
	switch {
	case err != nil:
		return answer, c.refused(err, 0)
	case answer.status == ippNotFound:
		return answer, fail(ErrNotFound, nil, c.name)
	case answer.status >= 0x0100:
		said := strings.Join(answer.texts("status-message"), " ")
		return answer, c.refused(fmt.Errorf("%w: IPP status %04X %s", ErrRejected, answer.status, said), 0)
	}
	return answer, nil
}

func (c *cups) unreached(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fail(ErrStuck, err, c.name)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return devices.Fail("device.no-queue-service", errors.Join(ErrUnreachable, err), c.name)
}

func (c *cups) refused(err error, status int) error {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fail(ErrPermission, err, c.name)
	case http.StatusNotFound:
		return fail(ErrNotFound, err, c.name)
	}
	return devices.Fail("device.queue-refused", errors.Join(ErrRejected, err), c.queue)
}
