// Package engine runs streaming queries one micro-batch at a time, forward and back.
//
//	source ─ Latest, Read ─> Tick ─ Checkpoint.Begin ─> Timeline.Forward ─> Step ─> sink ─ Commit
//	recording ──────────────> Tick (replay) ───────────────^
//
// A step is a function: (query, state version n, tick) -> (outputs, state version n+1). Going
// back moves a cursor over state versions.
//
// Absent on purpose: undo code, a second path for replay, IO and clocks of its own.
package engine
