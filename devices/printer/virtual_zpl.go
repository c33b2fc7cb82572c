package printer

import (
	"bytes"
	"fmt"
	"time"
)

var (
	formatStart = []byte("^XA")
	formatEnd   = []byte("^XZ")
)

// take is one byte of the stream; the result is what the printer says to it.
func (v *VirtualPrinter) take(b byte) (reply string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.format = append(v.format, b)
	switch {
	case bytes.HasSuffix(v.format, hostStatusRequest):
		v.format = v.format[:len(v.format)-len(hostStatusRequest)]
		return v.hostStatus()
	case bytes.HasSuffix(v.format, cancelPartial):
		v.format, v.partial = nil, false
	case bytes.HasSuffix(v.format, formatStart) && !v.partial:
		v.format, v.partial = append([]byte(nil), formatStart...), true
	case bytes.HasSuffix(v.format, formatEnd) && v.partial:
		v.waiting = append(v.waiting, v.format)
		v.format, v.partial = nil, false
		v.feedOut()
	case len(v.format) > maxFormat:
		v.format, v.partial = nil, false
	}
	return ""
}

// hostStatus is the answer to ~HS. The caller holds mu.
func (v *VirtualPrinter) hostStatus() string {
	remaining := 0
	if time.Now().Before(v.busyUntil) {
		remaining = 1
	}
	first := fmt.Sprintf("030,%d,%d,1245,%03d,0,0,%d,000,0,0,0", bit(v.paperOut), bit(v.paused), len(v.waiting), bit(v.partial))
	second := fmt.Sprintf("000,0,%d,%d,0,2,4,0,%08d,1,000", bit(v.headOpen), bit(v.ribbonOut), remaining)
	return "\x02" + first + "\x03\r\n\x02" + second + "\x03\r\n\x021234,0\x03\r\n"
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
