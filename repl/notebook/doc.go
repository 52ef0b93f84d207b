// Package notebook holds cells, their order, what is stale, unlimited undo, and the
// `.spark.md` text they live in.
//
//	bytes ─ Parse ─> Notebook (front matter, cells) ─ Bytes ─> the same bytes
//	                     │ Edit Insert Delete Move ... Undo Redo
//	                     └─ Runs.Status(cells, names) ─> not run, ok, failed, stale and why
//
// Words: a cell is a fence of a live language, a fence that is only shown, or the text
// between fences; what a cell wrote in the file is kept beside its source, so that a cell
// nobody touched is written back byte for byte; cells and lists of cells are immutable, so
// that undo is a list of lists.
//
// Absent on purpose: ids, counters, times and outputs in the file; files; running.
package notebook
