package scanner

import (
	"strings"

	"packline/manifest"
)

// Carriers as they are named in a Code. "s10" is any postal operator's: the number ends with its country.
const (
	carrierUPS         = "ups"
	carrierUSPS        = "usps"
	carrierFedEx       = "fedex"
	carrierDHL         = "dhl"
	carrierAmazon      = "amazon"
	carrierOnTrac      = "ontrac"
	carrierLaserShip   = "lasership"
	carrierCanadaPost  = "canada-post"
	carrierDPD         = "dpd"
	carrierPurolator   = "purolator"
	carrierLandmark    = "landmark"
	carrierOldDominion = "old-dominion"
	carrierS10         = "s10"
)

// fit is how a text compares with a carrier's numbers.
type fit int

const (
	other     fit = iota // not this carrier's form, or a form that anybody's number may have and a wrong check digit
	wrong                // certainly this carrier's form, and its check digit is wrong
	misshaped            // certainly this carrier's form, and its parts don't fit together though its check digit is right
	fits
)

// ifRight gives fits for a right check digit, and otherwise what a wrong one means.
func ifRight(right bool, otherwise fit) fit {
	if right {
		return fits
	}
	return otherwise
}

// carrierRules lists every carrier in the order in which they are named. A check digit proves little, one random
// number in ten passes: a text may fit several, and the order's carrier decides.
var carrierRules = []struct {
	name string
	fit  func(s string) fit
}{
	{carrierUPS, fitUPS},
	{carrierUSPS, fitUSPS},
	{carrierFedEx, fitFedEx},
	{carrierDHL, fitDHL},
	{carrierAmazon, fitAmazon},
	{carrierOnTrac, fitOnTrac},
	{carrierLaserShip, fitLaserShip},
	{carrierCanadaPost, fitCanadaPost},
	{carrierDPD, fitDPD},
	{carrierPurolator, fitPurolator},
	{carrierLandmark, fitLandmark},
	{carrierOldDominion, fitOldDominion},
	{carrierS10, fitS10},
}

// maxTracking is longer than any carrier's number, its blanks included.
const maxTracking = 80

// carriersOf gives the carriers whose numbers a text may be. misread says what is wrong when it has the certain form of
// a number (a UPS 1Z, an S10, a USPS number behind 420...) and fits none; otherwise it is zero.
func carriersOf(text string) (names []string, misread manifest.Phrase) {
	number := compact(text)
	if len(number) > maxTracking {
		return nil, misread
	}
	for _, rule := range carrierRules {
		switch match := rule.fit(number); match {
		case fits:
			names = append(names, rule.name)
		case wrong, misshaped:
			misread = misfit(match, rule.name, number)
		case other:
		}
	}
	if names == nil {
		return nil, misread
	}
	if post, ok := postOf(number); ok && names[len(names)-1] == carrierS10 {
		names = append(names, post)
	}
	return names, manifest.Phrase{}
}

// misfit says what is wrong with a number that has a carrier's certain form.
func misfit(match fit, carrier, number string) manifest.Phrase {
	if carrier == carrierS10 {
		if post, ok := postOf(number); ok {
			carrier = post
		}
	}
	if match == misshaped {
		return manifest.Say("scanner.carrier-form", spoken[carrier])
	}
	return manifest.Say(faultCarrierDigit, spoken[carrier])
}

// spoken is how the carriers whose numbers have a certain form are called in a sentence.
var spoken = map[string]string{
	carrierUPS: "UPS", carrierUSPS: "USPS", carrierFedEx: "FedEx", carrierOnTrac: "OnTrac",
	carrierCanadaPost: "Canada Post", carrierS10: "international mail (S10)",
}

// compact drops blanks and makes letters upper case, as carriers compare numbers.
func compact(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }

// shaped compares a text with a form: 9 stands for a digit, @ for a letter, * for either, anything else for itself.
func shaped(s, form string) bool {
	if len(s) != len(form) {
		return false
	}
	for i := range len(s) {
		digit, letter := isDigit(s[i]), s[i] >= 'A' && s[i] <= 'Z'
		switch form[i] {
		case '9':
			if !digit {
				return false
			}
		case '@':
			if !letter {
				return false
			}
		case '*':
			if !digit && !letter {
				return false
			}
		default:
			if s[i] != form[i] {
				return false
			}
		}
	}
	return true
}

