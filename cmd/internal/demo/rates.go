package demo

import "packline/manifest"

// Rates gives the demo's exchange rates: for training, not official ones.
func Rates() ([]manifest.Rate, error) { return readRates() }
