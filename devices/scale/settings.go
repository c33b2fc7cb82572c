package scale

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

const (
	stillDefault = 500 * time.Millisecond
	stillLeast   = 200 * time.Millisecond
	stillMost    = 5 * time.Second
	maxDecimals  = 5
)

// settings are what an address says about its scale.
type settings struct {
	family   family
	unit     manifest.Unit  // empty where the frames name it and the address doesn't
	division manifest.Shown // the scale's verification interval; zero where the address doesn't tell
	still    time.Duration  // for how long readings must be equal where frames don't tell motion
	divide   int8           // decimals of numbers that come without a point
}

// known lists the schemes that scales have, with their parameters.
func known() map[string][]string {
	all := map[string][]string{}
	for _, scheme := range []string{"serial", "tcp", "hid", "virtual", "playback"} {
		all[scheme] = append(port.Params(scheme), "protocol", "unit", "division", "still", "divide")
	}
	all["virtual"] = append(all["virtual"], "load", "every", "fault")
	return all
}

// readSettings reads an address's parameters. Who only watches the frames needs no unit.
func readSettings(a devices.Address, watching bool) (settings, error) {
	name := a.Get("protocol", "")
	if name == "" {
		return settings{}, devices.Fail("scale.no-protocol", fmt.Errorf("%w %s: no protocol", devices.ErrAddress, a), nameList())
	}
	f, ok := familyOf(name)
	if !ok {
		cause := fmt.Errorf("%w %s: unknown protocol %q", devices.ErrAddress, a, name)
		return settings{}, devices.Fail("scale.unknown-protocol", cause, name, nameList())
	}
	set := settings{family: f, still: stillDefault}
	var err error
	if set.unit, err = readUnit(a, f, watching); err != nil {
		return settings{}, err
	}
	if set.division, err = readDivision(a, set.unit); err != nil {
		return settings{}, err
	}
	if a.Has("still") {
		set.still, err = time.ParseDuration(a.Get("still", ""))
		if err != nil || set.still < stillLeast || set.still > stillMost {
			return settings{}, badSetting(a, "still", "500ms")
		}
	}
	if a.Has("divide") {
		n, err := strconv.ParseUint(a.Get("divide", ""), 10, 8)
		if err != nil || n > maxDecimals {
			return settings{}, badSetting(a, "divide", "2")
		}
		set.divide = int8(n)
	}
	return set, nil
}

func badSetting(a devices.Address, key, example string) error {
	cause := fmt.Errorf("%w %s: %s", devices.ErrAddress, a, key)
	return devices.Fail("scale.bad-setting", cause, key+"="+a.Get(key, ""), key+"="+example)
}

// readUnit reads unit=, which a family whose frames carry none needs.
func readUnit(a devices.Address, f family, watching bool) (manifest.Unit, error) {
	units := f.unitNames()
	unit := manifest.Unit(a.Get("unit", ""))
	switch {
	case a.Has("unit") && !slices.Contains(units, string(unit)):
		return "", devices.Fail("scale.bad-unit", fmt.Errorf("%w %s: unit %q", devices.ErrAddress, a, unit), string(unit), strings.Join(units, ", "))
	case unit == manifest.UnitNone && f.needsUnit && !watching:
		return "", devices.Fail("scale.no-unit", fmt.Errorf("%w %s: no unit", devices.ErrAddress, a), strings.Join(units, ", "))
	}
	return unit, nil
}

// unitNames are the units that unit= may name.
func (f family) unitNames() []string {
	if f.units == nil {
		return []string{"lb", "kg", "oz", "g"}
	}
	var names []string
	for _, u := range f.units {
		names = append(names, string(u))
	}
	return names
}

// writtenMass reads 0.02lb or 0.02 lb.
func writtenMass(text string) manifest.Shown {
	value := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	return manifest.Shown{Value: strings.TrimSpace(value), Unit: manifest.Unit(text[len(value):])}
}

// readDivision reads division=, such as 0.02lb or 5g.
func readDivision(a devices.Address, unit manifest.Unit) (manifest.Shown, error) {
	if !a.Has("division") {
		return manifest.Shown{}, nil
	}
	d := writtenMass(a.Get("division", ""))
	weight, err := d.Weight()
	if err != nil || weight <= 0 || unit != manifest.UnitNone && d.Unit != unit {
		return manifest.Shown{}, badSetting(a, "division", "0.02lb")
	}
	return d, nil
}

// divides reports whether a weight is a whole number of divisions, exactly.
func divides(division, weight manifest.Shown) bool {
	d, err := division.Exact()
	if err != nil {
		return false
	}
	w, err := weight.Exact()
	return err == nil && new(big.Rat).Quo(w, d).IsInt()
}
