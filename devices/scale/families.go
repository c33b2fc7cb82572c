package scale

import (
	"slices"
	"strings"
)

// families lists the protocols, in the order in which they are worth supporting.
func families() []family {
	return []family{
		hidScaleFamily(),
		nci3835Family(),
		nciSCP01Family(),
		nciSCP02Family(),
		toledo8217Family(),
		toledo8213Family(),
		mtSICSFamily(),
		andStandardFamily(),
		stGSFamily(),
		toledoContinuousFamily(),
		ohausFamily(),
		smaFamily(),
		casPR2Family(),
		upsWorldShipFamily(),
		sterling7600Family(),
		kernFamily(),
		adamFamily(),
		ggFamily(),
	}
}

// familyOf gives the protocol of a name.
func familyOf(name string) (family, bool) {
	all := families()
	i := slices.IndexFunc(all, func(f family) bool { return f.name == name })
	if i < 0 {
		return family{}, false
	}
	return all[i], true
}

// Names gives the names of the protocols that are known.
func Names() []string {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	return names
}

func nameList() string { return strings.Join(Names(), ", ") }
