package port

// keyEvent is one event of an input device, as linux/input.h has it.
type keyEvent struct {
	kind, code uint16
	value      int32
}

// Event kinds, and the keys that aren't text.
const (
	eventSync = 0
	eventKey  = 1

	syncReport  = 0
	syncDropped = 3

	keyEnter      = 28
	keyLeftCtrl   = 29
	keyLeftShift  = 42
	keyRightShift = 54
	keyLeftAlt    = 56
	keyCapsLock   = 58
	keyNumLock    = 69
	keyScrollLock = 70
	keyRightCtrl  = 97
	keyRightAlt   = 100
	keyLeftMeta   = 125
	keyRightMeta  = 126

	pressed = 1
)

// unreadable stands in the text for a key that is no character, or for keys that were lost: a control character that
// no code may hold, so that the whole code is refused instead of read with a gap.
const unreadable = 0x00

// wedge turns the key events of a scanner that types into the bytes that it meant, by the US layout: the one that
// scanners are delivered with. Locks are ignored. Control characters come as Ctrl with a key, or as Alt with digits on
// the keypad.
type wedge struct {
	held    map[uint16]bool // modifiers
	digits  int             // typed on the keypad while Alt is held; -1: none
	dropped bool            // the kernel lost events: what comes until the next report is void
}

func newWedge() *wedge { return &wedge{held: map[uint16]bool{}, digits: -1} }

// feed takes an event and appends what it means: nothing or one byte. Releases and repetitions mean nothing.
func (w *wedge) feed(e keyEvent, out []byte) []byte {
	switch {
	case e.kind == eventSync && e.code == syncDropped:
		w.dropped, w.digits = true, -1
		clear(w.held)
		return append(out, unreadable)
	case e.kind == eventSync && e.code == syncReport:
		w.dropped = false
	case e.kind != eventKey || w.dropped:
	case isModifier(e.code):
		return w.modifier(e, out)
	case e.value == pressed:
		return w.key(e.code, out)
	}
	return out
}

func isModifier(code uint16) bool {
	switch code {
	case keyLeftShift, keyRightShift, keyLeftCtrl, keyRightCtrl, keyLeftAlt, keyRightAlt:
		return true
	}
	return false
}

// modifier notes what is held. Alt that is let go ends a number typed on the keypad.
func (w *wedge) modifier(e keyEvent, out []byte) []byte {
	if e.value != 0 {
		w.held[e.code] = true
		return out
	}
	delete(w.held, e.code)
	if (e.code == keyLeftAlt || e.code == keyRightAlt) && w.digits >= 0 {
		value := w.digits
		w.digits = -1
		if value > 0xFF {
			value = unreadable
		}
		return append(out, byte(value))
	}
	return out
}

func (w *wedge) key(code uint16, out []byte) []byte {
	switch code {
	case keyCapsLock, keyNumLock, keyScrollLock, keyLeftMeta, keyRightMeta:
		return out
	}
	if w.held[keyLeftAlt] || w.held[keyRightAlt] {
		digit, ok := keypadDigits[code]
		if !ok {
			return append(out, unreadable)
		}
		w.digits = min(max(w.digits, 0)*10+digit, 1000) // more than a byte is unreadable, however long
		return out
	}
	plain, shifted := keyText(code)
	switch {
	case plain == 0:
		return append(out, unreadable)
	case w.held[keyLeftCtrl] || w.held[keyRightCtrl]:
		return append(out, control(plain))
	case w.held[keyLeftShift] || w.held[keyRightShift]:
		return append(out, shifted)
	}
	return append(out, plain)
}

// control gives the control character of a key: Ctrl-M is CR, Ctrl-] is GS.
func control(plain byte) byte {
	switch {
	case plain >= 'a' && plain <= 'z':
		return plain - 'a' + 1
	case plain >= '[' && plain <= ']':
		return plain - '@'
	case plain == '6':
		return 0x1E // Ctrl-^
	case plain == '-':
		return 0x1F // Ctrl-_
	}
	return unreadable
}

var keypadDigits = map[uint16]int{71: 7, 72: 8, 73: 9, 75: 4, 76: 5, 77: 6, 79: 1, 80: 2, 81: 3, 82: 0}

// rows are the keys of a US keyboard in the order of their codes.
var rows = []struct {
	first          uint16
	plain, shifted string
}{
	{1, "\x1b1234567890-=\x08\t", "\x1b!@#$%^&*()_+\x08\t"},
	{16, "qwertyuiop[]\r", "QWERTYUIOP{}\r"},
	{30, "asdfghjkl;'`", `ASDFGHJKL:"~`},
	{43, `\zxcvbnm,./`, `|ZXCVBNM<>?`},
	{55, "*", "*"},
	{57, " ", " "},
	{71, "789-456+1230.", "789-456+1230."},
	{86, `\`, "|"},
	{96, "\r", "\r"},
	{98, "/", "/"},
}

// keyText gives the characters of a key, 0 for none.
func keyText(code uint16) (plain, shifted byte) {
	for _, row := range rows {
		if at := int(code) - int(row.first); at >= 0 && at < len(row.plain) {
			return row.plain[at], row.shifted[at]
		}
	}
	return 0, 0
}
