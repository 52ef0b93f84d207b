// Package sessions is where bytes live and survive: recordings, checkpoints, notebook files.
//
//	recording   Avro object container: header, then blocks; a batch is one block or more
//	checkpoint  Spark's layout: metadata offsets/N commits/N sources/N state/op/0/V.delta
//	notebook    file, swap file beside the state directory, five older versions
//
// Every write is atomic or repairable: a file cut anywhere opens with what was whole, and says
// what is lost.
//
// Absent on purpose: what a query or a cell is; formats of values other than recordings.
package sessions
