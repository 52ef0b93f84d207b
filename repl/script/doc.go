// Package script holds the faces without a screen: run, step, test, check, fmt, record, and the
// plain line mode.
//
//	flags ─ cmd/sparkrepl ─> Run{File, To, ...}.Do(ctx) ─> kernel in process ─> text or NDJSON, exit code
//
// Words: an event is one line of --json; the exit codes are [Done] to [TimedOut].
//
// Absent on purpose: flags (cmd/sparkrepl), drawing (viz).
package script
