package section321_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

// zipText is the table of ZIP prefixes as the field's own page writes it, beside the one in the code.
const zipText = "" +
	"005 NY; 006-007 PR; 008 VI; 009 PR; 010-027 MA; 028-029 RI; 030-038 NH; 039-049 ME; 050-054 VT; 055 MA; " +
	"056-059 VT; 060-069 CT (063 also NY); 070-089 NJ; 090-098 AE; 100-149 NY; 150-196 PA; 197-199 DE; 200 DC; 201 " +
	"VA; 202-205 DC (205 also MD, VA); 206-219 MD; 220-246 VA; 247-268 WV; 270-289 NC; 290-299 SC; 300-319 GA; " +
	"320-339 FL; 340 AA; 341-349 FL; 350-369 AL; 370-385 TN; 386-397 MS; 398-399 GA; 400-427 KY; 430-459 OH; " +
	"460-479 IN; 480-499 MI; 500-528 IA; 530-549 WI; 550-567 MN; 569 DC; 570-577 SD; 580-588 ND; 590-599 MT; " +
	"600-629 IL; 630-658 MO; 660-679 KS; 680-693 NE; 700-714 LA; 716-729 AR; 730-731 OK; 733 TX; 734-749 OK (739 " +
	"also TX); 750-799 TX; 800-816 CO; 820-831 WY; 832-838 ID (834 also WY); 840-847 UT; 850-865 AZ; 870-884 NM; " +
	"885 TX; 889-898 NV; 900-961 CA; 962-966 AP; 967-968 HI (967 also AS); 969 GU (also FM, MH, MP, PW); 970-979 " +
	"OR; 980-994 WA; 995-999 AK"

// statesByPrefix reads zipText: "063 also NY" stands in brackets after the range it belongs to.
func statesByPrefix(t *testing.T) map[string][]string {
	t.Helper()
	table := map[string][]string{}
	add := func(low, high, state string) {
		for n := number(t, low); n <= number(t, high); n++ {
			prefix := fmt.Sprintf("%03d", n)
			table[prefix] = append(table[prefix], state)
		}
	}
	row := regexp.MustCompile(`^(\d{3})(?:-(\d{3}))? ([A-Z]{2})(?: \((?:(\d{3}) )?also ([A-Z, ]+)\))?$`)
	for text := range strings.SplitSeq(zipText, "; ") {
		m := row.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("can't read %q", text)
		}
		low, high := m[1], max(m[1], m[2])
		add(low, high, m[3])
		for also := range strings.SplitSeq(m[5], ", ") {
			if also != "" {
				at := m[4]
				if at == "" {
					at = low
				}
				add(at, at, also)
			}
		}
	}
	return table
}

func number(t *testing.T, digits string) int {
	t.Helper()
	n := 0
	if _, err := fmt.Sscanf(digits, "%d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEveryZIPPrefix holds all thousand prefixes against every code of a state.
func TestEveryZIPPrefix(t *testing.T) {
	book := embedded(t)[0]
	table := statesByPrefix(t)
	if len(table) < 900 {
		t.Fatalf("only %d prefixes were read", len(table))
	}
	states := strings.Fields("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA " +
		"RI SC SD TN TX UT VT VA WA WV WI WY DC PR AS GU MP VI FM MH PW AA AE AP")
	outside := strings.Fields("AS GU MP VI FM MH PW AA AE AP")
	for n := range 1000 {
		prefix := fmt.Sprintf("%03d", n)
		for _, state := range states {
			c := plainCase()
			c.Order.ShipTo.State, c.Order.ShipTo.Postal = state, prefix+"01"
			var want []string
			if !slices.Contains(table[prefix], state) {
				want = append(want, "DST-ADDR")
			}
			if slices.Contains(outside, state) {
				want = append(want, "DST-US")
			}
			if got := section321.RuleIDs(book.Check(c, section321.Options{})); !slices.Equal(got, want) {
				t.Fatalf("%s in %s: %v, want %v", prefix, state, got, want)
			}
		}
	}
}

// TestEveryStateCode holds that no other pair of letters is a state.
func TestEveryStateCode(t *testing.T) {
	book := embedded(t)[0]
	known := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			c := plainCase()
			c.Order.ShipTo.State = string(a) + string(b)
			if j := book.Check(c, section321.Options{}); len(j.Findings) == 0 || !strings.HasPrefix(strings.Join(j.Findings[0].Message.Args, ""), "state") {
				known++
			}
		}
	}
	if known != 50+2+8+3 {
		t.Errorf("%d codes are states, territories or military, want 63", known)
	}
}

