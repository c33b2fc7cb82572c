package central

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"packline/manifest/ledger"
	"packline/sync/wire"
)

// maxKeysOfOrder is how many keys one order may have: each station that imported it from a file made its own.
const maxKeysOfOrder = 16

// orderKeys gives the keys of an order, none when they were purged or never came.
func (w *work) orderKeys(order string) ([][]byte, error) {
	if keys, known := w.keys[order]; known {
		return keys, nil
	}
	body, err := w.tx.Entry(KindOrderKey, order)
	if err != nil || body == nil {
		w.keys[order] = nil
		return nil, err
	}
	var sealed []string
	if err := json.Unmarshal(body, &sealed); err != nil {
		return nil, fmt.Errorf("cannot read the keys of an order: %w", err)
	}
	var keys [][]byte
	for _, text := range sealed {
		key, err := ledger.Unseal(w.c.restKey(), "keys of order "+order, text)
		if err != nil {
			return nil, fmt.Errorf("cannot read the keys of an order: is the organisation key another? %w", err)
		}
		keys = append(keys, key)
	}
	w.keys[order] = keys
	return keys, nil
}

// addOrderKeys keeps the keys that came with events.
func (w *work) addOrderKeys(keys []wire.OrderKey) error {
	for _, k := range keys {
		if len(k.Key) != ledger.OrderKeyBytes || k.Order == "" {
			continue
		}
		if err := w.addOrderKey(k.Order, k.Key); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) addOrderKey(order string, key []byte) error {
	known, err := w.orderKeys(order)
	if err != nil {
		return err
	}
	has := slices.ContainsFunc(known, func(k []byte) bool { return bytes.Equal(k, key) })
	if has || len(known) >= maxKeysOfOrder {
		return nil
	}
	known = append(slices.Clone(known), slices.Clone(key))
	sealed := make([]string, len(known))
	for i, k := range known {
		if sealed[i], err = ledger.Seal(w.c.restKey(), "keys of order "+order, k); err != nil {
			return err
		}
	}
	body, err := json.Marshal(sealed)
	if err != nil {
		return err
	}
	w.keys[order] = known
	return w.tx.PutEntry(KindOrderKey, order, body)
}

// restKey wraps order keys in the storage. Without an organisation key there is a fixed one, which hides nothing.
func (c *Centre) restKey() []byte {
	if key := c.keys.Store(); len(key) == ledger.OrderKeyBytes {
		return key
	}
	return make([]byte, ledger.OrderKeyBytes)
}
