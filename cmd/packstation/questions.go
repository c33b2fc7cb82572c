package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/devices"
	"packline/devices/port"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
)

// question is one thing that init asks.
type question struct {
	name     string // of the answer, and of its sentence
	key      string // of the config, to check the answer by; empty: take checks it
	fallback func(initAnswers) string
	when     func(initAnswers) bool  // nil: always
	take     func(initAnswers) error // changes the answer before it is kept
	secret   bool
}

// initAnswers are the answers by the name of their question.
type initAnswers map[string]string

// examplePrefix is GS1's own example prefix: fit for trying out, and for no label that leaves the building.
const examplePrefix = "952"

func fixed(s string) func(initAnswers) string { return func(initAnswers) string { return s } }

// east tells the warehouses whose trucks cross at the eastern ports.
func east(a initAnswers) bool { return strings.EqualFold(a["warehouse"], "Toronto") }

func either(west, eastern string) func(initAnswers) string {
	return func(a initAnswers) string {
		if east(a) {
			return eastern
		}
		return west
	}
}

// questions lists what init asks, in order.
func questions(found []port.Found) []question {
	return []question{
		{name: "station", key: "station", fallback: fixed("YVR-01")},
		{name: "warehouse", key: "warehouse", fallback: fixed("Vancouver")},
		{name: "gs1_prefix", key: "gs1_prefix", fallback: fixed(examplePrefix)},
		{name: "sscc", key: "numbers.sscc", fallback: fixed("1-99999")},
		{name: "client", key: "client.id", fallback: fixed("example")},
		{name: "exporter_name", key: "client.exporter.name", fallback: fixed("Example Goods Ltd")},
		{name: "exporter_line1", key: "client.exporter.line1", fallback: either("55 Sample Way", "77 Sample Quay")},
		{name: "exporter_city", key: "client.exporter.city", fallback: either("Vancouver", "Toronto")},
		{name: "exporter_region", key: "client.exporter.region", fallback: either("BC", "ON")},
		{name: "exporter_postal", key: "client.exporter.postal", fallback: either("V6B 1A1", "M5V 1A1")},
		{name: "return_name", key: "client.return_address.name", fallback: func(a initAnswers) string { return a["exporter_name"] }},
		{name: "return_line1", key: "client.return_address.line1", fallback: either("1234 Peace Portal Dr", "300 Sample Pkwy")},
		{name: "return_city", key: "client.return_address.city", fallback: either("Blaine", "Buffalo")},
		{name: "return_state", key: "client.return_address.state", fallback: either("WA", "NY")},
		{name: "return_zip", key: "client.return_address.zip", fallback: either("98230", "14206")},
		{name: "rulebook", key: "rulebook.name", fallback: fixed(config.ByDate), take: knownRulebook},
		{name: "induction", key: "lanes[0].induction", fallback: either("Blaine, WA", "Buffalo, NY")},
		{name: "carrier", key: "lanes[0].carrier", fallback: fixed("USPS")},
		{name: "port", key: "lanes[0].port", fallback: either("3004", "0901")},
		{name: "crossing", key: "lanes[0].crossings", fallback: fixed("20:00")},
		{name: "release", key: "lanes[0].release", fallback: usualRelease},
		{name: "scanner", key: "scanners", fallback: fixed(plugged(found).scanner()), take: usableScanner},
		{name: "scale", key: "scale", fallback: fixed(plugged(found).scale()), take: usableScale},
		{name: "scale_protocol", fallback: fixed(usualProtocol), when: bareScale, take: usableScale},
		{name: "scale_unit", fallback: fixed(usualUnit), when: bareScale, take: usableScale},
		{name: "printer", key: "printer", fallback: fixed(plugged(found).printer()), take: usablePrinter},
		{name: "badge", key: "operators[0].badge", fallback: fixed("OP-1001")},
		{name: "name", key: "operators[0].name", fallback: fixed("Maya")},
		{name: "lead_badge", key: "operators[1].badge", fallback: fixed("OP-2001")},
		{name: "lead_name", key: "operators[1].name", fallback: fixed("Lee")},
		{name: "lead_pin", fallback: fixed(""), take: hashedPIN, secret: true},
	}
}

// usualRelease is the release type that packs normally under the rulebook: today nothing is released under section 321.
func usualRelease(a initAnswers) string {
	if a["rulebook"] == config.ByDate {
		return string(manifest.ReleaseEntry)
	}
	return string(manifest.ReleaseSection321)
}

func knownRulebook(a initAnswers) error {
	return checkRulebook(config.Rulebook{Name: a["rulebook"]})
}

// hashedPIN replaces the PIN by its hash: the PIN itself is written nowhere.
func hashedPIN(a initAnswers) error {
	if a["lead_pin"] == "" {
		return nil
	}
	hash, err := config.HashPIN(a["lead_pin"])
	if err != nil {
		return cli.Fail(err, "cmd.pin.digits")
	}
	a["lead_pin"] = hash
	return nil
}

// What a serial scale speaks when nothing else is said.
const (
	usualProtocol = "toledo-8217"
	usualUnit     = "lb"
)

// bareScale reports whether the scale's address leaves its protocol open.
func bareScale(a initAnswers) bool {
	address, err := devices.ParseAddress(a["scale"])
	return err == nil && (address.Scheme == "serial" || address.Scheme == "tcp") && !address.Has("protocol")
}

