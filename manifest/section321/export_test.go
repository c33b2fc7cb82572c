package section321

import "packline/manifest"

// NearlyNamed reports whether the edit distance alone makes two persons possible.
func NearlyNamed(a, b manifest.Person) bool {
	x, y := identify(&a, &manifest.Person{}), identify(&b, &manifest.Person{})
	return nearlyNamed(&x, &y)
}

// PartMissing reports whether one of two persons has no name or no ZIP that says anything, which no key can tell.
func PartMissing(a, b manifest.Person) bool {
	x, y := identify(&a, &manifest.Person{}), identify(&b, &manifest.Person{})
	return x.name == "" || y.name == "" || x.zip == "" || y.zip == ""
}
