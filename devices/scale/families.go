package scale

import (
	"slices"
	"strings"
)

// families lists the protocols, in the order in which they are worth supporting.
func families() []family {
	return []family{
		toledo8217Family(),
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
