package port

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Usage says what a HID device, or a part of one, is for.
type Usage struct{ Page, ID uint16 }

// The usages that a packing bench knows.
var (
	UsageScale    = Usage{0x8D, 0x20} // a weighing device
	UsageScanner  = Usage{0x8C, 0x02} // a bar code scanner in POS mode
	UsageKeyboard = Usage{0x01, 0x06}
)

// String writes a usage as the parameter usage= has it: page and id in hexadecimal, such as 8D:20.
func (u Usage) String() string { return fmt.Sprintf("%02X:%02X", u.Page, u.ID) }

// ParseUsage reads what String writes.
func ParseUsage(s string) (Usage, error) {
	page, id, ok := strings.Cut(s, ":")
	p, errP := strconv.ParseUint(page, 16, 16)
	i, errI := strconv.ParseUint(id, 16, 16)
	if !ok || errP != nil || errI != nil {
		return Usage{}, fmt.Errorf("cannot read HID usage %q: it is page:id in hexadecimal, such as 8D:20", s)
	}
	return Usage{uint16(p), uint16(i)}, nil
}

// ReportKind is the way a report goes.
type ReportKind byte

// The kinds of report.
const (
	Input   ReportKind = iota // from the device
	Output                    // to the device
	Feature                   // both ways, on request
)

// Report is one report of a device.
type Report struct {
	Kind ReportKind
	ID   byte // 0 when the device doesn't number its reports
	Bits int  // of data, without the id
}

// Application is a part of a HID device that stands for itself: a top-level collection.
type Application struct {
	Usage   Usage
	Reports []Report // in the order of their first mention
}

// Has reports whether the part has a report of this kind and id.
func (a Application) Has(kind ReportKind, id byte) bool {
	return slices.ContainsFunc(a.Reports, func(r Report) bool { return r.Kind == kind && r.ID == id })
}

// ErrDescriptor is the error of bytes that are no HID report descriptor.
var ErrDescriptor = errors.New("cannot read HID report descriptor")

const (
	// MaxDescriptor is the longest report descriptor in bytes: the kernel takes no longer one.
	MaxDescriptor   = 4096
	maxPushed       = 16
	maxDepth        = 64
	maxApplications = 64
	maxReportBits   = 8 * 16384
)

// ParseDescriptor reads a report descriptor (HID 1.11, section 6.2.2) as far as it says what the device is for and
// which reports it has.
func ParseDescriptor(b []byte) ([]Application, error) {
	if len(b) > MaxDescriptor {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrDescriptor, MaxDescriptor)
	}
	var p descriptorParser
	for len(b) > 0 {
		item, rest, err := nextItem(b)
		if err == nil {
			err = p.take(item)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDescriptor, err)
		}
		b = rest
	}
	if p.depth != 0 {
		return nil, fmt.Errorf("%w: a collection has no end", ErrDescriptor)
	}
	return p.found, nil
}

// item is one entry of a descriptor. Its kind is the prefix byte without the size.
type item struct {
	kind  byte
	size  int
	value uint32
}

// nextItem cuts one item off. A long item, which no device is known to use, is skipped as kind 0xFE.
func nextItem(b []byte) (item, []byte, error) {
	if b[0] == 0xFE {
		if len(b) < 3 || len(b) < 3+int(b[1]) {
			return item{}, nil, errors.New("it is cut off in a long item")
		}
		return item{kind: 0xFE}, b[3+int(b[1]):], nil
	}
	size := []int{0, 1, 2, 4}[b[0]&3]
	if len(b) < 1+size {
		return item{}, nil, errors.New("it is cut off in an item")
	}
	it := item{kind: b[0] &^ 3, size: size}
	for i, c := range b[1 : 1+size] {
		it.value |= uint32(c) << (8 * i)
	}
	return it, b[1+size:], nil
}

// globals are the items that hold until they are said anew.
type globals struct {
	page  uint16
	id    byte
	size  uint32 // bits of a field
	count uint32 // of fields
}

type descriptorParser struct {
	globals
	pushed []globals
	usage  *Usage // the first one named since the last main item
	paged  bool   // it names its own page
	depth  int
	found  []Application
}

func (p *descriptorParser) take(it item) error {
	switch it.kind {
	case 0x04:
		p.page = uint16(it.value)
	case 0x74:
		p.size = it.value
	case 0x84:
		if it.value == 0 || it.value > 0xFF {
			return errors.New("a report has an impossible id")
		}
		p.id = byte(it.value)
	case 0x94:
		p.count = it.value
	case 0xA4:
		if len(p.pushed) == maxPushed {
			return errors.New("it saves its state too often")
		}
		p.pushed = append(p.pushed, p.globals)
	case 0xB4:
		if len(p.pushed) == 0 {
			return errors.New("it takes back a state that it didn't save")
		}
		p.globals, p.pushed = p.pushed[len(p.pushed)-1], p.pushed[:len(p.pushed)-1]
	case 0x08, 0x18: // a usage, or the first of a range
		p.name(it)
	case 0xA0:
		return p.open()
	case 0xC0:
		if p.depth--; p.depth < 0 {
			return errors.New("a collection ends that didn't begin")
		}
		p.usage = nil
	case 0x80:
		return p.report(Input)
	case 0x90:
		return p.report(Output)
	case 0xB0:
		return p.report(Feature)
	}
	return nil
}

// name keeps the first usage since the last main item. A usage of four bytes has its page in front; of a shorter one
// the page is the one that holds at the main item.
func (p *descriptorParser) name(it item) {
	if p.usage != nil {
		return
	}
	p.usage = &Usage{ID: uint16(it.value)}
	if p.paged = it.size == 4; p.paged {
		p.usage.Page = uint16(it.value >> 16)
	}
}

// open begins a collection. One at the top stands for an application, whatever type it names.
func (p *descriptorParser) open() error {
	if p.depth++; p.depth > maxDepth {
		return errors.New("its collections are nested too deep")
	}
	if p.depth == 1 {
		if len(p.found) == maxApplications {
			return errors.New("it has too many collections")
		}
		var app Application
		if p.usage != nil {
			app.Usage = *p.usage
			if !p.paged {
				app.Usage.Page = p.page
			}
		}
		p.found = append(p.found, app)
	}
	p.usage = nil
	return nil
}

// report adds fields to a report of the part that is open. Fields outside of every collection belong to none.
func (p *descriptorParser) report(kind ReportKind) error {
	p.usage = nil
	bits := uint64(p.size) * uint64(p.count)
	if bits > maxReportBits {
		return errors.New("a report is too long")
	}
	if p.depth == 0 {
		return nil
	}
	app := &p.found[len(p.found)-1]
	at := slices.IndexFunc(app.Reports, func(r Report) bool { return r.Kind == kind && r.ID == p.id })
	if at < 0 {
		app.Reports = append(app.Reports, Report{Kind: kind, ID: p.id})
		at = len(app.Reports) - 1
	}
	if app.Reports[at].Bits += int(bits); app.Reports[at].Bits > maxReportBits {
		return errors.New("a report is too long")
	}
	return nil
}
