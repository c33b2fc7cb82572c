package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"packline/central"
	"packline/central/centraltest"
	"packline/central/sqlite"
	"packline/cmd/internal/cli"
	"packline/cmd/internal/cli/clitest"
	"packline/phrases"
)

// runOn makes a program on these streams.
func runOn(in io.Reader, out, errs io.Writer) func(context.Context, []string) int {
	return newProgram(in, out, errs).run
}

// do runs a command line in this process.
func do(t *testing.T, in string, args ...string) clitest.Ran {
	t.Helper()
	return clitest.Do(t.Context(), runOn, in, args...)
}

// of runs a command of a data folder.
func of(t *testing.T, data, line string) clitest.Ran {
	t.Helper()
	return do(t, "", append(strings.Fields(line), "--data", data)...)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// service is a running manifestd serve.
type service struct {
	url  string
	stop func() clitest.Ran
}

// serve starts the service of a folder and waits for its line.
func serve(t *testing.T, data string, more ...string) service {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, out := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data", data}, more...)
		ended <- newProgram(strings.NewReader(""), out, &errs).run(ctx, args)
		_ = out.Close()
	}()
	line := make([]byte, 200)
	n, err := read.Read(line)
	if err != nil {
		cancel()
		t.Fatalf("serve ended with %d before its line: %v\n%s", <-ended, err, &errs)
	}
	var stopped *clitest.Ran
	s := service{url: strings.TrimPrefix(strings.TrimSpace(string(line[:n])), "manifestd serves "), stop: func() clitest.Ran {
		if stopped == nil {
			cancel()
			rest, _ := io.ReadAll(read)
			stopped = &clitest.Ran{Line: "serve", Code: <-ended, Out: string(line[:n]) + string(rest), Errs: errs.String()}
		}
		return *stopped
	}}
	t.Cleanup(func() { s.stop() })
	return s
}

func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "broken.yaml", "lanes:\n  - id: A\n    port: 9999\n    colour: red\n")
	write(t, "half.jsonl", "{\"order\":{\"order_id\":\"EX-1\",\"currency\":\"USD\"},\"lines\":[{\"sku\":\"a\",\"desc\":\"b\",\"qty\":1}]}\nnot json\n")
	write(t, "fx.csv", "currency,usd_per_unit,valid_from,valid_to,source\nCAD,x,2026-10-01,2026-12-31,\n")
	clitest.WantExits(t, runOn, 4, []clitest.Exit{
		{"--help", 0, "Available Commands"},
		{"--version", 0, ""},
		{"version", 0, "manifestd"},
		{"completion bash", 0, "bash"},
		{"", 0, "Available Commands"},
		{"station", 0, "add"},
		{"load", 0, "depart"},
		{"nonsense", 2, "manifestd --help"},
		{"cartons", 2, "data"},
		{"cartons --nonsense --data d", 2, "manifestd --help"},
		{"serve --listen 0.0.0.0:0 --data d", 2, "TLS"},
		{"serve --listen :0 --data d", 2, "TLS"},
		{"serve --listen [::]:0 --data d", 2, "TLS"},
		{"serve --listen nowhere --data d", 2, "127.0.0.1:8420"},
		{"serve --listen 192.0.2.1:8420 --data d", 2, "TLS"},
		{"serve --listen 127.0.0.1:0 --gs1-prefix x --data d", 2, "GS1"},
		{"serve --listen 127.0.0.1:0 --gs1-prefix 1234567890123456 --data d", 2, "GS1"},
		{"station add --data d", 2, "manifestd --help"},
		{"station add a/b --data d", 1, "letters"},
		{"station add A --data d", 0, "organisation.key"},
		{"orders import missing.jsonl --data d", 1, "missing.jsonl"},
		{"orders import . --data d", 1, "folder"},
		{"orders import half.jsonl --data d", 1, "half.jsonl"},
		{"orders import broken.yaml --data d", 1, "broken.yaml"},
		{"orders cancel X --data d", 0, "X"},
		{"fx import fx.csv --data d", 1, "fx.csv"},
		{"fx import missing --data d", 1, "missing"},
		{"lane add broken.yaml --data d", 1, "broken.yaml, line 4, colour"},
		{"client add broken.yaml --data d", 1, "broken.yaml"},
		{"operator add --data d", 2, "badge"},
		{"operator add --badge B --name N --role owner --data d", 2, "picker, lead"},
		{"operator add --badge B --name N --role lead --pin-hash x --data d", 0, "packstation operator pin"},
		{"load open --trip ABCD1 --port 3004 --arrival tomorrow --data d", 2, "America/Los_Angeles"},
		{"load open --trip ABCD1 --port 1 --arrival 2026-11-23T20:00 --data d", 2, "3004 Blaine"},
		{"load open --trip ABCD1 --port 4112 --arrival 2026-11-23T20:00 --data d", 1, "4112"},
		{"load add L X --data d", 1, "L"},
		{"load remove L X --data d", 2, "--reason"},
		{"load close L --data d", 1, "L"},
		{"cartons --json --data d", 0, "[]"},
		{"cartons --data d", 0, "CARTON"},
		{"load list --json --data d", 0, "[]"},
		{"verify --data d", 0, "whole"},
		{"backup nowhere/b.db --data d", 1, "nowhere/b.db"},
		{"cartons --data half.jsonl", 1, "half.jsonl"},
	})
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "centre")
	began := time.Now()
	s := serve(t, data)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v to serve an empty folder, want under a second", took)
	}
	for path, contains := range map[string]string{
		"/": "<html", "/api": "openapi.json", "/openapi.json": `"3.1.0"`, "/healthz": "up", "/readyz": "ready", "/nothing": `"not-found"`,
	} {
		answer, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil || !strings.Contains(string(body), contains) {
			t.Errorf("GET %s: %v, %s, want %q: %s", path, err, answer.Status, contains, body)
		}
	}
	second := of(t, data, "serve --listen 127.0.0.1:0")
	clitest.Want(t, second, 1, "process "+strconv.Itoa(os.Getpid()))
	if runtime.GOOS != "windows" {
		for _, name := range []string{"", "admin.token", "organisation.key", sqlite.File} {
			if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s can be read by others: %v %v", name, info.Mode(), err)
			}
		}
	}
	ended := s.stop()
	if ended.Code != 0 || strings.Count(ended.Out, "\n") != 1 {
		t.Errorf("serve ended with %d and said %q", ended.Code, ended.Out)
	}
	for i, line := range strings.Split(strings.TrimSpace(ended.Errs), "\n") {
		if i > 0 && !json.Valid([]byte(line)) { // the first is the word about the example prefix
			t.Errorf("the log has a line that is no JSON: %s", line)
		}
	}
	if !strings.Contains(ended.Errs, "example") {
		t.Errorf("nothing was said about the example prefix: %s", ended.Errs)
	}
	own := serve(t, data, "--gs1-prefix", "9521234")
	own.stop()
	if again := serve(t, data).stop(); strings.Contains(again.Errs, "example") {
		t.Errorf("the prefix was forgotten: %s", again.Errs)
	}
}

