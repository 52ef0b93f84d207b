package engine_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// tape is a source of batches that stand in memory; its offset is how many were read.
type tape struct {
	name    string
	schema  *data.Schema
	batches []*data.Batch
}

func (s *tape) Schema() *data.Schema { return s.schema }
func (s *tape) Describe() string     { return "Tape[" + s.name + "]" }
func (s *tape) Close() error         { return nil }
func (s *tape) Commit(source.Offset) error {
	return nil
}

func (s *tape) at(o source.Offset) int {
	n, _ := strconv.Atoi(string(o))
	return n
}

func (s *tape) Latest(_ context.Context, start source.Offset, _ source.Limit) (source.Offset, error) {
	if s.at(start) == len(s.batches) {
		return start, nil
	}
	return source.Offset(strconv.Itoa(s.at(start) + 1)), nil
}

func (s *tape) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	return data.Concat(s.schema, s.batches[s.at(start):s.at(end)]...), nil
}

// world is the streams and tables that a job of a test may name.
type world struct {
	names  []string
	inputs []engine.Stream
	nodes  map[string]operator.Node
	conf   engine.Conf
}

func newWorld() *world { return &world{nodes: map[string]operator.Node{}, conf: engine.Conf{}} }

func (w *world) stream(name, ddl string) *tape {
	s, err := data.ParseSchema(ddl)
	if err != nil {
		panic(err)
	}
	t := &tape{name: name, schema: s}
	w.nodes[name] = &operator.Source{Name: name, Input: len(w.inputs), Streaming: true, Out: s, Format: "tape"}
	w.names = append(w.names, name)
	w.inputs = append(w.inputs, engine.Stream{Name: name, Source: t, Replayable: true})
	return t
}

// Relation implements plan.Catalog.
func (w *world) Relation(parts []string) (operator.Node, bool) {
	n, ok := w.nodes[strings.Join(parts, ".")]
	return n, ok
}

// Relations implements plan.Catalog.
func (w *world) Relations() []string { return w.names }

func (w *world) context() *expr.Context {
	return &expr.Context{Zone: time.UTC, Ansi: true, Conf: func(name string) string { return w.conf[name] }}
}

// analyzed resolves a SELECT.
func (w *world) analyzed(text string) (operator.Node, error) {
	parsed, err := sql.ParseQuery(text)
	if err != nil {
		return nil, err
	}
	return plan.Analyze(parsed, w, w.context())
}

// query plans a SELECT as a streaming query.
func (w *world) query(text string, mode operator.OutputMode) (*engine.Query, error) {
	n, err := w.analyzed(text)
	if err != nil {
		return nil, err
	}
	if err := plan.CheckStreaming(n, mode, w.context()); err != nil {
		return nil, err
	}
	best, _ := plan.Optimize(n, w.context())
	return &engine.Query{Name: "q", Plan: best, Mode: mode, Inputs: w.inputs, Conf: w.conf}, nil
}

// clock ticks a millisecond each time it is asked.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time {
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func newEnv() engine.Env {
	c := &clock{now: time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)}
	ids := 0
	return engine.Env{Now: c.Now, Zone: time.UTC, NewID: func() string { ids++; return fmt.Sprint("id-", ids) }}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// tickOf makes a tick of one stream's batch.
func tickOf(n int64, b *data.Batch) *engine.Tick {
	return &engine.Tick{Batch: n, Time: n * 1_000_000, Inputs: []engine.Input{{
		Start: source.Offset(strconv.FormatInt(n, 10)), End: source.Offset(strconv.FormatInt(n+1, 10)), Rows: b}}}
}
