package main

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
	"packline/manifest"
	"packline/manifest/section321"
)

func TestRulebooksAreSignedAndSent(t *testing.T) {
	t.Chdir(t.TempDir())
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.Replace(string(books[2].Bytes()), `"version": 1`, `"version": 2`, 1)
	write(t, "v2.json", doc)

	made := do(t, "", "rules", "keygen", "office.key", "--name", "Head office")
	clitest.Want(t, made, 0, " Head office")
	public, err := section321.ParsePublicKey(made.Out)
	if err != nil {
		t.Fatalf("printed %q: %v", made.Out, err)
	}
	if info, err := os.Stat("office.key"); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the private key: %v, %v", info, err)
	}
	secret, err := os.ReadFile("office.key")
	if err != nil || strings.Contains(made.Out+made.Errs, strings.Fields(string(secret))[1]) {
		t.Errorf("the private key was shown, or can't be read: %v", err)
	}
	clitest.Want(t, do(t, "", "rules", "keygen", "office.key"), 1, "already")
	clitest.Want(t, do(t, "", "rules", "keygen", "other.key", "--name", "a\x1b[31m"), 2, "name of a key")

	clitest.Want(t, do(t, "", "rules", "sign", "v2.json", "--key", "office.key"), 0, "Signed us-entry-required version 2: v2.json.sig")
	clitest.Want(t, do(t, "", "rules", "sign", "v2.json", "--key", "office.key"), 0, "")
	clitest.Want(t, do(t, "", "rules", "sign", "v2.json", "--key", "v2.json"), 1, "no private key")
	clitest.Want(t, do(t, "", "rules", "sign", "v2.json"), 2, "key")
	write(t, "bad.json", strings.Replace(doc, `"cpsc": "hold"`, `"cpsc": "maybe"`, 1))
	clitest.Want(t, do(t, "", "rules", "sign", "bad.json", "--key", "office.key"), 1, "product.cpsc = maybe")
	clitest.Want(t, do(t, "", "rules", "sign", "none.json", "--key", "office.key"), 1, "none.json")
	signature, err := os.ReadFile("v2.json.sig")
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := section321.NewShelf()
	if err != nil {
		t.Fatal(err)
	}
	trust := section321.Trust{Keys: []section321.PublicKey{public}}
	if taken, err := shelf.Take(manifest.RulebookDocument{Document: []byte(doc), Signature: string(signature)}, "f", trust); err != nil || taken.All()[3].Signer != "Head office" {
		t.Errorf("a station doesn't take it: %v", err)
	}

	serve(t, "d").stop()
	clitest.Want(t, of(t, "d", "rules add v2.json"), 0, "us-entry-required version 2")
	clitest.Want(t, of(t, "d", "rules add v2.json"), 0, "")
	write(t, "v2b.json", strings.Replace(doc, `"cpsc": "hold"`, `"cpsc": "reject"`, 1))
	clitest.Want(t, of(t, "d", "rules add v2b.json"), 1, "manifestd rules sign v2b.json")
	clitest.Want(t, of(t, "d", "rules add v2b.json --unsigned"), 1, "Another document is known as version 2")
	clitest.Want(t, of(t, "d", "rules add bad.json"), 1, "product.cpsc = maybe")
	clitest.Want(t, of(t, "none", "rules add v2.json"), 1, "no centre")
}
