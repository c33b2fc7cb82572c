//go:build linux

package floortest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// Centre is a central manifest service on a data folder of its own. It can be killed and started again; it answers at
// another address then, and its cables lead there.
type Centre struct {
	Dir string

	binary string
	log    *os.File

	mu     sync.Mutex
	cmd    *exec.Cmd
	ended  chan struct{} // closed when cmd has ended
	url    string        // where it serves
	cables []*Cable
}

// NewCentre starts a centre that knows the sample orders, their client and lane, and two operators. Its lane crosses
// once a day, twelve hours from now, so that all cartons of a test have one border day.
func NewCentre(t testing.TB) *Centre {
	t.Helper()
	dir := t.TempDir()
	c := &Centre{Dir: filepath.Join(dir, "centre"), binary: Build(t, "manifestd")}
	var err error
	c.log, err = os.Create(filepath.Join(dir, "centre.log"))
	must(t, err)
	must(t, os.Mkdir(c.Dir, 0o700))
	c.write(t, "organisation.key", organisationKey+"\n")
	t.Cleanup(func() {
		c.Kill(t)
		if t.Failed() {
			t.Logf("the centre's log:\n%s", slurp(c.log.Name()))
		}
		_ = c.log.Close()
	})
	c.Start(t)
	c.Must(t, "client", "add", c.write(t, "client.yaml", client))
	port, err := time.LoadLocation("America/Los_Angeles")
	must(t, err)
	crossing := time.Now().In(port).Add(12 * time.Hour).Format("15:04")
	c.Must(t, "lane", "add", c.write(t, "lane.yaml", fmt.Sprintf(lane, crossing)))
	for badge, name := range map[string]string{"OP-1001": "Maya", "OP-1002": "Ravi"} {
		c.Must(t, "operator", "add", "--badge", badge, "--name", name)
	}
	return c
}

const lane = `lane: {id: BLAINE-USPS, induction: "Blaine, WA", carrier: USPS, port: "3004", crossings: ["%s"], cutoff: 2h, release: section_321}
`

func (c *Centre) write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(c.Dir, name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// Add lets a station in and lays a cable to it.
func (c *Centre) Add(t testing.TB, station string) (line *Cable, token string) {
	t.Helper()
	lines := strings.Fields(c.Must(t, "station", "add", station))
	line = NewCable(t)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cables = append(c.cables, line)
	line.Lead(c.url)
	return line, lines[len(lines)-1]
}

// Must runs another command of the service on this centre, whether it serves or not.
func (c *Centre) Must(t testing.TB, args ...string) string {
	t.Helper()
	return mustRun(t, c.binary, c.Dir, append(args, "--data", c.Dir)...)
}

var serves = regexp.MustCompile(`http://\S+`)

// Start starts the service and waits until it serves.
func (c *Centre) Start(t testing.TB) {
	t.Helper()
	cmd := exec.Command(c.binary, "serve", "--data", c.Dir, "--listen", "127.0.0.1:0")
	cmd.Stderr = c.log
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	ended := make(chan struct{})
	first := make(chan string, 1)
	go func() {
		lines := bufio.NewReader(out)
		line, _ := lines.ReadString('\n')
		first <- serves.FindString(line)
		_, _ = io.Copy(io.Discard, lines)
		_ = cmd.Wait()
		close(ended)
	}()
	c.mu.Lock()
	c.cmd, c.ended = cmd, ended
	c.mu.Unlock()
	late := time.NewTimer(Patience)
	defer late.Stop()
	var url string
	select {
	case url = <-first:
	case <-late.C:
	}
	if url == "" {
		t.Fatal("the centre does not serve")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.url = url
	for _, line := range c.cables {
		line.Lead(url)
	}
}

// PullPlug ends the service as a power cut does. It may be called from anywhere and does not wait.
func (c *Centre) PullPlug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.cmd.Process.Kill()
}

// Kill pulls the plug, if nobody has yet, and waits until the service is gone.
func (c *Centre) Kill(t testing.TB) {
	t.Helper()
	c.PullPlug()
	c.Gone(t)
}

// Gone waits until the service has ended.
func (c *Centre) Gone(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	ended := c.ended
	c.mu.Unlock()
	wait(t, "the centre to end", ended)
}

// Comeback is how long a test waits for a station that was cut off: it tries again after up to a minute.
const Comeback = 90 * time.Second

// wait waits for a channel to be closed.
func wait(t testing.TB, what string, done <-chan struct{}) {
	t.Helper()
	late := time.NewTimer(Comeback)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
		t.Fatalf("waited %v for %s", Comeback, what)
	}
}

// CentreCarton is a carton as "manifestd cartons --json" gives it.
type CentreCarton struct {
	Carton
	Station string   `json:"station"`
	Held    []string `json:"held"`
}

// Cartons asks the centre for its cartons.
func (c *Centre) Cartons(t testing.TB) (all []CentreCarton) {
	t.Helper()
	must(t, json.Unmarshal([]byte(c.Must(t, "cartons", "--json")), &all))
	return all
}

// Events asks the centre how many events of stations it has.
func (c *Centre) Events(t testing.TB) (events int) {
	t.Helper()
	c.mu.Lock()
	url := c.url
	c.mu.Unlock()
	ask, err := http.NewRequest(http.MethodGet, url+"/v1/stations", nil)
	must(t, err)
	ask.Header.Set("Authorization", "Bearer "+strings.TrimSpace(slurp(filepath.Join(c.Dir, "admin.token"))))
	answer, err := http.DefaultClient.Do(ask)
	must(t, err)
	defer func() { _ = answer.Body.Close() }()
	var all struct {
		Stations []struct {
			Epochs []struct {
				Seq int `json:"seq"`
			} `json:"epochs"`
		} `json:"stations"`
	}
	must(t, json.NewDecoder(answer.Body).Decode(&all))
	for _, station := range all.Stations {
		for _, epoch := range station.Epochs {
			events += epoch.Seq
		}
	}
	return events
}
