package sources

import (
	"context"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func memoryKind() *source.Kind {
	return &source.Kind{
		Name:    "memory",
		Help:    "Keeps the result as a temporary view with the query's name, for SQL.",
		Example: `counts.WriteStream().OutputMode("complete").Format("memory").QueryName("counts").Start()`,
		OpenSink: func(env source.Env, spec source.Spec) (source.Sink, error) {
			if spec.Name == "" {
				return nil, &expr.Error{Message: "queryName must be specified for memory sink.", Hint: "Give one: QueryName(\"counts\"). It is the name of the view."}
			}
			return &memorySink{spec.Name, env.Table}, nil
		},
	}
}

type memorySink struct {
	name  string
	table func(string, source.Mode, int64, *data.Batch) error
}

// Write implements [source.Sink]: the session fills the view.
func (m *memorySink) Write(_ context.Context, batch int64, mode source.Mode, out *data.Batch) error {
	if m.table == nil {
		return nil
	}
	return m.table(m.name, mode, batch, out)
}

// Describe implements [source.Sink].
func (m *memorySink) Describe() string { return "MemorySink" }

// Close implements [source.Sink].
func (m *memorySink) Close() error { return nil }

func noopKind() *source.Kind {
	return &source.Kind{
		Name:     "noop",
		Help:     "Throws the result away: for measuring.",
		Example:  `counts.WriteStream().Format("noop").Start()`,
		OpenSink: func(source.Env, source.Spec) (source.Sink, error) { return noop{}, nil },
		WriteBatch: func(context.Context, source.Env, source.Spec, string, *data.Batch) error {
			return nil
		},
	}
}

type noop struct{}

// Write implements [source.Sink].
func (noop) Write(context.Context, int64, source.Mode, *data.Batch) error { return nil }

// Describe implements [source.Sink].
func (noop) Describe() string { return "NoopTable" }

// Close implements [source.Sink].
func (noop) Close() error { return nil }
