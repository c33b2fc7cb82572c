// Package zpl writes and reads the part of Zebra's ZPL II that packline prints with. A label is a list of typed
// elements at whole dots; every piece of data goes through one escaping function, so that no name, address or scan can
// become a command. Parse reads back what Append writes, and nothing else: it is no general ZPL interpreter. The
// package imports nothing of the house, talks to no printer and knows nothing of what a label means.
//
// Source: ZPL II Programming Guide, Zebra P1099958.
package zpl

import (
	"errors"
	"fmt"
)

// Limits of a label. MaxField is the printer's own limit of one field's data in bytes, counted after escaping.
const (
	MaxField = 3072
	maxDots  = 32000
)

// ErrElement is the error of an element that can't be printed as it is.
var ErrElement = errors.New("cannot write label element")

// Label is one label: its size in dots, the print settings it carries and its elements in the order they are drawn.
type Label struct {
	Width    int  // dots, at most 32000
	Height   int  // dots, at most 32000
	Darkness int  // 1 to 30 absolute; 0 leaves the printer's own
	Speed    int  // 2 to 14 inches a second; 0 leaves the printer's own
	Mode     Mode // what the printer does after the label; empty leaves its own
	Elements []Element
}

// Mode is what the printer does with a printed label (^MM).
type Mode string

// The modes. The zero value leaves the printer as it is set.
const (
	ModePrinter Mode = ""
	ModeTearOff Mode = "T"
	ModePeel    Mode = "P"
	ModeCut     Mode = "C"
)

// Element is one thing on a label: a Text, Block, Box, Code128, GS1 or QR of this package. Coordinates are dots from
// the upper left corner to the element's own upper left corner.
type Element interface {
	write(*writer)
}

// Text is one line in the printer's scalable font 0.
type Text struct {
	X, Y    int
	Height  int  // of the character cell, 10 to 1500 dots
	Width   int  // of a character at the font's own proportions equal to Height; 10 to 1500
	Reverse bool // white where it lies on black
	Data    string
}

// Align is how the lines of a Block stand in its width.
type Align byte

// The alignments.
const (
	Left   Align = 'L'
	Centre Align = 'C'
	Right  Align = 'R'
)

// Block is text in font 0 that the printer breaks at blanks to fit a width. Printers don't agree on a backslash here
// (it also writes line breaks), so it prints as a solidus.
type Block struct {
	X, Y          int
	Height, Width int // as of Text
	Room          int // the width lines are set in, dots
	Lines         int // at most this many; a printer overprints the last one with what is left
	Align         Align
	Reverse       bool
	Data          string
}

// Box is a rectangle drawn with a line of a thickness that grows inwards. A rule is a Box whose thickness is its
// smaller side; a filled area is one whose thickness is half of it or more.
type Box struct {
	X, Y, W, H int
	Thickness  int
}

// Code128 is a Code 128 barcode of 1 to 80 characters of printable ASCII but >, without text below it. The printer
// chooses the code sets.
type Code128 struct {
	X, Y   int
	Module int // width of the narrowest bar, 1 to 10 dots
	Height int // of the bars, dots
	Data   string
}

// GS1 is a GS1-128 barcode of element strings as a scanner transmits them: identifiers without brackets, a GS (1D)
// after each element of variable length that isn't the last. All of it is pairs of digits, as in the codes of cartons
// (00) and of U.S. Postal Service packages (420 and a ZIP of 5 or 9, then 22 digits).
type GS1 struct {
	X, Y   int
	Module int
	Height int
	Data   string
}

// QR is a QR code of level M of alphanumeric data (ISO/IEC 18004: 0-9, A-Z, blank, $ % * + - . / :). Its quiet zone of
// four modules is the caller's to keep.
type QR struct {
	X, Y   int
	Module int // dots, 1 to 10
	Data   string
}

// Append writes the label's ZPL behind dst. On an error dst comes back as it was.
func Append(dst []byte, l Label) ([]byte, error) {
	w := writer{out: dst}
	w.head(l)
	for _, e := range l.Elements {
		e.write(&w)
	}
	w.foot()
	if w.err != nil {
		return dst, w.err
	}
	return w.out, nil
}

func elementError(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrElement, fmt.Errorf(format, args...))
}
