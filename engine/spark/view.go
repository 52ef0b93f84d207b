package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// globalSchema is where Spark keeps global temporary views.
const globalSchema = "global_temp"

// view is a temporary view.
type view struct {
	name     string
	df       *DataFrame
	global   bool
	comments []string    // of its columns, "" without one; nil when none has
	made     int64       // when it was made, microseconds of 1970
	text     string      // of its query, "" where it was not made by one
	columns  []string    // of its query
	kept     *data.Batch // the rows that CACHE TABLE keeps; nil: it is computed anew
	reads    bool        // it reads variables or SQL functions: every query takes those of the moment
}

// node is what stands for the view in a query.
func (v *view) node() operator.Node {
	if v.kept != nil {
		return &operator.Local{Rows: v.kept}
	}
	if v.reads {
		return v.df.parsed
	}
	return v.df.node
}

// findView looks a view up by the parts of its name; nil when there is none.
func (s *Session) findView(parts []string) *view {
	if n := len(parts); n == 3 && strings.EqualFold(parts[0], "system") && strings.EqualFold(parts[1], "session") || n == 2 && strings.EqualFold(parts[0], "session") {
		parts = parts[n-1:]
	}
	global := len(parts) == 2 && strings.EqualFold(parts[0], globalSchema)
	if len(parts) != 1 && !global {
		return nil
	}
	for i := range s.views {
		if v := &s.views[i]; v.global == global && strings.EqualFold(v.name, parts[len(parts)-1]) {
			return v
		}
	}
	return nil
}

// Relation implements plan.Catalog: temporary views, then variables.
func (s *Session) Relation(parts []string) (operator.Node, bool) {
	if v := s.findView(parts); v != nil {
		return v.node(), true
	}
	if s.outer != nil && len(parts) == 1 {
		if df, ok := s.outer(parts[0]); ok {
			return df.node, true
		}
	}
	return nil, false
}

// Relations implements plan.Catalog: every name that FROM may read.
func (s *Session) Relations() []string {
	var out []string
	for _, v := range s.views {
		if v.global {
			out = append(out, globalSchema+"."+v.name)
			continue
		}
		out = append(out, v.name)
	}
	if s.outerList != nil {
		out = append(out, s.outerList()...)
	}
	return out
}

func (s *Session) setView(name string, df *DataFrame) {
	s.putView(view{name: name, df: df, made: s.nowMicros()})
}

// putView makes a view, in place of one of the same name.
func (s *Session) putView(v view) {
	for i, old := range s.views {
		if old.global == v.global && strings.EqualFold(old.name, v.name) {
			s.views[i] = v
			return
		}
	}
	s.views = append(s.views, v)
}

// DropView removes a temporary view and tells whether there was one. A global one is called
// global_temp.name.
func (s *Session) DropView(name string) bool { return s.dropView(strings.Split(name, ".")) }

func (s *Session) dropView(parts []string) bool {
	gone := s.findView(parts)
	for i := range s.views {
		if &s.views[i] == gone {
			s.views = append(s.views[:i:i], s.views[i+1:]...)
			return true
		}
	}
	return false
}
