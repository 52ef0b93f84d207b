package plan_test

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// catalog is a session of one test file.
type catalog map[string]operator.Node

func (c catalog) Relation(parts []string) (operator.Node, bool) {
	n, ok := c[strings.ToLower(strings.Join(parts, "."))]
	return n, ok
}

func (c catalog) Relations() []string {
	var out []string
	for name := range c {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

func session() *expr.Context { return &expr.Context{Ansi: true, Zone: time.UTC} }

// source is a relation of the test: a stream, or a table of no rows.
func source(t testing.TB, name, ddl string, stream bool) operator.Node {
	s, err := data.ParseSchema(ddl)
	if err != nil {
		t.Fatal(err)
	}
	if !stream {
		return &operator.Source{Name: name, Out: s, Static: func([]int) (*data.Batch, error) { return data.Empty(s), nil }}
	}
	return &operator.Source{Name: name, Streaming: true, Out: s}
}

var modes = map[string]operator.OutputMode{"append": operator.Append, "update": operator.Update, "complete": operator.Complete}

// TestText runs the text files: each command's input is SQL, its output trees, schemas, errors.
func TestText(t *testing.T) {
	datadriven.Walk(t, "testdata/text", func(t *testing.T, path string) {
		c := catalog{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "stream", "table":
				name := d.CmdArgs[0].Key
				c[name] = source(t, name, d.Input, d.Cmd == "stream")
				return ""
			case "view":
				n, err := sql.ParseQuery(d.Input)
				if err != nil {
					return refusal(err)
				}
				c[d.CmdArgs[0].Key] = n
				return ""
			}
			return answer(d, c)
		})
	})
}

// answer runs one query through the stages a command asks for.
func answer(d *datadriven.TestData, c catalog) string {
	ctx := session()
	n, err := sql.ParseQuery(d.Input)
	if err != nil {
		return refusal(err)
	}
	analyzed, err := plan.Analyze(n, c, ctx)
	if err != nil {
		return refusal(err)
	}
	mode := operator.Append
	if d.HasArg("mode") {
		var name string
		for _, a := range d.CmdArgs {
			if a.Key == "mode" {
				name = a.Vals[0]
			}
		}
		mode = modes[name]
	}
	switch d.Cmd {
	case "analyze":
		return analyzed.Schema().String() + "\n" + plan.TreeText(analyzed)
	case "schema":
		return analyzed.Schema().String() + "\n"
	case "check":
		if err := plan.CheckStreaming(analyzed, mode, ctx); err != nil {
			return refusal(err)
		}
		if err := plan.CheckPlanning(analyzed, mode); err != nil {
			return "first batch: " + refusal(err)
		}
		return "ok\n"
	case "verdict":
		var out strings.Builder
		for _, v := range plan.Verdicts(analyzed, mode) {
			fmt.Fprintf(&out, "%s: %v: %s\n", v.Node.Describe().Name, v.Bounded, v.Text)
		}
		for _, l := range plan.Lints(analyzed) {
			fmt.Fprintf(&out, "lint: %s\n", l.Text)
		}
		return out.String()
	case "explain":
		optimized, trace := plan.Optimize(analyzed, ctx)
		return plan.Explain(&plan.Explained{Parsed: n, Analyzed: analyzed, Optimized: optimized, Trace: trace}, d.CmdArgs[0].Key)
	case "optimize":
		optimized, trace := plan.Optimize(analyzed, ctx)
		names := map[string]bool{}
		for _, t := range trace {
			names[t.Rule] = true
		}
		var list []string
		for name := range names {
			list = append(list, name)
		}
		sort.Strings(list)
		return plan.TreeText(optimized) + "rules: " + strings.Join(list, " ") + "\n"
	}
	return "unknown command " + d.Cmd + "\n"
}

// refusal writes an error with its place and hint.
func refusal(err error) string {
	var e *expr.Error
	if !errors.As(err, &e) {
		return "error: " + err.Error() + "\n"
	}
	out := "error: " + e.Error() + "\n"
	if e.At.Start.Line > 0 {
		out += fmt.Sprintf("at line %d, pos %d\n", e.At.Start.Line, e.At.Start.Col)
	}
	if e.Hint != "" {
		out += "hint: " + e.Hint + "\n"
	}
	return out
}
