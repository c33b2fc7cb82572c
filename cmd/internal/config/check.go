package config

import (
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"packline/devices"
	"packline/manifest"
)

// checker turns a document into a Config and collects what is wrong with it.
type checker struct {
	lines    map[string]int
	dir      string
	central  bool // a central manifest service is configured
	problems Problems
	warnings []Warning
}

// refuse notes that a value can't be used.
func (c *checker) refuse(path, key string, args ...string) {
	c.problems = append(c.problems, Problem{Line: c.line(path), Key: path, Phrase: manifest.Say(key, args...)})
}

func (c *checker) warn(path, key string, args ...string) {
	c.warnings = append(c.warnings, Warning{Line: c.line(path), Phrase: manifest.Say(key, args...)})
}

// line gives the line of a key, or of the nearest thing around it when the key isn't there.
func (c *checker) line(path string) int {
	for path != "" {
		if line, ok := c.lines[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

// need refuses a missing value and gives the text without blanks around it.
func (c *checker) need(path string, t text) string {
	s := strings.TrimSpace(string(t))
	if s == "" {
		c.refuse(path, "cmd.config.missing")
	}
	return s
}

func (c *checker) check(d document) Config {
	c.central = d.Central != nil
	out := Config{
		Station: c.station(d.Station), Warehouse: c.need("warehouse", d.Warehouse),
		Kind: Kind(c.oneOf("kind", d.Kind, string(Bench), string(Dock))), GS1Prefix: c.prefix(d.GS1Prefix),
		Rulebook: c.rulebook(d.Rulebook), Weighing: c.weighing(d.Weighing),
		Operators: c.operators(d.Operators), Lanes: c.allLanes(d.Lanes),
		Store: c.path(d.Store, "station.db"), KeyFile: c.path(d.KeyFile, "organisation.key"), Rates: c.path(d.Rates, ""),
	}
	_, out.MaxCarton = c.mass("max_carton", d.MaxCarton)
	out.Numbers = c.numbers(d.Numbers, out.GS1Prefix)
	out.Clients = c.allClients(d, out.Lanes)
	out.Log = c.path(d.Log, "")
	if out.Log == "" {
		out.Log = strings.TrimSuffix(out.Store, filepath.Ext(out.Store)) + ".log"
	}
	out.Central = c.centre(d.Central)
	c.devices(d, &out)
	slices.SortStableFunc(c.problems, func(a, b Problem) int { return a.Line - b.Line })
	return out
}

// centre reads where the central manifest service is. Whether it may be spoken to in plain HTTP is for the line to say.
func (c *checker) centre(d *central) *Central {
	if d == nil {
		return nil
	}
	out := &Central{URL: c.need("central.url", d.URL), TokenFile: c.path(d.TokenFile, "token")}
	if u, err := url.Parse(out.URL); out.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		c.refuse("central.url", "cmd.config.central-url", out.URL)
	}
	return out
}

var stationName = regexp.MustCompile(`^[A-Z0-9-]+$`)

func (c *checker) station(t text) string {
	s := c.need("station", t)
	if s != "" && (len(s) > manifest.MaxStationName || !stationName.MatchString(s)) {
		c.refuse("station", "cmd.config.station", s)
	}
	return s
}

// The shortest and longest GS1 company prefix, in digits. GS1 gives out 4 to 12; its example range is the prefix 952.
const (
	prefixLeast = 3
	prefixMost  = 12
)

func (c *checker) prefix(t text) string {
	s := c.need("gs1_prefix", t)
	if s != "" && (!allDigits(s) || len(s) < prefixLeast || len(s) > prefixMost) {
		c.refuse("gs1_prefix", "cmd.config.gs1-prefix", s)
	}
	return s
}

// numbers reads the block of serial numbers. Without one a station that has no centre to lease from has none to give.
func (c *checker) numbers(n *numbers, prefix string) Numbers {
	if n == nil && c.central {
		return Numbers{}
	}
	if n == nil || strings.TrimSpace(string(n.SSCC)) == "" {
		c.refuse("numbers.sscc", "cmd.config.no-numbers")
		return Numbers{}
	}
	s := strings.TrimSpace(string(n.SSCC))
	from, to, _ := strings.Cut(s, "-")
	first, errFirst := strconv.ParseUint(strings.TrimSpace(from), 10, 64)
	last, errLast := strconv.ParseUint(strings.TrimSpace(to), 10, 64)
	if errFirst != nil || errLast != nil || first < 1 || last < first {
		c.refuse("numbers.sscc", "cmd.config.numbers", s)
		return Numbers{}
	}
	if room := 16 - len(prefix); prefix != "" && room > 0 && len(strconv.FormatUint(last, 10)) > room {
		c.refuse("numbers.sscc", "cmd.config.numbers-too-long", s, strconv.Itoa(room), prefix)
	}
	return Numbers{First: first, Last: last}
}

// oneOf takes one of some words, the first of them when nothing is written.
func (c *checker) oneOf(path string, t text, words ...string) string {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return words[0]
	}
	if !slices.Contains(words, s) {
		c.refuse(path, "cmd.config.one-of", s, strings.Join(words, ", "))
	}
	return s
}

func (c *checker) truth(path string, t text) bool {
	return c.oneOf(path, t, "false", "true") == "true"
}

// whole takes a whole number in a range, or the fallback when nothing is written.
func (c *checker) whole(path string, t text, fallback, least, most int) int {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return fallback
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		c.refuse(path, "cmd.config.whole", s, strconv.Itoa(least), strconv.Itoa(most))
	}
	return n
}

