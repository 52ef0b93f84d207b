package spark

import (
	"context"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// userFailed is deferred around functions of the user: their panics stop the query, not the program.
func userFailed(err *error, op string) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		*err = &Error{Op: op, Err: &expr.Error{Message: fmt.Sprintf("The function of %s failed: %s.", op, panicText(r)), Runtime: true}}
	}
}

// batchSink is the sink of ForeachBatch.
type batchSink struct {
	s *Session
	f func(*DataFrame, int64) error
}

// Write implements source.Sink.
func (b *batchSink) Write(ctx context.Context, batch int64, _ source.Mode, out *data.Batch) (err error) {
	defer userFailed(&err, "ForeachBatch")
	before := b.s.ctx
	b.s.ctx = ctx
	defer func() { b.s.ctx = before }()
	return b.f(b.s.local(out), batch)
}

// Describe implements source.Sink.
func (b *batchSink) Describe() string { return "ForeachBatchSink" }

// Uncounted implements source.Uncounted.
func (b *batchSink) Uncounted() {}

// Close implements source.Sink.
func (b *batchSink) Close() error { return nil }

// rowSink is the sink of Foreach.
type rowSink struct {
	s *Session
	f func(Row) error
}

// Write implements source.Sink.
func (r *rowSink) Write(ctx context.Context, _ int64, _ source.Mode, out *data.Batch) (err error) {
	defer userFailed(&err, "Foreach")
	for i := 0; i < out.N; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.f(Row{b: out, i: i, s: r.s}); err != nil {
			return err
		}
	}
	return nil
}

// Describe implements source.Sink.
func (r *rowSink) Describe() string { return "ForeachWriterTable" }

// Close implements source.Sink.
func (r *rowSink) Close() error { return nil }
