// Package label composes the 4 x 6 in shipping label of a carton: what is printed on it and where, as ZPL for the
// station's printer and as a picture by a drawing of our own. Both come from one list of elements. It decides nothing
// about the carton and makes up nothing: what it needs and doesn't get is an error, what doesn't fit is an error too.
package label

import (
	"errors"
	"fmt"
	"time"

	"packline/manifest"
	"packline/papers/zpl"
)

// Label is everything that one print of a carton's label shows.
type Label struct {
	Carton   manifest.Carton   // SSCC, n and m, weight as shown, tracking number, whether simulated
	Copy     int               // number of this print, from 1; shown from 2 on
	Order    manifest.Order    // order id, ship-to, carrier
	ReturnTo manifest.Party    // the U.S. return address
	Lane     manifest.Lane     // induction point, carrier, release type
	Crossing manifest.Crossing // for the caller's record; never printed: a label shows the lane, not the load
	Route    manifest.Route
	Code     string    // text of the 2D code, see manifest.LabelCode
	Station  string    // name of the station
	Sample   bool      // a specimen that no scan may accept: so marked, and without the carrier's barcode
	At       time.Time // when it was composed, in the zone it is to be shown in
}

// Media is the paper and how the printer is to treat it.
type Media struct {
	DPI      int      // 203 or 300
	Darkness int      // 1 to 30; 0 leaves the printer's own
	Speed    int      // 2 to 14 inches a second; 0 leaves the printer's own
	Mode     zpl.Mode // tear off, peel, cut; empty leaves the printer's own
}

// Size of the label in thousandths of an inch.
const (
	widthMil  = 4000
	heightMil = 6000
)

// Errors of labels that can't be made. ErrField names the field in its text.
var (
	ErrMedia         = errors.New("cannot make label: a printer has 203 or 300 dpi")
	ErrReturnAddress = errors.New("cannot make label: no complete U.S. return address")
	ErrShipTo        = errors.New("cannot make label: no complete ship-to address")
	ErrField         = errors.New("cannot make label")
)

// FieldError says which field can't be printed, and why.
type FieldError struct {
	Field   string // such as "ship-to name"
	Problem string
}

func (e *FieldError) Error() string { return fmt.Sprintf("%v: %s %s", ErrField, e.Field, e.Problem) }

// Unwrap makes every FieldError an ErrField.
func (e *FieldError) Unwrap() error { return ErrField }

// ZPL gives the label for the printer, one copy. Errors: ErrMedia, ErrReturnAddress, ErrShipTo, *FieldError,
// and zpl.ErrElement for a darkness, speed or mode that no printer has.
func ZPL(l Label, m Media) ([]byte, error) {
	made, err := Compose(l, m)
	if err != nil {
		return nil, err
	}
	return zpl.Append(make([]byte, 0, 4096), made)
}

// Sentence gives what to tell the operator about an error of this package.
func Sentence(err error) manifest.Phrase {
	var field *FieldError
	switch {
	case errors.Is(err, ErrMedia):
		return manifest.Say("label.error.media")
	case errors.Is(err, ErrReturnAddress):
		return manifest.Say("label.error.return")
	case errors.Is(err, ErrShipTo):
		return manifest.Say("label.error.ship-to")
	case errors.As(err, &field):
		return manifest.Say("label.error.field", field.Field)
	}
	return manifest.Say("label.error.settings") // the rest of what the writer refuses comes from the media
}
