package kernel

import (
	"context"
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/viz"
)

// outcome is what running a cell gave.
type outcome struct {
	err    error
	notes  []string
	rows   *data.Batch
	figure *viz.Figure
}

func (k *Kernel) bootCells() error { return nil }

func (k *Kernel) names() map[string]notebook.Names { return nil }
func (k *Kernel) readNames()                       {}

func (rt *runtime) evaluate(ctx context.Context, c *notebook.Cell, number int, cells []*notebook.Cell) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		var out outcome
		if c.Kind != notebook.SQL {
			done <- outcome{err: errors.New("no go cells")}
			return
		}
		out.err = spark.Try(func() error {
			df := rt.session.SQL(c.Source)
			if name := c.Name(); name != "" {
				df.CreateOrReplaceTempView(name)
			}
			if !df.IsStreaming() {
				out.rows = df.Batch()
			}
			return nil
		})
		done <- out
	}()
	return done
}

func (k *Kernel) frameOf(c *notebook.Cell) *spark.DataFrame {
	var df *spark.DataFrame
	_ = spark.Try(func() error { df = k.rt.session.SQL(c.Source); return nil })
	return df
}

func (k *Kernel) complete(r Request) []Completion { return nil }
func (k *Kernel) hover(r Request) string          { return "" }
func (k *Kernel) check(r Request) *Failure        { return nil }

// Explain shows the reference of a function, a format or a name; nil when there is none.
func (k *Kernel) Explain(word string) *viz.Figure { return nil }

func (k *Kernel) startLine(t *track) (line, col int) { return 0, 0 }

// Current is the cell the face stands on.
func (k *Kernel) Current() string { return k.current }
