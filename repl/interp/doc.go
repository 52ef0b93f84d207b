// Package interp runs the cells of a notebook: Go through an interpreter, Spark SQL through the
// session. It is the only importer of the interpreter.
//
//	cell ─ split ─> imports, declarations, statements ─ go/types ─> diagnostics
//	     ─ rewrite ─> one program ─ a fresh interpreter ─> values, output, error at line and column
//
// Words: a hoisted variable is defined by a statement of a cell and lives in memory that the
// session owns, so that every later program, and every closure made by an earlier one, sees the
// same variable; a mark is the number of the statement that is running, from which errors get
// their place; lifting turns the source of a simple function into a kernel over columns.
//
// A name belongs to one cell. err and ok are the exception: they are each cell's own.
//
// Absent on purpose: state in the interpreter. It is thrown away after each run, because a
// redefined type or function, or a cancelled run, leaves it in a state that cannot be trusted.
package interp

//go:generate go run generate.go
