package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
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

// decode reads captures from the input, one a line, and answers each with one line. What is no hexadecimal is told and
// left out.
func (p *program) decode(name string) error {
	if _, err := doctor.Decode(name, nil); err != nil {
		return err
	}
	out := bufio.NewWriter(p.Out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(p.Lines)
	lines.Buffer(nil, maxCapture)
	n, bad := 0, 0
	for lines.Scan() {
		n++
		capture, ok := readHex(lines.Text())
		if !ok {
			bad++
			p.Tell(p.Say("cmd.decode.not-hex", strconv.Itoa(n)))
			continue
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
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return cli.Fail(err, "cmd.decode.too-long", strconv.Itoa(n+1))
	case err != nil:
		return err
	case bad > 0:
		return cli.Fail(nil, "cmd.decode.bad-lines", strconv.Itoa(bad))
	}
	return nil
}

// readHex reads bytes in hexadecimal. Blanks, colons and 0x between them mean nothing.
func readHex(line string) ([]byte, bool) {
	var digits strings.Builder
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r:", r) }) {
		digits.WriteString(strings.TrimPrefix(strings.TrimPrefix(word, "0x"), "0X"))
	}
	b, err := hex.DecodeString(digits.String())
	return b, err == nil
}
