package section321

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"packline/manifest"
)

// NormaliserVersion changes whenever the normalising below does, since match keys made before and after can't be
// compared.
const NormaliserVersion = 2

// fold brings a text to NFKD, drops its marks and makes it capital letters: "Zoë" and "ZOE" are one. Characters without
// a look of their own (zero-width spaces, directions) are dropped too, since nobody sees that they are there.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToUpper(s)
	}
	decomposed := norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss"))
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, decomposed))
}

// words splits a folded text at everything but letters and digits. Apostrophes don't split: O'Brien is one word.
func words(folded string) []string {
	return strings.FieldsFunc(dropMarks(folded, "'’‘`´ʼ"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

func dropMarks(s, marks string) string {
	if !strings.ContainsAny(s, marks) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, s)
}

// identity is a person in the form that the matching rules compare. An empty part never equals another.
type identity struct {
	name       string // sorted set of words
	written    string // the words in the order given, for the edit distance
	surname    string
	initial    string // first letter of the first name
	bare       bool   // the first name is that letter alone
	company    string
	place      string // street and ZIP, without the unit
	unit       string
	zip        string
	email      string
	phone      string
	buyerEmail string
}

// identify normalises a consignee and who bought. Without a buyer the consignee is the buyer.
func identify(p, buyer *manifest.Person) identity {
	id := identity{company: company(p.Company), zip: postal(p.Postal), email: email(p.Email), phone: phone(p.Phone)}
	id.readName(p.Name)
	street, unit := readStreet(p.Line1, p.Line2)
	if street != "" && id.zip != "" {
		id.place, id.unit = street+"|"+id.zip, unit
	}
	id.buyerEmail = id.email
	if !buyer.IsZero() {
		id.buyerEmail = email(buyer.Email)
	}
	return id
}

// readName takes a name in either order: "John Smith", "Smith, John". Titles and ATTN, C/O are dropped.
func (id *identity) readName(name string) {
	folded := strings.ReplaceAll(fold(name), "C/O", " ")
	before, after, comma := strings.Cut(folded, ",")
	given := kept(words(folded))
	if len(given) == 0 {
		return
	}
	id.written = strings.Join(given, " ")
	sorted := slices.Clone(given)
	slices.Sort(sorted)
	id.name = strings.Join(slices.Compact(sorted), " ")
	if last := kept(words(before)); comma && len(last) > 0 && len(kept(words(after))) > 0 {
		id.readFirst(last[len(last)-1], kept(words(after)))
		return
	}
	at := len(given) - 1
	for at > 0 && (len(given[at]) == 1 || generation(given[at])) {
		at--
	}
	id.readFirst(given[at], slices.Delete(slices.Clone(given), at, at+1))
}

func (id *identity) readFirst(surname string, rest []string) {
	id.surname = surname
	if len(rest) > 0 {
		first := []rune(rest[0])
		id.initial, id.bare = string(first[0]), len(first) == 1
	}
}

func generation(word string) bool {
	return slices.Contains([]string{"JR", "SR", "II", "III", "IV"}, word)
}

// kept drops titles, unless nothing would be left.
func kept(all []string) []string {
	out := make([]string, 0, len(all))
	for _, w := range all {
		switch w {
		case "MR", "MRS", "MS", "DR", "ATTN", "CO":
		default:
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// company drops the legal form and punctuation, unless nothing would be left.
func company(name string) string {
	all := words(dropMarks(fold(name), "."))
	out := make([]string, 0, len(all))
	for _, w := range all {
		switch w {
		case "INC", "LLC", "LTD", "CORP", "CO", "THE", "INCORPORATED", "LIMITED", "CORPORATION", "COMPANY":
		default:
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		out = all
	}
	return strings.Join(out, " ")
}

// postal gives the first five letters or digits of a ZIP or postal code.
func postal(code string) string {
	joined := strings.Join(words(fold(code)), "")
	if r := []rune(joined); len(r) > 5 {
		return string(r[:5])
	}
	return joined
}

// email gives an address in small letters without its +tag, empty for what is no address.
func email(address string) string {
	address = strings.ToLower(strings.TrimSpace(fold(address)))
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 {
		return ""
	}
	local, _, _ := strings.Cut(address[:at], "+")
	if local == "" {
		return ""
	}
	return local + address[at:]
}

// phone gives the last ten digits before any extension, empty for fewer than seven digits and for one digit repeated,
// which is what forms are filled with.
func phone(number string) string {
	const shortest, longest = 7, 10
	var digits []byte
	for _, r := range fold(number) {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
			continue
		case (r == 'X' || r == '#') && len(digits) >= shortest: // x12, ext. 12, #12; the X of "fax" comes before
		default:
			continue
		}
		break
	}
	if len(digits) < shortest || len(bytes.Trim(digits, string(digits[:1]))) == 0 {
		return ""
	}
	return string(digits[max(0, len(digits)-longest):])
}
