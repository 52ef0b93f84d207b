// Package text turns lines of JSON and CSV into columns, by Spark's rules, and guesses schemas.
//
//	bytes ── JSON / CSV ──> columns (data.Builder layout) ──> Batch
//	      └─ InferJSON / InferCSV ──> Schema
//
// Words: a record is one JSON document or one CSV line; a bad record has a value that does not
// fit its type (partial result: only that field is null) or is no record at all (all fields
// null). What becomes of bad records is the [Mode].
//
// Absent on purpose: files, options as text (package sources reads them), java.time patterns
// (they come in as functions).
package text
