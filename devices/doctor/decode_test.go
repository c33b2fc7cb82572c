package doctor_test

import (
	"encoding/json"
	"slices"
	"testing"

	"packline/devices/doctor"
)

func TestDecodeKnowsScalesAndPrinters(t *testing.T) {
	for _, name := range []string{"hid-pos-scale", "gg", "zebra-hs", "zebra-sgd"} {
		if !slices.Contains(doctor.DecodeNames(), name) {
			t.Errorf("%s is not listed", name)
		}
	}
	for _, name := range doctor.DecodeNames() {
		answer, err := doctor.Decode(name, nil)
		text, jsonErr := json.Marshal(answer)
		var keys map[string]any
		if err != nil || jsonErr != nil || json.Unmarshal(text, &keys) != nil || keys["frame"] != "none" || len(keys) < 5 {
			t.Errorf("%s: nothing gave %s, %v, %v", name, text, err, jsonErr)
		}
	}
	if _, err := doctor.Decode("guess", nil); err == nil {
		t.Error("guess was decoded")
	}
}
