package section321

import (
	"slices"
	"strings"
	"testing"
)

// TestLongestPrefixWins holds that the order of the table's rows decides nothing, and that every prefix finds its row.
func TestLongestPrefixWins(t *testing.T) {
	turned := slices.Clone(tariffTable)
	slices.Reverse(turned)
	for _, table := range [][]tariffRow{tariffTable, turned} {
		for code, want := range map[string]category{
			"2204215040": catAlcohol, "2202100000": catAgency, "22": catAgency, "220": catAgency, "2209": catAgency,
			"0207140000": catAgency, "02": catNone, "0211": catNone, "8708210000": catAgencyCheck, "8708": catNone, "": catNone, "6109100012": catNone,
		} {
			if row, ok := tariffHit(table, code); row.category != want || ok != (want != catNone) {
				t.Errorf("%s: category %d, %v, want %d", code, row.category, ok, want)
			}
		}
		for _, row := range tariffTable {
			for _, prefix := range row.prefixes {
				if got, _ := tariffHit(table, prefix+"99"); got.category != row.category || got.agency != row.agency {
					if !strings.HasPrefix(prefix, "22") {
						t.Errorf("%s: category %d, want %d", prefix, got.category, row.category)
					}
				}
			}
		}
	}
}
