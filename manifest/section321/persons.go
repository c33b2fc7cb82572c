package section321

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"packline/manifest"
)

// Persons is what is known of persons beyond their own data. The zero value knows nothing; it is only read here, so one
// may be used by several goroutines.
type Persons struct {
	// Shared holds the keys (see Contacts) of contacts that more people have than could be one person: relay addresses of
	// marketplaces, phone numbers that forms are filled with. They are left out of every test.
	Shared map[string]bool
	// Decided holds what leads said of pairs: Same counts whatever the data says, Different settles a possible match. A
	// match that is certain by the data isn't undone by it; a lead clears its hold instead, each time.
	Decided map[Pair]Relation
}

// Pair names two consignees, each with who bought, by all of their match keys, in no order. The same data is the same
// pair on every station; data that differs in one key is another pair, which nobody has decided yet. The zero Pair names
// nobody.
type Pair struct {
	Low  string `json:"low"`
	High string `json:"high"`
}

// PairOf gives the pair of two sets of match keys, the zero Pair when one of them is empty.
func PairOf(a, b manifest.MatchKeys) Pair {
	low, high := fingerprint(a), fingerprint(b)
	if low == "" || high == "" {
		return Pair{}
	}
	return Pair{min(low, high), max(low, high)}
}

// fingerprint is the SHA-256 of a set of keys, whatever their order.
func fingerprint(m manifest.MatchKeys) string {
	if m.IsZero() {
		return ""
	}
	keys := slices.Sorted(slices.Values(slices.Concat(m.Same, m.Possible)))
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s", m.Normaliser, strings.Join(keys, "\n")))
	return hex.EncodeToString(sum[:])
}

// Contacts gives the keys of a set that stand for a contact alone: e-mail, phone, e-mail of who bought. Who knows the
// names counts under them how many have the same.
func Contacts(m manifest.MatchKeys) []string {
	return slices.DeleteFunc(slices.Clone(m.Possible), func(key string) bool {
		return !isTest(key, testEmail) && !isTest(key, testPhone) && !isTest(key, testBuyer)
	})
}

// Relate compares two sets of match keys as the function of that name does, with what is known beside them.
func (p Persons) Relate(a, b manifest.MatchKeys) Relation {
	return p.settle(Relate(p.without(a), p.without(b)), a, b)
}

// settle puts a lead's word on a pair in place of what the data says.
func (p Persons) settle(rel Relation, a, b manifest.MatchKeys) Relation {
	if len(p.Decided) == 0 || rel == Same {
		return rel
	}
	pair := PairOf(a, b)
	word, decided := p.Decided[pair]
	switch {
	case !decided || pair == Pair{}:
	case word == Same:
		return Same
	case word == Different && rel == Possible:
		return Different
	}
	return rel
}

// without leaves the shared contacts out of a set, and the tests that a name makes with them.
func (p Persons) without(m manifest.MatchKeys) manifest.MatchKeys {
	email, phone, buyer := p.shared(m)
	if !email && !phone && !buyer {
		return m
	}
	out := func(key string) bool {
		return email && (isTest(key, testEmail) || isTest(key, testNameEmail)) ||
			phone && (isTest(key, testPhone) || isTest(key, testNamePhone)) || buyer && isTest(key, testBuyer)
	}
	m.Same = slices.DeleteFunc(slices.Clone(m.Same), out)
	m.Possible = slices.DeleteFunc(slices.Clone(m.Possible), out)
	return m
}

// shared says which contacts of a set are shared ones. A set has at most one of each.
func (p Persons) shared(m manifest.MatchKeys) (email, phone, buyer bool) {
	if len(p.Shared) == 0 {
		return false, false, false
	}
	for _, key := range m.Possible {
		if p.Shared[key] {
			email = email || isTest(key, testEmail)
			phone = phone || isTest(key, testPhone)
			buyer = buyer || isTest(key, testBuyer)
		}
	}
	return email, phone, buyer
}

// leaveOut takes the shared contacts of a person's keys out of who the person is.
func (p Persons) leaveOut(id *identity, m manifest.MatchKeys) {
	email, phone, buyer := p.shared(m)
	if email {
		id.email = ""
	}
	if phone {
		id.phone = ""
	}
	if buyer {
		id.buyerEmail = ""
	}
}
