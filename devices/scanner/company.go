package scanner

import "slices"

// postal reads carriers' numbers that are printed as GS1 company data: 91 to 95 by USPS, 96 by FedEx. These identifiers
// are anybody's, so a number that fits no carrier is no fault, unless a postal code stands in front of it. separated is
// whether a separator settles where that ends.
func (d *Description) postal(separated bool) {
	zip := ""
	for _, e := range d.Elements {
		number := e.AI + e.Data
		switch {
		case e.AI == "420":
			if zip = e.Data; !isZIP(zip) {
				zip = ""
			}
		case !allDigits(e.Data):
		case e.AI == "96" && (len(number) == 22 || len(number) == 34) && fitFedEx(number) == fits:
			d.company(number)
		case e.AI < "91" || e.AI > "95" || !isMailLength(len(number)):
		case !separated && d.Text == "420"+zip+number:
			d.company(d.Text)
			if len(d.Carriers) > 0 && !slices.Contains(d.Carriers, carrierUSPS) {
				d.Elements = nil // FedEx's 34 digits, that happen to begin like USPS's
			}
			return
		default:
			d.mail(zip, number)
		}
	}
}

// mail judges a USPS number that is certainly apart from its postal code.
func (d *Description) mail(zip, number string) {
	switch match := fitMail(zip, number); {
	case match == fits:
		d.company(number)
	case zip != "" && match != other:
		said := misfit(match, carrierUSPS, number)
		d.problem(false, said.Key, said.Args...)
		d.Kind = KindTracking
	}
}

// company names the carriers of a number that was printed as company data, or says what is wrong with it.
func (d *Description) company(number string) {
	d.Kind = KindTracking
	d.carriers(number)
}

func isZIP(s string) bool { return allDigits(s) && (len(s) == 5 || len(s) == 9) }
