package scanner

import "strings"

// fitUSPS knows Intelligent Mail package barcodes of 22, 26 and 30 digits, with or without 420 and a ZIP code in front,
// and the older numbers of 22 digits beginning with 91, whose 91 is not always printed (USPS Publication 199).
func fitUSPS(s string) fit {
	zip, number, ok := cutPostal(s)
	if !ok {
		return other
	}
	return fitMail(zip, number)
}

// fitMail compares a number with USPS's, the postal code cut off. A number behind 420 and a ZIP code, or of the mail
// class that 92 to 95 name, is nobody else's; one of 34 digits may be FedEx's.
func fitMail(zip, number string) fit {
	certain := wrong
	if len(number) == 20 && zip == "" {
		certain = other
	}
	right := checkDigitRight(number)
	switch {
	case len(number) == 20:
		return ifRight(right || checkDigitRight("91"+number), certain)
	case !strings.HasPrefix(number, "91") && !isMail(number), len(number) == 30 && number[:2] != "94":
		return other
	case !right:
		return wrong
	case number[:2] == "91":
		return ifRight(len(number) == 22, misshaped)
	}
	return ifRight(mailerFits(number), misshaped)
}

// isMail reports whether a number begins with 92 to 95, as those that stand behind a postal code do.
func isMail(number string) bool { return number[0] == '9' && number[1] >= '2' && number[1] <= '5' }

// cutPostal takes 420 and a ZIP code off the front of a USPS number; one without them comes back whole. It reports
// whether what is left has the length of a USPS number. A ZIP+4 stands before 22 digits only, and 34 digits may be that
// or a ZIP code and 26 digits: what begins with 92 to 95 and has the right check digit decides.
func cutPostal(s string) (zip, number string, ok bool) {
	if !allDigits(s) {
		return "", s, false
	}
	if !strings.HasPrefix(s, "420") || len(s) < 3+5+20 {
		return "", s, isMailLength(len(s))
	}
	zip, number = s[3:8], s[8:]
	if len(s) == 3+9+22 {
		short, long := number, s[12:]
		shortFits := isMail(short) && fitMail(zip, short) == fits
		longFits := isMail(long) && fitMail(s[3:12], long) == fits
		if longFits || !shortFits && (isMail(long) || !isMail(short)) {
			zip, number = s[3:12], long
		}
	}
	return zip, number, isMailLength(len(number))
}

func isMailLength(n int) bool { return n == 20 || n == 22 || n == 26 || n == 30 }

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

// postOf gives the carrier that delivers S10 items of a country, where it is one of ours.
func postOf(s10 string) (carrier string, ok bool) {
	switch {
	case strings.HasSuffix(s10, "CA"):
		return carrierCanadaPost, true
	case strings.HasSuffix(s10, "US"):
		return carrierUSPS, true
	}
	return "", false
}

// countries are the two-letter codes of ISO 3166-1, which S10 takes its countries from.
const countries = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW " +
	"BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM " +
	"FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
	"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP " +
	"MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA " +
	"RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR " +
	"TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
