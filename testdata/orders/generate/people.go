package main

import (
	_ "embed" // places.csv
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/unicode/norm"

	"packline/manifest"
)

// places is cities with ZIP codes of theirs, taken from the npm package zipcodes 8.0.0 (BSD).
//
//go:embed places.csv
var places string

type place struct{ state, city, zip string }

// maker makes everything from one random source and hands out nothing twice.
type maker struct {
	random   *rand.Rand
	places   []place
	names    []string
	taken    int            // names
	phones   map[string]int // by area code
	numbers  map[string]int // by order prefix
	trackers int
}

func newMaker(csvText string) (*maker, error) {
	rows, err := csv.NewReader(strings.NewReader(csvText)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("cannot read the places: %w", err)
	}
	m := &maker{random: rand.New(rand.NewPCG(321, 800)), phones: map[string]int{}, numbers: map[string]int{}}
	for _, r := range rows[1:] {
		m.places = append(m.places, place{r[0], r[1], r[2]})
	}
	for i, first := range firstNames {
		for j := range 12 {
			m.names = append(m.names, first+" "+lastNames[(i*7+j*11)%len(lastNames)])
		}
	}
	m.random.Shuffle(len(m.names), func(i, j int) { m.names[i], m.names[j] = m.names[j], m.names[i] })
	m.random.Shuffle(len(m.places), func(i, j int) { m.places[i], m.places[j] = m.places[j], m.places[i] })
	return m, nil
}

// person is somebody nobody else is: name, contacts and address are used once.
func (m *maker) person() manifest.Person {
	name := m.names[m.taken]
	at := m.places[m.taken%len(m.places)]
	m.taken++
	return m.personAt(name, at)
}

// personIn is somebody in a certain place.
func (m *maker) personIn(name, state, city, zip string) manifest.Person {
	m.taken++
	return m.personAt(name, place{state, city, zip})
}

func (m *maker) personAt(name string, at place) manifest.Person {
	p := manifest.Person{Name: name, Email: email(name, m.taken), Phone: m.phone(at.state)}
	p.Line1 = fmt.Sprintf("%d %s", 100+m.taken*17%9800, streets[m.random.IntN(len(streets))])
	if at.state == "PR" {
		p.Line1 = fmt.Sprintf("%d Calle San José", 100+m.taken)
	}
	switch m.random.IntN(10) {
	case 0, 1:
		p.Line2 = fmt.Sprintf("Apt %d%c", 1+m.random.IntN(20), 'A'+m.random.IntN(6))
	case 2:
		p.Line2 = fmt.Sprintf("Unit %d", 1+m.random.IntN(60))
	case 3:
		p.Company = companies[m.random.IntN(len(companies))]
		p.Line2 = fmt.Sprintf("Suite %d", 100+m.random.IntN(800))
	}
	p.City, p.State, p.Postal, p.Country = at.city, at.state, at.zip, "US"
	if m.random.IntN(3) == 0 {
		p.Postal += fmt.Sprintf("-%04d", 1001+m.random.IntN(8000))
	}
	return p
}

// email is in a domain that RFC 2606 keeps for examples.
func email(name string, n int) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('.')
		}
	}
	domain := "example.com"
	if n%3 == 0 {
		domain = "example.org"
	}
	return fmt.Sprintf("%s%d@%s", b.String(), n, domain)
}

// phone is one of the numbers that are kept for fiction, 555-0100 to 555-0199, each once in an area.
func (m *maker) phone(state string) string {
	area := areas[state]
	if area == "" {
		area = "671" // islands
	}
	n := m.phones[area]
	m.phones[area]++
	if n >= 100 {
		panic("no phone number is left in area " + area)
	}
	return fmt.Sprintf("%s-555-01%02d", area, n)
}

var firstNames = strings.Fields(`Maya Ethan Olivia Liam Sofia Noah Zoë Lucas Chloé Amir Priya Daniel Grace Mateo Hannah Omar Ingrid Marcus
	Leila Tomás Renée Victor Aisha Peter Naomi José Clara Dmitri Yuki Anaïs Samuel Ruth Björn Carmen Walter Mei Hugo Thérèse
	Jamal Nora Felix Zahra Owen Lucía Andre Wendy Søren Paula Keisha Gordon`)

var lastNames = strings.Fields(`Anderson Núñez Okafor Nguyen García Johansson Patel O'Brien Kowalski Martinez Dubois Kim Hernández Weber
	Fitzgerald Silva Tanaka Brown Müller Jackson Peña Lindqvist Robinson Chen Álvarez Murphy Thompson Lévesque Ivanov Washington
	Sato Gagné Hughes Castillo Bennett Yilmaz Carter Nakamura Foster Larsen Singh Côté Reyes Hoffman Ellis Moreau Vance Abbott
	Guerrero Lowe`)

var streets = []string{
	"Main St", "Oak Ave", "Maple Street", "Cedar Ln", "N Elm St", "Washington Blvd", "Lakeview Dr", "Hillcrest Rd", "Park Avenue",
	"Sunset Ter", "W 4th St", "Chestnut Ct", "River Rd", "S Pine Street", "Highland Ave", "Meadow Way", "College St", "E 12th Ave",
	"Orchard Pl", "Franklin St", "Harbor Dr", "Prospect Ave", "County Road 12", "SE Division St",
}

var companies = []string{
	"Larkspur Studio LLC", "Bluebird Books", "Cobalt Coffee Roasters", "North Fork Design Inc.", "Galería Sol", "Twin Pines Yoga",
	"Juniper & Co", "Red Barn Print Shop", "Saddleback Dental Group", "Harbor Light Music School",
}

// areas is one area code of each state.
var areas = map[string]string{
	"AL": "205", "AK": "907", "AZ": "602", "AR": "501", "CA": "213", "CO": "303", "CT": "860", "DE": "302", "DC": "202", "FL": "305",
	"GA": "404", "HI": "808", "ID": "208", "IL": "312", "IN": "317", "IA": "515", "KS": "316", "KY": "502", "LA": "504", "ME": "207",
	"MD": "410", "MA": "617", "MI": "313", "MN": "612", "MS": "601", "MO": "314", "MT": "406", "NE": "402", "NV": "702", "NH": "603",
	"NJ": "201", "NM": "505", "NY": "212", "NC": "919", "ND": "701", "OH": "614", "OK": "918", "OR": "503", "PA": "215", "PR": "787",
	"RI": "401", "SC": "843", "SD": "605", "TN": "615", "TX": "512", "UT": "801", "VT": "802", "VA": "804", "WA": "206", "WV": "304",
	"WI": "608", "WY": "307",
}
