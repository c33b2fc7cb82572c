package section321_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"packline/manifest"
	"packline/manifest/section321"
)

// TestPairDecisions holds that a lead's word on a pair is kept to, for this pair and no other, by keys and by names.
func TestPairDecisions(t *testing.T) {
	books, keys, none := embedded(t), testKeys(t), manifest.Person{}
	john := someone{name: "John Smith", line1: main4, zip: zip}
	own := section321.Match(keys, john.person(), none)
	for _, row := range []struct {
		why   string
		other someone
		data  string // the rule without any decision
		same  string // and with each
		apart string
	}{
		{"a possible match", someone{name: "J Smith", line1: main4, zip: zip}, "PER-MAYBE", "PER-ONE", ""},
		{"no match", someone{name: "Mary Smith", line1: main4, zip: zip}, "", "PER-ONE", ""},
		{"a certain match isn't undone", someone{name: "Smith, John", line1: main4, zip: zip}, "PER-ONE", "PER-ONE", "PER-ONE"},
	} {
		other := section321.Match(keys, row.other.person(), none)
		pair := section321.PairOf(own, other)
		if pair != section321.PairOf(other, own) || pair == (section321.Pair{}) {
			t.Fatalf("%s: the pair %v", row.why, pair)
		}
		stranger := section321.PairOf(own, section321.Match(keys, someone{name: "J Smith", line1: main4, zip: zip, phone: "5035550199"}.person(), none))
		for _, word := range []struct {
			decided map[section321.Pair]section321.Relation
			want    string
		}{
			{nil, row.data},
			{map[section321.Pair]section321.Relation{stranger: section321.Same}, row.data},
			{map[section321.Pair]section321.Relation{{}: section321.Same}, row.data},
			{map[section321.Pair]section321.Relation{pair: section321.Same}, row.same},
			{map[section321.Pair]section321.Relation{pair: section321.Different}, row.apart},
		} {
			for _, named := range []bool{true, false} {
				c := plainCase()
				c.Match = own
				past(func(p *manifest.Past) {
					p.Match, p.Person = other, manifest.Person{}
					if named {
						p.Person = row.other.person()
					}
				})(&c)
				j, err := section321.Judge(books, c, section321.Options{Persons: section321.Persons{Decided: word.decided}})
				got := ""
				for _, id := range section321.RuleIDs(j) {
					got += id
				}
				if err != nil || got != word.want {
					t.Errorf("%s, names known %v, %v: %q, %v, want %q", row.why, named, word.decided, got, err, word.want)
				}
			}
		}
	}
	if pair := section321.PairOf(own, manifest.MatchKeys{}); pair != (section321.Pair{}) {
		t.Errorf("nobody makes the pair %v", pair)
	}
}

// TestSharedContacts holds that a contact of too many is left out of every test, and only that contact.
func TestSharedContacts(t *testing.T) {
	keys, none := testKeys(t), manifest.Person{}
	relay, filler := "orders@relay.example", "503 555 0100"
	all := someone{name: "John Smith", line1: main4, zip: zip, email: relay, phone: filler}
	contacts := section321.Contacts(section321.Match(keys, all.person(), none))
	if len(contacts) != 3 {
		t.Fatalf("contacts %v", contacts)
	}
	shared := section321.Persons{Shared: map[string]bool{}}
	for _, key := range contacts {
		shared.Shared[key] = true
	}
	for _, row := range []struct {
		why           string
		a, b          someone
		before, after section321.Relation
	}{
		{"name and relay e-mail", all, someone{name: "John Smith", line1: "9 Elm St", zip: "10001", email: relay}, section321.Same, section321.Different},
		{"name and filler phone", all, someone{name: "John Smith", line1: "9 Elm St", zip: "10001", phone: filler}, section321.Same, section321.Different},
		{"other names", all, someone{name: "Ann Lee", line1: "9 Elm St", zip: "10001", email: relay, phone: filler}, section321.Possible, section321.Different},
		{"the address is their own", all, someone{name: "John Smith", line1: main4, zip: zip, email: relay}, section321.Same, section321.Same},
		{"a contact of their own beside", all, someone{name: "John Smith", line1: "9 Elm St", zip: "10001", email: "j@x.example", phone: filler}, section321.Same, section321.Different},
		{"nothing is left to go by", all, someone{name: "", email: relay}, section321.Possible, section321.Possible},
		{"another e-mail", someone{name: "Ann Lee", zip: "10001", email: "a@x.example"}, someone{name: "Ann Lee", zip: "60601", email: "a@x.example"}, section321.Same, section321.Same},
	} {
		ka, kb := section321.Match(keys, row.a.person(), none), section321.Match(keys, row.b.person(), none)
		if got := section321.Relate(ka, kb); got != row.before {
			t.Errorf("%s: %v before it is shared, want %v", row.why, got, row.before)
		}
		if got, back := shared.Relate(ka, kb), shared.Relate(kb, ka); got != row.after || back != row.after {
			t.Errorf("%s: %v and %v, want %v", row.why, got, back, row.after)
		}
		c := plainCase()
		c.Order.ShipTo, c.Match = row.a.person(), ka
		past(func(p *manifest.Past) { p.Person, p.Match = row.b.person(), kb })(&c)
		want := map[section321.Relation][]string{section321.Same: {"PER-ONE"}, section321.Possible: {"PER-MAYBE"}, section321.Different: nil}[row.after]
		j := embedded(t)[0].Check(c, section321.Options{Persons: shared})
		got := slices.DeleteFunc(section321.RuleIDs(j), func(id string) bool { return id == "DST-ADDR" })
		if !slices.Equal(got, want) && !(len(got) == 0 && want == nil) {
			t.Errorf("%s: %v by names, want %v", row.why, got, want)
		}
	}
}

// TestSharedContactsNeverJoin holds that leaving contacts out never makes two persons more alike, unless nothing is left
// of one.
func TestSharedContactsNeverJoin(t *testing.T) {
	keys := testKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		a := section321.Match(keys, drawPerson(t, "a"), manifest.Person{})
		b := section321.Match(keys, drawPerson(t, "b"), manifest.Person{})
		shared := map[string]bool{}
		for _, key := range slices.Concat(section321.Contacts(a), section321.Contacts(b)) {
			shared[key] = rapid.Bool().Draw(t, "shared")
		}
		before, after := section321.Relate(a, b), section321.Persons{Shared: shared}.Relate(a, b)
		if after > before && after != section321.Possible {
			t.Fatalf("%v with a shared contact, %v without", after, before)
		}
	})
}
