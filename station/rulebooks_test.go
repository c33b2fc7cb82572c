package station_test

import (
	"strings"
	"testing"

	"packline/manifest/section321"
	"packline/station"
	"packline/station/stationtest"
)

// TestRulebooksThatComeJudgeTheNextCarton holds that no carton is judged by two rulebooks, and that one that was refused
// is told and changes nothing.
func TestRulebooksThatComeJudgeTheNextCarton(t *testing.T) {
	setup := stationtest.Setup(t)
	doc := strings.NewReplacer(`"version": 1`, `"version": 9`, `"limit": "800.00", "inclusive"`, `"limit": "40.00", "inclusive"`).
		Replace(string(setup.Rulebooks[0].Bytes()))
	strict, err := section321.Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	came := station.RulebooksChanged{Rulebooks: append(setup.Rulebooks[:3:3], strict)}
	w := stationtest.New(t, setup, stationtest.Orders(t), stationtest.Morning())
	play := func(script string) { stationtest.Play(t, w, []byte(script)) }

	play("scan OP-1001\nscan O-1\nexpect phase order-open")
	w.Put(came)
	if w.View().Detail.Key == "bench.notice.rulebooks" {
		t.Error("the carton in hand was told of other rulebooks")
	}
	play("load 4.20 lb\nexpect labels 1\nscan label\nempty\nexpect cartons done 1")
	for _, c := range w.Ledger.Cartons {
		if c.Judgement.Rulebook.Version != 1 {
			t.Errorf("the carton in hand was judged by version %d", c.Judgement.Rulebook.Version)
		}
	}
	play("scan O-2\nexpect rule VAL-MAX\nexpect labels 1\nscan PL:NEXT")
	w.Put(station.RulebookRefused{Why: "value.limit = x"})
	if p := w.View().Problem; p.Key != "bench.refuse.rulebook" || p.Args[0] != "value.limit = x" {
		t.Errorf("told %+v", p)
	}
	play("scan O-3\nexpect rule VAL-MAX")

	// With nothing in hand they judge at once.
	idle := stationtest.New(t, setup, stationtest.Orders(t), stationtest.Morning())
	stationtest.Play(t, idle, []byte("scan OP-1001"))
	idle.Put(came)
	stationtest.Play(t, idle, []byte("scan O-1\nexpect rule VAL-MAX"))
}
