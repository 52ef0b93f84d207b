package spark

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// DataFrame is an immutable analyzed query. Each call gives a new one; a name that does not
// resolve is refused at once.
type DataFrame struct {
	s *Session
	// parsed is the tree as it was built, for EXPLAIN; node the same tree analyzed.
	parsed, node operator.Node
}

// frame analyzes a tree that was built from scratch.
func (s *Session) frame(op, text string, parsed operator.Node) *DataFrame {
	node, err := plan.Analyze(parsed, s, s.ExprContext())
	fail(op, text, err)
	return &DataFrame{s: s, parsed: parsed, node: node}
}

// over analyzes one node more on top of this DataFrame.
func (df *DataFrame) over(op, text string, build func(child operator.Node) operator.Node) *DataFrame {
	node, err := plan.Analyze(build(df.node), df.s, df.s.ExprContext())
	fail(op, text, err)
	return &DataFrame{s: df.s, parsed: build(df.parsed), node: node}
}

// Plan is the analyzed tree.
func (df *DataFrame) Plan() operator.Node { return df.node }

// Schema is the schema of the rows.
func (df *DataFrame) Schema() *data.Schema { return df.node.Schema() }

// Columns are the names of the columns.
func (df *DataFrame) Columns() []string { return df.node.Schema().Names() }

// DTypes are the columns as name and type.
func (df *DataFrame) DTypes() [][2]string {
	var out [][2]string
	for _, f := range df.node.Schema().Fields {
		out = append(out, [2]string{f.Name, f.Type.String()})
	}
	return out
}

// IsStreaming tells whether the DataFrame reads a stream.
func (df *DataFrame) IsStreaming() bool { return plan.Streaming(df.node) }

// Col is a column of this DataFrame by name.
func (df *DataFrame) Col(name string) Column { return Col(name) }

// Select takes columns by name ("a", "s.field", "*") or Columns.
func (df *DataFrame) Select(columns ...any) *DataFrame {
	items := columnArgs("Select", columns)
	return df.over("Select", firstText(columns), func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// SelectExpr computes columns by Spark SQL expressions: "amount * 2 AS double".
func (df *DataFrame) SelectExpr(texts ...string) *DataFrame {
	var items []expr.Expr
	for _, t := range texts {
		list, err := sql.ParseExprs(t)
		fail("SelectExpr", t, err)
		items = append(items, list...)
	}
	return df.over("SelectExpr", "", func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// Where keeps rows: by a Spark SQL condition, a Column, or a func(r spark.Row) bool.
func (df *DataFrame) Where(condition any) *DataFrame { return df.filter("Where", condition) }

// Filter is Where.
func (df *DataFrame) Filter(condition any) *DataFrame { return df.filter("Filter", condition) }

func (df *DataFrame) filter(op string, condition any) *DataFrame {
	var cond expr.Expr
	text, _ := condition.(string)
	if isFunction(condition) {
		f := df.s.rowFunction(op, condition, df)
		if f.out.Kind != data.KindBoolean {
			failf(op, "", "Let the function return bool.", "%s needs a function that returns bool, not %s", op, f.fn.Type())
		}
		cond = f.overRow(df)
	} else {
		cond = exprArg(op, condition)
	}
	return df.over(op, text, func(n operator.Node) operator.Node { return &operator.Filter{Cond: cond, Child: n} })
}

// WithColumn adds a column, or replaces the one of this name. The value is a Column or the text
// of an expression.
func (df *DataFrame) WithColumn(name string, value any) *DataFrame {
	item := &expr.Alias{Child: exprArg("WithColumn", value), Name: name}
	text, _ := value.(string)
	return df.over("WithColumn", text, func(n operator.Node) operator.Node {
		return &operator.Select{Items: []expr.Expr{item}, Keep: true, Set: df.node.Schema().Index(name) >= 0, Child: n}
	})
}

// WithColumnRenamed renames a column; a name that is not there changes nothing.
func (df *DataFrame) WithColumnRenamed(from, to string) *DataFrame {
	k := df.node.Schema().Index(from)
	if k < 0 {
		return df
	}
	items := df.refs()
	items[k] = &expr.Alias{Child: items[k], Name: to}
	return df.over("WithColumnRenamed", from, func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// ToDF renames all columns.
func (df *DataFrame) ToDF(names ...string) *DataFrame {
	items := df.refs()
	if len(names) != len(items) {
		failf("ToDF", "", "", "ToDF was given %d names for %d columns", len(names), len(items))
	}
	for i, n := range names {
		items[i] = &expr.Alias{Child: items[i], Name: n}
	}
	return df.over("ToDF", "", func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// Drop leaves columns out; names that are not there change nothing.
func (df *DataFrame) Drop(names ...string) *DataFrame {
	gone := map[int]bool{}
	for _, n := range names {
		gone[df.node.Schema().Index(n)] = true
	}
	var items []expr.Expr
	for k, e := range df.refs() {
		if !gone[k] {
			items = append(items, e)
		}
	}
	if len(items) == len(df.node.Schema().Fields) {
		return df
	}
	return df.over("Drop", firstText(names), func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// refs are references to all columns.
func (df *DataFrame) refs() []expr.Expr {
	fields := df.node.Schema().Fields
	out := make([]expr.Expr, len(fields))
	for k, f := range fields {
		out[k] = &expr.Ref{Index: k, Name: f.Name, Typ: f.Type, Null: f.Nullable}
	}
	return out
}

// As names the DataFrame, so that its columns can be called name.column.
func (df *DataFrame) As(name string) *DataFrame {
	return df.over("As", name, func(n operator.Node) operator.Node { return &operator.SubqueryAlias{Name: name, Child: n} })
}

// Alias is As.
func (df *DataFrame) Alias(name string) *DataFrame { return df.As(name) }

// CreateOrReplaceTempView makes the DataFrame a relation of SQL.
func (df *DataFrame) CreateOrReplaceTempView(name string) { df.s.setView(name, df) }

func firstText[T any](list []T) string {
	for _, v := range list {
		if t, ok := any(v).(string); ok {
			return t
		}
	}
	return ""
}
