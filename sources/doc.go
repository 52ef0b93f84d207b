// Package sources holds the built-in kinds of sources and sinks, one file each. [Kinds] is the
// table of them; help, completion and the check of options are made from it.
//
//	Spec (format, options, schema) ── Kind.OpenStream ──> Source ──> micro-batches
//	micro-batches ──> Sink ── file with _spark_metadata, console, memory
//
// Absent on purpose: the engine's loop, notebooks, registries filled by imports.
package sources
