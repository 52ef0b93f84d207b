package spark

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// GroupedData is a DataFrame grouped by keys.
type GroupedData struct {
	df           *DataFrame
	keys         []expr.Expr
	rollup, cube bool
	pivot        expr.Expr
	pivotValues  []expr.Expr
}

// GroupBy groups by names and Columns, among them spark.Window and spark.SessionWindow.
func (df *DataFrame) GroupBy(keys ...any) *GroupedData {
	return &GroupedData{df: df, keys: columnArgs("GroupBy", keys)}
}

// Rollup groups by the keys and by each beginning of their list.
func (df *DataFrame) Rollup(keys ...any) *GroupedData {
	return &GroupedData{df: df, keys: columnArgs("Rollup", keys), rollup: true}
}

// Cube groups by every subset of the keys.
func (df *DataFrame) Cube(keys ...any) *GroupedData {
	return &GroupedData{df: df, keys: columnArgs("Cube", keys), cube: true}
}

// Agg aggregates the whole DataFrame: see [GroupedData.Agg].
func (df *DataFrame) Agg(aggregates ...any) *DataFrame { return df.GroupBy().Agg(aggregates...) }

// Agg computes aggregates, each a Column or the text of an expression: "count(*) AS n".
func (g *GroupedData) Agg(aggregates ...any) *DataFrame {
	var items []expr.Expr
	text := ""
	for _, a := range aggregates {
		if t, ok := a.(string); ok {
			list, err := sql.ParseExprs(t)
			fail("Agg", t, err)
			items = append(items, list...)
			text = t
			continue
		}
		items = append(items, columnArg("Agg", a))
	}
	return g.aggregate("Agg", text, items)
}

// Pivot makes a column of each value that a column has, filled by the aggregate that follows:
// df.GroupBy("day").Pivot("page", "home", "cart").Count(). Without values the query runs once to
// find them, in order, as in Spark; a stream needs them given.
func (g *GroupedData) Pivot(column any, values ...any) *GroupedData {
	if g.pivot != nil {
		fail("Pivot", "", &expr.Error{Condition: "REPEATED_CLAUSE", SQLState: "42614", Message: "The PIVOT clause may be used at most once per SUBQUERY operation."})
	}
	out := *g
	out.pivot = columnArg("Pivot", column)
	if len(values) == 0 {
		for _, r := range g.df.Select(Column{out.pivot}).Distinct().OrderBy(Expr("1")).Collect() {
			values = append(values, r.At(0))
		}
	}
	for _, v := range values {
		out.pivotValues = append(out.pivotValues, operand(v))
	}
	return &out
}

func (g *GroupedData) aggregate(op, text string, items []expr.Expr) *DataFrame {
	if g.pivot != nil {
		return g.df.over(op, text, func(n operator.Node) operator.Node {
			return &operator.Pivot{Keys: g.keys, Grouped: true, Aggs: items, Columns: []expr.Expr{g.pivot}, Values: g.pivotValues, Child: n}
		})
	}
	return g.df.over(op, text, func(n operator.Node) operator.Node {
		return &operator.Select{Items: items, GroupBy: g.keys, Grouped: true, Rollup: g.rollup, Cube: g.cube, AggregateOnly: true, Child: n}
	})
}

// Count counts the rows of each group as column count.
func (g *GroupedData) Count() *DataFrame {
	one := &expr.Alias{Child: &expr.Call{Func: "count", Args: []expr.Expr{literal(1)}}, Name: "count"}
	return g.aggregate("Count", "", []expr.Expr{one})
}

// Sum adds up columns; all numeric ones that are no key when none is named.
func (g *GroupedData) Sum(columns ...string) *DataFrame { return g.each("Sum", "sum", columns) }

// Avg is the mean of columns.
func (g *GroupedData) Avg(columns ...string) *DataFrame { return g.each("Avg", "avg", columns) }

// Mean is Avg.
func (g *GroupedData) Mean(columns ...string) *DataFrame { return g.each("Mean", "avg", columns) }

// Min is the least value of columns.
func (g *GroupedData) Min(columns ...string) *DataFrame { return g.each("Min", "min", columns) }

// Max is the greatest value of columns.
func (g *GroupedData) Max(columns ...string) *DataFrame { return g.each("Max", "max", columns) }

func (g *GroupedData) each(op, function string, columns []string) *DataFrame {
	if len(columns) == 0 {
		for _, f := range g.df.Schema().Fields {
			if f.Type.Numeric() && !g.isKey(f.Name) {
				columns = append(columns, f.Name)
			}
		}
	}
	var items []expr.Expr
	for _, c := range columns {
		items = append(items, &expr.Call{Func: function, Args: []expr.Expr{nameExpr(c)}})
	}
	return g.aggregate(op, firstText(columns), items)
}

func (g *GroupedData) isKey(name string) bool {
	for _, k := range g.keys {
		if n, ok := k.(*expr.Name); ok && n.Parts[len(n.Parts)-1] == name {
			return true
		}
	}
	return false
}

// Count runs the query and counts its rows.
func (df *DataFrame) Count() int64 { return int64(df.Batch().N) }
