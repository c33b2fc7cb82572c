package zpl

import (
	"strconv"
	"strings"
)

// writer collects a label's bytes and the first error.
type writer struct {
	out []byte
	err error
}

// Every job puts back what an earlier one may have left behind. A changed caret or tilde is restored through whichever
// of the two still works (~CC before the format, ^CT within); with both changed no job is heard, which only ~HD shows.
// ^JZN keeps the printer from printing a label again by itself after a fault: no copy without the station knowing.
const (
	prologue = "~CC^~CD,~CT~\n"
	opening  = "^XA^CT~^CD,^MUD^CI28^PON^PMN^LRN^LH0,0^FWN^JZN"
	closing  = "^PQ1,0,0,N^XZ\n"
)

func (w *writer) head(l Label) {
	w.within("label width", l.Width, 1, maxDots)
	w.within("label height", l.Height, 1, maxDots)
	w.raw(prologue)
	if l.Darkness != 0 {
		w.within("darkness", l.Darkness, 1, 30)
		w.raw("~SD")
		w.raw(string([]byte{byte('0' + l.Darkness/10%10), byte('0' + l.Darkness%10)}))
		w.raw("\n")
	}
	w.raw(opening)
	w.command("^PW", l.Width)
	w.command("^LL", l.Height)
	if l.Speed != 0 {
		w.within("speed", l.Speed, 2, 14)
		w.command("^PR", l.Speed)
	}
	switch l.Mode {
	case ModePrinter:
	case ModeTearOff, ModePeel, ModeCut:
		w.raw("^MM")
		w.raw(string(l.Mode))
	default:
		w.fail("mode %q is not known", string(l.Mode))
	}
	w.raw("\n")
}

func (w *writer) foot() { w.raw(closing) }

func (w *writer) raw(s string) { w.out = append(w.out, s...) }

// command writes a command with numbers for parameters: the only parameters that are ever made from data.
func (w *writer) command(name string, numbers ...int) {
	w.raw(name)
	for i, n := range numbers {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = strconv.AppendInt(w.out, int64(n), 10)
	}
}

func (w *writer) at(x, y int) {
	w.within("position", x, 0, maxDots)
	w.within("position", y, 0, maxDots)
	w.command("^FO", x, y)
}

func (w *writer) font(height, width int) {
	w.within("character height", height, 10, 1500)
	w.within("character width", width, 10, 1500)
	w.command("^A0N,", height, width)
}

func (w *writer) reverse(on bool) {
	if on {
		w.raw("^FR")
	}
}

// data writes a field's data and its end. lead is the program's own and is written as it is.
func (w *writer) data(lead, data string) {
	w.raw("^FH_^FD")
	start := len(w.out)
	w.raw(lead)
	w.out = escape(w.out, data)
	if n := len(w.out) - start; n > MaxField {
		w.fail("data of %d bytes, at most %d fit in a field", n, MaxField)
	}
	w.raw("^FS\n")
}

func (w *writer) within(what string, n, low, high int) {
	if n < low || n > high {
		w.fail("%s %d is not within %d to %d", what, n, low, high)
	}
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = elementError(format, args...)
	}
}

func (t Text) write(w *writer) {
	w.at(t.X, t.Y)
	w.font(t.Height, t.Width)
	w.reverse(t.Reverse)
	w.data("", t.Data)
}

func (b Block) write(w *writer) {
	w.at(b.X, b.Y)
	w.font(b.Height, b.Width)
	w.within("block width", b.Room, 1, maxDots)
	w.within("block lines", b.Lines, 1, 9999)
	if b.Align != Left && b.Align != Centre && b.Align != Right {
		w.fail("alignment %q is not known", string(rune(b.Align)))
	}
	w.command("^FB", b.Room, b.Lines, 0)
	w.out = append(w.out, ',', byte(b.Align), ',', '0')
	w.reverse(b.Reverse)
	w.data("", blockData(b.Data))
}

func blockData(data string) string { return strings.ReplaceAll(data, `\`, "/") }

func (b Box) write(w *writer) {
	w.at(b.X, b.Y)
	w.within("box width", b.W, 1, maxDots)
	w.within("box height", b.H, 1, maxDots)
	w.within("line thickness", b.Thickness, 1, min(max(b.W, 1), max(b.H, 1)))
	w.command("^GB", b.W, b.H, b.Thickness)
	w.raw("^FS\n")
}

func (c Code128) write(w *writer) {
	if err := checkCode128(c.Data); err != nil {
		w.fail("%w", err)
		return
	}
	w.bars(c.X, c.Y, c.Module, c.Height)
	w.raw(",N,N,N,A")
	w.data("", c.Data)
}

func (g GS1) write(w *writer) {
	if err := checkGS1(g.Data); err != nil {
		w.fail("%w", err)
		return
	}
	w.bars(g.X, g.Y, g.Module, g.Height)
	w.raw(",N,N,N,N^FD")
	w.out = appendGS1(w.out, g.Data)
	w.raw("^FS\n")
}

func (w *writer) bars(x, y, module, height int) {
	w.within("bar module", module, 1, 10)
	w.within("bar height", height, 1, maxDots)
	w.command("^BY", module)
	w.at(x, y)
	w.command("^BCN,", height)
}

// A printer draws ^BQ ten dots below its field origin, at every resolution.
const qrDrop = 10

func (q QR) write(w *writer) {
	if !IsQRText(q.Data) {
		w.fail("QR data is not alphanumeric")
	}
	w.within("QR module", q.Module, 1, 10)
	w.within("QR position", q.Y, qrDrop, maxDots)
	w.at(q.X, q.Y-qrDrop)
	w.command("^BQN,2,", q.Module)
	// M: error correction level; A: the printer chooses the input mode, which is alphanumeric for such data.
	w.data("MA,", q.Data)
}
