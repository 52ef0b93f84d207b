package interp

import (
	"io"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// Cell is one live cell as the interpreter sees it.
type Cell struct {
	ID     string
	Number int    // for messages; 0: the place in the list
	Kind   string // go, sql, sparkrepl
	Name   string // name= of a SQL cell
	Source string
}

// Options are what an interpreter needs from its process. The zero value works.
type Options struct {
	// Params are the values of param("name").
	Params map[string]string
	// Stdout receives what cells print, as it comes; nil: it is only in the Result.
	Stdout io.Writer
	// Grace is how long a cancelled cell may take to stop; 0 means 120 ms.
	Grace time.Duration
	// Now is the clock for Result.Nanos; nil: Nanos stays 0.
	Now func() time.Time
}

// Interp runs the cells of one notebook. One goroutine uses it.
type Interp struct {
	s       *spark.Session
	o       Options
	symbols *symbols
	// reflected are the packages for the type checker, made when first needed.
	reflected *reflected
	cache     []*checked
	values    map[string]*value   // by variable key
	made      map[string][]string // by cell, the statements that drop what SQL made there
	marks     []mark
	mark      int64        // the statement that runs; [markText]
	calls     atomic.Int64 // of functions that may call themselves
	out       *capture
	pending   []Cell                 // all cells of the check under way
	api       map[string]entry       // help of the engine, read when first asked for
	sources   map[int]spark.Function // lifted functions by number
}

// value is a hoisted variable after its cell ran: a pointer to its memory.
type value struct {
	ptr  reflect.Value
	text string // the source it ran from
}

// Result is what running a cell gave.
type Result struct {
	Err    *CellError
	Stdout string
	// Defined are the variables, functions and types that the cell gives to others.
	Defined []Defined
	// Value is the last expression of a Go cell, or the query of a SQL cell without a name.
	Value *Value
	// Commands are the lines of a sparkrepl cell, for the kernel to carry out.
	Commands []Command
	// Queries are the streaming queries that the cell started.
	Queries []*spark.StreamingQuery
	Nanos   int64
}

// Defined is one name that a cell gave to the notebook.
type Defined struct {
	Name string
	Type string // Go type as written in cells: *spark.DataFrame, func(int) int
	// Value is the value of a variable; nil for functions and types.
	Value any
}

// Value is a result to show.
type Value struct {
	Type string
	Text string // the value printed as fmt does
	Any  any
}

// Command is one line of a sparkrepl cell.
type Command struct {
	Line int
	Text string
}

// ErrUnstoppable is in the Result of a cell that was cancelled and did not stop: compiled code
// that it called does not return. Only ending the process stops it.
var ErrUnstoppable = &CellError{Message: "The cell did not stop.", Hint: "Restart the kernel; the notebook is kept."}

// New returns an interpreter over a session. DataFrame variables of cells become relations of the
// session's SQL.
func New(s *spark.Session, o Options) *Interp {
	if o.Grace == 0 {
		o.Grace = 120 * time.Millisecond
	}
	it := &Interp{s: s, o: o, values: map[string]*value{}, made: map[string][]string{}, sources: map[int]spark.Function{}, out: &capture{to: o.Stdout}}
	it.symbols = newSymbols(it)
	s.Lookup(it.dataFrame, it.dataFrames)
	return it
}

// Session is the session cells run in.
func (it *Interp) Session() *spark.Session { return it.s }

// dataFrame finds a DataFrame variable by name, for SQL.
func (it *Interp) dataFrame(name string) (*spark.DataFrame, bool) {
	for _, c := range it.cache {
		for _, v := range c.vars {
			if !strings.EqualFold(v.name, name) {
				continue
			}
			if got := it.values[v.key]; got != nil {
				if df, ok := got.ptr.Elem().Interface().(*spark.DataFrame); ok && df != nil {
					return df, true
				}
			}
		}
	}
	return nil, false
}

// dataFrames lists the DataFrame variables in the order of the cells.
func (it *Interp) dataFrames() []string {
	var out []string
	for _, c := range it.cache {
		for _, v := range c.vars {
			if _, ok := it.dataFrame(v.name); ok {
				out = append(out, v.name)
			}
		}
	}
	return out
}
