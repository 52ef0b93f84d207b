// Package spark is the public face of the engine: what notebook cells and compiled Go programs
// write. Names are Spark's, in Go's case.
//
//	spark.ReadStream().Format("rate").Load() ─> DataFrame ─ Select Where GroupBy ... ─> DataFrame
//	DataFrame.WriteStream() ... Start() ─> *engine.Query ─ Session.Launch ─> whoever runs it
//	DataFrame.Collect Show Write().Save() ─> engine.RunBatch, at once
//
// Words: a session holds what queries share (views, settings, functions); a DataFrame is an
// immutable analyzed plan, so that a wrong column is refused at the call that names it.
//
// Errors: a call that builds (Select, GroupBy, Start ...) panics with an [*Error], because it
// must return what the next call in the chain needs. Calls that do something and end a chain
// (Save, Stop, AwaitTermination ...) return an error. [Try] turns the panics of a whole function
// into an error; a notebook does that for each cell, a program for its main function.
//
// Absent on purpose: goroutines, files, clocks. They come in through [Options].
package spark
