package label

import (
	"fmt"
	"image"
	"image/png"
	"io"

	"packline/papers/zpl"
)

// Draw gives the label as a picture, one pixel a dot, drawn by packline itself: for a preview, a test or a printer that
// takes pictures. Errors as of ZPL.
func Draw(l Label, m Media) (image.Image, error) {
	made, err := Compose(l, m)
	if err != nil {
		return nil, err
	}
	return render(made)
}

// PNG writes what Draw gives.
func PNG(w io.Writer, l Label, m Media) error {
	drawn, err := Draw(l, m)
	if err != nil {
		return err
	}
	if err := png.Encode(w, drawn); err != nil {
		return fmt.Errorf("cannot write label picture: %w", err)
	}
	return nil
}

func render(l zpl.Label) (image.Image, error) {
	d, err := newDrawing(l.Width, l.Height)
	if err != nil {
		return nil, err
	}
	for _, e := range l.Elements {
		if err := d.element(e); err != nil {
			return nil, err
		}
	}
	return d.ink, nil
}