// fitUPS knows 1Z numbers and waybills.
func fitUPS(s string) fit {
	switch {
	case len(s) == 18 && strings.HasPrefix(s, "1Z") && shaped(s[2:], "****************"):
		return ifRight(isDigit(s[17]) && doubledDigit(s[2:17]) == s[17], wrong)
	case shaped(s, "@9999999999") && strings.IndexByte("AHJKTV", s[0]) >= 0:
		return ifRight(doubledDigit(s[1:10]) == s[10], other)
	}
	return other
}

// fitFedEx knows Express numbers of 12 digits and in barcodes of 32 and 34, Ground numbers of 15 and 22 and in barcodes
// of 34, SSCCs, and SmartPost: USPS numbers with the service type code 612.
func fitFedEx(s string) fit {
	if !allDigits(s) {
		return other
	}
	switch len(s) {
	case 12:
		return ifRight(weighted(s, 3, 1, 7), other)
	case 15, 18:
		return ifRight(checkDigitRight(s), other)
	case 22:
		if s[:2] == "96" {
			return ifRight(checkDigitRight(s[7:]), wrong)
		}
	case 32:
		return ifRight(weighted(s[16:28], 3, 1, 7), other)
	case 34:
		if s[:2] == "96" {
			return ifRight(weighted(s[20:], 1, 7, 3), wrong)
		}
		if s[0] != '9' {
			return ifRight(weighted(s[20:], 1, 7, 3), other)
		}
	}
	if _, number, ok := cutPostal(s); ok && (strings.HasPrefix(number, "92612") || strings.HasPrefix(number, "612")) {
		return ifRight(checkDigitRight("92"+strings.TrimPrefix(number, "92")), other)
	}
	return other
}

// fitDHL knows Express waybills, piece numbers and eCommerce numbers.
func fitDHL(s string) fit {
	switch {
	case (len(s) == 10 || len(s) == 11) && allDigits(s):
		return ifRight(mod(s[:len(s)-1], 7) == int(s[len(s)-1]-'0'), other)
	case shaped(s, "J@@999999999"), shaped(s, "J@@9999999999"), shaped(s, "J@@@999999999"), shaped(s, "J@@@9999999999"):
		return fits
	case len(s) >= 12 && len(s) <= 41 && strings.HasPrefix(s, "GM") && strings.Trim(s[2:], "0123456789ABCDEF") == "":
		return fits
	}
	return other
}

func fitAmazon(s string) fit {
	form := "999999999999"
	return ifRight(shaped(s, "TBA"+form) || shaped(s, "TBC"+form) || shaped(s, "TBM"+form), other)
}

// fitOnTrac knows C and D with 14 digits; the letter stands for a 4 or a 5 in front of them.
func fitOnTrac(s string) fit {
	lead := map[bool]string{true: "4", false: "5"}
	switch {
	case !shaped(s, "@99999999999999"), s[0] != 'C' && s[0] != 'D':
		return other
	}
	return ifRight(doubledDigit(lead[s[0] == 'C']+s[1:14]) == s[14], wrong)
}

func fitLaserShip(s string) fit {
	switch {
	case shaped(s, "L@99999999"):
		return ifRight(strings.IndexByte("AIEHNX", s[1]) >= 0 && s[2] >= '1' && s[2] <= '3', other)
	case shaped(s, "1LS799999999999"), shaped(s, "1LS7999019999999-1"):
		return ifRight(s[4] == '1' || s[4] == '2', other)
	}
	return other
}

// fitPurolator knows 12 digits that begin with 0 to 5, and three letters with 9 digits.
func fitPurolator(s string) fit {
	switch {
	case shaped(s, "999999999999") && s[0] <= '5':
		return ifRight(luhn(s), other)
	case shaped(s, "@@@999999999"):
		return fits
	}
	return other
}

func fitLandmark(s string) fit { return ifRight(shaped(s, "LTN99999999N1"), other) }

// fitOldDominion knows pro numbers.
func fitOldDominion(s string) fit {
	if !shaped(s, "99999999999") || !luhn(s) {
		return other
	}
	return ifRight(s[:3] == "777" || s[:3] == "778" || s[:3] == "072" || s[:2] == "80", other)
}
