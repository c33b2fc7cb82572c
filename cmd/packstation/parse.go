package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"packline/devices/scanner"
	"packline/manifest"
)

func (p *program) parseCommand() *cobra.Command {
	return p.Command("parse", "parse", cobra.NoArgs, p.parse)
}

// maxScan is the longest line in bytes that is taken for a scan, with its escapes. Of longer ones the beginning is
// looked at: that is enough to say that they are too long.
const maxScan = 8 * manifest.MaxCode

// parsed is the answer to one scan.
type parsed struct {
	AIM       string      `json:"aim"`
	Symbology string      `json:"symbology"`
	Kind      string      `json:"kind"`
	Valid     bool        `json:"valid"`
	GS1       [][2]string `json:"gs1"`
	Carriers  []string    `json:"carriers"`
	Errors    []string    `json:"errors"`
}

// parse answers every line of the input until it ends.
func (p *program) parse(ctx context.Context, _ []string) error {
	out := bufio.NewWriter(p.Out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for ctx.Err() == nil {
		line, err := readScan(p.Lines)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("cannot read the input: %w", err)
		}
		if line != "" || err == nil {
			if err := encoder.Encode(p.describe(line)); err != nil {
				return fmt.Errorf("cannot write the answer: %w", err)
			}
		}
		if p.Lines.Buffered() == 0 || err != nil { // somebody may be waiting for the answer
			if err := out.Flush(); err != nil {
				return fmt.Errorf("cannot write the answer: %w", err)
			}
		}
		if err != nil {
			return nil //nolint:nilerr // the end of the input
		}
	}
	return ctx.Err()
}

// readScan reads a line without its end. What is beyond maxScan is dropped.
func readScan(from *bufio.Reader) (string, error) {
	var line []byte
	for {
		piece, err := from.ReadSlice('\n')
		line = append(line, piece[:min(len(piece), maxScan-min(len(line), maxScan))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), err
		}
	}
}

// describe answers one scan. A start mark in front and a suffix behind belong to the line, not to the code.
func (p *program) describe(line string) parsed {
	d := scanner.Describe([]byte(strings.TrimRight(strings.TrimLeft(unescape(line), "\x02\r\n"), "\x03\r\n\t")))
	answer := parsed{
		AIM: d.AIM, Symbology: d.Symbology, Kind: string(d.Kind), Valid: d.Valid(),
		GS1: [][2]string{}, Carriers: append([]string{}, d.Carriers...), Errors: []string{},
	}
	for _, e := range d.Elements {
		answer.GS1 = append(answer.GS1, [2]string{e.AI, e.Data})
	}
	for _, problem := range d.Problems {
		code := strings.TrimSuffix(strings.TrimPrefix(problem.Key, "scanner."), "-carrier") // which one says the sentence
		answer.Errors = append(answer.Errors, code+": "+p.Say(problem.Key, problem.Args...))
	}
	return answer
}

// controls are the escapes of control characters by name.
var controls = strings.NewReplacer(
	"<GS>", "\x1D", "<RS>", "\x1E", "<EOT>", "\x04", "<US>", "\x1F", "<FNC1>", "\x1D",
	"<STX>", "\x02", "<ETX>", "\x03", "<CR>", "\r", "<LF>", "\n", "<TAB>", "\t",
)

// unescape puts the control characters into a scan that was written as text. What is no escape stays as it is.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if i+4 <= len(s) && s[i] == '\\' && (s[i+1] == 'x' || s[i+1] == 'X') {
			if value, ok := hexByte(s[i+2 : i+4]); ok {
				b.WriteByte(value)
				i += 4
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return controls.Replace(b.String())
}

func hexByte(two string) (value byte, ok bool) {
	for i := range 2 {
		digit := strings.IndexByte("0123456789abcdef", two[i]|0x20)
		if digit < 0 || two[i] < '0' {
			return 0, false
		}
		value = value<<4 | byte(digit)
	}
	return value, true
}
