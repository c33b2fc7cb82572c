package manifest

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"unicode/utf8"
)

// LabelCode is the content of the 2D code on a label of ours: enough to know the box again when its station has burnt
// down, and no personal data. Its text form is base32 of under 120 characters, fit for a QR code in alphanumeric mode.
//
// Bytes: version 1, key id, carton id (16), copy (uvarint), station (length, at most 8), epoch (8), seq (uvarint),
// order id (length, at most 20; a longer one as length 255 and the first 10 bytes of its SHA-256), seal (10).
type LabelCode struct {
	KeyID     byte
	Carton    ID
	Copy      int
	Station   string
	Epoch     Epoch
	Seq       uint64 // of the event that recorded this copy; 0 on a sample
	Order     string // empty when the order id was too long
	OrderHash []byte // of an order id over 20 bytes
	seal      []byte
	body      []byte
}

// MaxStationName is the longest station name in bytes: it must fit on the 2D code.
const MaxStationName = 8

const (
	labelVersion   = 1
	labelMAC       = 10
	labelMaxOrder  = 20
	labelOrderHash = 10
	labelHashed    = 255
	labelMaxText   = 120
)

var labelEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// ErrLabelCode is the error of a text that is no 2D code of ours.
var ErrLabelCode = errors.New("cannot read label code")

// Epoch names one run of a station's ledger: eight random bytes. A ledger restored from a copy gets a new one.
type Epoch [8]byte

// NewEpoch makes a random epoch.
func NewEpoch() Epoch {
	var e Epoch
	_, _ = rand.Read(e[:]) // never fails since Go 1.24
	return e
}

// String is sixteen hexadecimal digits.
func (e Epoch) String() string { return hex.EncodeToString(e[:]) }

// MarshalText writes what String writes.
func (e Epoch) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (e *Epoch) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(e) {
		return fmt.Errorf("cannot read epoch %q: it is not 16 hexadecimal digits", text)
	}
	copy(e[:], raw)
	return nil
}

// Seal gives the text of the code, sealed with the organisation's label key.
func (c LabelCode) Seal(keys Keys) (string, error) {
	body, err := c.encode(keys.ID)
	if err != nil {
		return "", err
	}
	return labelEncoding.EncodeToString(append(body, keys.sealLabel(body)...)), nil
}

// Sample gives the text of a code that no scan accepts: serial zero and a seal of zeros.
func (c LabelCode) Sample() (string, error) {
	c.Seq = 0
	body, err := c.encode(0)
	if err != nil {
		return "", err
	}
	return labelEncoding.EncodeToString(append(body, make([]byte, labelMAC)...)), nil
}

func (c LabelCode) encode(keyID byte) ([]byte, error) {
	switch {
	case len(c.Station) > MaxStationName || c.Station == "":
		return nil, fmt.Errorf("cannot make label code: station name %q is not 1 to %d bytes", c.Station, MaxStationName)
	case c.Copy < 1:
		return nil, fmt.Errorf("cannot make label code: copy number %d", c.Copy)
	}
	var b bytes.Buffer
	b.Write([]byte{labelVersion, keyID})
	b.Write(c.Carton[:])
	b.Write(binary.AppendUvarint(nil, uint64(c.Copy)))
	b.WriteByte(byte(len(c.Station)))
	b.WriteString(c.Station)
	b.Write(c.Epoch[:])
	b.Write(binary.AppendUvarint(nil, c.Seq))
	if len(c.Order) > labelMaxOrder {
		b.WriteByte(labelHashed)
		b.Write(HashOrder(c.Order))
	} else {
		b.WriteByte(byte(len(c.Order)))
		b.WriteString(c.Order)
	}
	if labelEncoding.EncodedLen(b.Len()+labelMAC) >= labelMaxText {
		return nil, fmt.Errorf("cannot make label code: it would be %d characters or more", labelMaxText)
	}
	return b.Bytes(), nil
}

// HashOrder gives the ten bytes that stand for an order id too long for the 2D code.
func HashOrder(order string) []byte {
	sum := sha256.Sum256([]byte(order))
	return sum[:labelOrderHash]
}

// ParseLabelCode reads the text form. The seal is not checked: see Sealed.
func ParseLabelCode(text string) (LabelCode, error) {
	if len(text) >= labelMaxText || len(text) < 60 {
		return LabelCode{}, fmt.Errorf("%w: %d characters", ErrLabelCode, len(text))
	}
	raw, err := labelEncoding.DecodeString(text)
	if err != nil || labelEncoding.EncodeToString(raw) != text {
		return LabelCode{}, fmt.Errorf("%w: it is not base32", ErrLabelCode)
	}
	c := LabelCode{body: raw[:len(raw)-labelMAC], seal: raw[len(raw)-labelMAC:]}
	r := bytes.NewReader(c.body)
	if version, _ := r.ReadByte(); version != labelVersion {
		return LabelCode{}, fmt.Errorf("%w: version %d is not known here", ErrLabelCode, version)
	}
	if err := c.decode(r); err != nil {
		return LabelCode{}, err
	}
	if r.Len() != 0 || c.Copy < 1 || c.Station == "" || !utf8.ValidString(c.Station+c.Order) {
		return LabelCode{}, fmt.Errorf("%w: its fields don't fit", ErrLabelCode)
	}
	return c, nil
}

func (c *LabelCode) decode(r *bytes.Reader) error {
	var err error
	take := func(n int) []byte {
		out := make([]byte, n)
		if read, _ := r.Read(out); read != n && n > 0 {
			err = fmt.Errorf("%w: it is cut off", ErrLabelCode)
		}
		return out
	}
	number := func() uint64 {
		n, readErr := binary.ReadUvarint(r)
		if readErr != nil {
			err = fmt.Errorf("%w: it is cut off", ErrLabelCode)
		}
		return n
	}
	c.KeyID = take(1)[0]
	copy(c.Carton[:], take(16))
	copies := number()
	if copies > 1<<16 {
		return fmt.Errorf("%w: copy number %d", ErrLabelCode, copies)
	}
	c.Copy = int(copies)
	n := int(take(1)[0])
	if n > MaxStationName {
		return fmt.Errorf("%w: station name of %d bytes", ErrLabelCode, n)
	}
	c.Station = string(take(n))
	copy(c.Epoch[:], take(8))
	c.Seq = number()
	switch n := int(take(1)[0]); {
	case n == labelHashed:
		c.OrderHash = take(labelOrderHash)
	case n <= labelMaxOrder:
		c.Order = string(take(n))
	default:
		return fmt.Errorf("%w: order id of %d bytes", ErrLabelCode, n)
	}
	return err
}

// Sealed reports whether the code was made with these keys and is no sample.
func (c LabelCode) Sealed(keys Keys) bool {
	return c.Seq > 0 && c.KeyID == keys.ID && len(keys.label) > 0 && hmac.Equal(c.seal, keys.sealLabel(c.body))
}
