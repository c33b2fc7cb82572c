package label

import (
	"strconv"
	"strings"

	"packline/manifest"
	"packline/papers/zpl"
)

// content is a label's words, cleaned and checked: all that the layout prints.
type content struct {
	mark         string // large, when nobody may ship it
	sample       bool
	carrier      string
	station      string
	at           string
	copy         string
	from, to     []line
	tracking     string // the data of the carrier's barcode
	trackingText string // and what a person reads below it
	usps         bool   // whether it is the Postal Service's GS1-128
	order        string
	carton       string
	weight       string
	keyed        bool // the weight was keyed, not read off a scale
	lane         string
	release      string
	code         string
	sscc         manifest.SSCC
}

// read makes the content of a label, or says what is missing or can't be printed.
func read(l Label) (content, error) {
	c := content{sample: l.Sample, mark: mark(l), code: l.Code, at: l.At.Format("2006-01-02 15:04 MST")}
	t := texts{}
	c.from = t.party(l.ReturnTo)
	if t.err == nil && !deliverable(l.ReturnTo.Address, c.from) || !domestic(l.ReturnTo.Address) {
		return c, ErrReturnAddress
	}
	c.to = t.person(l.Order.ShipTo)
	if t.err == nil && !deliverable(l.Order.ShipTo.Address, c.to) {
		return c, ErrShipTo
	}
	c.carrier = t.needed("carrier", firstOf(l.Order.Carrier, l.Lane.Carrier))
	c.station = t.plain("station name", l.Station)
	c.order = t.needed("order id", l.Order.ID)
	c.lane = t.needed("lane", firstOf(l.Lane.ID, l.Carton.Lane))
	c.release = release(l)
	c.weight, c.keyed = t.weight(l), l.Carton.Weight.Manual != nil
	c.carton = t.carton(l.Carton)
	if l.Copy > 1 {
		c.copy = say("label.copy", strconv.Itoa(l.Copy))
	}
	t.codes(l, &c)
	t.carrierCode(l, &c)
	return c, t.err
}

func mark(l Label) string {
	switch {
	case l.Sample:
		return say("label.sample")
	case l.Carton.Simulated:
		return say("label.simulation")
	}
	return ""
}

// deliverable holds when there is a name line, a street, a city, a state and a ZIP.
func deliverable(a manifest.Address, lines []line) bool {
	return lines[0].text != "" && lines[streetLine].text != "" &&
		printed(a.City) && printed(a.State) && printed(a.Postal)
}

func printed(s string) bool { return strings.TrimSpace(zpl.Clean(s)) != "" }

// streetLine is where the street stands in the lines of an address.
const streetLine = 2