// tariffText is the table of product screening as the field's own page writes it: rule, verdict, prefixes.
const tariffText = `PRD-ALC REJECT 2203 2204 2205 2206 2207 2208
PRD-TOB REJECT 24 4813 854340
PRD-PGA REJECT 01 03 04 06 07 08 09 10 11 12 15 16 17 18 19 20 21 22 23 0201 0202 0203 0204 0205 0206 0207 0208 0209 0210
PRD-PGA REJECT 30 3303 3304 3305 3306 3307 9018 9019 9021 9022 900130 900410
PRD-PGA REJECT 8701 8702 8703 8704 8705 8711 4011
PRD-PGA HOLD 6911 6912 7323 8516 8528 870821 8512 650610 44 05 14
PRD-HAZ REJECT 28 29 36 3808 2710 2711 93
PRD-HAZ HOLD 3208 3814 8506 8507 9613
PRD-CPSC HOLD 9503 6111 6209`

// TestEveryTariffHeading holds every code of six digits that ends in 00, and those around each prefix of six digits.
func TestEveryTariffHeading(t *testing.T) {
	book := embedded(t)[0]
	var codes []string
	for n := range 10_000 {
		codes = append(codes, fmt.Sprintf("%04d00", n))
	}
	for _, near := range []int{854340, 900130, 900410, 870821, 650610} {
		for n := near - 1; n <= near+1; n++ {
			codes = append(codes, fmt.Sprintf("%06d", n))
		}
	}
	for _, code := range codes {
		rule, verdict, longest := "", "PASS", 0
		for row := range strings.Lines(tariffText) {
			fields := strings.Fields(row)
			for _, prefix := range fields[2:] {
				if strings.HasPrefix(code, prefix) && len(prefix) > longest {
					rule, verdict, longest = fields[0], fields[1], len(prefix)
				}
			}
		}
		c := plainCase()
		tariff(code)(&c)
		j := book.Check(c, section321.Options{})
		if j.Verdict.String() != verdict || strings.Join(section321.RuleIDs(j), " ") != rule {
			t.Errorf("%s: %v %v, want %s %s", code, j.Verdict, section321.RuleIDs(j), verdict, rule)
		}
	}
}

// TestVagueWords holds that each vague word says nothing alone and does no harm beside one that says something.
func TestVagueWords(t *testing.T) {
	book := embedded(t)[0]
	verdict := func(text string) manifest.Verdict {
		c := plainCase()
		line(func(l *manifest.Line) { l.Description = text })(&c)
		return book.Check(c, section321.Options{}).Verdict
	}
	const words = "GIFT GIFTS SAMPLE SAMPLES MERCHANDISE GOODS PARTS ACCESSORIES ITEM ITEMS MISC PRODUCT PRODUCTS STUFF ELECTRONICS CLOTHES FREIGHT FAK"
	for word := range strings.FieldsSeq(words) {
		for text, want := range map[string]manifest.Verdict{
			word: manifest.Hold, strings.ToLower(word) + " 12": manifest.Hold, word + ", " + strings.ToLower(word): manifest.Hold,
			word + " leather": manifest.Pass, word + "TY": manifest.Pass,
		} {
			if got := verdict(text); got != want {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
	for text, want := range map[string]manifest.Verdict{"ab": manifest.Hold, "abc": manifest.Pass, "a b c": manifest.Hold, "123 456": manifest.Hold} {
		if got := verdict(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestEveryRuleNamesItsSource holds that the comment of every check says where its rule is from: law, the post's own
// publication, the tariff, the guide or this house.
func TestEveryRuleNamesItsSource(t *testing.T) {
	source := regexp.MustCompile(`\b(CFR|USC|USPS Publication|Harmonized Tariff Schedule|guide|guide's|this house)\b`)
	id := regexp.MustCompile(`\b[A-Z]{3,5}-[A-Z0-9]+(-[A-Z]+)?\b`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	sourced := map[string]bool{}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && strings.HasPrefix(f.Name.Name, "check") && source.MatchString(f.Doc.Text()) {
				sourced[id.FindString(f.Doc.Text())] = true
			}
		}
	}
	for key := range section321.Sayings() {
		rule, _, _ := strings.Cut(strings.TrimPrefix(key, "rule."), ".")
		if rule = strings.ToUpper(rule); !sourced[rule] {
			t.Errorf("the check of %s doesn't say where the rule is from", rule)
		}
	}
}
