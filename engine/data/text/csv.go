package text

import "github.com/sparkrepl/sparkrepl/engine/data"

// CSVOptions are Spark's CSV options that change what is read. The zero value has Spark's
// defaults, but for the bytes, where 0 means the default.
type CSVOptions struct {
	Mode          Mode
	CorruptColumn string
	Times         Times
	Header        bool
	Sep           string // "" means ","
	// Quote and Escape: 0 means '"' and '\\'. NoQuote turns quoting off.
	Quote, Escape, Comment byte
	NoQuote                bool
	NullValue, EmptyValue  string
	NaN, PosInf, NegInf    string // "" means NaN, Inf, -Inf
	TrimLeading            bool
	TrimTrailing           bool
	MultiLine              bool
	LineSep                string
	PreferDate             bool // inference
}

// CSV decodes lines into columns. One goroutine uses it.
type CSV struct{ schema *data.Schema }

// NewCSV returns a decoder under a schema.
func NewCSV(s *data.Schema, o CSVOptions) *CSV { return &CSV{schema: s} }

// File decodes the content of one file: its first line is the header when the options say so.
func (d *CSV) File(buf []byte) error { return nil }

// Finish returns what was decoded and makes the decoder ready for more.
func (d *CSV) Finish() *data.Batch { return data.Empty(d.schema) }

// Corrupt counts the bad records so far.
func (d *CSV) Corrupt() int64 { return 0 }
