package config

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"packline/manifest"
)

// The files that a centre's registers are fed with: clients and lanes in the words of a station's config, each under
// its list (clients, lanes), alone (client, lane) or bare. A client may say more there than in a station's config.
type (
	clientFile struct {
		Client  *record  `yaml:"client"`
		Clients []record `yaml:"clients"`
	}
	laneFile struct {
		Lane  *lane  `yaml:"lane"`
		Lanes []lane `yaml:"lanes"`
	}
	record struct {
		ID               text             `yaml:"id"`
		Exporter         party            `yaml:"exporter"`
		Importer         party            `yaml:"importer"`
		Filer            filer            `yaml:"filer"`
		ReturnAddress    party            `yaml:"return_address"`
		ReturnAddresses  map[string]party `yaml:"return_addresses"`
		Signer           signer           `yaml:"signer"`
		OrderPattern     text             `yaml:"order_pattern"`
		ClosingScan      text             `yaml:"closing_scan"`
		ItemScan         text             `yaml:"item_scan"`
		WeightTolerance  text             `yaml:"weight_tolerance"`
		ProductOverrides map[string]text  `yaml:"product_overrides"`
	}
	filer struct {
		Name text `yaml:"name"`
		Code text `yaml:"code"`
	}
	signer struct {
		Name      text `yaml:"name"`
		Title     text `yaml:"title"`
		Signature text `yaml:"signature"`
	}
)

// ParseClients reads a file of clients, YAML or JSON. The error is Problems.
func ParseClients(doc []byte) ([]manifest.Client, []Warning, error) {
	var file clientFile
	var bare record
	lines, isBare, err := decodeRegister(doc, &file, &bare)
	if err != nil {
		return nil, nil, err
	}
	c := &checker{lines: lines}
	var out []manifest.Client
	each(c, "client", isBare, bare, file.Client, file.Clients, func(at string, in record) string {
		made := c.record(at, in)
		out = append(out, made)
		return made.ID
	})
	return out, c.warnings, c.result()
}

// ParseLanes reads a file of lanes, YAML or JSON. The error is Problems.
func ParseLanes(doc []byte) ([]manifest.Lane, error) {
	var file laneFile
	var bare lane
	lines, isBare, err := decodeRegister(doc, &file, &bare)
	if err != nil {
		return nil, err
	}
	c := &checker{lines: lines}
	var out []manifest.Lane
	each(c, "lane", isBare, bare, file.Lane, file.Lanes, func(at string, in lane) string {
		made := c.lane(at, in)
		out = append(out, made)
		return made.ID
	})
	return out, c.result()
}

// CheckOperator checks one operator as a config is checked.
func CheckOperator(badge, name, role, pinHash string) (manifest.Operator, []Warning, error) {
	c := &checker{}
	out := c.operators([]operator{{Badge: text(badge), Name: text(name), Role: text(role), PINHash: text(pinHash)}})
	return out[0], c.warnings, c.result()
}

// decodeRegister reads a document as one bare thing when it has an id of its own, else as a file of several.
func decodeRegister(doc []byte, file, bare any) (lines map[string]int, isBare bool, err error) {
	if len(doc) > MaxFile {
		return nil, false, Problems{{Phrase: manifest.Say("cmd.config.too-long")}}
	}
	var any map[string]rest
	if lines, err = decodeInto(doc, &any); err != nil {
		return nil, false, err
	}
	if _, isBare = any["id"]; isBare {
		_, err = decodeInto(doc, bare)
	} else {
		_, err = decodeInto(doc, file)
	}
	return lines, isBare, err
}

// rest takes whatever there is and keeps nothing of it.
type rest struct{}

// UnmarshalYAML accepts anything.
func (*rest) UnmarshalYAML([]byte) error { return nil }

// each checks what a file holds, wherever it stands in it.
func each[T any](c *checker, name string, isBare bool, bare T, one *T, many []T, take func(at string, in T) string) {
	switch {
	case isBare:
		take("", bare)
	case one != nil && many != nil:
		c.refuse(name+"s", "centre.config.both", name)
	case one != nil:
		take(name+".", *one)
	case len(many) == 0:
		c.refuse("", "centre.config.none", name)
	}
	seen := map[string]bool{}
	for i, in := range many {
		at := listed(name+"s", i)
		id := take(at+".", in)
		if id != "" && seen[id] {
			c.refuse(at+".id", "cmd.config.twice", id)
		}
		seen[id] = true
	}
}

// result gives what was refused, by line, nil when nothing was.
func (c *checker) result() error {
	if len(c.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int { return a.Line - b.Line })
	return c.problems
}

// maxPattern is the longest pattern of order numbers in bytes.
const maxPattern = 500

func (c *checker) record(at string, in record) manifest.Client {
	// The induction points are those that the file names: the centre's lanes are not at hand here.
	var points []manifest.Lane
	for point := range in.ReturnAddresses {
		points = append(points, manifest.Lane{Induction: point})
	}
	out := c.client(at, client{
		ID: in.ID, Exporter: in.Exporter, ReturnAddress: in.ReturnAddress, ReturnAddresses: in.ReturnAddresses, ClosingScan: in.ClosingScan,
	}, points)
	if in.ReturnAddress == (party{}) && len(in.ReturnAddresses) == 0 {
		c.refuse(at+"return_address", "centre.config.no-return", out.ID)
	}
	if in.Importer != (party{}) {
		out.Importer = c.party(at+"importer.", in.Importer)
	}
	out.Filer = manifest.Filer{Name: trimmed(in.Filer.Name), Code: trimmed(in.Filer.Code)}
	out.Signer = manifest.Signer{Name: trimmed(in.Signer.Name), Title: trimmed(in.Signer.Title), Signature: trimmed(in.Signer.Signature)}
	out.OrderPattern = trimmed(in.OrderPattern)
	if _, err := regexp.Compile(out.OrderPattern); err != nil || len(out.OrderPattern) > maxPattern {
		c.refuse(at+"order_pattern", "centre.config.pattern")
	}
	out.Switches.ItemScan = c.truth(at+"item_scan", in.ItemScan)
	out.Switches.WeightTolerance = c.percent(at+"weight_tolerance", in.WeightTolerance)
	for product, override := range in.ProductOverrides {
		if out.Switches.ProductOverrides == nil {
			out.Switches.ProductOverrides = map[string]string{}
		}
		out.Switches.ProductOverrides[product] = trimmed(override)
	}
	return out
}

var decimal = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,6})?$`)

// percent reads a part of a hundred, as it is written; nothing is none.
func (c *checker) percent(at string, t text) string {
	s := trimmed(t)
	if s == "" {
		return ""
	}
	value, ok := new(big.Rat).SetString(s)
	if !decimal.MatchString(s) || !ok || value.Cmp(big.NewRat(100, 1)) > 0 {
		c.refuse(at, "centre.config.percent", s)
	}
	return s
}

func trimmed(t text) string { return strings.TrimSpace(string(t)) }
