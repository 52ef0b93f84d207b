package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Expr is a node of an expression tree. Trees are immutable: rewrites build new nodes.
type Expr interface {
	// Type is the type of the value; nil while the node is unresolved.
	Type() *data.Type
	// Nullable tells whether the value may be null.
	Nullable() bool
	Children() []Expr
	// With returns the node over other children (as many as before).
	With(children []Expr) Expr
	// String is Spark's SQL text of the expression: what an unnamed output column is called.
	String() string
}

// Pos is a place in the source text: Offset counts bytes from 0; Line from 1, Col from 0
// (Spark counts so). The zero Pos means unknown.
type Pos struct{ Offset, Line, Col int }

// Span is the piece of source text a node came from; it feeds the caret of errors.
type Span struct {
	Start Pos
	End   int // byte offset behind the last
}

// ---- unresolved nodes: what the parser makes ----

// Name is an unresolved column reference: a, t.a, s.field, `odd name`.
type Name struct {
	Parts []string
	At    Span
}

// Star is * or t.*, without the columns named in EXCEPT.
type Star struct {
	Qualifier []string
	Except    [][]string
	All       bool // the word ALL of ORDER BY
	At        Span
}

// Call is an unresolved call of a function, operator or aggregate by Spark's name.
// Operators use their symbol or keyword in lower case: "+", "and", "not", "in", "between",
// "like", "is null", "[]" (element), "." (field; second argument a STRING literal) ...
type Call struct {
	Func                      string
	Written                   string // Func as the query writes it; empty where nobody wrote it
	Args                      []Expr
	ArgNames                  []string // names of named arguments (f(a => 1)); nil when all positional
	Distinct                  bool
	Filter                    Expr      // FILTER (WHERE ...)
	Within                    []SortKey // WITHIN GROUP (ORDER BY ...)
	IgnoreNulls, RespectNulls bool
	Over                      *Over // window function
	At                        Span
}

// Over is a window specification of OVER (...).
type Over struct {
	Name        string // a named window; the rest is empty then
	PartitionBy []Expr
	OrderBy     []SortKey
	Frame       *WindowFrame // nil when absent
	At          Span         // of the specification
}

// SortKey is one item of ORDER BY. NullsFirst is settled by the parser (Spark: ASC puts
// nulls first, DESC last).
type SortKey struct {
	Expr       Expr
	Desc       bool
	NullsFirst bool
}

// Lambda is (x, y) -> body, an argument of a higher-order function.
type Lambda struct {
	Params []string
	Body   Expr
	At     Span
	vars   []*Var // set when resolved
}

// SubqueryKind tells how a subquery is used.
type SubqueryKind uint8

// The uses of a subquery.
const (
	ScalarSubquery SubqueryKind = iota
	InSubquery
	ExistsSubquery
)

// Subquery is a query inside an expression. Plan is an operator.Node, kept opaque here.
type Subquery struct {
	Kind SubqueryKind
	Plan any
	// Values is the left side of IN.
	Values []Expr
	Typ    *data.Type // set when resolved
	At     Span
}

// ---- resolved nodes ----

// Ref is input column Index of the operator's input batch.
type Ref struct {
	Index int
	Name  string
	// Qualifier is the relation the name came from ("" when none): for messages and plans.
	Qualifier string
	Typ       *data.Type
	Null      bool
	// Slot marks the place of a call that the plan computes (a window function, a subquery): a struct
	// does not name its field after it.
	Slot bool
}

// Literal is a constant in its physical boxed form (data.ValueAt); nil for NULL.
type Literal struct {
	Value  any
	Typ    *data.Type
	Text   string // as written, for String(); "" to derive
	folded bool   // Text spells the expression it was folded from
	At     Span
}

// Alias names an expression.
type Alias struct {
	Child Expr
	Name  string
	// Names holds the several names of a generator's columns (AS (k, v)).
	Names []string
	At    Span
}

// CastMode tells what a cast does with a value it cannot convert.
type CastMode uint8

// The modes of a cast.
const (
	CastLegacy CastMode = iota // null
	CastAnsi                   // error
	CastTry                    // null, try_cast
)

// Cast converts to another type. Implicit marks casts added by type coercion: they do
// not show in column names.
type Cast struct {
	Child    Expr
	To       *data.Type
	Mode     CastMode
	Implicit bool
	At       Span
}

// Case is CASE WHEN c THEN v ... ELSE e END; Values has one more than Conds when there is an ELSE.
// A simple CASE x WHEN is written by the parser as equality conditions.
type Case struct {
	Conds, Values []Expr
	At            Span
}

// Apply is a resolved call: Fn is the row of the function table, Kernel what it chose
// for these argument types.
type Apply struct {
	Fn     *Function
	Called string // the name as called, in lower case; "" for Fn.Name
	Args   []Expr
	Typ    *data.Type
	Null   bool
	Kernel Kernel
	// Consts says that Kernel takes constant arguments without their being expanded.
	Consts bool
	At     Span
	lazy   lazyEval // evaluates the arguments itself; then Kernel is nil
	// field is one more than the number of the field that a call of "." takes from a struct.
	field int
	// parts is Kernel for a struct of which only the marked fields are asked for; what stands in the others does not matter.
	parts func(ctx *Context, cols []data.Column, n int, keep []bool) (data.Column, error)
}

type lazyEval func(ctx *Context, a *Apply, f *frame) (data.Column, error)

// Agg is a resolved aggregate call; it may stand only in the aggregate list of an
// Aggregate node.
type Agg struct {
	Fn       *AggFunction
	Args     []Expr
	Distinct bool
	Filter   Expr
	Bound    BoundAgg
	Typ      *data.Type
	Null     bool
	Name     string // SQL text, for column names
	Called   string // the name as called, in lower case
	At       Span
	shown    []Expr // the arguments that Name tells, nil for those of the call
	within   string // the call with WITHIN GROUP as Name tells it, "" without
}
