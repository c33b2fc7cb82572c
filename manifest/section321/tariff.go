package section321

// category is a kind of goods that the product table knows.
type category int

const (
	catNone category = iota
	catAlcohol
	catTobacco
	catAgency
	catAgencyCheck
	catHazard
	catHazardCheck
	catChildren
)

// cleared gives the word by which compliance switches a table hit of the category off; empty where none can.
func (c category) clearedBy() string {
	switch c {
	case catAgency, catAgencyCheck:
		return "PGA"
	case catHazard, catHazardCheck:
		return "HAZ"
	case catChildren:
		return "CPSC"
	}
	return ""
}

type tariffRow struct {
	category category
	agency   string
	prefixes []string
}

// tariffTable screens by tariff prefix (HTS of the United States, digits only). The longest prefix wins.
var tariffTable = []tariffRow{
	{catAlcohol, "", []string{"2203", "2204", "2205", "2206", "2207", "2208"}},
	{catTobacco, "", []string{"24", "4813", "854340"}},
	{catAgency, "FDA, FSIS, USDA", []string{
		"01", "03", "04", "06", "07", "08", "09", "10", "11", "12", "15", "16", "17", "18", "19", "20", "21", "22", "23",
		"0201", "0202", "0203", "0204", "0205", "0206", "0207", "0208", "0209", "0210",
	}},
	{catAgency, "FDA", []string{
		"30", "3303", "3304", "3305", "3306", "3307", "9018", "9019", "9021", "9022", "900130", "900410",
	}},
	{catAgency, "NHTSA", []string{"8701", "8702", "8703", "8704", "8705", "8711", "4011"}},
	{catAgencyCheck, "FDA", []string{"6911", "6912", "7323", "8516", "8528"}},
	{catAgencyCheck, "NHTSA", []string{"870821", "8512", "650610"}},
	{catAgencyCheck, "USDA", []string{"44", "05", "14"}},
	{catHazard, "", []string{"28", "29", "36", "3808", "2710", "2711", "93"}},
	{catHazardCheck, "", []string{"3208", "3814", "8506", "8507", "9613"}},
	{catChildren, "", []string{"9503", "6111", "6209"}},
}

// tariffHit finds the row of the longest prefix that a code of digits begins with.
func tariffHit(table []tariffRow, code string) (tariffRow, bool) {
	var best tariffRow
	longest := 0
	for _, row := range table {
		for _, prefix := range row.prefixes {
			if len(prefix) > longest && len(code) >= len(prefix) && code[:len(prefix)] == prefix {
				best, longest = row, len(prefix)
			}
		}
	}
	return best, longest > 0
}
