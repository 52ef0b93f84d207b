package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Context is what evaluation needs from outside: all of it fields, so that the same batch
// gives the same values again.
type Context struct {
	// Now is the batch timestamp in microseconds: current_timestamp(), now().
	Now int64
	// Zone is the session time zone (spark.sql.session.timeZone).
	Zone Zone
	// Ansi is spark.sql.ansi.enabled.
	Ansi bool
	// Seed feeds rand() and uuid() where the call gave none.
	Seed int64
	// Draw is mixed into all seeds, so that no two batches of a stream draw alike: as Spark, which gives each batch
	// other seeds. It is 0 where the seeds are those of the calls.
	Draw uint64
	// CaseSensitive is spark.sql.caseSensitive.
	CaseSensitive bool
	// Outer are the columns of the row around, each of one value, by ordinal, where a correlated
	// subquery runs for that row.
	Outer map[int]data.Column
	// Conf looks up any other setting by Spark's name; "" when unset. It may be nil.
	Conf func(name string) string
	// Function finds a function of the session (a UDF) by name, before the table is asked;
	// nil when there is none. It may be nil itself.
	Function func(name string) *Function
	// Routine finds a function of the session that is written in SQL; nil when there is none. It may be nil itself.
	Routine func(name string) *Routine
	// Variable finds a session variable by name; nil when there is none. It may be nil itself.
	Variable func(name string) *Variable

	exponents bool // small decimals are written with one, as casts outside ANSI do
}

// Kernel computes one column from argument columns of n rows.
type Kernel func(ctx *Context, args []data.Column, n int) (data.Column, error)

// Function is one row of the function table; reference pages, help and completion are
// made from it.
type Function struct {
	Name    string
	Aliases []string
	Group   string // Spark's groups: string_funcs, math_funcs, datetime_funcs, ...
	Usage   string // "substr(str, pos[, len])"
	Help    string // one or two sentences
	Example string // an expression whose value stands behind "-- "
	Since   string
	// MinArgs and MaxArgs bound the number of arguments; MaxArgs -1 means any.
	MinArgs, MaxArgs int
	// Counts are the numbers of arguments that Spark names where not all from MinArgs to MaxArgs do.
	Counts []int
	// Need is what Spark says is needed where it is not those numbers: "2", "> 0".
	Need string
	// Params are the parameters, where calls may name them.
	Params []Param
	// Bind checks and coerces resolved arguments and chooses the kernel. It may return any
	// resolved expression, so a function can be written in terms of others.
	Bind func(b *Binding) (Expr, error)
	// Lazy marks functions that must not evaluate all arguments for all rows (coalesce, if).
	Lazy bool
	// Unstable marks rand, uuid, current_timestamp and the like: never folded at planning
	// unless fixed by the batch.
	Unstable bool
	// text spells a call in SQL; nil for name(a, b).
	text func(args []string) string
	// safe functions never fail on a row.
	safe bool
	// shared calls cost much: what one gives for a column is kept while the batch is looked at. Every
	// such call of a query has a Function of its own.
	shared bool
}

// Binding is a call on its way to be resolved.
type Binding struct {
	Fn   *Function
	Args []Expr // resolved; lambdas still [*Lambda], resolved by Fn.Bind through Scope
	Call *Call  // as written, nil when built by code
	// Called is the name as written, in lower case.
	Called string
	// spelled is the call as messages and names show it; "" to derive it from Called and Args.
	spelled string
	Scope
	Ctx *Context
}

// Slots are the buffers of one aggregate for many groups: parallel vectors indexed by
// group number. They belong to the caller (package state), who saves old values before
// an update; aggregates change them in place. A value in Any must be replaced, not
// changed, because the old one may be kept as history.
type Slots struct {
	I64 [][]int64
	F64 [][]float64
	Dec [][]data.Dec
	Any [][]any
	// Running says that a group goes on where it stood, row by row: frames of window functions. Else rows of a batch may be summed
	// up first and then joined to what was before.
	Running bool
	// Kept says that the groups live longer than a batch, in the state of a streaming query.
	Kept bool
	// Times are those of the rows of sessions, where Spark sums up rows of one time first and joins them then; else nil.
	Times []int64
}

// SlotCount says how many vectors of each kind an aggregate needs.
type SlotCount struct{ I64, F64, Dec, Any int }

// BoundAgg is an aggregate bound to its argument types. A fresh group has zero slots; the
// all-zero state must mean "no rows seen".
type BoundAgg interface {
	Slots() SlotCount
	// Update adds row rows[i] of the arguments to group groups[i]. rows nil means 0..n-1.
	Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error
	// Merge adds group from[i] of src to group to[i] of dst (session windows, partial results).
	Merge(ctx *Context, dst *Slots, to []int32, src *Slots, from []int32) error
	// Result gives the value of each listed group.
	Result(ctx *Context, s *Slots, groups []int32) (data.Column, error)
}

// AggFunction is one row of the aggregate table.
type AggFunction struct {
	Name             string
	Aliases          []string
	Usage            string
	Help             string
	Example          string
	MinArgs, MaxArgs int
	// Counts are the numbers of arguments that Spark names, Need what it says instead and Params the
	// parameters, as in [Function].
	Counts []int
	Need   string
	Params []Param
	// Bind coerces the arguments and returns the aggregate bound to their types.
	Bind func(b *Binding) (*Agg, error)
}

// Scope resolves names while an expression is resolved.
type Scope interface {
	// Column finds a column by its name parts. It returns how many leading parts it used;
	// the rest are struct fields. An unknown name is an UNRESOLVED_COLUMN error with suggestions.
	Column(parts []string, at Span) (Expr, int, error)
	// Star lists the columns of * or qualifier.*.
	Star(qualifier []string, at Span) ([]Expr, error)
}
