package section321

import (
	"strings"

	"packline/manifest"
)

// screening is what the lines' flags and tariff codes come to.
type screening struct {
	hits             [catChildren + 1]bool
	agencies, checks []string // of catAgency and catAgencyCheck
	dutyOrder, quota bool
	unclassified     []string // SKUs
	unknownFlags     []string
}

// screen looks at every line. A flag wins over the table within its own kind of goods (a battery flagged by compliance
// isn't judged by its tariff code again); a hit of another kind stays: a toy with a lithium battery is both.
func screen(lines []manifest.Line) screening {
	var s screening
	for i := range lines {
		line := &lines[i]
		flagged := s.readFlags(line)
		code := tariffDigits(line.HTSUS)
		if code == "" && flagged == 0 {
			s.unclassified = append(s.unclassified, line.SKU)
		}
		row, ok := tariffHit(tariffTable, code)
		if ok && flagged&row.category.kind() == 0 && !isCleared(line, row.category) {
			s.hit(row.category, row.agency)
		}
	}
	return s
}

// kind gives one bit for each kind of goods: a category and its check are one.
func (c category) kind() uint {
	switch c {
	case catAgencyCheck:
		return 1 << catAgency
	case catHazardCheck:
		return 1 << catHazard
	}
	return 1 << c
}

func (s *screening) hit(c category, agency string) {
	s.hits[c] = true
	switch c {
	case catAgency:
		s.agencies = append(s.agencies, agency)
	case catAgencyCheck:
		s.checks = append(s.checks, agency)
	}
}

// readFlags takes a line's flags in and gives the kinds they name. A flag that isn't known is kept to hold.
func (s *screening) readFlags(line *manifest.Line) uint {
	var kinds uint
	for _, raw := range line.Flags {
		c := catNone
		agency := ""
		switch flag := strings.ToLower(strings.TrimSpace(raw)); flag {
		case "alcohol":
			c = catAlcohol
		case "tobacco":
			c = catTobacco
		case "pga:fda", "pga:fsis", "pga:nhtsa", "pga:usda":
			c, agency = catAgency, strings.ToUpper(flag[len("pga:"):])
		case "pga:cpsc":
			c = catChildren
		case "hazmat", "chemical":
			c = catHazard
		case "battery_lithium":
			c = catHazardCheck
		case "ad_cvd":
			s.dutyOrder = true
			continue
		case "quota":
			s.quota = true
			continue
		case "":
			continue
		default:
			s.unknownFlags = append(s.unknownFlags, strings.TrimSpace(raw))
			continue
		}
		s.hit(c, agency)
		kinds |= c.kind()
	}
	return kinds
}

func isCleared(line *manifest.Line, c category) bool {
	word := c.clearedBy()
	for _, cleared := range line.Cleared {
		if word != "" && upper(cleared) == word {
			return true
		}
	}
	return false
}

// tariffDigits gives a tariff code without its dots.
func tariffDigits(code string) string {
	return strings.ReplaceAll(strings.TrimSpace(code), ".", "")
}

// checkAlcohol is PRD-ALC: alcoholic beverages are not eligible (19 CFR 10.153).
func checkAlcohol(j *judging) {
	if j.screened.hits[catAlcohol] {
		j.fire("PRD-ALC", "", j.t.alcohol)
	}
}

// checkTobacco is PRD-TOB: cigars, cigarettes and other tobacco are not eligible (19 CFR 10.153).
func checkTobacco(j *judging) {
	if j.screened.hits[catTobacco] {
		j.fire("PRD-TOB", "", j.t.tobacco)
	}
}

// checkAgency is PRD-PGA: goods that a partner government agency regulates need its data on an entry (19 CFR 10.151,
// 128.21); what may be regulated is for compliance to look at.
func checkAgency(j *judging) {
	if j.screened.hits[catAgency] {
		j.fire("PRD-PGA", "", j.t.agency, listed(splitAgencies(j.screened.agencies)))
	}
	if j.screened.hits[catAgencyCheck] {
		j.fire("PRD-PGA", "check", j.t.agencyCheck, listed(j.screened.checks))
	}
}

func splitAgencies(groups []string) []string {
	var out []string
	for _, g := range groups {
		out = append(out, strings.Split(g, ", ")...)
	}
	return out
}

// checkHazard is PRD-HAZ: chemicals, dangerous goods and arms, which the guide keeps out of the parcel stream; lithium
// batteries and what may be hazardous are looked at.
func checkHazard(j *judging) {
	if j.screened.hits[catHazard] {
		j.fire("PRD-HAZ", "", j.t.hazmat)
	}
	if j.screened.hits[catHazardCheck] {
		j.fire("PRD-HAZ", "check", j.t.hazmatCheck)
	}
}

// checkChildren is PRD-CPSC: toys and children's goods need a certificate (16 CFR 1110), filed electronically from
// 2026-07-08 on, low value included.
func checkChildren(j *judging) {
	if j.screened.hits[catChildren] {
		j.fire("PRD-CPSC", "", j.t.children)
	}
}

// checkUnclassified is PRD-UNK: a line that neither a tariff code nor a flag of compliance says anything about, or one
// with a flag that no check here stands behind. The manifest doesn't ask for a code (19 CFR 128.21(a)(4)), the guide's
// invoice and this screening do.
func checkUnclassified(j *judging) {
	if len(j.screened.unclassified) > 0 {
		j.fire("PRD-UNK", "", j.t.unclassified, listed(j.screened.unclassified))
	}
	if len(j.screened.unknownFlags) > 0 {
		j.fire("PRD-UNK", "flag", j.t.unclassified, listed(j.screened.unknownFlags))
	}
}
