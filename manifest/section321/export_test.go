package section321

import "packline/manifest"

// NearlyNamed reports whether the edit distance alone makes two persons possible.
func NearlyNamed(a, b manifest.Person) bool {
	x, y := identify(&a, &manifest.Person{}), identify(&b, &manifest.Person{})
	return nearlyNamed(&x, &y)
}
