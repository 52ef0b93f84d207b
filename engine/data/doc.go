// Package data holds immutable columns in Arrow memory layout, batches of them, and schemas.
//
//	Schema ── names and types ──┐
//	Column ── one typed vector ─┴─> Batch (N rows) ──> the next operator
//
// Words: a column is a typed vector with a validity bitmap; a batch is columns of
// one length under a schema; a selection is a list of row numbers. What has been
// handed on is never changed again: whoever needs other values builds new columns.
//
// Physical forms (the Go type of one value, also what [Value] returns boxed):
//
//	BOOLEAN bool · TINYINT int8 · SMALLINT int16 · INT int32 · BIGINT int64
//	FLOAT float32 · DOUBLE float64 · DECIMAL(p,s) Dec (128 bits, unscaled)
//	STRING, BINARY, VARIANT []byte in one buffer with int32 offsets
//	DATE int32 days · TIMESTAMP, TIMESTAMP_NTZ int64 microseconds since 1970 (UTC)
//	TIME int64 nanoseconds of the day · INTERVAL DAY TO SECOND int64 microseconds
//	INTERVAL YEAR TO MONTH int32 months · INTERVAL (calendar) Interval
//	ARRAY list · MAP list of pairs · STRUCT one column a field
//
// Absent on purpose: IO, clocks, compute (package expr), mutation.
package data
