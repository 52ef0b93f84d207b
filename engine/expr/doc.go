// Package expr holds Spark SQL expressions as data, the table of functions and
// aggregates, and their evaluation by typed vector kernels.
//
//	text ─ sql.Parse ─> unresolved tree ─ Resolve(scope) ─> resolved tree ─ Eval(batch) ─> column
//	  Name Star Call Lambda Subquery        Ref Literal Apply Cast Case Agg ...
//
// Words: a resolved expression knows its type and refers to input columns by ordinal
// ([Ref]); a function is one row of the function table; a kernel computes a whole column;
// an aggregate keeps its buffers in slots that the caller owns ([AggFunction]).
//
// Absent on purpose: knowledge of plans, state, IO and clocks. The batch's time, the
// session time zone, the ANSI switch and random seeds come in through [Context].
package expr