// TestAddressInUse holds that a service that can't listen says so and lets go of the folder.
func TestAddressInUse(t *testing.T) {
	first := serve(t, t.TempDir())
	data := t.TempDir()
	clitest.Want(t, of(t, data, "serve --listen "+strings.TrimPrefix(first.url, "http://")), 1, "--listen")
	clitest.Want(t, of(t, data, "verify"), 0, "whole")
}

// TestWhileServing plays commands against a running service and then without it, and compares.
func TestWhileServing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	data := filepath.Join(dir, "centre")
	lead := "operator add --badge L-1 --name Noor --role lead --pin-hash $argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
	write(t, "lanes.yaml", "lanes:\n  - {id: BLAINE-USPS, induction: Blaine, carrier: USPS, port: 3004, crossings: [\"20:00\"]}\n  - {id: BUF, induction: Buffalo, carrier: UPS, port: 0901, crossings: [\"06:00\"], cutoff: 3h}\n")
	write(t, "client.json", `{"client":{"id":"example","exporter":{"name":"Ex","line1":"1 Main","city":"Vancouver","region":"BC","postal":"V5K 0A1","country":"CA"},`+
		`"return_address":{"name":"Desk","line1":"2 Main","city":"Blaine","state":"WA","zip":"98230","country":"US"},"order_pattern":"^EX-[0-9]+$","signer":{"name":"S"}}}`)
	write(t, "fx.csv", "currency,usd_per_unit,valid_from,valid_to,source\nCAD,0.7272,2026-10-01,2026-12-31,FRBNY\n")
	s := serve(t, data)
	for _, line := range []string{"lane add lanes.yaml", "client add client.json", "fx import fx.csv", lead, "load open --trip ABCD123 --port 3004 --arrival 2026-11-23T20:00 --stops Blaine,Seattle"} {
		clitest.Want(t, of(t, data, line), 0, "")
	}
	added := of(t, data, "station add YVR-01")
	lines := strings.Split(strings.TrimSpace(added.Out), "\n")
	token := lines[len(lines)-1]
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/v1/feed?cursor=0&nonce=n", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Packline-Protocol", "1")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	feed, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the printed token: %s %v %s", answer.Status, err, feed)
	}
	for _, there := range []string{`"BLAINE-USPS"`, `"0901"`, `"^EX-[0-9]+$"`, `"0.7272"`, `"L-1"`, `"ABCD123"`, `"2026-11-24T04:00:00Z"`} {
		if !strings.Contains(string(feed), there) {
			t.Errorf("the feed doesn't have %s: %s", there, feed)
		}
	}
	listed := of(t, data, "load list --json")
	s.stop()
	if alone := of(t, data, "load list --json"); alone != listed || !strings.Contains(alone.Out, `"Seattle"`) {
		t.Errorf("without the service the loads are\n%+v, with it\n%+v", alone, listed)
	}
	clitest.Want(t, of(t, data, "load list"), 0, "2026-11-23 20:00 PST")
	clitest.Want(t, of(t, data, "load move ABCD123 --arrival 2026-11-24T20:00"), 0, "2026-11-24 20:00 PST")
	clitest.Want(t, of(t, data, "load close ABCD123"), 0, "closed")
	clitest.Want(t, of(t, data, "load depart ABCD123"), 1, "ABCD123")
	clitest.Want(t, of(t, data, "verify"), 0, "whole")
}

