package text

import "github.com/sparkrepl/sparkrepl/engine/data"

// JSONOptions are Spark's JSON options that change what is read. The zero value has Spark's
// defaults.
type JSONOptions struct {
	Mode Mode
	// CorruptColumn is the name of the column that takes the text of bad records, when the
	// schema has it as STRING; "" means _corrupt_record.
	CorruptColumn string
	Times         Times
	// Strict options: Spark's defaults allow single quotes and NaN.
	NoSingleQuotes, NoNonNumericNumbers bool
	// Lenient ones, all off in Spark.
	Comments, UnquotedNames, LeadingZeros, AnyEscape, ControlChars bool
	// PrimitivesAsString and PrefersDecimal change inference only.
	PrimitivesAsString, PrefersDecimal, InferTimestamp, DropFieldIfAllNull bool
}

// JSON decodes documents into columns. One goroutine uses it.
type JSON struct{ schema *data.Schema }

// NewJSON returns a decoder of records (objects) under a schema.
func NewJSON(s *data.Schema, o JSONOptions) *JSON { return &JSON{schema: s} }

// Lines decodes one document a line; blank lines are no records. The last line needs no newline.
func (d *JSON) Lines(buf []byte) error { return nil }

// Document decodes a buffer that holds one document over any number of lines (multiLine).
func (d *JSON) Document(buf []byte) error { return nil }

// Finish returns what was decoded and makes the decoder ready for more.
func (d *JSON) Finish() *data.Batch { return data.Empty(d.schema) }

// Corrupt counts the bad records so far.
func (d *JSON) Corrupt() int64 { return 0 }

// JSONValues decodes one document a row into a column of any type: from_json.
type JSONValues struct{ t *data.Type }

// NewJSONValues returns a decoder of values of type t.
func NewJSONValues(t *data.Type, o JSONOptions) *JSONValues { return &JSONValues{t: t} }

// Add decodes one document. A null row is added for a blank document.
func (d *JSONValues) Add(doc []byte) error { return nil }

// AddNull adds a null row.
func (d *JSONValues) AddNull() {}

// Finish returns the column and makes the decoder ready for more.
func (d *JSONValues) Finish() data.Column { return nil }
