package port

import "strings"

// plain replaces what isn't printable ASCII in a text that a device or a queue names itself by.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7E {
			return '?'
		}
		return r
	}, s))
}
