// Package web draws the centre's pages: stations, what waits, cartons, holds and loads, and the description of its
// interface for programs. The pages are read only, whole without JavaScript, and load nothing from anywhere. They show
// no person: order numbers, carton numbers and the names of rules only. Everything shown is escaped.
package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the templates and the style
	"encoding/base64"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"

	"packline/central"
	"packline/phrases"
)

var (
	//go:embed page.html
	pageText string
	//go:embed api.html
	apiText string
	//go:embed style.css
	style string
)

// Pages is the pages of one centre. It is safe for concurrent use.
type Pages struct {
	centre Centre
	book   phrases.Book
	page   *template.Template
	api    []byte // made once: the description doesn't change
	policy string

	mu   sync.Mutex // one page is made at a time: it looks at every carton
	last []byte
	made time.Time
}

// New makes the pages of a centre, in the words of a book.
func New(c Centre, book phrases.Book) (*Pages, error) {
	sum := sha256.Sum256([]byte(style))
	p := &Pages{
		centre: c, book: book,
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
	var err error
	if p.page, err = p.template("page", pageText); err != nil {
		return nil, err
	}
	p.api, err = p.describe(central.OpenAPI())
	return p, err
}

func (p *Pages) template(name, text string) (*template.Template, error) {
	return template.New(name).Funcs(template.FuncMap{
		"say": p.book.Say, "plain": plain, "style": func() template.CSS { return template.CSS(style) },
	}).Parse(text)
}

// plain takes out of a text what a browser would obey or hide rather than show, such as marks that turn its direction.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// ServeHTTP answers / and /api. A request under another name than this machine's own is refused: some other site's name
// may have been pointed here.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", p.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	if !ownName(r.Host) {
		http.Error(w, p.book.Say("centre.page.elsewhere"), http.StatusForbidden)
		return
	}
	page := p.api
	if r.URL.Path != "/api" {
		var err error
		if page, err = p.current(r.Context()); err != nil {
			h.Set("Retry-After", "5")
			http.Error(w, p.book.Say("centre.page.failed"), http.StatusServiceUnavailable)
			return
		}
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page) // whoever asked may be gone
}

func ownName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// keep is how long a page is given again: however often it is asked for, the centre has work of its own.
const keep = time.Second

func (p *Pages) current(ctx context.Context) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != nil && time.Since(p.made) < keep {
		return p.last, nil
	}
	view, err := look(ctx, p.centre)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := p.page.Execute(&out, view); err != nil {
		return nil, err
	}
	p.last, p.made = out.Bytes(), time.Now()
	return p.last, nil
}