// label reads how the printer is to print, from its address and from the key label. An address is one device, so what
// it says holds; the key that says something else is refused.
func (c *checker) label(l label, printer devices.Address) Label {
	const standard, fine = 203, 300
	path := c.either(printer, "dpi", &l.DPI)
	dpi := c.whole(path, l.DPI, standard, standard, fine)
	if dpi > standard && dpi < fine {
		c.refuse(path, "cmd.config.one-of", string(l.DPI), "203, 300")
	}
	out := Label{
		DPI: dpi, Darkness: c.whole(c.either(printer, "darkness", &l.Darkness), l.Darkness, 0, 1, 30),
		Speed: c.whole(c.either(printer, "speed", &l.Speed), l.Speed, 0, 2, 14),
	}
	if path := c.either(printer, "mode", &l.Mode); l.Mode != "" {
		out.Mode = c.oneOf(path, l.Mode, "tear", "peel", "cut")
	}
	return out
}

// either puts what the printer's address says of a setting in place of what the key says, and gives where it stands.
func (c *checker) either(printer devices.Address, name string, key *text) string {
	path := "label." + name
	if !printer.Has(name) {
		return path
	}
	says := printer.Get(name, "")
	if written := strings.TrimSpace(string(*key)); written != "" && written != says {
		c.refuse(path, "cmd.config.printer-differs", written, says)
	}
	*key = text(says)
	return "printer"
}

// path makes a file name out of one that is relative to the config file.
func (c *checker) path(t text, fallback string) string {
	s := strings.TrimSpace(string(t))
	if s == "" {
		s = fallback
	}
	if s == "" || filepath.IsAbs(s) {
		return s
	}
	return filepath.Join(c.dir, s)
}

func (c *checker) devices(d document, out *Config) {
	if len(d.Scanners) == 0 {
		c.refuse("scanners", "cmd.config.no-scanner")
	}
	for i, t := range d.Scanners {
		path := "scanners[" + strconv.Itoa(i) + "]"
		address := c.address(path, c.need(path, t))
		if slices.Contains(out.Scanners, address.String()) {
			c.refuse(path, "cmd.config.twice", address.String())
		}
		out.Scanners = append(out.Scanners, address.String())
	}
	scale := c.address("scale", c.need("scale", d.Scale))
	out.Scale, out.Unit = scale.String(), manifest.Unit(scale.Get("unit", ""))
	if out.Unit != manifest.UnitNone && out.Unit.Weight() == 0 {
		c.refuse("scale", "cmd.config.scale-unit", string(out.Unit))
	}
	printer := c.address("printer", c.need("printer", d.Printer))
	out.Printer, out.Label = printer.String(), c.label(d.Label, printer)
}

func (c *checker) address(path, s string) devices.Address {
	if s == "" {
		return devices.Address{}
	}
	address, err := devices.ParseAddress(s)
	if err != nil {
		c.refuse(path, "cmd.config.address", s)
	}
	if address.Scheme == "file" {
		address.Path = c.path(text(address.Path), "")
	}
	return address
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == "" && s != ""
}
