// Package present turns engine values into plain figures.
//
//	Timeline, Step, Record, Batch ─ Subject + Ask ─> viz.Figure
//
// Words: a subject is one query's timeline standing at a batch; an ask is the part of a pane
// a face wants: rows from an offset, in an order, filtered. Only these rows are made.
//
// Absent on purpose: drawing (viz), what a key does (the faces), changes of any kind: a
// figure is read off, and a timeline that was moved to read an older state is moved back.
package present