// TestOrdersImport brings the same file in twice, while serving and not.
func TestOrdersImport(t *testing.T) {
	orders, err := filepath.Abs("../../testdata/orders/orders.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	s := serve(t, data)
	clitest.Want(t, of(t, data, "orders import "+orders), 0, "403 new, 0 changed. 0 were there")
	s.stop()
	clitest.Want(t, of(t, data, "orders import "+orders), 0, "0 new, 0 changed. 403 were there")
	raw, err := os.ReadFile(orders)
	if err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, string(raw), "orders", "import", "-", "--data", data), 0, "403 were there")
}

// TestBackupAndRestore holds that a backup may be made while serving, raises the marks, and comes back as another
// incarnation.
func TestBackupAndRestore(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "centre")
	copied := filepath.Join(dir, "backup.db")
	marks := packOne(t, data)
	s := serve(t, data)
	clitest.Want(t, of(t, data, "backup "+copied), 0, " "+strconv.FormatUint(marks, 10)+" events")
	clitest.Want(t, of(t, data, "backup "+copied), 1, "left as it is")
	if left, err := filepath.Glob(filepath.Join(dir, ".backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	before := overview(t, data)
	if before.Unsafe != 0 || before.Stations[0].Epochs[0].Safe != marks {
		t.Errorf("after the backup: %+v", before)
	}
	first := s.stop()

	restored := filepath.Join(dir, "restored")
	if err := os.MkdirAll(restored, 0o700); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{copied: sqlite.File, filepath.Join(data, "organisation.key"): "organisation.key"} {
		raw, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(restored, to), string(raw))
	}
	second := serve(t, restored).stop()
	incarnation := regexp.MustCompile(`"incarnation":"([0-9a-f]+)"`)
	a, b := incarnation.FindStringSubmatch(first.Errs), incarnation.FindStringSubmatch(second.Errs)
	if a == nil || b == nil || a[1] == b[1] {
		t.Errorf("the restored centre is incarnation %v, the first %v", b, a)
	}
	clitest.Want(t, of(t, restored, "verify"), 0, "1 cartons")
	var cartons []central.CartonLine
	if err := json.Unmarshal([]byte(of(t, restored, "cartons --json").Out), &cartons); err != nil || len(cartons) != 1 || cartons[0].Station != "YVR-01" {
		t.Errorf("the restored cartons: %+v %v", cartons, err)
	}
	clitest.Want(t, of(t, restored, "cartons"), 0, "YVR-01")
}

func overview(t *testing.T, data string) (o central.Overview) {
	t.Helper()
	p := newProgram(strings.NewReader(""), io.Discard, io.Discard)
	p.data = data
	if err := p.ask(t.Context(), func(c *client) error { return c.call(t.Context(), http.MethodGet, "/v1/stations", nil, &o) }); err != nil {
		t.Fatal(err)
	}
	return o
}

// packOne lets a station pack one carton and gives the number of its events.
func packOne(t *testing.T, data string) uint64 {
	t.Helper()
	clitest.Want(t, of(t, data, "station add YVR-01"), 0, "YVR-01")
	store, err := sqlite.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	station := centraltest.NewStation(t, centraltest.Start(t, store), "YVR-01")
	station.Pack(centraltest.Order("EX-1", centraltest.Person(1), 20), 0)
	station.Push()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return station.Head.Seq
}

