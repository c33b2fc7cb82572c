package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
)

func (c *checker) allLanes(in []lane) []manifest.Lane {
	if len(in) == 0 && !c.central {
		c.refuse("lanes", "cmd.config.no-lane")
	}
	var out []manifest.Lane
	seen := map[string]bool{}
	for i, l := range in {
		at := listed("lanes", i)
		made := c.lane(at+".", l)
		if made.ID != "" && seen[made.ID] {
			c.refuse(at+".id", "cmd.config.twice", made.ID)
		}
		seen[made.ID] = true
		out = append(out, made)
	}
	return out
}

func listed(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

func (c *checker) lane(at string, l lane) manifest.Lane {
	return manifest.Lane{
		ID: c.need(at+"id", l.ID), Induction: c.need(at+"induction", l.Induction), Carrier: c.need(at+"carrier", l.Carrier),
		Port: c.port(at+"port", l.Port), Crossings: c.crossings(at+"crossings", l.Crossings), Cutoff: c.cutoff(at+"cutoff", l.Cutoff),
		Release: manifest.ReleaseType(c.oneOf(at+"release", l.Release, string(manifest.ReleaseSection321), string(manifest.ReleaseEntry))),
	}
}

func (c *checker) port(path string, t text) string {
	code := c.need(path, t)
	if code == "" {
		return code
	}
	switch port, known := manifest.PortByCode(code); {
	case !known:
		var codes []string
		for _, p := range manifest.Ports() {
			if !p.Inland {
				codes = append(codes, p.Code+" "+p.Name)
			}
		}
		c.refuse(path, "cmd.config.port", code, strings.Join(codes, ", "))
	case port.Inland:
		c.refuse(path, "cmd.config.port-inland", code, port.Name)
	}
	return code
}

func (c *checker) crossings(path string, in []text) []string {
	if len(in) == 0 {
		c.refuse(path, "cmd.config.no-crossing")
	}
	var out []string
	for i, t := range in {
		at := fmt.Sprintf("%s[%d]", path, i)
		s := c.need(at, t)
		if _, err := time.Parse("15:04", s); s != "" && (err != nil || len(s) != len("15:04")) {
			c.refuse(at, "cmd.config.crossing", s)
		}
		out = append(out, s)
	}
	return out
}

// maxCutoff is the longest time between packing and crossing: a timetable repeats every day.
const maxCutoff = 24 * time.Hour

func (c *checker) cutoff(path string, t text) time.Duration {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return manifest.DefaultCutoff
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d > maxCutoff {
		c.refuse(path, "cmd.config.cutoff", s)
	}
	return d
}

func (c *checker) allClients(d document, lanes []manifest.Lane) []manifest.Client {
	in, name := d.Clients, "clients"
	switch {
	case d.Client != nil && d.Clients != nil:
		c.refuse("clients", "cmd.config.client-and-clients")
		return nil
	case d.Client != nil:
		in, name = []client{*d.Client}, "client"
	case len(d.Clients) == 0 && c.central:
		return nil
	case len(d.Clients) == 0:
		c.refuse("client", "cmd.config.no-client")
		return nil
	}
	var out []manifest.Client
	seen := map[string]bool{}
	for i, one := range in {
		at := name + "."
		if name == "clients" {
			at = fmt.Sprintf("clients[%d].", i)
		}
		made := c.client(at, one, lanes)
		if made.ID != "" && seen[made.ID] {
			c.refuse(at+"id", "cmd.config.twice", made.ID)
		}
		seen[made.ID] = true
		out = append(out, made)
	}
	return out
}

func (c *checker) client(at string, in client, lanes []manifest.Lane) manifest.Client {
	out := manifest.Client{ID: c.need(at+"id", in.ID), Exporter: c.party(at+"exporter.", in.Exporter)}
	if out.Exporter.Country != "" && out.Exporter.Country != "CA" {
		c.warn(at+"exporter.country", "cmd.warn.exporter", out.ID, out.Exporter.Country)
	}
	out.Switches.ClosingScan = manifest.ClosingScan(c.oneOf(at+"closing_scan", in.ClosingScan,
		string(manifest.ClosingAtBench), string(manifest.ClosingAtDoor), string(manifest.ClosingOff)))
	if in.ReturnAddress != (party{}) {
		out.ReturnAddress = c.returnAddress(at+"return_address.", in.ReturnAddress)
	}
	points := map[string]bool{}
	for _, l := range lanes {
		points[l.Induction] = true
	}
	for _, point := range slices.Sorted(maps.Keys(in.ReturnAddresses)) {
		path := at + "return_addresses." + point
		if !points[point] {
			c.refuse(path, "cmd.config.return-point", point, strings.Join(slices.Sorted(maps.Keys(points)), "; "))
		}
		if out.ReturnAddresses == nil {
			out.ReturnAddresses = map[string]manifest.Party{}
		}
		out.ReturnAddresses[point] = c.returnAddress(path+".", in.ReturnAddresses[point])
	}
	for _, point := range slices.Sorted(maps.Keys(points)) {
		if point != "" && in.ReturnAddress == (party{}) && out.ReturnTo(point).IsZero() {
			c.refuse(at+"return_address", "cmd.config.no-return", out.ID, point)
		}
	}
	return out
}

// party reads a firm with its whole address. The words for province or state and for postal or ZIP code both work.
func (c *checker) party(at string, in party) manifest.Party {
	region, postal := in.Region, in.Postal
	if region == "" {
		region = in.State
	}
	if postal == "" {
		postal = in.ZIP
	}
	if in.Region != "" && in.State != "" || in.Postal != "" && in.ZIP != "" {
		c.refuse(strings.TrimSuffix(at, "."), "cmd.config.party-twice")
	}
	out := manifest.Party{Name: c.need(at+"name", in.Name), Address: manifest.Address{
		Line1: c.need(at+"line1", in.Line1), Line2: strings.TrimSpace(string(in.Line2)), City: c.need(at+"city", in.City),
		State: strings.TrimSpace(string(region)), Postal: strings.TrimSpace(string(postal)), Country: c.need(at+"country", in.Country),
	}}
	if n := len(out.Country); n != 0 && n != 2 || out.Country != strings.ToUpper(out.Country) {
		c.refuse(at+"country", "cmd.config.country", out.Country)
	}
	return out
}

func (c *checker) returnAddress(at string, in party) manifest.Party {
	out := c.party(at, in)
	if out.Country != "" && out.Country != "US" {
		c.refuse(at+"country", "cmd.config.return-country", out.Country)
	}
	if len(out.State) != 2 || out.State != strings.ToUpper(out.State) {
		c.refuse(at+"state", "cmd.config.return-state", out.State)
	}
	if digits := strings.Replace(out.Postal, "-", "", 1); !allDigits(digits) || len(digits) != 5 && len(digits) != 9 {
		c.refuse(at+"zip", "cmd.config.return-zip", out.Postal)
	}
	return out
}

// maxBadge is the longest badge in characters: it is scanned.
const maxBadge = 64

func (c *checker) operators(in []operator) []manifest.Operator {
	if len(in) == 0 && !c.central {
		c.refuse("operators", "cmd.config.no-operator")
	}
	var out []manifest.Operator
	seen := map[string]bool{}
	for i, o := range in {
		at := "operators[" + strconv.Itoa(i) + "]."
		made := manifest.Operator{
			Badge: c.need(at+"badge", o.Badge), Name: c.need(at+"name", o.Name), PINHash: strings.TrimSpace(string(o.PINHash)),
			Role: manifest.Role(c.oneOf(at+"role", o.Role, string(manifest.RolePicker), string(manifest.RoleLead))),
		}
		if len(made.Badge) > maxBadge || strings.ContainsFunc(made.Badge, unscannable) || strings.HasPrefix(made.Badge, "PL:") {
			c.refuse(at+"badge", "cmd.config.badge", made.Badge)
		}
		if made.Badge != "" && seen[made.Badge] {
			c.refuse(at+"badge", "cmd.config.twice", made.Badge)
		}
		seen[made.Badge] = true
		c.warnOfPIN(at, made)
		out = append(out, made)
	}
	return out
}

func unscannable(r rune) bool { return r < ' ' || r > '~' }

// warnOfPIN says of a lead without a usable PIN that holds will stay. The hash itself is never part of a sentence.
func (c *checker) warnOfPIN(at string, o manifest.Operator) {
	if o.Role != manifest.RoleLead {
		return
	}
	if o.PINHash == "" {
		c.warn(at+"badge", "cmd.warn.no-pin", o.Badge)
	} else if _, err := parsePINHash(o.PINHash); err != nil {
		c.warn(at+"pin_hash", "cmd.warn.bad-pin", o.Badge)
	}
}
