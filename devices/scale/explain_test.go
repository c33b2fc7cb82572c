package scale_test

import (
	"testing"

	"packline/devices/scale"
)

func TestExplain(t *testing.T) {
	line := "ST,GS,+  12.40lb\r\n"
	good := scale.Explain("st-gs", []byte(line+line+"ST,G"))
	if good.Weights != 2 || good.Full != 2 || good.Noise > len("ST,G\n\n") || good.Last.Weight == nil || *good.Last.Weight != "12.40" {
		t.Errorf("%+v", good)
	}
	if none := scale.Explain("nonsense", []byte(line)); none.Weights != 0 || none.Noise != len(line) {
		t.Errorf("%+v", none)
	}
	parcel := []byte("\n  12.34lb\r\n00\r\x03")
	right, half := scale.Explain("nci-scp01", parcel), scale.Explain("ohaus", parcel)
	if !right.Better(half) || half.Better(right) || right.Better(right) {
		t.Errorf("%+v, %+v", right, half)
	}
}
