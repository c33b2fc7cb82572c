package scanner

import "strings"

// fitUSPS knows Intelligent Mail package barcodes of 22, 26 and 30 digits, with or without 420 and a ZIP code in front,
// and the older numbers of 22 digits beginning with 91, whose 91 is not always printed (USPS Publication 199).
func fitUSPS(s string) fit {
	zip, number, ok := cutPostal(s)
	if !ok {
		return other
	}
	// A number behind 420 and a ZIP code, or of the mail class that 92 to 95 name, is nobody else's; one of 34 digits may
	// be FedEx's.
	certain := wrong
	if len(number) == 20 && zip == "" {
		certain = other
	}
	switch right := checkDigitRight(number); {
	case len(number) == 20:
		return ifRight(right || checkDigitRight("91"+number), certain)
	case strings.HasPrefix(number, "91"):
		return ifRight(right && len(number) == 22, certain)
	case number[0] != '9' || number[1] < '2' || number[1] > '5':
		return other
	case len(number) == 30 && number[:2] != "94":
		return other
	default:
		return ifRight(right && mailerFits(number), certain)
	}
}

// mailerFits compares the mailer's id behind the 3 digits of the service with the kind that 92 (9 digits, beginning
// with 9) and 93 (6 digits, not beginning with 9) ask for.
func mailerFits(number string) bool {
	switch nine := number[5] == '9'; number[:2] {
	case "92":
		return nine
	case "93":
		return !nine
	}
	return true
}

// fitCanadaPost knows 16 digits.
func fitCanadaPost(s string) fit { return ifRight(len(s) == 16 && checkDigitRight(s), other) }

// fitDPD knows 27 digits, and 14, with a check character behind them.
func fitDPD(s string) fit {
	n := len(s) - 1
	if (n != 27 && n != 14) || !allDigits(s[:n]) || !shaped(s[n:], "*") {
		return other
	}
	return ifRight(mod3736(s[:n]) == s[n], other)
}

// fitS10 knows the identifiers of postal items (UPU standard S10): two letters, 8 digits, a check digit, a country.
func fitS10(s string) fit {
	if !shaped(s, "@@999999999@@") || !strings.Contains(countries, " "+s[11:]+" ") {
		return other
	}
	sum := 0
	for i, weight := range [...]int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += weight * int(s[2+i]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return ifRight(s[10] == byte('0'+check), wrong)
}

// countries are the two-letter codes of ISO 3166-1, which S10 takes its countries from.
const countries = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW " +
	"BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM " +
	"FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
	"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP " +
	"MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA " +
	"RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR " +
	"TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
