package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

func sample() wire.Push {
	return wire.Push{
		Head: wire.PushHead{
			Nonce: "n", Prev: ledger.Hash{1}, Incarnation: "i",
			Keys: []wire.OrderKey{{Order: "O-1", Key: bytes.Repeat([]byte{7}, ledger.OrderKeyBytes)}},
		},
		Events: [][]byte{[]byte(`{"seq":1}`), []byte(`{"seq":2}`)},
	}
}

func TestPushComesBack(t *testing.T) {
	plain, err := sample().Plain()
	if err != nil {
		t.Fatal(err)
	}
	packed, hash, err := wire.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	back, err := wire.Unpack(bytes.NewReader(packed), len(plain), hash)
	if err != nil || !bytes.Equal(back, plain) {
		t.Fatalf("got %q, %v", back, err)
	}
	p, err := wire.ReadPush(back)
	want := sample()
	want.Head.V, want.Head.Count = wire.Version, 2
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestUnpackNoticesEveryCut(t *testing.T) {
	plain, err := sample().Plain()
	if err != nil {
		t.Fatal(err)
	}
	packed, hash, err := wire.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	for n := range packed {
		if _, err := wire.Unpack(bytes.NewReader(packed[:n]), len(plain), hash); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("cut at %d of %d: %v", n, len(packed), err)
		}
	}
	for name, try := range map[string]func() ([]byte, error){
		"longer than it says":  func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), len(plain)-1, hash) },
		"shorter than it says": func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), len(plain)+1, hash) },
		"another hash":         func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), len(plain), wire.HashOf(nil)) },
		"no length":            func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), 0, hash) },
		"negative":             func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), -5, hash) },
		"too long":             func() ([]byte, error) { return wire.Unpack(bytes.NewReader(packed), wire.MaxSingle+1, hash) },
	} {
		if _, err := try(); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnpackBomb reads no further than the stated length, however much would come.
func TestUnpackBomb(t *testing.T) {
	bomb, _, err := wire.Pack(make([]byte, 64<<20))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.Unpack(bytes.NewReader(bomb), 100, wire.HashOf(make([]byte, 100))); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("got %v", err)
	}
}

func TestReadPushHoldsToLimits(t *testing.T) {
	long := strings.Repeat("x", ledger.MaxEvent+1)
	many := `{"v":1,"count":501}` + "\n" + strings.Repeat("{}\n", 501)
	keys := `{"v":1,"count":1,"keys":[` + strings.TrimSuffix(strings.Repeat(`{"order":"a","key":"AA=="},`, wire.MaxOrderKeys+1), ",") + "]}\n{}\n"
	for name, plain := range map[string]string{
		"empty":             "",
		"no line break":     `{"v":1,"count":1}`,
		"no JSON":           "x\n{}\n",
		"older":             `{"v":0,"count":1}` + "\n{}\n",
		"newer":             `{"v":2,"count":1}` + "\n{}\n",
		"no events":         `{"v":1,"count":0}` + "\n",
		"negative":          `{"v":1,"count":-1}` + "\n",
		"too many":          many,
		"fewer than told":   `{"v":1,"count":2}` + "\n{}\n",
		"more than told":    `{"v":1,"count":1}` + "\n{}\n{}\n",
		"an empty event":    `{"v":1,"count":1}` + "\n\n",
		"a cut event":       `{"v":1,"count":1}` + "\n{}",
		"a large event":     `{"v":1,"count":1}` + "\n" + long + "\n",
		"large together":    `{"v":1,"count":2}` + "\n" + long[:wire.MaxPlain/2] + "\n" + long[:wire.MaxPlain/2] + "\n",
		"larger than all":   `{"v":1,"count":1}` + "\n" + strings.Repeat("x", wire.MaxSingle) + "\n",
		"a long nonce":      `{"v":1,"count":1,"nonce":"` + long[:wire.MaxNonce+1] + `"}` + "\n{}\n",
		"a long generation": `{"v":1,"count":1,"incarnation":"` + long[:wire.MaxName+1] + `"}` + "\n{}\n",
		"too many keys":     keys,
	} {
		if p, err := wire.ReadPush([]byte(plain)); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: %d events, %v", name, len(p.Events), err)
		}
	}
	single := `{"v":1,"count":1}` + "\n" + long[:ledger.MaxEvent] + "\n"
	if _, err := wire.ReadPush([]byte(single)); err != nil {
		t.Errorf("one event as large as may be: %v", err)
	}
}

