package packline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// house is who may import whom, of our own packages. "x/..." means x and all below it. Packages that are not listed
// here are refused, so that a new room is placed before it is furnished.
var house = []struct {
	pkg string
	may string
}{
	{"manifest", ""},
	{"phrases", ""},
	{"devices", ""},
	{"papers/zpl", ""},
	{"cmd/internal/config", "manifest devices"},
	{"cmd/internal/cli", "manifest manifest/orderfile phrases"},
	{"manifest/ledger", "manifest"},
	{"manifest/section321", "manifest"},
	{"manifest/orderfile", "manifest"},
	{"papers/invoice", "manifest"},
	{"papers/ace", "manifest"},
	{"papers/loadsheet", "manifest"},
	{"sync/wire", "manifest manifest/ledger"},
	{"store", "manifest manifest/ledger"},
	{"papers/packet", "manifest manifest/ledger papers/..."},
	{"papers/label", "manifest papers/zpl phrases"},
	{"devices/port", "devices"},
	{"devices/scanner", "devices devices/port manifest"},
	{"devices/scale", "devices devices/port manifest"},
	{"devices/printer", "devices devices/port manifest"},
	{"devices/doctor", "devices/... manifest"},
	{"station", "manifest manifest/ledger manifest/section321 papers/label"},
	{"sync/uplink", "manifest manifest/ledger sync/wire"},
	{"central", "manifest/... papers/... sync/wire"},
	{"central/sqlite", "manifest/... central"},
	{"central/postgres", "manifest/... central"},
	{"central/web", "manifest/... central phrases"},
	{"terminal", "manifest station papers/zpl phrases"},
}

const module = "packline"

// sourceFile is one Go file of the product: its own folder, what it says and what it imports.
type sourceFile struct {
	name    string // path from the root, with slashes
	dir     string // "." for the root
	test    bool   // a _test.go file
	lines   int
	syntax  *ast.File
	imports []string // of ours, without the module's name
}

func TestImports(t *testing.T) {
	for _, f := range sources(t) {
		for _, imported := range f.imports {
			if why := refuse(f, imported); why != "" {
				t.Errorf("%s imports %s: %s", f.name, imported, why)
			}
		}
	}
}

// TestHouseIsComplete holds that every package has its place, whether it imports anything or not.
func TestHouseIsComplete(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || isTestRoom(f.dir) || inCmd(f.dir) {
			continue
		}
		if _, ok := allowed(f.dir); !ok {
			t.Errorf("package %s has no row in the import table", f.dir)
		}
	}
}

// TestRefuse shows that the table can say no.
func TestRefuse(t *testing.T) {
	for _, c := range []struct {
		dir      string
		test     bool
		imported string
		refused  bool
	}{
		{"manifest", false, "phrases", true},
		{"manifest/ledger", false, "manifest", false},
		{"manifest/ledger", false, "manifest/section321", true},
		{"station", false, "store", true},
		{"station", false, "terminal", true},
		{"terminal", false, "devices", true},
		{"devices/scale", false, "devices/scanner", true},
		{"store", false, "cmd/internal/config", true},
		{"store", true, "cmd/internal/config", true},
		{"store", false, "store/storetest", true},
		{"store", true, "store/storetest", false},
		{"store", true, "station", false},
		{"store/storetest", false, "devices/devicetest", false},
		{"store", false, "testdata", true},
		{"store", true, "testdata", false},
		{"cmd/packstation", false, "store", false},
		{"cmd/packstation", false, "cmd/internal/config", false},
		{"cmd/packstation", false, "store/storetest", true},
		{"cmd/internal/config", false, "store", true},
	} {
		why := refuse(sourceFile{dir: c.dir, test: c.test}, c.imported)
		if (why != "") != c.refused {
			t.Errorf("%s (test %v) imports %s: got %q, refused should be %v", c.dir, c.test, c.imported, why, c.refused)
		}
	}
}

// refuse says why a file may not import a package of ours, or nothing.
func refuse(f sourceFile, imported string) string {
	switch {
	case inCmd(imported) && !inCmd(f.dir):
		return "nobody imports cmd"
	case f.test || isTestRoom(f.dir):
		return "" // tests may look at everything below cmd
	case isTestRoom(imported):
		return "fakes and samples are for tests only"
	}
	may, ok := allowed(f.dir)
	switch {
	case !ok && inCmd(f.dir):
		return ""
	case !ok:
		return "the package has no row in the import table"
	case !slices.ContainsFunc(may, func(m string) bool { return covers(m, imported) }):
		return "the import table does not allow it"
	}
	return ""
}

func allowed(dir string) ([]string, bool) {
	for _, row := range house {
		if row.pkg == dir {
			return strings.Fields(row.may), true
		}
	}
	return nil, false
}

func covers(pattern, imported string) bool {
	tree, ok := strings.CutSuffix(pattern, "/...")
	return imported == tree || ok && strings.HasPrefix(imported, tree+"/")
}

