package printer

import (
	"net"

	"packline/devices"
	"packline/devices/port"
)

// fail reads fault= of virtual:printer: paper, head, ribbon, paused, mute (it answers nothing) or one-way (nothing can
// be read on its link).
func (v *VirtualPrinter) fail(a devices.Address) error {
	if !a.Has("fault") {
		return nil
	}
	faults := map[string]func(){
		"paper": v.PaperOut, "head": func() { v.HeadOpen(true) }, "ribbon": func() { v.RibbonOut(true) },
		"paused":  func() { v.Pause(true) },
		"mute":    func() { v.set(func() { v.faults.mute = true }) },
		"one-way": func() { v.set(func() { v.faults.oneWay = true }) },
	}
	apply, ok := faults[a.Get("fault", "")]
	if !ok {
		return badSetting("fault", a.Get("fault", ""), "paper, head, ribbon, paused, mute, one-way")
	}
	apply()
	return nil
}

// oneWay is a link on which nothing can be read.
type oneWay struct{ net.Conn }

func (oneWay) Read([]byte) (int, error) { return 0, port.ErrOneWay }
