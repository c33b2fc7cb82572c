package store_test

import (
	"reflect"
	"testing"

	"packline/manifest"
	"packline/store"
	"packline/store/storetest"
)

func TestRulebooksAreKept(t *testing.T) {
	s := storetest.Open(t)
	first := manifest.RulebookDocument{Document: []byte("{\"a\": 1}\n"), Signature: "c2ln"}
	other := manifest.RulebookDocument{Document: []byte("{}")}
	again := manifest.RulebookDocument{Document: first.Document, Signature: "b3RoZXI="}
	for i, doc := range []manifest.RulebookDocument{first, other, again} {
		must(t, s.Apply(t.Context(), uint64(i+1), []manifest.Change{{Kind: manifest.ChangeRulebook, Rulebook: &doc}}))
	}
	reference, err := s.Reference(t.Context())
	must(t, err)
	if len(reference.Rulebooks) != 2 {
		t.Fatalf("kept %+v", reference.Rulebooks)
	}
	for _, want := range []manifest.RulebookDocument{other, again} {
		if !reflect.DeepEqual(reference.Rulebooks[0], want) && !reflect.DeepEqual(reference.Rulebooks[1], want) {
			t.Errorf("%s isn't among %+v", want.Document, reference.Rulebooks)
		}
	}
	wants(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeRulebook}}), store.ErrChange)
	wants(t, s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeRulebook, Rulebook: &manifest.RulebookDocument{}}}), store.ErrChange)
}
