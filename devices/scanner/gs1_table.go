package scanner

// identifier is a range of application identifiers with data of one form. The form is written as the GS1 syntax
// dictionary writes it: N digits, X any of the 82 characters, Y of the 39, Z of the URL-safe base64 alphabet; a length
// or .. and the longest; in brackets what may be missing. Small letters behind a length say what is checked:
//
//	c  the last digit is a check digit (modulo 10)
//	d  a date YYMMDD        e  a date whose day may be 00, the whole month
//	t  a time HHMM          h  hours or more: HH, HHMM, HHMMSS
//	p  piece and total of a trade item, each from 01    b  0 or 1    z  0
//	%  a percent sign stands before two hexadecimal digits
type identifier struct {
	from, to string
	form     string
}

// decimals is a form whose identifier ends with a number of decimal places, 0 to 5.
const decimals = "N6"

// identifiers lists what is known, in order (GS1 General Specifications, section 3; github.com/gs1/gs1-syntax-dictionary).
var identifiers = []identifier{
	{"00", "00", "N18c"},
	{"01", "02", "N14c"},
	{"10", "10", "X..20"},
	{"11", "13", "N6e"},
	{"15", "17", "N6e"},
	{"20", "20", "N2"},
	{"21", "22", "X..20"},
	{"235", "235", "X..28"},
	{"240", "241", "X..30"},
	{"242", "242", "N..6"},
	{"243", "243", "X..20"},
	{"250", "251", "X..30"},
	{"253", "253", "N13c [X..17]"},
	{"254", "254", "X..20"},
	{"255", "255", "N13c [N..12]"},
	{"30", "30", "N..8"},
	{"310", "316", decimals},
	{"320", "337", decimals},
	{"340", "357", decimals},
	{"360", "369", decimals},
	{"37", "37", "N..8"},
	{"3900", "3909", "N..15"},
	{"3910", "3919", "N3 N..15"},
	{"3920", "3929", "N..15"},
	{"3930", "3939", "N3 N..15"},
	{"3940", "3943", "N4"},
	{"3950", "3955", "N6"},
	{"400", "401", "X..30"},
	{"402", "402", "N17c"},
	{"403", "403", "X..30"},
	{"410", "417", "N13c"},
	{"420", "420", "X..20"},
	{"421", "421", "N3 X..9"},
	{"422", "422", "N3"},
	{"423", "423", "N..15"},
	{"424", "424", "N3"},
	{"425", "425", "N..15"},
	{"426", "426", "N3"},
	{"427", "427", "X..3"},
	{"4300", "4301", "X..35%"},
	{"4302", "4306", "X..70%"},
	{"4307", "4307", "X2"},
	{"4308", "4308", "X..30"},
	{"4309", "4309", "N20"},
	{"4310", "4311", "X..35%"},
	{"4312", "4316", "X..70%"},
	{"4317", "4317", "X2"},
	{"4318", "4318", "X..20"},
	{"4319", "4319", "X..30"},
	{"4320", "4320", "X..35%"},
	{"4321", "4323", "N1b"},
	{"4324", "4325", "N6e N4t"},
	{"4326", "4326", "N6d"},
	{"4330", "4333", "N6 [X1]"},
	{"7001", "7001", "N13"},
	{"7002", "7002", "X..30"},
	{"7003", "7003", "N6d N4t"},
	{"7004", "7004", "N..4"},
	{"7005", "7005", "X..12"},
	{"7006", "7006", "N6d"},
	{"7007", "7007", "N6d [N6d]"},
	{"7008", "7008", "X..3"},
	{"7009", "7009", "X..10"},
	{"7010", "7010", "X..2"},
	{"7011", "7011", "N6d [N4t]"},
	{"7020", "7022", "X..20"},
	{"7023", "7023", "X..30"},
	{"7030", "7039", "N3 X..27"},
	{"7040", "7040", "N1 X3"},
	{"710", "715", "X..20"},
	{"7230", "7239", "X2 X..28"},
	{"7240", "7240", "X..20"},
	{"7241", "7241", "N2"},
	{"7242", "7242", "X..25"},
	{"8001", "8001", "N14"},
	{"8002", "8002", "X..20"},
	{"8003", "8003", "N1z N13c [X..16]"},
	{"8004", "8004", "X..30"},
	{"8005", "8005", "N6"},
	{"8006", "8006", "N14c N4p"},
	{"8007", "8007", "X..34"},
	{"8008", "8008", "N6d N2h [N..4h]"},
	{"8009", "8009", "X..50"},
	{"8010", "8010", "Y..30"},
	{"8011", "8011", "N..12"},
	{"8012", "8012", "X..20"},
	{"8013", "8013", "X..25"},
	{"8017", "8018", "N18c"},
	{"8019", "8019", "N..10"},
	{"8020", "8020", "X..25"},
	{"8026", "8026", "N14c N4p"},
	{"8030", "8030", "Z..90"},
	{"8110", "8110", "X..70"},
	{"8111", "8111", "N4"},
	{"8112", "8112", "X..70"},
	{"8200", "8200", "X..70"},
	{"90", "90", "X..30"},
	{"91", "99", "X..90"},
}

// predefined gives the length, identifier and data together, of element strings that need no separator behind them
// (GS1 General Specifications, figure 7.8.5-2); 0 for all others.
func predefined(ai string) int {
	switch first := ai[:2]; {
	case first == "00":
		return 20
	case first >= "01" && first <= "03":
		return 16
	case first == "04":
		return 18
	case first >= "11" && first <= "19":
		return 8
	case first == "20":
		return 4
	case first >= "31" && first <= "36":
		return 10
	case first == "41":
		return 16
	}
	return 0
}

// identify finds the identifier that a text begins with, and its form.
func identify(s string) (ai, form string, ok bool) {
	for _, id := range identifiers {
		n := len(id.from)
		if len(s) < n || !allDigits(s[:n]) || s[:n] < id.from || s[:n] > id.to {
			continue
		}
		if id.form == decimals && n == 3 {
			if len(s) < 4 || s[3] < '0' || s[3] > '5' {
				return "", "", false
			}
			n = 4
		}
		return s[:n], id.form, true
	}
	return "", "", false
}
