package section321

import (
	"slices"

	"packline/manifest"
)

// Recordable gives a judgement without personal data, for records that aren't sealed: the name that PER-ONE says to the
// picker is left out. No other finding carries a name, an address or a contact.
func Recordable(j manifest.Judgement) manifest.Judgement {
	j.Findings = slices.Clone(j.Findings)
	for i, f := range j.Findings {
		if f.Rule == "PER-ONE" && len(f.Message.Args) > 0 {
			j.Findings[i].Message = manifest.Say(f.Message.Key + ".recorded")
		}
	}
	return j
}
