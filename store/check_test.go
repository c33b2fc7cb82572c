package store_test

import (
	"reflect"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store/storetest"
)

// TestScaleCheckIsRecovered holds that the scale's last check survives a restart, that a lead's word on a failed one goes
// with it, and that a check of a simulation says nothing of a live scale.
func TestScaleCheckIsRecovered(t *testing.T) {
	s, w := begin(t)
	lb := func(value string) manifest.Shown { return manifest.Shown{Value: value, Unit: manifest.UnitPound} }
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	check := func(shown string, within bool) ledger.CheckWeighed {
		return ledger.CheckWeighed{Known: lb("10"), Proof: manifest.WeightProof{Shown: lb(shown), At: at}, Within: within}
	}
	for _, c := range []struct {
		name   string
		events []ledger.Body
		want   *manifest.CheckMark
		stops  bool
	}{
		{"none yet", []ledger.Body{ledger.SignedOut{}}, nil, false},
		{"a lead's word on no check", []ledger.Body{ledger.ScaleTrusted{Lead: "OP-2001"}}, nil, false},
		{"right", []ledger.Body{check("10.00", true)}, &manifest.CheckMark{At: at, Known: lb("10"), Shown: lb("10.00")}, false},
		{"failed", []ledger.Body{check("9.00", false)}, &manifest.CheckMark{At: at, Known: lb("10"), Shown: lb("9.00"), Failed: true}, true},
		{
			"trusted",
			[]ledger.Body{ledger.ScaleTrusted{Lead: "OP-2001", Reason: "bench.trust.other"}},
			&manifest.CheckMark{At: at, Known: lb("10"), Shown: lb("9.00"), Failed: true, Lead: "OP-2001", Reason: "bench.trust.other"}, false,
		},
		{"failed again", []ledger.Body{check("9.00", false)}, &manifest.CheckMark{At: at, Known: lb("10"), Shown: lb("9.00"), Failed: true}, true},
	} {
		step(t, s, w, storetest.About{}, c.events...)
		r, err := s.Recover(t.Context())
		must(t, err)
		if !reflect.DeepEqual(r.Check, c.want) || r.Check != nil && r.Check.Stops() != c.stops {
			t.Errorf("%s: got %+v, want %+v", c.name, r.Check, c.want)
		}
	}
	entries, err := w.OpenEpoch("simulation", true)
	must(t, err)
	must(t, s.Append(t.Context(), entries))
	if r, err := s.Recover(t.Context()); err != nil || r.Check != nil {
		t.Errorf("in a simulation: %+v, %v", r.Check, err)
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestKeyedWeightForgivesWrongPINs holds that the PIN of a lead who let a weight be keyed was right in the end.
func TestKeyedWeightForgivesWrongPINs(t *testing.T) {
	s, w := begin(t)
	c, err := w.NewCarton()
	must(t, err)
	wrong := ledger.ClearingRefused{Badge: "OP-2001", Reason: "pin", For: "manual-weight"}
	step(t, s, w, c.About, c.Opened(), wrong, wrong)
	if r, err := s.Recover(t.Context()); err != nil || r.PINFails["OP-2001"].N != 2 {
		t.Errorf("got %+v, %v", r.PINFails, err)
	}
	keyed := manifest.WeightProof{Weight: manifest.Pound, Manual: &manifest.ManualMark{Lead: "OP-2001"}}
	step(t, s, w, c.About, ledger.Weighed{Proof: keyed})
	if r, err := s.Recover(t.Context()); err != nil || len(r.PINFails) != 0 || r.Open[0].Carton.Weight.Manual == nil {
		t.Errorf("got %+v, %v", r.PINFails, err)
	}
}
