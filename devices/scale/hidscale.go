package scale

import (
	"packline/devices/port"
	"packline/manifest"
)

// The weight report of USB scales, after the HID Point of Sale usage tables 1.02, usage page 8D: report id, status,
// unit, signed power of ten, and the weight in two bytes, low byte first, without a sign.
const (
	hidReport      = 6
	hidDataID      = 0x03
	hidDataIDOther = 0x04 // some DYMO S180 send their weights under this one

	hidStatusAt, hidUnitAt, hidPowerAt, hidLowAt, hidHighAt = 1, 2, 3, 4, 5

	// Powers of ten beyond these come from no scale: a number with more digits is refused, not cut.
	hidLeastPower, hidMostPower = -18, 12
)

// hidStatus is what the status byte says; a status that isn't here is unknown.
var hidStatus = [...]Flags{
	0: Unknown,
	1: Broken,
	2: Zero,
	3: Motion,
	4: 0,
	5: UnderZero,
	6: Over,
	7: Broken, // needs calibration
	8: ZeroError,
}

// hidStatusZero is the status of a load at the centre of zero.
const hidStatusZero = 2

// hidUnit is what the unit byte says. Unit 0 is one that the scale itself doesn't know.
var hidUnit = [...]manifest.Unit{
	0: manifest.UnitNone,
	1: "mg", 2: manifest.UnitGram, 3: manifest.UnitKilogram, 4: "ct", 5: "tl", 6: unitGrain,
	7: "dwt", 8: "t", 9: "ton", 10: "ozt", 11: manifest.UnitOunce, 12: manifest.UnitPound,
}

// hidOthers is how long the class's other reports are, by their ids, with the id: attributes, control, weight limit,
// statistics. They are read over whole, so that their bytes are not taken for the beginning of a weight.
var hidOthers = [...]int{1: 3, 2: 2, 5: 5, 6: 5}

func hidScaleFamily() family {
	return family{
		name:    "hid-pos-scale",
		decoder: func(decoderOptions) decoder { return &hidDecoder{} },
	}
}

// hidDecoder reads a USB scale's reports. Where each read brings one report, as hidraw does, lapse before each keeps
// a short one from being completed by the next.
type hidDecoder struct {
	frame [hidReport]byte
	n     int
	skip  int // bytes of another report that are still to come
	junk
}

func (d *hidDecoder) lapse() {
	d.drop(d.frame[:d.n]...)
	d.n, d.skip = 0, 0
}

func (d *hidDecoder) noise() noise {
	n := d.takeNoise()
	n.settings = false // USB has no line settings
	return n
}

func (d *hidDecoder) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		switch {
		case d.skip > 0:
			d.skip--
			d.drop(c)
		case d.n == 0 && c != hidDataID && c != hidDataIDOther:
			d.drop(c)
			if int(c) < len(hidOthers) && hidOthers[c] > 0 {
				d.skip = hidOthers[c] - 1
			}
		default:
			d.frame[d.n] = c
			if d.n++; d.n == hidReport {
				d.n = 0
				give(hidRead(d.frame[:]))
			}
		}
	}
}

// hidRead says what a report means.
func hidRead(raw []byte) Frame {
	f := Frame{Kind: KindWeight, Flags: Unknown, Raw: raw}
	if status := int(raw[hidStatusAt]); status < len(hidStatus) {
		f.Flags = hidStatus[status]
	}
	if unit := int(raw[hidUnitAt]); unit < len(hidUnit) {
		f.Unit = hidUnit[unit]
	}
	if f.Unit == manifest.UnitNone {
		f.Flags |= Unknown
	}
	magnitude := int64(raw[hidLowAt]) | int64(raw[hidHighAt])<<8
	power := int8(raw[hidPowerAt])
	if magnitude != 0 && raw[hidStatusAt] == hidStatusZero {
		f.Flags |= Unknown // it contradicts itself
	}
	if f.Flags&noWeight != 0 {
		return f
	}
	if f.Unit == manifest.UnitNone {
		f.Key = "scale.unit-missing"
		return f
	}
	if power < hidLeastPower || power > hidMostPower {
		return Frame{Kind: KindError, Key: "scale.unreadable", Raw: raw}
	}
	if f.Flags&UnderZero != 0 {
		magnitude = -magnitude
	}
	f.Number, f.HasNum = Number{Mantissa: magnitude, Decimals: -power}, true
	f.Stable = f.Flags&(Motion|Unknown) == 0
	return f
}

// zeroReport is what asks a USB scale for zero: the scale control report (HID POS usage tables 1.02, report 2) with its
// bit for zero, where the scale's descriptor has that report. Some scales that have it refuse it all the same: whether
// it did what it was asked shows in the readings that follow.
func zeroReport(line any) []byte {
	described, ok := line.(interface{ Descriptor() []byte })
	if !ok {
		return nil
	}
	applications, err := port.ParseDescriptor(described.Descriptor())
	if err != nil {
		return nil
	}
	for _, a := range applications {
		if a.Usage == port.UsageScale && a.Has(port.Output, hidControlReport) {
			return []byte{hidControlReport, hidControlZero}
		}
	}
	return nil
}

const (
	hidControlReport = 2
	hidControlZero   = 1 << 1
)
