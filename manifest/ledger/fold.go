package ledger

import (
	"fmt"

	"packline/manifest"
)

// FoldCarton gives the carton after an event about it. The zero carton is the one before its first event. An event
// that can't follow leaves the carton as it was and gives ErrFold.
func FoldCarton(c manifest.Carton, e Event) (manifest.Carton, error) {
	opened, first := e.Body.(CartonOpened)
	switch {
	case first && c.State != "":
		return c, fmt.Errorf("%w: carton %s is opened twice", ErrFold, e.Carton)
	case first:
		return open(opened, e), nil
	case c.State == "":
		return c, fmt.Errorf("%w: %s of carton %s, which was never opened", ErrFold, e.Type, e.Carton)
	}
	c.Copies = append([]manifest.LabelCopy(nil), c.Copies...)
	if done, err := foldWork(&c, e); done || err != nil {
		return c, err
	}
	return c, foldLabel(&c, e)
}

func open(b CartonOpened, e Event) manifest.Carton {
	return manifest.Carton{
		ID: e.Carton, Shipment: b.Shipment.ID, Order: b.Order.Order.ID, Revision: b.Order.Order.Revision,
		N: b.N, Judgement: b.Judgement, Lane: b.Shipment.Lane, State: manifest.CartonOpen, Station: e.Station,
		Operator: e.Operator, OpenedAt: e.At, Simulated: b.Shipment.Simulated,
	}
}

// foldWork applies what happens to the box itself.
func foldWork(c *manifest.Carton, e Event) (bool, error) {
	switch b := e.Body.(type) {
	case CartonTaken:
		c.Operator = e.Operator
	case Weighed:
		c.Weight = b.Proof
	case Judged:
		c.Judgement = b.Judgement
	case Acknowledged:
		c.Warned = append(append([]string(nil), c.Warned...), b.Rules...)
	case HoldCleared:
		c.Cleared = append(append([]manifest.Clearing(nil), c.Cleared...), b.Clearing)
	case Parked:
		c.Parked = true
	case Resumed:
		c.Parked = false
	case Cancelled:
		if c.State != manifest.CartonOpen {
			return true, fmt.Errorf("%w: carton %s is %s and can't be cancelled", ErrFold, c.ID, c.State)
		}
		c.State = manifest.CartonVoid
	case Packed:
		return true, pack(c, b, e)
	case Closed:
		if !c.State.Counts() {
			return true, fmt.Errorf("%w: carton %s is %s and can't be closed", ErrFold, c.ID, c.State)
		}
		if c.State == manifest.CartonPacked {
			c.State = manifest.CartonDone
		}
	case Reweighed:
		c.Weight, c.Judgement = b.Proof, b.Judgement
	case Voided:
		c.State = manifest.CartonVoid
	case ClearingRefused, HoldSeen, Unknown:
	default:
		return false, nil
	}
	return true, nil
}

func pack(c *manifest.Carton, b Packed, e Event) error {
	if c.State != manifest.CartonOpen {
		return fmt.Errorf("%w: carton %s is %s and can't be packed", ErrFold, c.ID, c.State)
	}
	c.State, c.Parked = manifest.CartonPacked, false
	c.SSCC, c.N, c.M, c.Packed = b.SSCC, b.N, b.M, b.Contents
	c.Weight, c.Judgement, c.Tracking = b.Proof, b.Judgement, b.Tracking
	c.PackedAt, c.Operator, c.Simulated = e.At, e.Operator, b.Simulated
	return nil
}

// foldLabel applies what happens to a label copy.
func foldLabel(c *manifest.Carton, e Event) error {
	set := func(n int, state manifest.CopyState) error {
		for i := range c.Copies {
			if c.Copies[i].N == n {
				c.Copies[i].State = state
				return nil
			}
		}
		return fmt.Errorf("%w: %s of copy %d, which carton %s doesn't have", ErrFold, e.Type, n, c.ID)
	}
	switch b := e.Body.(type) {
	case LabelIntended:
		if n := len(c.Copies); n > 0 && c.Copies[n-1].N >= b.Copy {
			return fmt.Errorf("%w: copy %d of carton %s comes after copy %d", ErrFold, b.Copy, c.ID, c.Copies[n-1].N)
		}
		c.Copies = append(c.Copies, manifest.LabelCopy{N: b.Copy, State: manifest.CopyIntended, Reason: b.Reason})
		return nil
	case LabelSent:
		return set(b.Copy, manifest.CopySent)
	case LabelNotSent:
		return set(b.Copy, manifest.CopyIntended)
	case LabelConfirmed:
		return set(b.Copy, manifest.CopyConfirmed)
	case LabelUnknown:
		return set(b.Copy, manifest.CopyUnknown)
	case LabelVoid:
		return set(b.Copy, manifest.CopyVoid)
	case LabelDestroyed:
		return set(b.Copy, manifest.CopyDestroyed)
	}
	return fmt.Errorf("%w: %s says nothing of a carton", ErrFold, e.Type)
}

// FoldShipment gives the shipment after an event about one of its cartons.
func FoldShipment(s manifest.Shipment, e Event) manifest.Shipment {
	switch b := e.Body.(type) {
	case CartonOpened:
		if s.State == "" {
			s = b.Shipment
			s.State = manifest.CartonOpen
		}
	case Packed:
		s.State, s.Crossing, s.ValueUSD, s.Route = manifest.CartonPacked, b.Crossing, b.ValueUSD, b.Judgement.Route
	case Cancelled:
		if s.State == manifest.CartonOpen {
			s.State = manifest.CartonVoid
		}
	case Voided:
		if b.Last {
			s.State = manifest.CartonVoid
		}
	}
	return s
}
