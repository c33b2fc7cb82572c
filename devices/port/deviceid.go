package port

import "strings"

// parseDeviceID reads the IEEE 1284 text of a printer, KEY:value; pairs, under the short names of its keys: MFG, MDL,
// CMD.
func parseDeviceID(text string) map[string]string {
	short := map[string]string{"MANUFACTURER": "MFG", "MODEL": "MDL", "COMMAND SET": "CMD"}
	values := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		key, value, ok := strings.Cut(pair, ":")
		key = strings.ToUpper(strings.TrimSpace(key))
		if name, long := short[key]; long {
			key = name
		}
		if ok && key != "" {
			values[key] = plain(value)
		}
	}
	return values
}
