package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/cmd/internal/demo"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/papers/label"
	"packline/papers/zpl"
	"packline/store"
)

// labelFlags are what packstation label is told.
type labelFlags struct {
	orders, carton, format string
	dpi                    int
}

func (p *program) labelCommand() *cobra.Command {
	var f labelFlags
	cmd := p.Command("label [ORDER_ID]", "label", cobra.MaximumNArgs(1), func(ctx context.Context, args []string) error {
		switch {
		case f.format != "zpl" && f.format != "png":
			return cli.Misuse("cmd.label.format", f.format)
		case f.dpi != 0 && f.dpi != 203 && f.dpi != 300:
			return cli.Misuse("cmd.label.dpi", strconv.Itoa(f.dpi))
		case f.carton != "" && len(args) == 0 && f.orders == "":
			return p.cartonLabel(ctx, f)
		case f.carton == "" && len(args) == 1 && f.orders != "":
			return p.sampleLabel(args[0], f)
		}
		return cli.Misuse("cmd.label.usage")
	})
	cmd.Flags().StringVar(&f.orders, "orders", "", p.Say("cmd.flag.orders"))
	cmd.Flags().StringVar(&f.carton, "carton", "", p.Say("cmd.flag.carton"))
	cmd.Flags().StringVar(&f.format, "format", "zpl", p.Say("cmd.flag.format"))
	cmd.Flags().IntVar(&f.dpi, "dpi", 0, p.Say("cmd.flag.dpi"))
	return p.ofStation(cmd)
}

// sampleLabel writes the label that an order would get, as a SAMPLE: no scan accepts it.
func (p *program) sampleLabel(id string, f labelFlags) error {
	order, err := p.findOrder(f.orders, id)
	if err != nil {
		return err
	}
	c, err := p.place()
	if err != nil {
		return err
	}
	lane, ok := c.Lane(order.Lane, order.Carrier)
	if !ok {
		return cli.Fail(nil, "cmd.label.no-lane", id, order.Lane, p.config)
	}
	client, ok := c.Client(order.Client)
	if !ok {
		return cli.Fail(nil, "cmd.label.no-client", id, order.Client, p.config)
	}
	carton := manifest.Carton{Order: id, Revision: order.Revision, N: 1, M: order.Planned(), Lane: lane.ID, Tracking: order.TrackingOf(1)}
	if carton.SSCC, err = manifest.NewSSCC(9, c.GS1Prefix, 0); err != nil {
		return err
	}
	code, err := manifest.LabelCode{Copy: 1, Station: c.Station, Order: id}.Sample()
	if err != nil {
		return err
	}
	return p.writeLabel(label.Label{
		Carton: carton, Copy: 1, Order: withCarrier(order, lane), ReturnTo: client.ReturnTo(lane.Induction), Lane: lane,
		Code: code, Station: c.Station, Sample: true, At: time.Now(),
	}, c.Label, f)
}

// place gives the config to make samples with. Without one it is the demo's: its clients have return addresses, and an
// address is never made up.
func (p *program) place() (config.Config, error) {
	if cli.Exists(p.config) || p.config != config.DefaultFile {
		return p.load()
	}
	p.Tell(p.Say("cmd.label.no-config", p.config))
	return demo.Setup()
}

func (p *program) findOrder(file, id string) (manifest.Order, error) {
	orders, _, err := p.ReadOrders(file)
	if err != nil {
		return manifest.Order{}, err
	}
	for _, order := range orders {
		if order.ID == id {
			return order, nil
		}
	}
	return manifest.Order{}, cli.Fail(nil, "cmd.label.no-order", id, file)
}

// withCarrier gives an order without a carrier that of its lane.
func withCarrier(o manifest.Order, lane manifest.Lane) manifest.Order {
	if o.Carrier == "" {
		o.Carrier = lane.Carrier
	}
	return o
}

