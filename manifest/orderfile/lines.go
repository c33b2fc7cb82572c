package orderfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines reads physical lines with a limit to their length.
type lines struct {
	in     *bufio.Reader
	most   int
	number int // of the line read last, from 1
}

// next gives the next line without its line end. A line over the limit is skipped to its end and gives errTooLong beside
// its beginning; io.EOF says that there is no more.
func (l *lines) next() ([]byte, error) {
	var line []byte
	length := 0
	for {
		part, err := l.in.ReadSlice('\n')
		length += len(part)
		if length <= l.most {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || length == 0) {
			return nil, err
		}
		l.number++
		if length > l.most {
			return line[:min(len(line), 64<<10)], errTooLong
		}
		return bytes.TrimRight(line, "\r\n"), nil
	}
}

// readJSON reads JSON lines. The error is the reader's own.
func (c *collector) readJSON(in *bufio.Reader) error {
	l := &lines{in: in, most: MaxLine}
	for {
		line, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooLong):
			c.refuse(l.number, "", "", err)
		case err != nil:
			return err
		case len(bytes.TrimSpace(line)) > 0:
			c.readObject(l.number, line)
		}
	}
}

func (c *collector) readObject(number int, line []byte) {
	top, err := parseLine(line)
	if err != nil {
		c.refuse(number, clean(top.fields["order"].fields["order_id"].text), "", err)
		return
	}
	order, r := orderOf(top)
	for _, field := range r.unknown {
		c.noteUnknown(number, generic(field))
	}
	for _, p := range r.problems {
		c.refuse(number, order.ID, p.field, p.err)
	}
	if len(r.problems) == 0 {
		c.add(order, number)
	}
}

// generic takes the numbers out of a path: lines[3].colour is noted as lines.colour.
func generic(field string) string {
	var out []byte
	inside := false
	for i := range len(field) {
		switch {
		case field[i] == '[':
			inside = true
		case field[i] == ']':
			inside = false
		case !inside:
			out = append(out, field[i])
		}
	}
	return string(out)
}
