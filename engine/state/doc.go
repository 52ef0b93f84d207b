// Package state keeps keyed tables with versions, the memory of stateful operators.
//
//	Begin ─ Touch, write, evict ─ Commit(n)      one undo log a batch
//	                      Back / Forward / Seek  swap logged values with live ones
//
// Words: a version is the state after a batch; a slot is one typed vector indexed by
// group number; touching a group for the first time in a batch saves its old values.
//
// An undo log entry holds an old value; stepping back swaps it with the live one, so the
// same entry is the redo record. A value snapshot every so many batches bounds any seek.
//
// Absent on purpose: knowledge of operators, aggregates, watermarks, files.
package state
