package port

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// queue is a print service of a test's own.
type queue struct {
	answers map[uint16][]byte // by operation
	http    int
	asked   []string // path and body
}

func (q *queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	q.asked = append(q.asked, r.URL.Path+" "+r.Header.Get("Content-Type")+"\n"+string(body))
	if q.http != 0 {
		w.WriteHeader(q.http)
		return
	}
	_, _ = w.Write(q.answers[binary.BigEndian.Uint16(body[2:])])
}

// says writes an answer.
func says(status uint16, attributes ...ippAttribute) []byte {
	return ippRequest(status, attributes...) // a request with a status for its operation
}

func number(n byte) string { return string([]byte{0, 0, 0, n}) }

func TestCUPSTakesTheJobRaw(t *testing.T) {
	q := &queue{answers: map[uint16][]byte{
		ippGetPrinter: says(0, ippAttribute{ippEnum, "printer-state", number(3)}, ippAttribute{ippBoolean, "printer-is-accepting-jobs", "\x01"}),
		ippPrintJob:   says(1, ippAttribute{ippInteger, "job-id", number(7)}),
	}}
	server := httptest.NewServer(q)
	defer server.Close()
	a := address(t, "cups:ZD421?server="+strings.TrimPrefix(server.URL, "http://"))
	conn, err := DialPrinter(t.Context(), a, 30*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 8)); !errors.Is(err, ErrOneWay) {
		t.Errorf("read: %v", err)
	}
	job := "^XA^FD\x00\xff^FS^XZ"
	if _, err := io.WriteString(conn, job); err != nil || len(q.asked) != 1 {
		t.Fatalf("%v, asked %q", err, q.asked)
	}
	half, ok := conn.(HalfCloser)
	if !ok || half.CloseWrite() != nil || conn.Close() != nil {
		t.Errorf("the job was not taken: %q", q.asked)
	}
	sent := q.asked[len(q.asked)-1]
	if len(q.asked) != 2 || !strings.HasPrefix(sent, "/printers/ZD421 application/ipp\n") || !strings.HasSuffix(sent, "\x03"+job) ||
		!strings.Contains(sent, "document-format\x00\x18application/vnd.cups-raw") || !strings.Contains(sent, "ipp://localhost/printers/ZD421") {
		t.Errorf("asked %q", q.asked)
	}
}

func TestCUPSRefusals(t *testing.T) {
	good := says(0, ippAttribute{ippEnum, "printer-state", number(3)})
	for name, c := range map[string]struct {
		printer, job []byte
		http         int
		want         string // phrase
	}{
		"stopped": {says(0, ippAttribute{ippEnum, "printer-state", number(5)}, ippAttribute{ippKeyword, "printer-state-reasons", "paused"}), nil, 0, "device.queue-stopped"},
		"not accepting": {
			says(0, ippAttribute{ippEnum, "printer-state", number(3)}, ippAttribute{ippBoolean, "printer-is-accepting-jobs", "\x00"}), nil, 0, "device.queue-stopped",
		},
		"no such queue": {says(ippNotFound), nil, 0, "device.not-found"},
		"job refused":   {good, says(0x0508, ippAttribute{ippText, "status-message", "no\x1b"}), 0, "device.queue-refused"},
		"cut off":       {good, good[:12], 0, "device.queue-refused"},
		"forbidden":     {good, nil, http.StatusForbidden, "device.no-permission"},
		"no IPP":        {good, nil, http.StatusNotFound, "device.not-found"},
	} {
		q := &queue{answers: map[uint16][]byte{ippGetPrinter: c.printer, ippPrintJob: c.job}, http: c.http}
		server := httptest.NewServer(q)
		conn, err := DialPrinter(t.Context(), address(t, "cups:q?server="+strings.TrimPrefix(server.URL, "http://")), 30*time.Second)
		if err == nil {
			_, _ = conn.Write([]byte("^XA^XZ"))
			err = conn.(*spool).CloseWrite()
		}
		if err == nil || phraseOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
	for _, bad := range []string{"cups:", "cups:-d", "cups:a/b", "cups:a b", "cups:" + strings.Repeat("q", 128), "cups:a%25"} {
		if _, err := DialPrinter(t.Context(), address(t, bad), time.Second); err == nil || phraseOf(err) != "device.bad-queue" {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := DialPrinter(t.Context(), address(t, "cups:q?server=127.0.0.1:1"), 30*time.Second); !errors.Is(err, ErrUnreachable) {
		t.Errorf("nobody serves: %v", err)
	}
}

func TestSpoolCloseBreaksOffAJob(t *testing.T) {
	block := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }))
	defer func() { close(block); server.Close() }()
	s := &spool{name: "cups:q"}
	s.submit = newCUPS(address(t, "cups:q?server="+strings.TrimPrefix(server.URL, "http://"))).print
	_, _ = s.Write([]byte("^XA^XZ"))
	_ = s.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	if err := s.CloseWrite(); !errors.Is(err, ErrStuck) {
		t.Errorf("a service that hangs: %v", err)
	}
}

func FuzzParseIPP(f *testing.F) {
	f.Add(says(0, ippAttribute{ippEnum, "printer-state", number(3)}, ippAttribute{ippKeyword, "printer-state-reasons", "none"}, ippAttribute{ippKeyword, "", "paused"}))
	f.Add([]byte{1, 1, 0, 0, 0, 0, 0, 1, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		answer, err := parseIPP(b)
		if err != nil {
			return
		}
		again := []byte{1, 1}
		again = binary.BigEndian.AppendUint16(again, answer.status)
		again = append(again, 0, 0, 0, 1)
		for _, a := range answer.attributes {
			if a.name == "" || a.tag < 0x10 {
				t.Fatalf("%+v", a)
			}
			again = append(again, a.tag)
			for _, s := range []string{a.name, a.value} {
				again = append(binary.BigEndian.AppendUint16(again, uint16(len(s))), s...)
			}
			_ = answer.texts(a.name)
			_, _ = answer.number(a.name)
		}
		same, err := parseIPP(append(again, ippEnd))
		if err != nil || len(same.attributes) != len(answer.attributes) || same.status != answer.status {
			t.Fatalf("%v came back as %v, %v", answer, same, err)
		}
	})
}

func TestIPPRequestReadsBack(t *testing.T) {
	b := ippRequest(ippPrintJob, ippAttribute{ippName, "job-name", "packline"})
	answer, err := parseIPP(b)
	if err != nil || !bytes.HasPrefix(b, []byte{1, 1, 0, 2, 0, 0, 0, 1, 1}) || len(answer.texts("job-name")) != 1 || answer.texts("job-name")[0] != "packline" {
		t.Errorf("% x: %v, %v", b, answer, err)
	}
}
