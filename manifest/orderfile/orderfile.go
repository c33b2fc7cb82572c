// Package orderfile reads and writes the files packline is fed with: order files (JSON lines or CSV), case files for the
// checks (JSON lines) and rate tables. It turns outside bytes into nouns of package manifest and says, line by line, what
// it could not read; a bad line never costs a good one. It judges nothing: what is merely missing or doubtful in an order
// is left for the rulebooks to hold. It opens no file and keeps nothing.
//
// The field names of the files are a format of their own and are mapped one by one; they are not those of package
// manifest's JSON.
package orderfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"packline/manifest"
)

// The limits of a file. An order within them is read however odd it is.
const (
	MaxLine  = 4 << 20 // bytes of one JSON line: 10,000 lines of goods fit
	MaxRow   = 1 << 20 // bytes of one CSV row
	MaxLines = 10_000  // lines of goods in an order
	MaxDepth = 16      // objects and lists within each other
	MaxText  = 500     // characters of one text in an order
)

// ReadOrders reads an order file: JSON lines when it begins with a brace, CSV when its first line is a header with
// order_id; else the extension of name decides (.csv, .jsonl, .json). The orders come in the order of the file, one for
// each id: a later revision wins over an earlier one, and two different orders of one id and revision are both refused.
// Orders that could be read are returned beside the error. The error holds [Problems] when lines were refused, and the
// reader's own error when that failed.
func ReadOrders(r io.Reader, name string) ([]manifest.Order, []Note, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	isCSV, err := detect(in, name, "order_id")
	if err != nil {
		return nil, nil, err
	}
	c := newCollector()
	if isCSV {
		err = c.readCSV(in)
	} else {
		err = c.readJSON(in)
	}
	if err != nil {
		err = fmt.Errorf("cannot read %s to its end: %w", name, err)
	}
	orders, notes, problems := c.result()
	if len(problems) > 0 {
		return orders, notes, errors.Join(problems, err)
	}
	return orders, notes, err
}

// detect looks at the first bytes without taking them, but for a byte order mark, and says whether the file is CSV.
func detect(in *bufio.Reader, name, column string) (isCSV bool, err error) {
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return false, fmt.Errorf("cannot read %s: %w", name, err)
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return false, fmt.Errorf("cannot read %s: it is UTF-16; save it as UTF-8", name)
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // Peek has it in the buffer already
		head = head[3:]
	}
	content := bytes.TrimLeft(head, " \t\r\n")
	first, _, _ := strings.Cut(string(content), "\n")
	switch extension := strings.ToLower(path.Ext(name)); {
	case len(content) == 0 || content[0] == '{':
		return false, nil
	case content[0] == '[':
		return false, fmt.Errorf("cannot read %s: it is one JSON list; write one object a line, without brackets and commas around them", name)
	case strings.Contains(first, column) || extension == ".csv":
		return true, nil
	case extension == ".jsonl" || extension == ".json":
		return false, nil
	}
	return false, fmt.Errorf("cannot tell what %s is: begin each line with a brace (JSON lines) or the file with a header naming %s (CSV)", name, column)
}
