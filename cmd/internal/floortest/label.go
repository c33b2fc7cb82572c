//go:build linux

package floortest

import (
	"bytes"
	"fmt"
	"regexp"

	"packline/manifest"
)

// Read is what a picker's imager reads on a label: the text of its 2D code, and what it says.
type Read struct {
	Text string
	manifest.LabelCode
}

var qrField = regexp.MustCompile(`\^BQN[^^]*\^FH_\^FDMA,([A-Z2-7]{60,120})\^FS`)

// ReadLabel finds the 2D code in the ZPL of a label.
func ReadLabel(zpl []byte) (Read, error) {
	found := qrField.FindSubmatch(bytes.ReplaceAll(zpl, []byte("\n"), nil))
	if found == nil {
		return Read{}, fmt.Errorf("cannot find a 2D code in %.200q", zpl)
	}
	code, err := manifest.ParseLabelCode(string(found[1]))
	return Read{string(found[1]), code}, err
}
