package zpl

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrParse is the error of ZPL that Append didn't write.
var ErrParse = errors.New("cannot read ZPL")

// Parse reads one label as Append writes it; anything else is an error. Data comes back cleaned (see Clean).
func Parse(data []byte) (Label, error) {
	p := parser{rest: string(data)}
	l := p.head()
	for p.err == nil && !strings.HasPrefix(p.rest, closing) {
		l.Elements = append(l.Elements, p.element())
	}
	p.literal(closing)
	if p.err == nil && p.rest != "" {
		p.fail("%d bytes behind the end", len(p.rest))
	}
	if p.err != nil {
		return Label{}, p.err
	}
	// What the writer would not write again byte by byte isn't its own.
	again, err := Append(nil, l)
	if err != nil || !bytes.Equal(again, data) {
		return Label{}, fmt.Errorf("%w: it isn't written as this package writes", ErrParse)
	}
	return l, nil
}

// parser takes text from the front of what is left, and keeps the first error.
type parser struct {
	rest string
	err  error
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("%w: %w", ErrParse, fmt.Errorf(format, args...))
	}
}

func (p *parser) accept(s string) bool {
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok && p.err == nil {
		p.rest = rest
		return true
	}
	return false
}

func (p *parser) literal(s string) {
	if !p.accept(s) {
		p.fail("%q is missing before %.20q", s, p.rest)
	}
}

func (p *parser) number() int {
	n := digitsAt(p.rest)
	value, err := strconv.Atoi(p.rest[:n])
	if err != nil {
		p.fail("a number is missing before %.20q", p.rest)
		return 0
	}
	p.rest = p.rest[n:]
	return value
}

// numbers reads a command's name and its numbers.
func (p *parser) numbers(name string, values ...*int) {
	p.literal(name)
	for i, v := range values {
		if i > 0 {
			p.literal(",")
		}
		*v = p.number()
	}
}

func (p *parser) head() Label {
	var l Label
	p.literal(prologue)
	if p.accept("~SD") {
		l.Darkness = p.number()
		p.literal("\n")
	}
	p.literal(opening)
	p.numbers("^PW", &l.Width)
	p.numbers("^LL", &l.Height)
	if p.accept("^PR") {
		l.Speed = p.number()
	}
	for _, mode := range []Mode{ModeTearOff, ModePeel, ModeCut} {
		if p.accept("^MM" + string(mode)) {
			l.Mode = mode
		}
	}
	p.literal("\n")
	return l
}

func (p *parser) element() Element {
	var x, y, module int
	if p.accept("^BY") {
		module = p.number()
	}
	p.numbers("^FO", &x, &y)
	switch {
	case module != 0:
		return p.bars(x, y, module)
	case p.accept("^GB"):
		b := Box{X: x, Y: y}
		p.numbers("", &b.W, &b.H, &b.Thickness)
		p.literal("^FS\n")
		return b
	case p.accept("^BQN,2,"):
		q := QR{X: x, Y: y + qrDrop, Module: p.number()}
		q.Data = p.data("MA,")
		return q
	}
	return p.text(x, y)
}

func (p *parser) bars(x, y, module int) Element {
	p.literal("^BCN,")
	height := p.number()
	if p.accept(",N,N,N,A") {
		return Code128{X: x, Y: y, Module: module, Height: height, Data: p.data("")}
	}
	p.literal(",N,N,N,N^FD" + startC + fnc1)
	data := p.until("^FS\n")
	return GS1{X: x, Y: y, Module: module, Height: height, Data: strings.ReplaceAll(data, fnc1, string(GroupSeparator))}
}

func (p *parser) text(x, y int) Element {
	var height, width, room, lines, spacing int
	p.numbers("^A0N,", &height, &width)
	if !p.accept("^FB") {
		t := Text{X: x, Y: y, Height: height, Width: width, Reverse: p.accept("^FR")}
		t.Data = p.data("")
		return t
	}
	p.numbers("", &room, &lines, &spacing)
	p.literal(",")
	b := Block{X: x, Y: y, Height: height, Width: width, Room: room, Lines: lines, Align: p.align()}
	p.literal(",0")
	b.Reverse = p.accept("^FR")
	b.Data = p.data("")
	return b
}

func (p *parser) align() Align {
	for _, a := range []Align{Left, Centre, Right} {
		if p.accept(string(a)) {
			return a
		}
	}
	p.fail("an alignment is missing before %.20q", p.rest)
	return 0
}

// data reads a field's data behind the lead that the program wrote.
func (p *parser) data(lead string) string {
	p.literal("^FH_^FD" + lead)
	raw := p.until("^FS\n")
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] != '_' {
			out = append(out, raw[i])
			continue
		}
		if i+2 >= len(raw) {
			p.fail("a hexadecimal sign is cut off in %.20q", raw)
			break
		}
		value, err := strconv.ParseUint(raw[i+1:i+3], 16, 8)
		if err != nil {
			p.fail("%q is not hexadecimal", raw[i+1:i+3])
		}
		out = append(out, byte(value))
		i += 2
	}
	return string(out)
}

func (p *parser) until(end string) string {
	found, rest, ok := strings.Cut(p.rest, end)
	if !ok {
		p.fail("%q is missing", end)
		return ""
	}
	p.rest = rest
	return found
}
