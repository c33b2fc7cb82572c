package zpl

import (
	"fmt"
	"strings"
)

// GroupSeparator ends a GS1 element of variable length, as scanners transmit it; FNC1 stands for it in the barcode.
const GroupSeparator = '\x1d'

const maxBars = 80 // characters in one Code 128: more is no carton label's code

// plan is the way a Code 128 is written: the same characters for the printer's mode N and for counting modules.
// Choosing the code sets ourselves makes the width known before the printer draws it.
type plan struct {
	data    string
	gs1     bool
	symbols int // with start and check character, without stop
}

func planCode128(data string, gs1 bool) plan {
	p := plan{data: data, gs1: gs1}
	p.walk(func(string) { p.symbols++ })
	p.symbols++ // check character
	return p
}

// Modules gives the width in modules, without quiet zones, of the barcode that Code128 prints; 0 for data it can't.
func (c Code128) Modules() int {
	if checkCode128(c.Data) != nil {
		return 0
	}
	return planCode128(c.Data, false).modules()
}

// Modules gives the width in modules, without quiet zones, of the barcode that GS1 prints; 0 for data it can't.
func (g GS1) Modules() int {
	if checkGS1(g.Data) != nil {
		return 0
	}
	return planCode128(g.Data, true).modules()
}

// Eleven modules a symbol, thirteen for the stop character (ISO/IEC 15417).
func (p plan) modules() int { return p.symbols*11 + 13 }

func (p plan) append(dst []byte) []byte {
	p.walk(func(symbol string) {
		if len(symbol) == 1 {
			dst = escape(dst, symbol)
		} else {
			dst = append(dst, symbol...)
		}
	})
	return dst
}

// walk hands over the symbols in mode N's spelling: invocations, digit pairs, or one plain character. Set C is used
// where four digits follow, and left when fewer than two do.
func (p plan) walk(symbol func(string)) {
	pairs := p.pairsAt(0, 4) || (len(p.data) == 2 && digitsAt(p.data) == 2)
	if pairs {
		symbol(">;")
	} else {
		symbol(">:")
	}
	if p.gs1 {
		symbol(">8")
	}
	for i := 0; i < len(p.data); {
		fnc1 := p.gs1 && p.data[i] == GroupSeparator
		switch {
		case fnc1:
			symbol(">8")
			i++
			continue
		case !pairs && p.pairsAt(i, 4):
			symbol(">5")
			pairs = true
		case pairs && !p.pairsAt(i, 2):
			symbol(">6")
			pairs = false
		}
		if pairs {
			symbol(p.data[i : i+2])
			i += 2
		} else {
			symbol(plainSymbol(p.data[i : i+1]))
			i++
		}
	}
}

// plainSymbol spells a character of set B: > is the sign of an invocation and has one of its own, as have ^ and ~.
func plainSymbol(s string) string {
	switch s {
	case ">":
		return ">0"
	case "^":
		return "><"
	case "~":
		return ">="
	}
	return s
}

func (p plan) pairsAt(i, digits int) bool { return digitsAt(p.data[i:]) >= digits }

func digitsAt(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

func checkCode128(data string) error {
	if data == "" || len(data) > maxBars {
		return fmt.Errorf("a Code 128 of %d characters, 1 to %d can be read", len(data), maxBars)
	}
	for i := range len(data) {
		if data[i] < ' ' || data[i] > '~' {
			return fmt.Errorf("a Code 128 with the byte %02X, which is not printable ASCII", data[i])
		}
	}
	return nil
}

// gs1Signs are the signs of the 82-character set (GS1 General Specifications, figure 7.11-1) beside letters and digits.
const gs1Signs = "!\"%&'()*+,-./:;<=>?_"

func checkGS1(data string) error {
	if data == "" || len(data) > maxBars {
		return fmt.Errorf("a GS1-128 of %d characters, 1 to %d can be read", len(data), maxBars)
	}
	for i := range len(data) {
		c := data[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != GroupSeparator && !strings.ContainsRune(gs1Signs, rune(c)) {
			return fmt.Errorf("a GS1-128 with the byte %02X, which is not in its character set", c)
		}
	}
	return nil
}
