package section321

import (
	"strings"
	"sync"

	"github.com/biter777/countries"
)

// IsCountry reports whether a text is an ISO 3166-1 alpha-2 code in capital letters: one of the 249 officially
// assigned. The library is asked for its list of codes, never for a name: by name it would take UK for GB.
func IsCountry(code string) bool {
	return len(code) == 2 && alpha2()[code]
}

var alpha2 = sync.OnceValue(func() map[string]bool {
	codes := make(map[string]bool, 249)
	for _, c := range countries.All() {
		code := c.Alpha2()
		if len(code) == 2 && !userAssigned(code) && !withdrawn(code) {
			codes[code] = true
		}
	}
	return codes
})

// userAssigned reports whether a code is left to users by ISO 3166-1 (clause 8.1.3): AA, QM to QZ, XA to XZ, ZZ. The
// library lists some, such as XK, which customs systems don't take.
func userAssigned(code string) bool {
	return code == "AA" || code == "ZZ" || code[0] == 'X' || (code[0] == 'Q' && code[1] >= 'M')
}

// withdrawn reports whether a code that the library still lists has left the standard (ISO 3166-3): the Netherlands
// Antilles in 2010, Yugoslavia in 2003.
func withdrawn(code string) bool { return code == "AN" || code == "YU" }

// upper trims a code and makes it capital letters.
func upper(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }
