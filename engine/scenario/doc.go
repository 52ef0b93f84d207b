// Package scenario runs unit tests of streaming queries: ticks in, expected rows, watermarks and
// state counts out. What Spark itself answered is kept in the same form.
//
//	*.scenario.yaml *.scenario.json *.scenarios.jsonl *.jsonl[.gz] ─ Load ─> Scenario ─ Run ─> Result
//
// A scenario runs on the public face (engine/spark) and the loop of every query (engine.Runner):
// memory streams, a checkpoint in memory, a clock that only the scenario moves. All rows of one
// `add` are one tick; then batches run until nothing is left to do, no-data batches included.
//
// Only what the document gives is compared.
package scenario
