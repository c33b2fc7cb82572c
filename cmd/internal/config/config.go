// Package config reads a station's config file: one YAML document, every key known, every value checked before anything
// is opened. It gives the nouns that the station works with and says of everything that is wrong where it stands, why it
// can't be used and what to write instead. It opens no device and no store; the one thing it makes is a missing
// organisation key.
package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"packline/manifest"
)

// DefaultFile is the config file that commands look for in the working directory.
const DefaultFile = "packstation.yaml"

// MaxFile is the largest config file in bytes.
const MaxFile = 1 << 20

// ByDate is the rulebook setting that lets the border day choose.
const ByDate = "by-date"

// Kind is what a station is for.
type Kind string

// The kinds of station.
const (
	Bench Kind = "bench"
	Dock  Kind = "dock"
)

// Config is a station's config after every check. File names are absolute or relative to the working directory, never to
// the config file any more.
type Config struct {
	Station   string
	Warehouse string
	Kind      Kind
	GS1Prefix string

	Clients   []manifest.Client
	Lanes     []manifest.Lane
	Operators []manifest.Operator

	Numbers   Numbers
	Rulebook  Rulebook
	MaxCarton manifest.Weight // 0: the station's own limit
	Weighing  Weighing
	Label     Label

	Scanners []string // device addresses
	Scale    string
	Unit     manifest.Unit // of the scale's address; none when the address gives none
	Printer  string

	Store   string // file name
	KeyFile string
	Rates   string // empty: none
	Log     string

	Central *Central // nil: the station works alone

	Warnings []Warning // what works and will surprise somebody
}

// Central is the central manifest service. With one, clients, lanes and operators may come from its feed, which wins over
// the config by id, and numbers are leased.
type Central struct {
	URL       string
	TokenFile string // file name; the token alone, or on the last line
}

// Numbers is the static block of SSCC serial numbers, both ends inclusive; zero for none.
type Numbers struct{ First, Last uint64 }

// Rulebook is the rulebook to judge by.
type Rulebook struct {
	Name      string
	Version   int // 0: the one in force
	Overrides map[string]string
	Notes     map[string]manifest.OverrideNote // who replaced a value and why, by its path
	Simulate  bool

	Keys     []string // public keys of whose rulebooks are taken, as "manifestd rules keygen" prints them
	Files    []string // file names of rulebooks beside those of the program
	Unsigned bool     // rulebooks without a signature are taken too
}

// Label is the printer's media: from the printer's address, or from the key label. Zero values leave the printer's own
// settings, but for DPI.
type Label struct {
	DPI      int    // 203 or 300
	Darkness int    // 1 to 30
	Speed    int    // 2 to 14 inches a second
	Mode     string // tear, peel or cut
}

// Load reads and checks a config file. The error is Problems when the file could be read and something in it can't be
// used; a file that can't be opened gives the operating system's error.
func Load(path string) (Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("cannot open the config: %w", err)
	}
	defer func() { _ = file.Close() }()
	doc, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return Config{}, fmt.Errorf("cannot read the config: %w", err)
	}
	return Parse(doc, filepath.Dir(path))
}

// Parse reads and checks a config document; relative file names in it are taken from dir.
func Parse(doc []byte, dir string) (Config, error) {
	if len(doc) > MaxFile {
		return Config{}, Problems{{Phrase: manifest.Say("cmd.config.too-long")}}
	}
	read, lines, err := decode(doc)
	if err != nil {
		return Config{}, err
	}
	c := &checker{lines: lines, dir: dir}
	config := c.check(read)
	if len(c.problems) > 0 {
		return Config{}, c.problems
	}
	config.Warnings = c.warnings
	return config, nil
}

// Client finds a client by its id; the only client there is for an empty id.
func (c Config) Client(id string) (manifest.Client, bool) {
	if id == "" && len(c.Clients) == 1 {
		return c.Clients[0], true
	}
	for _, client := range c.Clients {
		if client.ID == id {
			return client, true
		}
	}
	return manifest.Client{}, false
}

// Lane finds a lane by its id; the only lane of a carrier for an empty id.
func (c Config) Lane(id, carrier string) (manifest.Lane, bool) {
	var found []manifest.Lane
	for _, lane := range c.Lanes {
		if lane.ID == id || id == "" && (carrier == "" || lane.Carrier == carrier) {
			found = append(found, lane)
		}
	}
	if len(found) != 1 {
		return manifest.Lane{}, false
	}
	return found[0], true
}
