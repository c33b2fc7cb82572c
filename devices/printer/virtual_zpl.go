package printer

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// take is one byte of the stream; the result is what the printer says to it.
func (v *VirtualPrinter) take(b byte) (reply string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	defer func() {
		if v.faults.mute {
			reply = ""
		}
	}()
	v.format = append(v.format, b)
	if b == '\n' && !v.partial {
		if value, ok := v.getvar(); ok {
			v.format = nil
			return value
		}
	}
	if v.speech.language != "" {
		v.format = v.format[max(0, len(v.format)-maxAnswer):]
		return ""
	}
	if command, ok := v.ended(); ok {
		return v.obey(command)
	}
	if len(v.format) > maxFormat {
		v.format, v.partial = nil, false
	}
	return ""
}

// The commands that it knows, by the kind of character in front of them.
var (
	controls = []string{"HS", "HQES", "HI", "HD", "JX"}
	formats  = []string{"XA", "XZ"}
	changes  = []string{"CT", "CC"} // the new character follows
)

// ended gives the command that the last byte ended, written with the usual characters.
func (v *VirtualPrinter) ended() (command string, ok bool) {
	control, format := or(v.speech.control, '~'), or(v.speech.format, '^')
	for _, kind := range []struct {
		lead  byte
		usual string
		names []string
	}{{control, "~", controls}, {format, "^", formats}} {
		for _, name := range kind.names {
			if bytes.HasSuffix(v.format, append([]byte{kind.lead}, name...)) {
				return kind.usual + name, true
			}
		}
	}
	for _, name := range changes {
		at := len(v.format) - len(name) - 2
		if at >= 0 && (v.format[at] == control || v.format[at] == format) && string(v.format[at+1:at+1+len(name)]) == name {
			return name + string(v.format[len(v.format)-1]), true
		}
	}
	return "", false
}

// obey does what a command says. The caller holds mu.
func (v *VirtualPrinter) obey(command string) (reply string) {
	silent := v.Old && (command == "~HQES" || command == "~HD") || v.Silent && v.faults.any() && command == "~HS"
	switch command {
	case "~HS", "~HQES", "~HI", "~HD":
		v.format = v.format[:len(v.format)-len(command)]
		if silent {
			return ""
		}
		return map[string]func() string{"~HS": v.hostStatus, "~HQES": v.errorStatus, "~HI": v.identity, "~HD": v.diagnostic}[command]()
	case "~JX":
		v.format, v.partial = nil, false
	case "^XA":
		if !v.partial {
			v.format, v.partial = append([]byte(nil), "^XA"...), true
		}
	case "^XZ":
		if v.partial {
			v.waiting = append(v.waiting, v.format)
			v.format, v.partial = nil, false
			v.feedOut()
		}
	default:
		into := map[string]*byte{"CT": &v.speech.control, "CC": &v.speech.format}[command[:2]]
		*into = command[2]
	}
	return ""
}

func or(c, usual byte) byte {
	if c == 0 {
		return usual
	}
	return c
}

// hostStatus is the answer to ~HS. The caller holds mu, as with all answers.
func (v *VirtualPrinter) hostStatus() string {
	remaining := 0
	if time.Now().Before(v.busyUntil) {
		remaining = 1
	}
	first := fmt.Sprintf("030,%d,%d,1245,%03d,%d,0,%d,000,0,0,%d",
		bit(v.faults.paperOut), bit(v.faults.paused), len(v.waiting), bit(v.faults.bufferFull), bit(v.partial), bit(v.faults.hot))
	second := fmt.Sprintf("000,0,%d,%d,0,%d,4,%d,%08d,1,000",
		bit(v.faults.headOpen), bit(v.faults.ribbonOut), 2-bit(v.Peel), bit(v.toTake), remaining)
	return "\x02" + first + "\x03\r\n\x02" + second + "\x03\r\n\x021234,0\x03\r\n"
}

// errorStatus is the answer to ~HQES.
func (v *VirtualPrinter) errorStatus() string {
	found := bit(v.faults.paperOut)*errMediaOut | bit(v.faults.ribbonOut)*errRibbonOut | bit(v.faults.headOpen)*errHeadOpen |
		bit(v.faults.hot)*errHeadHot | bit(v.faults.paused)*errPaused
	warned := bit(v.faults.paperLow) * warnPaperLow
	return fmt.Sprintf("\x02\r\n\r\n  PRINTER STATUS                             \r\n   ERRORS:         %d 00000000 %08X\r\n"+
		"   WARNINGS:       %d 00000000 %08X\r\n\x03", bit(found != 0), found, bit(warned != 0), warned)
}

// identity is the answer to ~HI.
func (v *VirtualPrinter) identity() string {
	model := v.Model
	if model == "" {
		model = "VIRTUAL-" + strconv.Itoa(v.dpi()) + "dpi"
	}
	return fmt.Sprintf("\x02%s,V1.0.0,%d,8192KB\x03\r\n", model, dotsPerMillimetre(v.dpi()))
}

func (v *VirtualPrinter) dpi() int {
	if v.DPI == 0 {
		return 203
	}
	return v.DPI
}

// diagnostic is the answer to ~HD, in the lines that matter here.
func (v *VirtualPrinter) diagnostic() string {
	return fmt.Sprintf("\x02\r\nHead Temp = 24\r\nHead Test = Test Not Run\r\nCOMMAND PFX = %c : FORMAT PFX = %c : DELIMITER = ,\r\n"+
		"Dynamic_top_position = 0000\r\n\x03\r\n", or(v.speech.control, '~'), or(v.speech.format, '^'))
}

// getvar answers the line that has just ended, if it is a question for a value.
func (v *VirtualPrinter) getvar() (string, bool) {
	_, name, ok := bytes.Cut(v.format, []byte(`! U1 getvar "`))
	name, _, closed := bytes.Cut(name, []byte(`"`))
	if !ok || !closed {
		return "", false
	}
	if v.Old {
		return "", true
	}
	value := "?"
	switch string(name) {
	case askLanguages:
		if value = v.speech.language; value == "" {
			value = "hybrid_xml_zpl"
		}
	case askCounter:
		value = strconv.Itoa(v.count)
	case askControl:
		value = fmt.Sprintf("%02X", or(v.speech.control, '~'))
	case askHead:
		value = map[bool]string{true: "open", false: "ok"}[v.faults.headOpen]
	case askMedia:
		value = map[bool]string{true: "out", false: "ok"}[v.faults.paperOut]
	}
	return `"` + value + `"`, true
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
