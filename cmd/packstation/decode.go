package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/devices/doctor"
)

// maxCapture is the longest line of decode's input in bytes.
const maxCapture = 1 << 20

func (p *program) decodeCommand() *cobra.Command {
	return p.Command("decode [NAME]", "decode", cobra.MaximumNArgs(1), func(_ context.Context, args []string) error {
		if len(args) == 0 {
			return p.Print(strings.Join(doctor.DecodeNames(), "\n"))
		}
		return p.decode(args[0])
	})
}

// decode reads captures from the input, one a line, and answers each with one line. A line that can't be read is told,
// and answered as one without a frame, so that answers stay in step with lines.
func (p *program) decode(name string) error {
	if _, err := doctor.Decode(name, nil); err != nil {
		return err
	}
	out := bufio.NewWriter(p.Out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	bad := 0
	for n := 1; ; n++ {
		line, long, err := captureLine(p.Lines)
		if err != nil && (!errors.Is(err, io.EOF) || line == "" && !long) {
			return decodeEnd(err, bad)
		}
		capture, ok := readHex(line)
		switch {
		case long:
			bad++
			p.Tell(p.Say("cmd.decode.too-long", strconv.Itoa(n)))
		case !ok:
			bad++
			p.Tell(p.Say("cmd.decode.not-hex", strconv.Itoa(n)))
		}
		answer, err := doctor.Decode(name, capture)
		if err == nil {
			err = encoder.Encode(answer)
		}
		if err == nil {
			err = out.Flush() // whoever asks line by line waits for each answer
		}
		if err != nil {
			return err
		}
	}
}

// decodeEnd is the command's error at the end of its input.
func decodeEnd(err error, bad int) error {
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case bad > 0:
		return cli.Fail(nil, "cmd.decode.bad-lines", strconv.Itoa(bad))
	}
	return nil
}

// captureLine reads a line without its end. One that is too long is read over whole, and empty.
func captureLine(r *bufio.Reader) (line string, long bool, err error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(text)+len(part) > maxCapture; long {
			text = nil
		} else {
			text = append(text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(string(text), "\r\n"), long, err
		}
	}
}

// readHex reads bytes in hexadecimal. Blanks, colons and 0x between them mean nothing.
func readHex(line string) ([]byte, bool) {
	var digits strings.Builder
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r:", r) }) {
		digits.WriteString(strings.TrimPrefix(strings.TrimPrefix(word, "0x"), "0X"))
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		return nil, false
	}
	return b, true
}