func domestic(a manifest.Address) bool {
	return (a.Country == "" || a.Country == "US" || a.Country == "USA") && len(zipDigits(a.Postal)) >= 5
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func release(l Label) string {
	switch l.Route {
	case manifest.RouteInformal:
		return say("label.route-informal")
	case manifest.RouteFormal:
		return say("label.route-formal")
	}
	if l.Lane.Release.Or321() == manifest.ReleaseEntry {
		return say("label.release-entry")
	}
	return say("label.release-321")
}

// texts reads fields and keeps the first error.
type texts struct{ err error }

func (t *texts) fail(field, problem string) {
	if t.err == nil {
		t.err = &FieldError{Field: field, Problem: problem}
	}
}

func (t *texts) plain(field, s string) string {
	out, err := plain(field, s)
	if err != nil && t.err == nil {
		t.err = err
	}
	return out
}

func (t *texts) needed(field, s string) string {
	out := t.plain(field, s)
	if out == "" {
		t.fail(field, "is missing")
	}
	return out
}

func (t *texts) party(p manifest.Party) []line {
	return t.address("return address", p.Name, "", p.Address)
}

func (t *texts) person(p manifest.Person) []line {
	lines := t.address("ship-to", p.Name, p.Company, p.Address)
	if c := p.Country; c != "" && c != "US" && c != "USA" {
		lines = append(lines, line{"ship-to country", strings.ToUpper(t.plain("ship-to country", c)), false})
	}
	return lines
}

// address gives the lines of an address: name, company, street, second line, and CITY ST ZIP+4, which is never broken.
func (t *texts) address(whose, name, company string, a manifest.Address) []line {
	a.City, a.State = t.plain(whose+" city", a.City), t.plain(whose+" state", a.State)
	a.Postal = zipText(t.plain(whose+" ZIP", a.Postal))
	name, company = t.plain(whose+" name", name), t.plain(whose+" company", company)
	if name == "" {
		name, company = company, ""
	}
	return []line{
		{whose + " name", name, false},
		{whose + " company", company, false},
		{whose + " street", t.plain(whose+" street", a.Line1), false},
		{whose + " second line", t.plain(whose+" second line", a.Line2), false},
		{whose + " city", addressLine(a), true},
	}
}

// zipText writes nine digits as ZIP+4.
func zipText(s string) string {
	if d := zipDigits(s); len(d) == 9 {
		return d[:5] + "-" + d[5:]
	}
	return s
}

// zipDigits gives the 5 or 9 digits of a ZIP, nothing for what is none.
func zipDigits(s string) string {
	d := strings.TrimSpace(s)
	if len(d) == 10 && (d[5] == '-' || d[5] == ' ') {
		d = d[:5] + d[6:]
	}
	if len(d) != 5 && len(d) != 9 || strings.Trim(d, "0123456789") != "" {
		return ""
	}
	return d
}

func (t *texts) weight(l Label) string {
	if l.Carton.Weight.Shown.IsZero() {
		if !l.Sample {
			t.fail("weight", "is missing")
		}
		return say("label.not-weighed")
	}
	text := l.Carton.Weight.Shown.String()
	if l.Carton.Weight.Manual != nil {
		text = say("label.weight-keyed", text)
	}
	return t.plain("weight", text)
}

func (t *texts) carton(c manifest.Carton) string {
	switch {
	case c.N < 1 || c.M < 0 || c.M > 0 && c.N > c.M:
		t.fail("carton number", strconv.Itoa(c.N)+" of "+strconv.Itoa(c.M)+" can't be")
		return ""
	case c.M == 0:
		return strconv.Itoa(c.N)
	}
	return say("label.carton-of", strconv.Itoa(c.N), strconv.Itoa(c.M))
}

// maxCode is the longest text of a 2D code in characters (see manifest.LabelCode).
const maxCode = 120

func (t *texts) codes(l Label, c *content) {
	if !zpl.IsQRText(l.Code) || len(l.Code) > maxCode {
		t.fail("2D code", "is not alphanumeric text of 1 to 120 characters")
	}
	number, err := manifest.ParseSSCC(string(l.Carton.SSCC))
	if err != nil {
		t.fail("SSCC", "is missing or has a wrong check digit")
	}
	c.sscc = number
}

// carrierCode reads the tracking number that came with the order; there is none where none came.
func (t *texts) carrierCode(l Label, c *content) {
	number := strings.ToUpper(strings.ReplaceAll(t.plain("tracking number", l.Carton.Tracking), " ", ""))
	c.tracking, c.trackingText = number, number
	if !strings.EqualFold(c.carrier, "USPS") {
		return
	}
	zip, parcel := splitUSPS(number, zipDigits(l.Order.ShipTo.Postal))
	if parcel == "" {
		return
	}
	if zip == "" {
		t.fail("ship-to ZIP", "is not 5 or 9 digits, which the USPS barcode needs")
		return
	}
	c.usps = true
	c.tracking = "420" + zip + string(zpl.GroupSeparator) + parcel
	c.trackingText = manifest.SSCC(parcel).Spaced()
}

// splitUSPS gives the ZIP and the 22 digits of an Intelligent Mail package number (USPS Publication 199): 22 digits
// that begin with 92 to 95, alone or behind 420 and a ZIP. The parcel is empty for any other number.
func splitUSPS(number, shipTo string) (zip, parcel string) {
	if strings.Trim(number, "0123456789") != "" {
		return "", ""
	}
	if len(number) > 22 && strings.HasPrefix(number, "420") {
		shipTo, number = number[3:len(number)-22], number[len(number)-22:]
		if len(shipTo) != 5 && len(shipTo) != 9 {
			return "", ""
		}
	}
	if len(number) != 22 || number < "92" || number >= "96" {
		return "", ""
	}
	return shipTo, number
}