// TestOneProcessAtATime holds that commands wait for each other and lose nothing.
func TestOneProcessAtATime(t *testing.T) {
	data := t.TempDir()
	const n = 8
	results := make(chan clitest.Ran, n)
	for i := range n {
		go func() {
			results <- clitest.Do(t.Context(), runOn, "", "station", "add", "S-"+strconv.Itoa(i), "--data", data)
		}()
	}
	for range n {
		clitest.Want(t, <-results, 0, "organisation.key")
	}
	if o := overview(t, data); len(o.Stations) != n {
		t.Errorf("%d stations, want %d", len(o.Stations), n)
	}
}

// TestKeyIsNotReplaced holds that a lost key stops the centre: a new one could read nothing of what is there.
func TestKeyIsNotReplaced(t *testing.T) {
	data := t.TempDir()
	clitest.Want(t, of(t, data, "station add A"), 0, "A")
	key := filepath.Join(data, "organisation.key")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, of(t, data, "verify"), 1, "Put the key back")
	if cli.Exists(key) {
		t.Error("a new key was made")
	}
}

// TestStrangerOnThisMachine holds that another user's process gets nowhere without the administrator's token.
func TestStrangerOnThisMachine(t *testing.T) {
	data := t.TempDir()
	s := serve(t, data)
	c := remote(s.url, "guessed")
	var problem *central.Refused
	err := c.call(t.Context(), http.MethodPost, "/v1/orders", central.OrderList{}, nil)
	if !errors.As(err, &problem) || problem.Code != "token" {
		t.Errorf("a guessed token: %v", err)
	}
}

// TestNoCentre holds that nothing but serve and station add makes a data folder, and the latter only where it belongs.
func TestNoCentre(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{
		"cartons", "verify", "backup b.db", "orders cancel X", "load list", "load close L", "operator add --badge B --name N --role picker",
	} {
		for _, data := range []string{dir, filepath.Join(dir, "mistyped"), filepath.Join(dir, "no", "where")} {
			clitest.Want(t, of(t, data, line), 1, "no centre in "+data)
		}
	}
	clitest.Want(t, of(t, filepath.Join(dir, "no", "where"), "station add A"), 1, "no centre in")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	clitest.Want(t, of(t, filepath.Join(dir, "centre"), "station add A"), 0, "A")
}

// TestServiceGone holds that a service that dies while a command asks is a sentence, not a riddle.
func TestServiceGone(t *testing.T) {
	data := t.TempDir()
	clitest.Want(t, of(t, data, "station add A"), 0, "A")
	release, ok, err := folder(data).hold()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer release()
	if err := folder(data).announce("http://127.0.0.1:1"); err != nil { // nobody listens there
		t.Fatal(err)
	}
	clitest.Want(t, of(t, data, "verify"), 1, "ended before it answered")
}

// TestPhrases holds every key in the sources of the commands and the page to the book, and the book to the sources.
func TestPhrases(t *testing.T) {
	book := phrases.In(phrases.English)
	key := regexp.MustCompile(`"(centre\.[a-z0-9.-]*[a-z0-9])"`)
	name := regexp.MustCompile(`(?:Command|Group)\("[^"]+", "([a-z-]+)"`)
	used := map[string]bool{}
	for _, room := range []string{".", "../../central/web", "../internal/config"} {
		err := fs.WalkDir(os.DirFS(room), ".", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".html") {
				return err
			}
			source, err := os.ReadFile(filepath.Join(room, path))
			for _, m := range key.FindAllSubmatch(source, -1) {
				used[string(m[1])] = true
			}
			if room == "." {
				for _, m := range name.FindAllSubmatch(source, -1) {
					used["centre.short."+string(m[1])] = true
					used["centre.long."+string(m[1])] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []string{"close", "depart", "arrive"} {
		used["centre.load."+step], used["centre.short.load-"+step], used["centre.long.load-"+step] = true, true, true
	}
	if len(used) < 100 {
		t.Errorf("only %d keys were found: the search is broken", len(used))
	}
	groups := regexp.MustCompile(`^centre\.long\.(station|orders|client|lane|operator|fx|rules|load)$`)
	for key := range used {
		if !book.Has(key) && !groups.MatchString(key) {
			t.Errorf("%s has no sentence", key)
		}
	}
	for key := range book.Keys() {
		if strings.HasPrefix(key, "centre.") && !used[key] {
			t.Errorf("%s has a sentence and is never said", key)
		}
	}
}
