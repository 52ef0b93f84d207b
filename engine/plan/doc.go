// Package plan rewrites the one tree of operators between its text and its run.
//
//	parsed ─ Analyze ─> resolved ─ CheckStreaming ─> Optimize ─> what runs
//	  names            ordinals,       Spark's         the same      │
//	  Select           Filter,         refusals        answer for    ├ CheckPlanning, CheckWatermarks:
//	                   Aggregate ...                   less work     │ refusals of the first batches
//	                                                                 └ Explain, Verdicts, Lints
//
// Words: a scope resolves names over the columns of a node; a block is one SELECT on its way to
// nodes; an item is one column of it; a slot is a value that must become a column first (a
// subquery, an OVER call); grouping says expressions over the input in terms of an Aggregate; a
// rule is one rewriting of the optimizer, and a [Change] what it did to one plan; the domain of a
// correlated subquery is the different values that it reads of the query around.
//
// Qualifiers are read off the tree (SubqueryAlias), so that a DataFrame is analyzed call by call and
// nothing else is kept. References at and above aliasBase stand for values without a column yet;
// none is left in a resolved tree.
//
// Absent on purpose: a physical tree, costs and statistics, and rules that would change what a
// stream's watermark sees in any other way than Spark's do.
package plan
