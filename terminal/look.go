package terminal

import (
	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// The colours. Each verdict differs from the others in lightness too, and none is said by colour alone.
const (
	black  = tcell.Color(0x101418) | tcell.ColorIsRGB | tcell.ColorValid
	panel  = tcell.Color(0x1b222b) | tcell.ColorIsRGB | tcell.ColorValid
	grey   = tcell.Color(0x93a1b0) | tcell.ColorIsRGB | tcell.ColorValid
	faint  = tcell.Color(0x5b6774) | tcell.ColorIsRGB | tcell.ColorValid
	silver = tcell.Color(0xdfe6ed) | tcell.ColorIsRGB | tcell.ColorValid
	white  = tcell.Color(0xffffff) | tcell.ColorIsRGB | tcell.ColorValid
	navy   = tcell.Color(0x1f3a5f) | tcell.ColorIsRGB | tcell.ColorValid
	green  = tcell.Color(0x00784f) | tcell.ColorIsRGB | tcell.ColorValid
	yellow = tcell.Color(0xffd60a) | tcell.ColorIsRGB | tcell.ColorValid
	orange = tcell.Color(0xf08c00) | tcell.ColorIsRGB | tcell.ColorValid
	red    = tcell.Color(0xb00020) | tcell.ColorIsRGB | tcell.ColorValid
	purple = tcell.Color(0x7a1fa2) | tcell.ColorIsRGB | tcell.ColorValid
	teal   = tcell.Color(0x0b6e99) | tcell.ColorIsRGB | tcell.ColorValid
	mint   = tcell.Color(0x4cd6a0) | tcell.ColorIsRGB | tcell.ColorValid
	coral  = tcell.Color(0xff7b86) | tcell.ColorIsRGB | tcell.ColorValid
	amber  = tcell.Color(0xffb84d) | tcell.ColorIsRGB | tcell.ColorValid
	sky    = tcell.Color(0x7cc7ff) | tcell.ColorIsRGB | tcell.ColorValid
)

var (
	base        = tcell.StyleDefault.Background(black)
	plainStyle  = base.Foreground(silver)
	strongStyle = base.Foreground(white).Bold(true)
	quietStyle  = base.Foreground(grey)
	faintStyle  = base.Foreground(faint)
	titleStyle  = base.Foreground(sky).Bold(true)
	barStyle    = tcell.StyleDefault.Background(panel).Foreground(silver)
	nextStyle   = tcell.StyleDefault.Background(white).Foreground(black).Bold(true)
	errorStyle  = tcell.StyleDefault.Background(red).Foreground(white).Bold(true)
	simStyle    = tcell.StyleDefault.Background(purple).Foreground(white).Bold(true)
	alarmStyle  = tcell.StyleDefault.Background(yellow).Foreground(black).Bold(true)
)

// toneStyle gives the colours of a verdict band.
func toneStyle(t station.Tone) tcell.Style {
	style := tcell.StyleDefault.Foreground(white).Bold(true)
	switch t {
	case station.TonePass:
		return style.Background(green)
	case station.ToneWarn:
		return style.Background(yellow).Foreground(black)
	case station.ToneHold:
		return style.Background(orange).Foreground(black)
	case station.ToneReject:
		return style.Background(red)
	case station.ToneFault:
		return style.Background(purple)
	case station.ToneBusy:
		return style.Background(teal)
	}
	return style.Background(navy)
}

// toneSign gives the sign that stands for a tone beside its word.
func toneSign(t station.Tone) string {
	switch t {
	case station.TonePass:
		return "√"
	case station.ToneWarn:
		return "▲"
	case station.ToneHold:
		return "■"
	case station.ToneReject, station.ToneFault:
		return "×"
	case station.ToneBusy:
		return "…"
	}
	return "►"
}

// verdictLook gives the sign and the colour of a verdict in a list.
func verdictLook(v manifest.Verdict) (sign string, style tcell.Style) {
	switch v {
	case manifest.Pass:
		return "√", base.Foreground(mint)
	case manifest.Warn:
		return "▲", base.Foreground(yellow).Bold(true)
	case manifest.Hold:
		return "■", base.Foreground(amber).Bold(true)
	case manifest.Reject:
		return "×", base.Foreground(coral).Bold(true)
	}
	return "○", quietStyle
}

// deviceLook gives the sign and the colours of a device's state.
func deviceLook(s manifest.DeviceState) (sign string, style tcell.Style) {
	switch s {
	case manifest.DeviceReady:
		return "√", barStyle.Foreground(mint)
	case manifest.DeviceTrouble:
		return "▲", alarmStyle
	case manifest.DeviceGone:
		return "×", errorStyle
	case manifest.DeviceConnecting:
		return "…", barStyle.Foreground(yellow)
	}
	return "?", barStyle.Foreground(grey)
}