// cartonLabel writes the label of a recorded carton as its live copy has it.
func (p *program) cartonLabel(ctx context.Context, f labelFlags) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	key, err := p.key(c)
	if err != nil {
		return err
	}
	return p.ask(ctx, func(client *store.Client) error {
		past, err := client.Carton(ctx, f.carton)
		if errors.Is(err, ledger.ErrNotFound) {
			return cli.Fail(err, "cmd.label.no-carton", f.carton)
		}
		if err != nil {
			return err
		}
		made, err := labelOf(c, key.Keys, past)
		if err != nil {
			return err
		}
		p.Tell(p.Say("cmd.label.copy", strconv.Itoa(made.Copy)))
		return p.writeLabel(made, c.Label, f)
	})
}

// labelOf makes the label of a carton's live copy again from its record.
func labelOf(c config.Config, keys manifest.Keys, past ledger.Past) (label.Label, error) {
	carton, order := past.Carton, past.Order.Order
	live := carton.Live()
	if !carton.State.Counts() || live.N == 0 {
		return label.Label{}, cli.Fail(nil, "cmd.label.not-packed", carton.ID.String(), string(carton.State))
	}
	if order.ShipTo.IsZero() {
		return label.Label{}, cli.Fail(nil, "cmd.label.no-person", order.ID)
	}
	lane, ok := c.Lane(carton.Lane, "")
	if !ok {
		return label.Label{}, cli.Fail(nil, "cmd.label.no-lane", order.ID, carton.Lane, config.DefaultFile)
	}
	client, ok := c.Client(order.Client)
	if !ok {
		return label.Label{}, cli.Fail(nil, "cmd.label.no-client", order.ID, order.Client, config.DefaultFile)
	}
	for _, e := range past.Events {
		if intended, ok := e.Body.(ledger.LabelIntended); !ok || intended.Copy != live.N {
			continue
		}
		code, err := manifest.LabelCode{
			Carton: carton.ID, Copy: live.N, Station: e.Station, Epoch: e.Epoch, Seq: e.Seq, Order: carton.Order,
		}.Seal(keys)
		return label.Label{
			Carton: carton, Copy: live.N, Order: withCarrier(order, lane), ReturnTo: client.ReturnTo(lane.Induction), Lane: lane,
			Crossing: past.Shipment.Crossing, Route: past.Shipment.Route, Code: code, Station: e.Station, At: e.At.Local(),
		}, err
	}
	return label.Label{}, fmt.Errorf("%w: copy %d of carton %s", ledger.ErrNotFound, live.N, carton.ID)
}

func (p *program) writeLabel(made label.Label, media config.Label, f labelFlags) error {
	if f.dpi != 0 {
		media.DPI = f.dpi
	}
	m := mediaOf(media)
	if f.format == "png" {
		if p.shown {
			return cli.Misuse("cmd.label.to-file")
		}
		return labelFailed(label.PNG(p.Out, made, m))
	}
	zpl, err := label.ZPL(made, m)
	if err != nil {
		return labelFailed(err)
	}
	if _, err := p.Out.Write(zpl); err != nil {
		return fmt.Errorf("cannot write the label: %w", err)
	}
	return nil
}

func mediaOf(l config.Label) label.Media {
	modes := map[string]zpl.Mode{"tear": zpl.ModeTearOff, "peel": zpl.ModePeel, "cut": zpl.ModeCut}
	return label.Media{DPI: l.DPI, Darkness: l.Darkness, Speed: l.Speed, Mode: modes[l.Mode]}
}

// labelFailed gives an error of a label its sentence.
func labelFailed(err error) error {
	var field *label.FieldError
	if errors.As(err, &field) || errors.Is(err, label.ErrMedia) || errors.Is(err, label.ErrReturnAddress) || errors.Is(err, label.ErrShipTo) {
		phrase := label.Sentence(err)
		return cli.Fail(err, phrase.Key, phrase.Args...)
	}
	return err
}
