package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// rows runs the query.
func (df *DataFrame) rows() (*data.Batch, error) {
	if err := plan.CheckBatch(df.node); err != nil {
		return nil, err
	}
	x, err := df.s.explained(df.parsed, df.node, nil)
	if err != nil {
		return nil, err
	}
	return engine.RunBatch(df.s.ctx, x.Optimized, df.s.engineEnv(), df.s.ExprContext())
}

// Batch runs the query and gives its rows as columns.
func (df *DataFrame) Batch() *data.Batch {
	b, err := df.rows()
	fail("Collect", "", err)
	return b
}

// Collect runs the query and gives its rows.
func (df *DataFrame) Collect() []Row {
	b := df.Batch()
	out := make([]Row, b.N)
	for i := range out {
		out[i] = Row{b: b, i: i, s: df.s}
	}
	return out
}

// Take gives the first n rows.
func (df *DataFrame) Take(n int64) []Row { return df.Limit(n).Collect() }

// First gives the first row; it panics when there is none.
func (df *DataFrame) First() Row {
	rows := df.Take(1)
	if len(rows) == 0 {
		failf("First", "", "", "there is no first row: the query gave none")
	}
	return rows[0]
}

// Cache runs the query once and keeps the rows.
func (df *DataFrame) Cache() *DataFrame { return df.s.local(df.Batch()) }

// Show prints the first rows as a table: 20, or as many as given.
func (df *DataFrame) Show(n ...int) {
	most := 20
	if len(n) > 0 {
		most = n[0]
	}
	b := df.Limit(int64(most) + 1).Batch()
	df.s.print(showText(b, most, df.s.ExprContext()))
}

// showText draws rows as Spark's show() does; longer values than 20 characters are cut.
func showText(b *data.Batch, most int, ctx *expr.Context) string {
	n := min(b.N, most)
	cells := make([][]string, n+1)
	cells[0] = b.Schema.Names()
	for i := 0; i < n; i++ {
		for _, c := range b.Cols {
			cells[i+1] = append(cells[i+1], cellText(ctx, c, i))
		}
	}
	widths := make([]int, len(b.Cols))
	for _, row := range cells {
		for k, c := range row {
			widths[k] = max(widths[k], len([]rune(c)), 3)
		}
	}
	var rule, out strings.Builder
	for _, w := range widths {
		rule.WriteString("+" + strings.Repeat("-", w))
	}
	rule.WriteString("+\n")
	out.WriteString(rule.String())
	for i, row := range cells {
		for k, c := range row {
			out.WriteString("|" + strings.Repeat(" ", widths[k]-len([]rune(c))) + c)
		}
		out.WriteString("|\n")
		if i == 0 {
			out.WriteString(rule.String())
		}
	}
	out.WriteString(rule.String())
	if b.N > most {
		out.WriteString("only showing top " + optionText(most) + " rows\n")
	}
	return out.String()
}

func cellText(ctx *expr.Context, c data.Column, i int) string {
	if data.IsNull(c, i) {
		return "NULL"
	}
	t := []rune(expr.TextOf(ctx, c, i))
	if len(t) > 20 {
		t = append(t[:17], '.', '.', '.')
	}
	return string(t)
}

// PrintSchema prints the columns as a tree.
func (df *DataFrame) PrintSchema() {
	var out strings.Builder
	out.WriteString("root\n")
	schemaTree(&out, df.Schema().Fields, " ")
	df.s.print(out.String())
}

// schemaTree draws fields, and what is nested in them, as Spark does.
func schemaTree(out *strings.Builder, fields []data.Field, indent string) {
	for _, f := range fields {
		out.WriteString(indent + "|-- " + f.Name + ": " + typeWord(f.Type) + " (nullable = " + optionText(f.Nullable) + ")\n")
		typeTree(out, f.Type, indent+"|    ")
	}
}

func typeTree(out *strings.Builder, t *data.Type, indent string) {
	part := func(name string, t *data.Type, note string) {
		out.WriteString(indent + "|-- " + name + ": " + typeWord(t) + note + "\n")
		typeTree(out, t, indent+"|    ")
	}
	switch t.Kind {
	case data.KindStruct:
		schemaTree(out, t.Fields, indent)
	case data.KindArray:
		part("element", t.Elem, " (containsNull = "+optionText(t.ElemNull)+")")
	case data.KindMap:
		part("key", t.Key, "")
		part("value", t.Elem, " (valueContainsNull = "+optionText(t.ElemNull)+")")
	}
}

// typeWord is the name of a type in Spark's tree: long, not BIGINT.
func typeWord(t *data.Type) string {
	switch t.Kind {
	case data.KindByte:
		return "byte"
	case data.KindShort:
		return "short"
	case data.KindInt:
		return "integer"
	case data.KindLong:
		return "long"
	case data.KindArray, data.KindMap, data.KindStruct:
		word, _, _ := strings.Cut(strings.ToLower(t.String()), "<")
		return word
	}
	return strings.ToLower(t.String())
}

// Explain prints the plan; a mode may be given: "simple", "extended", "formatted".
func (df *DataFrame) Explain(mode ...string) { df.s.print(df.ExplainText(mode...)) }

// ExplainText is what Explain prints.
func (df *DataFrame) ExplainText(mode ...string) string {
	x := df.Explained()
	if len(mode) == 0 {
		mode = []string{"simple"}
	}
	return plan.Explain(x, mode[0])
}

// Explained keeps the tree at every stage; a streaming query is not checked for an output mode.
func (df *DataFrame) Explained() *plan.Explained {
	ctx := df.s.ExprContext()
	analyzed, err := plan.Analyze(df.node, df.s, ctx)
	fail("Explain", "", err)
	x := &plan.Explained{Parsed: df.parsed, Analyzed: analyzed}
	x.Optimized, x.Trace = plan.Optimize(analyzed, ctx)
	return x
}

func (s *Session) print(text string) {
	switch {
	case s.o.Output != nil:
		s.o.Output(text)
	case s.o.Source.Stdout != nil:
		_, err := s.o.Source.Stdout.Write([]byte(text))
		fail("Show", "", err)
	}
}
