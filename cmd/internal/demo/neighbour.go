package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/sync/uplink"
)

// neighbourName is the station at the next bench.
const neighbourName = "DEMO-02"

// neighbour is a second station of the demo's centre, without a screen: its ledger is in memory and goes up the real
// line. It is used by one goroutine at a time.
type neighbour struct {
	keys     manifest.Keys
	station  manifest.Shipment // what all its shipments share
	rulebook manifest.RulebookRef
	lane     func(manifest.Order) (manifest.Lane, bool)
	build    string
	memory   *memory
	line     *uplink.Uplink
	block    manifest.NumberBlock
	next     uint64
}

func newNeighbour(ctx context.Context, b *Bench, o Options) (*neighbour, error) {
	token, err := b.centre.AddStation(ctx, neighbourName)
	if err != nil {
		return nil, err
	}
	books, err := section321.Embedded()
	if err != nil {
		return nil, err
	}
	book, err := section321.Choose(books, b.Config.Rulebook.Name, 0, time.Now(), b.Config.Rulebook.Simulate)
	if err != nil {
		return nil, err
	}
	n := &neighbour{
		keys: o.Keys, rulebook: book.Ref(), build: o.Build, memory: newMemory(),
		lane:    func(order manifest.Order) (manifest.Lane, bool) { return b.Config.Lane(order.Lane, order.Carrier) },
		station: manifest.Shipment{Release: manifest.ReleaseSection321, Simulated: b.Config.Rulebook.Simulate},
	}
	n.line, err = uplink.New(uplink.Options{
		URL: b.centre.url, Token: func() (string, error) { return token, nil }, Station: neighbourName, Build: o.Build,
		HTTP: &http.Transport{}, Rand: Retry,
	}, n.memory, n.memory)
	if err != nil {
		return nil, err
	}
	opened := ledger.EpochOpened{Reason: "new", Simulated: n.station.Simulated, Warehouse: b.Config.Warehouse}
	return n, n.record(manifest.Carton{}, opened)
}

// Ship packs a small order for the person of another one and sends it to the centre. When it returns without an error
// the centre has it.
func (n *neighbour) Ship(ctx context.Context, like manifest.Order) error {
	if err := n.lease(ctx); err != nil {
		return err
	}
	lane, ok := n.lane(like)
	if !ok {
		return fmt.Errorf("cannot ship as %s: there is no lane %q", like.ID, like.Lane)
	}
	crossing, err := lane.NextCrossing(time.Now())
	if err != nil {
		return err
	}
	serial := n.next
	n.next++
	order := orderLike(like, serial)
	sealed, err := n.memory.seal(order)
	if err != nil {
		return err
	}
	sscc, err := manifest.NewSSCC(n.block.Extension, n.block.Prefix, serial)
	if err != nil {
		return err
	}
	now := time.Now()
	shipment := n.station
	shipment.ID, shipment.Order, shipment.Revision = manifest.NewID(now, manifest.NewEntropy(), 0), order.ID, order.Revision
	shipment.Client, shipment.PlacedAt, shipment.Lane, shipment.Crossing = order.Client, order.PlacedAt, lane.ID, crossing
	shipment.ValueUSD = order.GoodsTotal.Amount()
	shipment.Match = section321.Match(n.keys, order.ShipTo, order.Buyer)
	carton := manifest.Carton{ID: manifest.NewID(now, manifest.NewEntropy(), 1), Shipment: shipment.ID, Order: order.ID}
	judged := manifest.Judgement{Verdict: manifest.Pass, Provisional: true, Rulebook: n.rulebook}
	err = n.record(carton,
		ledger.CartonOpened{Shipment: shipment, Order: sealed, N: 1, Judgement: judged},
		ledger.Packed{
			SSCC: sscc, Serial: serial, N: 1, M: 1, Contents: []manifest.PackedQty{{Line: 0, Qty: 1}}, Judgement: judged,
			Crossing: crossing, ValueUSD: shipment.ValueUSD, Simulated: shipment.Simulated,
			Proof: manifest.WeightProof{
				Weight: 2 * manifest.Pound, Shown: manifest.Shown{Value: "2.00", Unit: "lb"}, Stable: true, At: now, Scale: "virtual:scale",
			},
		},
		ledger.LabelIntended{Copy: 1}, ledger.LabelConfirmed{Copy: 1, By: "printer"}, ledger.Closed{By: "label", Copy: 1})
	if err != nil {
		return err
	}
	_, err = n.line.Drain(ctx)
	return err
}

// orderLike makes an order of the same person that was placed long before, so that only the day of crossing is shared.
func orderLike(o manifest.Order, serial uint64) manifest.Order {
	price := manifest.Money{Micros: 12_500_000, Currency: "USD"}
	return manifest.Order{
		ID: fmt.Sprintf("EX-%d", 90_000+serial%10_000), Revision: 1, Client: o.Client, Warehouse: o.Warehouse,
		Buyer: o.Buyer, ShipTo: o.ShipTo, PlacedAt: o.PlacedAt.AddDate(0, -1, 0), Currency: price.Currency,
		GoodsTotal: price, Carrier: o.Carrier, Lane: o.Lane,
		Lines: []manifest.Line{{
			SKU: "MUG-ENAMEL", Description: "enamelled steel mug", Quantity: 1, UnitValue: price, HTSUS: "7323.94.0080", Origin: "CA",
		}},
	}
}

// lease takes carton numbers of the centre, once.
func (n *neighbour) lease(ctx context.Context) error {
	if n.next != 0 && n.next <= n.block.Last {
		return nil
	}
	block, err := n.line.Lease(ctx, 100)
	n.block, n.next = block, block.First
	return err
}

// record appends events about a carton to the ledger.
func (n *neighbour) record(c manifest.Carton, bodies ...ledger.Body) error {
	now := time.Now()
	events := make([]ledger.Event, len(bodies))
	for i, body := range bodies {
		events[i] = ledger.Event{
			ID: manifest.NewID(now, manifest.NewEntropy(), byte(i)), Station: neighbourName, Epoch: n.memory.head.Epoch,
			Seq: n.memory.head.Seq + 1 + uint64(i), Type: body.Type(), At: now, Clock: ledger.ClockSynced, Build: n.build,
			Operator: pickerBadge, Order: c.Order, Shipment: c.Shipment, Carton: c.ID, Body: body,
		}
	}
	return n.memory.append(events)
}
