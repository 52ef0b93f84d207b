package spark

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

var joinTypes = map[string]operator.JoinType{
	"inner": operator.Inner, "cross": operator.Cross, "left": operator.LeftOuter, "leftouter": operator.LeftOuter,
	"right": operator.RightOuter, "rightouter": operator.RightOuter, "full": operator.FullOuter, "outer": operator.FullOuter,
	"fullouter": operator.FullOuter, "semi": operator.LeftSemi, "leftsemi": operator.LeftSemi, "anti": operator.LeftAnti, "leftanti": operator.LeftAnti,
}

// Join joins with another DataFrame. on is a Column or the text of a condition, or []string of
// columns that both sides have; nil joins everything with everything. The type is Spark's:
// "inner" (the default), "left", "right", "full", "leftsemi", "leftanti", "cross".
func (df *DataFrame) Join(other *DataFrame, on any, how ...string) *DataFrame {
	kind := "inner"
	if len(how) > 0 {
		kind = how[0]
	}
	typ, ok := joinTypes[strings.ReplaceAll(strings.ToLower(kind), "_", "")]
	if !ok {
		failf("Join", kind, "Use inner, left, right, full, leftsemi, leftanti or cross.", "there is no join type %q", kind)
	}
	j := operator.Join{How: typ, Crossed: typ == operator.Cross}
	text := ""
	switch on := on.(type) {
	case nil:
	case []string:
		j.Using = on
	case string:
		text = on
		if nameOnly(on) {
			j.Using = []string{on}
		} else {
			j.Cond = exprArg("Join", on)
		}
	default:
		j.Cond = exprArg("Join", on)
	}
	return df.both("Join", text, other, func(l, r operator.Node) operator.Node {
		c := j
		c.Left, c.Right = l, r
		return &c
	})
}

// CrossJoin pairs every row with every row.
func (df *DataFrame) CrossJoin(other *DataFrame) *DataFrame { return df.Join(other, nil, "cross") }

