package zpl

import (
	"fmt"
	"strings"
)

// GroupSeparator ends a GS1 element of variable length, as scanners transmit it; FNC1 stands for it in the barcode.
const GroupSeparator = '\x1d'

const maxBars = 80 // characters in one Code 128: more is no carton label's code

// Modules gives the width in modules, without quiet zones, of the barcode that a printer makes of it: it shifts to
// pairs of digits where four or more follow. A printer may differ by one symbol. 0 for data that can't be printed.
func (c Code128) Modules() int {
	if checkCode128(c.Data) != nil {
		return 0
	}
	symbols, pairs := 2, false // start and check character
	for i := 0; i < len(c.Data); {
		digits := digitsAt(c.Data[i:])
		if now := digits >= 4 || pairs && digits >= 2; now != pairs {
			pairs = now
			if i > 0 {
				symbols++
			}
		}
		symbols++
		i++
		if pairs {
			i++
		}
	}
	return modules(symbols)
}

// Modules gives the width in modules, without quiet zones; 0 for data that can't be printed.
func (g GS1) Modules() int {
	if checkGS1(g.Data) != nil {
		return 0
	}
	separators := strings.Count(g.Data, string(GroupSeparator))
	return modules(3 + separators + (len(g.Data)-separators)/2) // start character, FNC1, check character
}

// Eleven modules a symbol, thirteen for the stop character (ISO/IEC 15417).
func modules(symbols int) int { return symbols*11 + 13 }

// The signs of ^BC's mode N: start in set C, function character 1.
const (
	startC = ">;"
	fnc1   = ">8"
)

// appendGS1 spells checked data in mode N, all of it in set C: the width is known before the printer draws it.
func appendGS1(dst []byte, data string) []byte {
	dst = append(dst, startC+fnc1...)
	for i := range len(data) {
		if data[i] == GroupSeparator {
			dst = append(dst, fnc1...)
		} else {
			dst = append(dst, data[i])
		}
	}
	return dst
}

func digitsAt(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

// checkCode128 leaves out the > as well: printers disagree whether it is a sign of its own in automatic mode.
func checkCode128(data string) error {
	if data == "" || len(data) > maxBars {
		return fmt.Errorf("a Code 128 of %d characters, 1 to %d can be read", len(data), maxBars)
	}
	for i := range len(data) {
		if data[i] < ' ' || data[i] >= 0x7f || data[i] == '>' {
			return fmt.Errorf("a Code 128 with the byte %02X, which can't be printed in one", data[i])
		}
	}
	return nil
}

func checkGS1(data string) error {
	if data == "" || len(data) > maxBars {
		return fmt.Errorf("a GS1-128 of %d characters, 1 to %d can be read", len(data), maxBars)
	}
	for part := range strings.SplitSeq(data, string(GroupSeparator)) {
		if n := digitsAt(part); n == 0 || n != len(part) || n%2 != 0 {
			return fmt.Errorf("a GS1-128 with %q, which is not pairs of digits", part)
		}
	}
	return nil
}
