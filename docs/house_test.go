// Package docs holds the written side of the project, and the tests that keep the code to
// what docs/ARCHITECTURE.md says.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

const module = "github.com/sparkrepl/sparkrepl/"

// goFile is one parsed Go file of the project.
type goFile struct {
	path  string // from the top, with slashes
	dir   string
	test  bool
	lines int
	file  *ast.File
	fset  *token.FileSet
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	var out []goFile
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel("..", path)
		rel = filepath.ToSlash(rel)
		out = append(out, goFile{
			path: rel, dir: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(rel, "_test.go"),
			lines: strings.Count(string(text), "\n"), file: file, fset: fset,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d Go files found: the test looks in the wrong place", len(out))
	}
	return out
}

// houseTable reads the fence ```house of ARCHITECTURE.md: "package: what it may import".
// A name ending in /... stands for the package and everything below it.
func houseTable(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "```house\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no ```house fence")
	}
	body, _, _ := strings.Cut(rest, "```")
	table := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		name, may, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("ARCHITECTURE.md: a line of the house without a colon: %q", line)
		}
		table[strings.TrimSpace(name)] = strings.Fields(may)
	}
	return table
}

func allowed(may []string, target string) bool {
	for _, m := range may {
		if m == target || m == "*" {
			return true
		}
		if base, all := strings.CutSuffix(m, "/..."); all && (target == base || strings.HasPrefix(target, base+"/")) {
			return true
		}
	}
	return false
}

// TestHouse holds who may import whom.
func TestHouse(t *testing.T) {
	table := houseTable(t)
	seen := map[string]bool{}
	for _, s := range goFiles(t) {
		seen[s.dir] = true
		may, listed := table[s.dir]
		if !listed {
			t.Errorf("%s: package %s does not stand in the house of ARCHITECTURE.md", s.path, s.dir)
			continue
		}
		if s.test {
			continue // tests may look at anything that does not make a cycle
		}
		for _, imp := range s.file.Imports {
			target, own := strings.CutPrefix(strings.Trim(imp.Path.Value, `"`), module)
			if own && !allowed(may, target) {
				t.Errorf("%s imports %s; %s may import: %s", s.path, target, s.dir, strings.Join(may, " "))
			}
		}
	}
	for name := range table {
		if !seen[name] {
			t.Errorf("ARCHITECTURE.md lists %s, which does not exist", name)
		}
	}
}

// TestOutside holds what must stay outside: each library behind one door, and nothing under
// engine/ that reads a clock, a file, a socket or chance.
func TestOutside(t *testing.T) {
	doors := map[string]string{
		"github.com/traefik/yaegi": "repl/interp",
		"charm.land/bubbletea":     "repl/tui",
		"charm.land/lipgloss":      "repl/tui",
		"charm.land/bubbles":       "repl/tui",
		"github.com/alecthomas":    "cmd/sparkrepl",
		"github.com/parquet-go":    "sources",
	}
	pure := map[string]string{"os": "files", "net": "sockets", "net/http": "sockets", "math/rand": "chance", "math/rand/v2": "chance", "os/exec": "processes", "syscall": "the system"}
	for _, s := range goFiles(t) {
		if s.test {
			continue
		}
		for _, imp := range s.file.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			for lib, door := range doors {
				if strings.HasPrefix(path, lib) && s.dir != door && !strings.HasPrefix(s.dir, door+"/") {
					t.Errorf("%s imports %s; only %s may", s.path, path, door)
				}
			}
			if why, bad := pure[path]; bad && strings.HasPrefix(s.dir, "engine") && s.dir != "engine/scenario" {
				t.Errorf("%s imports %s: %s must come in from outside the engine", s.path, path, why)
			}
		}
		if strings.HasPrefix(s.dir, "engine") {
			noClock(t, s)
		}
	}
}

func noClock(t *testing.T, s goFile) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Sleep") {
			t.Errorf("%s: time.%s under engine/: take the clock from a field", s.fset.Position(n.Pos()), sel.Sel.Name)
		}
		return true
	})
}

// TestSizes holds the limits of files and functions.
func TestSizes(t *testing.T) {
	var files, funcs []int
	for _, s := range goFiles(t) {
		if s.lines > 500 {
			t.Errorf("%s has %d lines; the limit is 500", s.path, s.lines)
		}
		if !s.test {
			files = append(files, s.lines)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
			if n > 70 {
				t.Errorf("%s: %s has %d lines; the limit is 70", s.fset.Position(f.Pos()), f.Name.Name, n)
			}
			if !s.test {
				funcs = append(funcs, n)
			}
		}
	}
	if p := percentile(files, 90); p > 350 {
		t.Errorf("files: 90th percentile %d lines; the limit is 350", p)
	}
	if p := percentile(funcs, 50); p > 12 {
		t.Errorf("functions: median %d lines; the aim is 10", p)
	}
	if p := percentile(funcs, 90); p > 40 {
		t.Errorf("functions: 90th percentile %d lines; the limit is 40", p)
	}
}

func percentile(list []int, p int) int {
	if len(list) == 0 {
		return 0
	}
	sort.Ints(list)
	return list[len(list)*p/100]
}

// TestNames keeps drawers for everything out of the house.
func TestNames(t *testing.T) {
	bad := map[string]bool{"util": true, "utils": true, "common": true, "helper": true, "helpers": true, "types": true, "misc": true}
	for _, s := range goFiles(t) {
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(s.path), ".go"), "_test")
		if bad[base] || bad[filepath.Base(s.dir)] {
			t.Errorf("%s: name the one noun it is about", s.path)
		}
	}
}

// TestPackageComments wants a package comment in every package that is not a test's.
func TestPackageComments(t *testing.T) {
	has := map[string]bool{}
	for _, s := range goFiles(t) {
		if s.file.Doc != nil {
			has[s.dir] = true
		} else if _, ok := has[s.dir]; !ok {
			has[s.dir] = false
		}
	}
	for dir, ok := range has {
		if !ok {
			t.Errorf("package %s opens without saying what it is", dir)
		}
	}
}