func inCmd(dir string) bool { return dir == "cmd" || strings.HasPrefix(dir, "cmd/") }

// isTestRoom reports whether a folder holds fakes, robots or samples: its name ends in "test", or it is testdata or
// below it.
func isTestRoom(dir string) bool {
	return dir == "testdata" || strings.HasPrefix(dir, "testdata/") || strings.HasSuffix(path.Base(dir), "test")
}

func TestPackageComments(t *testing.T) {
	comments := map[string][]string{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		if comments[f.dir] == nil {
			comments[f.dir] = []string{}
		}
		if f.syntax.Doc == nil {
			continue
		}
		comments[f.dir] = append(comments[f.dir], f.name)
		start := "Package " + f.syntax.Name.Name + " "
		if f.syntax.Name.Name == "main" {
			start = "Command " + path.Base(f.dir) + " "
		}
		if !strings.HasPrefix(f.syntax.Doc.Text(), start) {
			t.Errorf("%s: the package comment should start with %q", f.name, start)
		}
	}
	for dir, files := range comments {
		if len(files) != 1 {
			t.Errorf("package %s has %d package comments %v, want 1", dir, len(files), files)
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has func init: importing a package must change nothing", f.name)
			}
		}
	}
}

func TestFileLengths(t *testing.T) {
	const questioned, most = 350, 500
	for _, f := range sources(t) {
		switch {
		case f.lines > most:
			t.Errorf("%s has %d lines; split it, %d is the most", f.name, f.lines, most)
		case f.lines > questioned:
			t.Logf("note: %s has %d lines: is it still one thing?", f.name, f.lines)
		}
	}
}

// pixels is the one file there that may use floats: the font rasteriser takes its coordinates as floats, and no weight
// or amount reaches it as a number.
const pixels = "papers/label/drawing.go"

// TestNoFloats keeps binary fractions away from weights and money.
func TestNoFloats(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.name == pixels || !slices.ContainsFunc([]string{"manifest/...", "station", "store", "papers/label"},
			func(p string) bool { return covers(p, f.dir) }) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (id.Name == "float32" || id.Name == "float64") {
				t.Errorf("%s uses %s: weights and money are whole numbers", f.name, id.Name)
			}
			return true
		})
	}
}

func TestNoSleepInTests(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || isTestRoom(f.dir) {
			for range calls(f.syntax, "time", "Sleep") {
				t.Errorf("%s calls time.Sleep: wait for the thing itself", f.name)
			}
		}
	}
}

// TestOneExit holds that a program ends in its main function only, so that what was opened is closed.
func TestOneExit(t *testing.T) {
	for _, f := range sources(t) {
		if path.Base(f.name) == "main.go" && path.Dir(f.dir) == "cmd" {
			continue
		}
		for _, c := range [][2]string{{"os", "Exit"}, {"log", "Fatal"}, {"log", "Fatalf"}, {"log", "Fatalln"}} {
			for range calls(f.syntax, c[0], c[1]) {
				t.Errorf("%s calls %s.%s: return an error to main", f.name, c[0], c[1])
			}
		}
	}
}

// calls finds the uses of a function of another package.
func calls(file *ast.File, pkg, name string) (found []ast.Node) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == name {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}

func TestReadmeIsShort(t *testing.T) {
	const most = 120
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > most {
		t.Errorf("README.md has %d lines; move what is over %d to docs/", n, most)
	}
}

// TestNoMachineInFiles keeps the machine a file was made on out of it: a clone must work anywhere.
func TestNoMachineInFiles(t *testing.T) {
	words := []string{"/wo" + "rk/", "/ro" + "ot/", `"reso` + `lved":`, "art" + "ifactory", "nex" + "us."}
	walk(t, func(name string) {
		if strings.HasSuffix(name, ".png") {
			return
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			return
		}
		for _, w := range words {
			if strings.Contains(string(text), w) {
				t.Errorf("%s contains %q", name, w)
			}
		}
	})
}

// sources parses every Go file of the product.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	set := token.NewFileSet()
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "tools/") {
			return
		}
		syntax, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("cannot parse %s: %v", name, err)
			return
		}
		f := sourceFile{name: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), syntax: syntax}
		f.lines = set.File(syntax.FileStart).LineCount() - 1
		for _, i := range syntax.Imports {
			if ours, ok := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), module+"/"); ok {
				f.imports = append(f.imports, ours)
			}
		}
		files = append(files, f)
	})
	if len(files) < 20 {
		t.Fatalf("found %d Go files: the walk is broken", len(files))
	}
	return files
}

// walk calls see with every file of the tree but what is built, fetched or kept by git.
func walk(t *testing.T, see func(name string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if slices.Contains([]string{".git", "bin", "build", "node_modules"}, entry.Name()) {
				return filepath.SkipDir
			}
		case entry.Type().IsRegular():
			see(filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