// scaleAddress is the scale's address with the answers to what it leaves open.
func (a initAnswers) scaleAddress() string {
	if !bareScale(a) {
		return a["scale"]
	}
	address, _ := devices.ParseAddress(a["scale"]) // bareScale has read it
	or := func(name, usual string) string {
		if a[name] == "" {
			return usual
		}
		return a[name]
	}
	return address.WithDefault("protocol", or("scale_protocol", usualProtocol)).WithDefault("unit", or("scale_unit", usualUnit)).String()
}

// usableScanner, usableScale and usablePrinter refuse what run refuses.
func usableScanner(a initAnswers) error {
	if _, err := scanner.New(a["scanner"], scanner.Options{}); err != nil {
		return err
	}
	return checkReal(config.Config{Scanners: []string{a["scanner"]}, Rulebook: a.rulebook()})
}

func usableScale(a initAnswers) error {
	weighing := scale.Options{Reading: func(manifest.Reading) {}} // without it no unit is asked for
	if _, err := scale.New(a.scaleAddress(), weighing); err != nil {
		return err
	}
	return checkReal(config.Config{Scale: a["scale"], Rulebook: a.rulebook()})
}

func usablePrinter(a initAnswers) error {
	_, err := printer.New(a["printer"], printer.Options{})
	return err
}

func (a initAnswers) rulebook() config.Rulebook {
	return config.Rulebook{Name: a["rulebook"], Simulate: a["rulebook"] != config.ByDate}
}

// plugged are the devices that can be used, in the order of their addresses.
type plugged []port.Found

// first gives the address of the first device of a kind, or of a line that may be one, the nth of those.
func (p plugged) first(role devices.Role, line int) (devices.Address, bool) {
	var lines []devices.Address
	for _, f := range p {
		address, err := devices.ParseAddress(f.Address)
		switch {
		case err != nil || !f.Usable:
		case f.Kind == string(role):
			return address, true
		case f.Kind == port.KindSerial:
			lines = append(lines, address)
		}
	}
	if line < len(lines) {
		return lines[line], true
	}
	return devices.Address{}, false
}

// scanner is the scanner that is plugged in, or the second serial line; a scanner that types where there is neither:
// most do.
func (p plugged) scanner() string {
	address, ok := p.first(devices.RoleScanner, 1)
	switch {
	case !ok:
		return "keyboard:"
	case address.Scheme == "serial":
		return address.WithDefault("suffix", "CR").String()
	}
	return address.String()
}

// scale is the scale that is plugged in, or the first serial line.
func (p plugged) scale() string {
	address, ok := p.first(devices.RoleScale, 0)
	switch {
	case ok:
	case runtime.GOOS == "windows":
		address = devices.Address{Scheme: "serial", Path: "COM3"}
	default:
		address = devices.Address{Scheme: "serial", Path: "/dev/ttyUSB0"}
	}
	return address.String()
}

// printer is the USB printer that is plugged in, or a Zebra on the network.
func (p plugged) printer() string {
	if address, ok := p.first(devices.RolePrinter, len(p)); ok {
		return address.String()
	}
	return "tcp:zebra:9100"
}

// document writes the config of the answers. Every answer is quoted, so that none can become more than a value.
func (a initAnswers) document() string {
	q := func(name string) string { return quote(a[name]) }
	var b strings.Builder
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format+"\n", args...) }
	line("station: %s", q("station"))
	line("warehouse: %s", q("warehouse"))
	line("gs1_prefix: %s", q("gs1_prefix"))
	line("client:")
	line("  id: %s", q("client"))
	line("  exporter: {name: %s, line1: %s, city: %s, region: %s, postal: %s, country: CA}",
		q("exporter_name"), q("exporter_line1"), q("exporter_city"), q("exporter_region"), q("exporter_postal"))
	line("  return_address: {name: %s, line1: %s, city: %s, state: %s, zip: %s, country: US}",
		q("return_name"), q("return_line1"), q("return_city"), q("return_state"), q("return_zip"))
	line("lanes:")
	line("  - {id: %s, induction: %s, carrier: %s, port: %s, crossings: [%s], cutoff: 2h, release: %s}",
		quote(a.lane()), q("induction"), q("carrier"), q("port"), q("crossing"), q("release"))
	line("numbers: {sscc: %s}", q("sscc"))
	line("organisation_key_file: ./organisation.key")
	line("scanners: [%s]", q("scanner"))
	line("scale: %s", quote(a.scaleAddress()))
	line("printer: %s", q("printer"))
	line("store: ./station.db")
	line("rulebook: {name: %s, simulate: %t}", q("rulebook"), a.rulebook().Simulate)
	line("operators:")
	line("  - {badge: %s, name: %s, role: picker}", q("badge"), q("name"))
	if a["lead_badge"] != "" {
		lead := fmt.Sprintf("badge: %s, name: %s, role: lead", q("lead_badge"), q("lead_name"))
		if a["lead_pin"] != "" {
			lead += ", pin_hash: " + q("lead_pin")
		}
		line("  - {%s}", lead)
	}
	return b.String()
}

// lane names the lane after its induction point and carrier: BLAINE-USPS.
func (a initAnswers) lane() string {
	city, _, _ := strings.Cut(a["induction"], ",")
	name := strings.ToUpper(strings.Join(strings.Fields(city+" "+a["carrier"]), "-"))
	if name == "" {
		return "LANE-1"
	}
	return name
}

// quote writes a text as a double-quoted value of YAML.
func quote(s string) string { return strconv.QuoteToASCII(strings.ToValidUTF8(s, "?")) }
