package interp

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

const (
	sparkPath   = "github.com/sparkrepl/sparkrepl/engine/spark"
	runtimePath = "sparkrepl/cell"
)

// symbols are what cells can import, made when first asked for.
type symbols struct {
	it     *Interp
	tables map[string]map[string]reflect.Value
	short  map[string]string // package name to path: cells need no import lines
	lent   map[string]map[string]reflect.Value
}

func newSymbols(it *Interp) *symbols {
	s := &symbols{it: it, tables: map[string]map[string]reflect.Value{}, short: map[string]string{"spark": sparkPath}, lent: map[string]map[string]reflect.Value{}}
	for p := range packages {
		name := p[strings.LastIndexByte(p, '/')+1:]
		if old, taken := s.short[name]; !taken || p < old {
			s.short[name] = p
		}
	}
	return s
}

// table gives the symbols of a package, nil for one that cells cannot import.
func (s *symbols) table(path string) map[string]reflect.Value {
	if t, ok := s.tables[path]; ok {
		return t
	}
	var t map[string]reflect.Value
	if path == runtimePath {
		t = s.it.runtime()
	} else if make, ok := packages[path]; ok {
		t = make()
	}
	switch path {
	case "fmt":
		s.printing(t)
	case sparkPath:
		s.session(t)
	}
	s.tables[path] = t
	return t
}

// lend lets programs name a type of a package that cells cannot import, or under another name than
// the package offers it.
func (s *symbols) lend(path, name string, t reflect.Type) {
	if s.lent[path] == nil {
		s.lent[path] = map[string]reflect.Value{}
	}
	s.lent[path][name] = reflect.Zero(reflect.PointerTo(t))
}

// forProgram is the table of a package for a program: what it offers and what is lent.
func (s *symbols) forProgram(path string) map[string]reflect.Value {
	t, lent := s.table(path), s.lent[path]
	if lent == nil {
		return t
	}
	out := maps.Clone(t)
	if out == nil {
		out = map[string]reflect.Value{}
	}
	maps.Copy(out, lent)
	return out
}

// paths lists what can be imported, in order.
func (s *symbols) paths() []string {
	var out []string
	for p := range packages {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// session adds the methods of the session, so that cells write spark.ReadStream().
func (s *symbols) session(t map[string]reflect.Value) {
	v := reflect.ValueOf(s.it.s)
	for i := 0; i < v.NumMethod(); i++ {
		switch name := v.Type().Method(i).Name; name {
		case "WithContext", "Lookup", "Relation", "Relations", "ExprContext", "Query", "FromBatch":
		default:
			t[name] = v.Method(i)
		}
	}
}

// capture collects what a cell prints, up to a limit, and passes it on.
type capture struct {
	mu      sync.Mutex // goroutines of cells print too
	to      io.Writer
	text    []byte
	dropped int
}

const captureLimit = 1 << 20

// Write implements io.Writer.
func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	keep := min(len(p), captureLimit-len(c.text))
	c.text = append(c.text, p[:keep]...)
	c.dropped += len(p) - keep
	if c.to != nil {
		return c.to.Write(p)
	}
	return len(p), nil
}

// take gives the collected text and begins anew.
func (c *capture) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := string(c.text)
	if c.dropped > 0 {
		out += fmt.Sprintf("\n... %d more bytes", c.dropped)
	}
	c.text, c.dropped = nil, 0
	return out
}