func TestPlainRefusesLineBreaks(t *testing.T) {
	p := sample()
	p.Events[1] = []byte("{\n}")
	if _, err := p.Plain(); err == nil {
		t.Error("an event with a line break was written")
	}
}

func TestChangesComeBack(t *testing.T) {
	for _, c := range []manifest.Change{
		{Kind: manifest.ChangeOrder, Order: &manifest.Order{ID: "O-1", ShipTo: manifest.Person{Name: "Ann"}}, OrderKey: []byte{1}},
		{Kind: manifest.ChangeCancel, OrderID: "O-1"},
		{Kind: manifest.ChangeBlockLease, Block: &manifest.NumberBlock{Prefix: "952", First: 1, Last: 9}},
		{Kind: "of-tomorrow", Raw: json.RawMessage(`{"a":[1,2]}`)},
	} {
		w, err := wire.FromChange(5, c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := w.Manifest()
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("%+v came back as %+v, %v", c, back, err)
		}
	}
	if _, err := (wire.Change{N: 1, Kind: "order", Body: json.RawMessage(`{"order":7}`)}).Manifest(); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("a known kind that can't be read: %v", err)
	}
	if c, err := (wire.Change{Kind: "order", Body: json.RawMessage(`{"kind":"cancel","order_id":"x"}`)}).Manifest(); err != nil || c.Kind != "order" {
		t.Errorf("the kind is the envelope's: %+v, %v", c, err)
	}
}

func FuzzReadPush(f *testing.F) {
	plain, err := sample().Plain()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add([]byte("{\"v\":1,\"count\":1}\n{}\n"))
	f.Add([]byte("{\"v\":1,\"count\":500,\"keys\":[{}]}\n\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := wire.ReadPush(raw)
		if err != nil {
			return
		}
		if len(p.Events) != p.Head.Count || len(p.Events) > wire.MaxEvents {
			t.Fatalf("%d events of %d", len(p.Events), p.Head.Count)
		}
		again, err := p.Plain()
		if err != nil {
			t.Fatalf("what was read can't be written: %v", err)
		}
		back, err := wire.ReadPush(again)
		if err != nil && len(again) <= wire.MaxPlain {
			t.Fatalf("what was written can't be read: %v", err)
		}
		if err == nil && !reflect.DeepEqual(back.Events, p.Events) {
			t.Fatal("the events changed")
		}
	})
}

func FuzzUnpack(f *testing.F) {
	packed, hash, err := wire.Pack([]byte("hello"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed, 5, hash)
	f.Add(packed[:8], 5, hash)
	f.Add([]byte{0x1f, 0x8b}, 1<<30, "")
	f.Fuzz(func(t *testing.T, raw []byte, length int, hash string) {
		plain, err := wire.Unpack(bytes.NewReader(raw), length, hash)
		if err == nil && (len(plain) != length || wire.HashOf(plain) != hash) {
			t.Fatalf("%d bytes for %d", len(plain), length)
		}
	})
}

func FuzzChange(f *testing.F) {
	f.Add("order", []byte(`{"kind":"order","order":{"id":"O-1"}}`))
	f.Add("hold", []byte(`{"hold":null}`))
	f.Add("of-tomorrow", []byte(`[`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		c, err := wire.Change{N: 1, Kind: kind, Body: body}.Manifest()
		if err != nil {
			return
		}
		if string(c.Kind) != kind {
			t.Fatalf("kind %q became %q", kind, c.Kind)
		}
		if !c.Kind.Known() && !bytes.Equal(c.Raw, body) {
			t.Fatalf("an unknown kind's body became %q", c.Raw)
		}
	})
}