func nameOnly(s string) bool {
	for _, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func (df *DataFrame) both(op, text string, other *DataFrame, build func(l, r operator.Node) operator.Node) *DataFrame {
	if other == nil {
		failf(op, text, "", "%s was given no DataFrame", op)
	}
	out := df.over(op, text, func(n operator.Node) operator.Node { return build(n, other.node) })
	out.parsed = build(df.parsed, other.parsed)
	return out
}

func (df *DataFrame) setOp(op string, other *DataFrame, proto operator.SetOp) *DataFrame {
	return df.both(op, "", other, func(l, r operator.Node) operator.Node {
		c := proto
		c.Left, c.Right = l, r
		return &c
	})
}

// Union appends the rows of another DataFrame, column by place.
func (df *DataFrame) Union(other *DataFrame) *DataFrame {
	return df.setOp("Union", other, operator.SetOp{Op: operator.UnionOp, All: true})
}

// UnionAll is Union.
func (df *DataFrame) UnionAll(other *DataFrame) *DataFrame { return df.Union(other) }

// UnionByName appends the rows of another DataFrame, column by name; with allowMissing true,
// columns that one side lacks are null.
func (df *DataFrame) UnionByName(other *DataFrame, allowMissing ...bool) *DataFrame {
	missing := len(allowMissing) > 0 && allowMissing[0]
	return df.setOp("UnionByName", other, operator.SetOp{Op: operator.UnionOp, All: true, ByName: true, AllowMissing: missing})
}

// Intersect keeps the distinct rows that both have.
func (df *DataFrame) Intersect(other *DataFrame) *DataFrame {
	return df.setOp("Intersect", other, operator.SetOp{Op: operator.IntersectOp})
}

// Except keeps the distinct rows that the other does not have.
func (df *DataFrame) Except(other *DataFrame) *DataFrame {
	return df.setOp("Except", other, operator.SetOp{Op: operator.ExceptOp})
}

// Distinct keeps the first of equal rows.
func (df *DataFrame) Distinct() *DataFrame { return df.dedup("Distinct", nil, false) }

// DropDuplicates keeps the first row of each combination of the columns; of all columns when
// none is named.
func (df *DataFrame) DropDuplicates(columns ...string) *DataFrame {
	return df.dedup("DropDuplicates", columns, false)
}

// DropDuplicatesWithinWatermark drops duplicates that come within the delay of the watermark.
func (df *DataFrame) DropDuplicatesWithinWatermark(columns ...string) *DataFrame {
	return df.dedup("DropDuplicatesWithinWatermark", columns, true)
}

func (df *DataFrame) dedup(op string, columns []string, within bool) *DataFrame {
	sc := df.node.Schema()
	var keys []int
	for _, c := range columns {
		k := sc.Index(c)
		if k < 0 {
			refusal := &expr.Error{Condition: "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", SQLState: "42703",
				Message: fmt.Sprintf("Cannot resolve column name %q among (%s).", c, strings.Join(sc.Names(), ", "))}
			var known *expr.Error
			if errors.As(df.unknownColumn(c), &known) {
				refusal.Hint = known.Hint
			}
			fail(op, c, refusal)
		}
		keys = append(keys, k)
	}
	if len(columns) == 0 {
		for k := range sc.Fields {
			keys = append(keys, k)
		}
	}
	if err := plan.CheckDistinct(fieldsOf(sc, keys), expr.Span{}); err != nil && !within {
		fail(op, "", err)
	}
	return df.over(op, "", func(n operator.Node) operator.Node { return &operator.Dedup{Keys: keys, Within: within, Child: n} })
}

func fieldsOf(sc *data.Schema, list []int) *data.Schema {
	fields := make([]data.Field, len(list))
	for i, k := range list {
		fields[i] = sc.Fields[k]
	}
	return data.NewSchema(fields...)
}

// unknownColumn is the analyzer's refusal of a column name.
func (df *DataFrame) unknownColumn(name string) error {
	return Try(func() error { df.Select("`" + strings.ReplaceAll(name, "`", "``") + "`"); return nil })
}

// OrderBy sorts by names, Columns, or Column.Desc().
func (df *DataFrame) OrderBy(columns ...any) *DataFrame { return df.sort("OrderBy", columns) }

// Sort is OrderBy.
func (df *DataFrame) Sort(columns ...any) *DataFrame { return df.sort("Sort", columns) }

func (df *DataFrame) sort(op string, columns []any) *DataFrame {
	var keys []expr.SortKey
	for _, e := range columnArgs(op, columns) {
		key := expr.SortKey{Expr: e, NullsFirst: true}
		if d, ok := e.(*sortColumn); ok {
			key = expr.SortKey{Expr: d.Expr, Desc: d.desc, NullsFirst: !d.desc}
		}
		keys = append(keys, key)
	}
	return df.over(op, firstText(columns), func(n operator.Node) operator.Node {
		return &operator.Sort{Keys: keys, Global: true, Child: n}
	})
}

// Limit keeps the first n rows; of a stream, over the life of the query.
func (df *DataFrame) Limit(n int64) *DataFrame {
	return df.over("Limit", "", func(c operator.Node) operator.Node { return &operator.Limit{N: n, Child: c} })
}

// Offset leaves the first n rows out.
func (df *DataFrame) Offset(n int64) *DataFrame {
	return df.over("Offset", "", func(c operator.Node) operator.Node { return &operator.Limit{N: -1, Offset: n, Child: c} })
}

// WithWatermark declares the event-time column and how late rows may come: "10 minutes".
func (df *DataFrame) WithWatermark(column, delay string) *DataFrame {
	micros, err := delayMicros(delay)
	fail("WithWatermark", delay, err)
	return df.over("WithWatermark", column, func(n operator.Node) operator.Node {
		return &operator.Watermark{Time: nameExpr(column), DelayMicros: micros, DelayText: delay, Child: n}
	})
}
