package scanner

import (
	"bytes"
	"context"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// The input report of a USB HID POS scanner (usage page 8C, usage 02): id, number of data bytes, AIM identifier, data,
// the maker's own code, and whether more reports of the same code follow.
const (
	posUsage  = "8C:02"
	posReport = 64
	posID     = 0x02
	posMost   = 56 // data bytes in one report
	posAIM    = 2
	posData   = 5
	posMore   = 63
	posLost   = 500 * time.Millisecond // after which the rest of a code doesn't come any more
)

// badReport is what is wrong with a report of another form.
const badReport = "scanner.bad-report"

// posDecoder joins the reports of a HID POS scanner to codes. Its memory is bounded: of a code that is too long only
// the beginning is kept.
type posDecoder struct {
	held []byte // AIM identifier and data so far
	more bool   // a report said that another follows
	at   time.Time
}

// feed takes one report.
func (p *posDecoder) feed(report []byte, at time.Time, code func(raw []byte, problem string)) {
	if p.more && at.Sub(p.at) > posLost {
		p.pause(code)
	}
	if len(report) > 0 && report[0] != posID {
		return // a report of another kind: status, or an answer to a command
	}
	if len(report) != posReport || report[1] > posMost || report[posMore] > 1 {
		p.reset()
		code(nil, badReport)
		return
	}
	aim, data := cutReport(report)
	if !p.more {
		p.held = append(p.held[:0], aim...)
	}
	p.held = append(p.held, data[:min(len(data), max(0, manifest.MaxCode+8-len(p.held)))]...)
	p.more, p.at = report[posMore] == 1, at
	if !p.more {
		p.end(code, "")
	}
}

// cutReport finds AIM identifier and data. Some models send the identifier, and all that follows it, one byte later.
func cutReport(report []byte) (aim, data []byte) {
	from, n := posAIM, int(report[1])
	if report[from] != ']' && report[from+1] == ']' {
		from++
	}
	if report[from] == ']' {
		aim = report[from : from+3]
	}
	from += posData - posAIM
	return aim, report[from:min(from+n, posReport-3)]
}

// pause tells that nothing came for a while: a code that isn't whole is given up.
func (p *posDecoder) pause(code func(raw []byte, problem string)) {
	if p.more {
		p.end(code, cutOff)
	}
}

func (p *posDecoder) wait() time.Duration { return posLost }

func (p *posDecoder) end(code func(raw []byte, problem string), problem string) {
	raw := bytes.TrimRight(p.held, "\r\n") // a suffix that was set for keyboard mode
	if len(raw) > 0 || problem != "" {
		code(raw, problem)
	}
	p.reset()
}

func (p *posDecoder) reset() { p.held, p.more = p.held[:0], false }

// openHID opens a HID POS scanner. Honeywell's and Youjie's send only after they were told to.
func (s *Scanner) openHID(ctx context.Context, a devices.Address) (port.Port, error) {
	opened, err := s.opt.Open(ctx, a.WithDefault("usage", posUsage))
	if err != nil {
		return nil, err
	}
	vendor := strings.ToUpper(a.Path + ":")[:min(5, len(a.Path)+1)]
	feature, ok := opened.(interface {
		Feature(id byte, data []byte) error
	})
	if ok && (vendor == "0C2E:" || vendor == "23D0:" || vendor == "ANY:") {
		_ = feature.Feature(254, []byte{1}) // one that doesn't know it sends anyhow
	}
	return opened, nil
}
