package spark

import (
	"context"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Options are what a session needs from its process. The zero value gives a session without
// sources, whose queries run when somebody waits for them.
type Options struct {
	// Formats finds a kind of source by the name given to Format; nil: there are none.
	Formats func(name string) (*source.Kind, error)
	// Check refuses unknown options of a kind, with a suggestion; nil: all are taken.
	Check func(kind *source.Kind, options map[string]string, write bool) error
	// Source is the outside world of sources and sinks; Conf and Table are filled by the session.
	Source source.Env
	// Engine is the outside world of the engine.
	Engine engine.Env
	// Checkpoints opens the checkpoint at a path for a query; nil: queries are not durable.
	Checkpoints func(path string) (engine.Checkpoint, error)
	// Launch takes over a started query; nil: it runs in whoever waits for it.
	Launch func(q *engine.Query) (Control, error)
	// Memory is the budget of a query's state where the setting is not set; bytes, 0: no bound.
	Memory int64
	// Conf are settings by Spark's names.
	Conf map[string]string
	// Output receives what Show, PrintSchema and Explain print; nil: Source.Stdout.
	Output func(text string)
}

// Session is the entry point: spark in a notebook. One goroutine uses it.
type Session struct {
	o         Options
	ctx       context.Context
	conf      map[string]string
	views     []view
	functions map[string]*UserFunction
	routines  map[string]*routine  // by their names in lower case
	variables map[string]*variable // by their names in lower case
	// reads counts what the analyzer took of variables and SQL functions.
	reads     int
	streams   []*streamSpec
	queries   []*StreamingQuery
	manager   *StreamingQueryManager
	executing int // how many EXECUTE IMMEDIATE stand in each other
	outer     func(name string) (*DataFrame, bool)
	outerList func() []string
	calls     bool // functions of the user are called row by row
}

// NewSession returns a session.
func NewSession(o Options) *Session {
	s := &Session{o: o, ctx: context.Background(), conf: map[string]string{}, functions: map[string]*UserFunction{}, routines: map[string]*routine{}, variables: map[string]*variable{}}
	s.manager = &StreamingQueryManager{s: s}
	for k, v := range o.Conf {
		s.conf[k] = v
	}
	if s.o.Engine.Now == nil {
		s.o.Engine.Now = s.o.Source.Now
	}
	if s.o.Engine.Zone == nil {
		s.o.Engine.Zone = time.UTC
	}
	if s.o.Source.Now == nil {
		s.o.Source.Now = s.o.Engine.Now
	}
	if s.o.Source.Zone == nil {
		s.o.Source.Zone = s.o.Engine.Zone
	}
	s.o.Source.Conf = s.Setting
	if s.o.Source.Table == nil {
		s.o.Source.Table = s.fillTable
	}
	return s
}

// WithContext sets the context that actions (Collect, Save ...) run under until the next call,
// so that their owner can stop them.
func (s *Session) WithContext(ctx context.Context) { s.ctx = ctx }

// Lookup lets the owner of variables offer DataFrames as relations of SQL by name; views come
// first. list names them, for suggestions.
func (s *Session) Lookup(find func(name string) (*DataFrame, bool), list func() []string) {
	s.outer, s.outerList = find, list
}

// ExprContext is the context expressions of this session are resolved and evaluated under.
func (s *Session) ExprContext() *expr.Context {
	return &expr.Context{
		Now: s.nowMicros(), Zone: s.zone(), Ansi: s.Setting("spark.sql.ansi.enabled") != "false", Seed: s.o.Engine.Seed,
		CaseSensitive: s.Setting("spark.sql.caseSensitive") == "true", Conf: s.Setting, Function: s.function, Routine: s.routine, Variable: s.variable,
	}
}

func (s *Session) nowMicros() int64 {
	if s.o.Engine.Now == nil {
		return 0
	}
	return s.o.Engine.Now().UnixMicro()
}

func (s *Session) zone() *time.Location {
	if name := s.Setting(zoneSetting); name != "" {
		if z, ok := expr.ZoneOf(name); ok {
			return z
		}
	}
	return s.o.Engine.Zone
}

func (s *Session) engineEnv() engine.Env {
	env := s.o.Engine
	env.Zone = s.zone()
	return env
}

func (s *Session) sourceEnv() source.Env {
	env := s.o.Source
	env.Zone = s.zone()
	return env
}

// fillTable is where memory sinks put their rows: a view by the query's name.
func (s *Session) fillTable(name string, mode source.Mode, _ int64, rows *data.Batch) error {
	if mode != source.Complete {
		for _, v := range s.views {
			if local, ok := v.df.node.(*operator.Local); ok && strings.EqualFold(v.name, name) {
				rows = data.Concat(rows.Schema, local.Rows, rows)
			}
		}
	}
	s.setView(name, s.local(rows))
	return nil
}
