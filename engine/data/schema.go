package data

import "strings"

// Field is a named column of a schema or a field of a struct.
type Field struct {
	Name     string
	Type     *Type
	Nullable bool
	// EventTime marks the column (or window column) that carries the event time of a
	// watermark; DelayMs is that watermark's delay in milliseconds. Spark keeps the same
	// as column metadata (spark.watermarkDelayMs).
	EventTime bool
	DelayMs   int64
	// Window marks the column that window() ("timeWindow") or session_window() ("sessionWindow") made: Spark's
	// metadata spark.timeWindow.
	Window string
}

// Schema is an ordered list of fields. It is immutable.
type Schema struct{ Fields []Field }

// NewSchema returns a schema of the fields.
func NewSchema(fields ...Field) *Schema { return &Schema{Fields: fields} }

// Len is the number of columns.
func (s *Schema) Len() int { return len(s.Fields) }

// Index finds a column by name, case-insensitively as Spark does; -1 when absent.
func (s *Schema) Index(name string) int {
	for i := range s.Fields {
		if strings.EqualFold(s.Fields[i].Name, name) {
			return i
		}
	}
	return -1
}

// Names lists the column names in order.
func (s *Schema) Names() []string {
	out := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		out[i] = f.Name
	}
	return out
}

// EventTime finds the event-time column; -1 when no watermark was declared.
func (s *Schema) EventTime() int {
	for i := range s.Fields {
		if s.Fields[i].EventTime {
			return i
		}
	}
	return -1
}

// Type is the schema as one STRUCT type.
func (s *Schema) Type() *Type { return &Type{Kind: KindStruct, Fields: s.Fields} }

// Equal compares names and types.
func (s *Schema) Equal(o *Schema) bool { return equalFields(s.Fields, o.Fields) }

// String gives Spark's DDL text: "ts TIMESTAMP,page STRING". [ParseSchema] reads it back.
func (s *Schema) String() string {
	parts := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		parts[i] = QuoteIfNeeded(f.Name) + " " + f.Type.String()
		if !f.Nullable {
			parts[i] += " NOT NULL"
		}
	}
	return strings.Join(parts, ",")
}
