package printer

import (
	"fmt"
	"slices"
	"strconv"

	"packline/devices"
)

// Settings is how a printer is to print, as its address says: tcp:zebra:9100?dpi=300&darkness=15&speed=4&mode=peel.
// What isn't given is zero and is left to the config's label: key and then to the printer itself. Whoever composes
// labels for the printer uses them; the driver itself only compares the resolution with what the printer says.
type Settings struct {
	DPI      int    // 203 or 300
	Darkness int    // 1 to 30
	Speed    int    // 2 to 14 inches a second
	Mode     string // tear, peel or cut
}

// settingNames are the parameters that every printer address may have.
func settingNames(more ...string) []string {
	return append(more, "dpi", "darkness", "speed", "mode")
}

// SettingsOf reads the settings in an address. Its error has a phrase that names the setting and what is possible.
func SettingsOf(a devices.Address) (Settings, error) {
	s := Settings{Mode: a.Get("mode", "")}
	err := readNumbers(a, map[string]*int{"dpi": &s.DPI, "darkness": &s.Darkness, "speed": &s.Speed})
	if err == nil && a.Has("mode") && !slices.Contains([]string{"tear", "peel", "cut"}, s.Mode) {
		err = badSetting("mode", s.Mode, "tear, peel, cut")
	}
	if err != nil {
		return Settings{}, err
	}
	return s, nil
}

func readNumbers(a devices.Address, into map[string]*int) error {
	for _, limit := range []struct {
		name        string
		least, most int
		says        string
	}{
		{"dpi", 203, 300, "203, 300"}, {"darkness", 1, 30, "1 - 30"}, {"speed", 2, 14, "2 - 14"},
	} {
		if !a.Has(limit.name) {
			continue
		}
		text := a.Get(limit.name, "")
		n, err := strconv.Atoi(text)
		if err != nil || n < limit.least || n > limit.most || limit.name == "dpi" && n != limit.least && n != limit.most {
			return badSetting(limit.name, text, limit.says)
		}
		*into[limit.name] = n
	}
	return nil
}

func badSetting(name, value, possible string) error {
	cause := fmt.Errorf("%w: %s=%q is not one of %s", devices.ErrAddress, name, value, possible)
	return devices.Fail("printer.bad-setting", cause, name, plain([]byte(value)), possible)
}

// OnlySettings reports whether all parameters of an address are settings of a printer, or it has none: how tcp: of a
// printer is told from that of a scale or scanner.
func OnlySettings(a devices.Address) bool {
	for _, p := range a.Params {
		if !slices.Contains(settingNames(), p.Key) {
			return false
		}
	}
	return true
}
