package ledger

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"packline/manifest"
)

// OrderKeyBytes is the length of the key that seals the persons of one order. Purging an order's personal data is
// deleting this key: the chain covers the ciphertext and stays whole.
const OrderKeyBytes = 32

// SealedOrder is an order whose buyer and consignee are sealed. Between Seal and Open the persons of Order are zero.
type SealedOrder struct {
	Order   manifest.Order `json:"order"`
	Persons string         `json:"persons,omitempty"` // AES-256-GCM, nonce first, base64; bound to order id and revision
}

type sealer interface{ sealed() bool }

func (b CartonOpened) sealed() bool {
	return b.Order.Order.Buyer.IsZero() && b.Order.Order.ShipTo.IsZero()
}

type persons struct {
	Buyer  manifest.Person `json:"buyer,omitzero"`
	ShipTo manifest.Person `json:"ship_to"`
}

// NewOrderKey makes the key of an order.
func NewOrderKey() []byte {
	key := make([]byte, OrderKeyBytes)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return key
}

// SealOrder moves the persons of an order into the sealed field.
func SealOrder(order manifest.Order, key []byte) (SealedOrder, error) {
	plain, err := json.Marshal(persons{Buyer: order.Buyer, ShipTo: order.ShipTo})
	if err != nil {
		return SealedOrder{}, fmt.Errorf("cannot seal order %s: %w", order.ID, err)
	}
	sealed, err := Seal(key, binding(order), plain)
	if err != nil {
		return SealedOrder{}, fmt.Errorf("cannot seal order %s: %w", order.ID, err)
	}
	order.Buyer, order.ShipTo = manifest.Person{}, manifest.Person{}
	return SealedOrder{Order: order, Persons: sealed}, nil
}

// Open gives the order with its persons; ErrSealed when the key is gone or isn't this order's.
func (s SealedOrder) Open(key []byte) (manifest.Order, error) {
	order := s.Order
	plain, err := Unseal(key, binding(order), s.Persons)
	if err != nil {
		return order, fmt.Errorf("%w: order %s", err, order.ID)
	}
	var p persons
	if err := json.Unmarshal(plain, &p); err != nil {
		return order, fmt.Errorf("%w: order %s: %w", ErrSealed, order.ID, err)
	}
	order.Buyer, order.ShipTo = p.Buyer, p.ShipTo
	return order, nil
}

func binding(o manifest.Order) string { return fmt.Sprintf("order %s revision %d", o.ID, o.Revision) }

// Seal encrypts with AES-256-GCM under a random nonce, bound to a context that must be given again to open it.
func Seal(key []byte, context string, plain []byte) (string, error) {
	aead, err := gcm(key)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	return base64.StdEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, []byte(context))), nil
}

// Unseal opens what Seal made; ErrSealed when the key, the context or the text is another.
func Unseal(key []byte, context, sealed string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < aead.NonceSize() {
		return nil, fmt.Errorf("%w: the text is not whole", ErrSealed)
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(context))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return plain, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	if len(key) != OrderKeyBytes {
		return nil, fmt.Errorf("a key of %d bytes", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("cannot use the key: %w", err)
	}
	return cipher.NewGCM(block)
}
