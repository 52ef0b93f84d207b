package text

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// CSVOptions are Spark's CSV options that change what is read. The zero value has Spark's
// defaults.
type CSVOptions struct {
	Mode Mode
	// CorruptColumn is as in [JSONOptions].
	CorruptColumn string
	Times         Times
	Header        bool
	Sep           string // "" means ","
	// Quote and Escape: 0 means '"' and '\\'. NoQuote turns quoting off.
	Quote, Escape, Comment byte
	NoQuote                bool
	// EscapeEscape goes before an escape; 0 means the escape, and nothing where that is the quote.
	EscapeEscape byte
	// NullValue stands for null; EmptyValue is what "" in quotes stands for.
	NullValue, EmptyValue string
	// Variant appends the VARIANT of a field; as reads it as another type. nil: a VARIANT does not fit.
	Variant func(dst, field []byte, as func(t *data.Type) (any, bool)) []byte
	// Object appends a VARIANT of named ones. Where it is set, the fields of a record are one, named _c0, _c1 and so on, in the
	// column of VARIANT (singleVariantColumn).
	Object              func(dst []byte, fields map[string][]byte) []byte
	NaN, PosInf, NegInf string // "" means NaN, Inf, -Inf
	TrimLeading         bool   // ignoreLeadingWhiteSpace
	TrimTrailing        bool
	MultiLine           bool
	PreferDate          bool // inference; Spark's default is true
	// LineSep ends records in the place of the usual line ends; "": those do.
	LineSep string
	// CheckHeader refuses a header whose names are not those of the schema (enforceSchema=false), in this
	// case when CaseSensitive.
	CheckHeader, CaseSensitive bool
	Unescaped                  QuoteHandling
	// Mind marks the columns whose values must fit for a record to be good; nil: all. AnyLength takes records of
	// any number of fields as good.
	Mind      []bool
	AnyLength bool
	// MaxColumns and MaxChars refuse records with more columns, and longer fields; 0 is no bound.
	MaxColumns, MaxChars int
}

// QuoteHandling says what a quote inside a quoted field, without an escape before it, means.
type QuoteHandling uint8

// The handlings, by Spark's names.
const (
	StopAtDelimiter    QuoteHandling = iota // the field is plain text up to the next separator, quotes and all
	StopAtClosingQuote                      // it is one more character
	BackToDelimiter                         // it is left out
	SkipValue                               // the field is null
	RaiseError                              // the file is refused
)

// QuoteHandlings are the handlings by Spark's names.
var QuoteHandlings = map[string]QuoteHandling{"STOP_AT_DELIMITER": StopAtDelimiter, "STOP_AT_CLOSING_QUOTE": StopAtClosingQuote,
	"BACK_TO_DELIMITER": BackToDelimiter, "SKIP_VALUE": SkipValue, "RAISE_ERROR": RaiseError}

func (o CSVOptions) filled() CSVOptions {
	set := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	set(&o.CorruptColumn, DefaultCorruptColumn)
	set(&o.Sep, ",")
	set(&o.NaN, "NaN")
	set(&o.PosInf, "Inf")
	set(&o.NegInf, "-Inf")
	if o.Quote == 0 {
		o.Quote = '"'
	}
	if o.Escape == 0 {
		o.Escape = '\\'
	}
	if o.Times.Exact && o.Times.Date == nil {
		o.Times.Date = isoDate
	}
	if o.EscapeEscape == 0 {
		o.EscapeEscape = o.Escape
	}
	return o
}

// CSV decodes lines into columns. One goroutine uses it.
type CSV struct {
	schema  *data.Schema
	root    *column
	corrupt *column
	values  []*column // the columns that fields fill, in order
	lax     []bool    // those of values whose mistakes do not count; nil: none
	o       CSVOptions
	bad     int64
	top     bool // the next line is the first of its file
	header  bool // the next record is the header
	cause   string
	tok     csvTokens
	dec     decimalReader
}

// NewCSV returns a decoder under a schema of types that CSV can hold (not nested).
func NewCSV(s *data.Schema, o CSVOptions) *CSV {
	d := &CSV{schema: s, root: newColumn(s.Type()), o: o.filled()}
	d.tok.o = d.o
	for i, f := range s.Fields {
		if f.Name == d.o.CorruptColumn && f.Type.Kind == data.KindString {
			d.corrupt = d.root.kids[i]
			continue
		}
		d.values = append(d.values, d.root.kids[i])
		if o.Mind != nil {
			d.lax = append(d.lax, !o.Mind[i])
		}
	}
	return d
}

// File decodes the content of one file: its first record is the header when the options say so.
func (d *CSV) File(buf []byte) error {
	d.Begin(true)
	return d.Lines(buf)
}

// Begin tells that the next lines are those of another file: from its top, or from some line on.
func (d *CSV) Begin(top bool) { d.tok.line, d.top, d.header = 0, top, top && d.o.Header }

// Lines decodes further lines of a file, which must be cut behind newlines.
func (d *CSV) Lines(buf []byte) error {
	if d.top {
		d.top, buf = false, bytes.TrimPrefix(buf, bom)
	}
	if !d.o.MultiLine && d.o.LineSep == "" && d.root.n == 0 {
		d.root.grow(bytes.Count(buf, []byte{'\n'}) + 1)
	}
	return d.tok.each(buf, func(fields []csvField, record []byte) error {
		if d.tok.refused != "" {
			return &Refused{Condition: "MALFORMED_CSV_RECORD", Message: "Malformed CSV record: " + string(clip(record)) + ": " + d.tok.refused}
		}
		if d.header {
			d.header = false
			return d.checkHeader(fields)
		}
		return d.record(fields, record)
	})
}

// checkHeader compares the header with the schema where that is asked for.
func (d *CSV) checkHeader(fields []csvField) error {
	if !d.o.CheckHeader {
		return nil
	}
	var names, header []string
	for _, f := range d.schema.Fields {
		if f.Name != d.o.CorruptColumn {
			names = append(names, f.Name)
		}
	}
	for _, f := range fields {
		header = append(header, string(f.text))
	}
	if len(names) != len(header) {
		return &Refused{Message: fmt.Sprintf("Number of column in CSV header is not equal to number of fields in the schema:\n Header length: %d, schema size: %d", len(header), len(names))}
	}
	for i, n := range names {
		if n == header[i] || !d.o.CaseSensitive && strings.EqualFold(n, header[i]) {
			continue
		}
		return &Refused{Message: fmt.Sprintf("CSV header does not conform to the schema.\n Header: %s\n Schema: %s\nExpected: %s but found: %s",
			strings.Join(header, ", "), strings.Join(names, ", "), n, header[i])}
	}
	return nil
}

// Line decodes one record: from_csv.
func (d *CSV) Line(record []byte) error {
	fields, _ := d.tok.record(record)
	return d.record(fields, record)
}

// AddNull adds a row of nulls.
func (d *CSV) AddNull() { d.root.null() }

// Column returns what was decoded as one STRUCT column, and makes the decoder ready for more.
func (d *CSV) Column() data.Column { return d.root.finish() }

// single puts a record into one VARIANT.
func (d *CSV) single(fields []csvField) {
	object, one := map[string][]byte{}, newColumn(data.Variant)
	for i, f := range fields {
		if d.put(one, f); len(one.nulls) == 0 {
			object[fmt.Sprintf("_c%d", i)] = bytes.Clone(one.data)
		} else {
			object[fmt.Sprintf("_c%d", i)] = []byte("null")
		}
		one.cut(0)
	}
	d.root.n++
	for _, c := range d.root.kids {
		if c.kind == data.KindVariant && len(fields) > 0 {
			c.text(d.o.Object(nil, object))
		}
	}
	d.root.fill(d.root.n)
}

func (d *CSV) record(fields []csvField, record []byte) error {
	if d.o.Object != nil {
		if len(record) == 0 {
			fields = nil
		}
		d.single(fields)
		return nil
	}
	row, st := d.root.n, good
	for i, c := range d.values {
		if i >= len(fields) {
			c.null()
			continue
		}
		if s := d.put(c, fields[i]); s != good {
			c.cut(row)
			c.null()
			if d.lax == nil || !d.lax[i] {
				st = partial
			}
		}
	}
	if len(fields) != len(d.values) && !d.o.AnyLength {
		d.cause = fmt.Sprintf("the record has %d fields, the schema %d", len(fields), len(d.values))
		st = partial
	}
	d.root.n++
	if st == good {
		if d.corrupt != nil {
			d.corrupt.null()
		}
		return nil
	}
	d.bad++
	text := bytes.TrimRight(record, "\r\n")
	switch d.o.Mode {
	case FailFast:
		return &Malformed{Record: string(text), Line: d.tok.line, Cause: d.cause}
	case DropMalformed:
		d.root.cut(row)
		return nil
	}
	if d.corrupt != nil {
		d.corrupt.text(bytes.ToValidUTF8(text, []byte("\uFFFD")))
	}
	return nil
}

// Foresee makes room: the rows so far are that share of all that will come.
func (d *CSV) Foresee(share float64) { d.root.foresee(1/share - 1) }

// Rows is the number of rows decoded since Finish.
func (d *CSV) Rows() int { return d.root.n }

// Finish returns what was decoded and makes the decoder ready for more.
func (d *CSV) Finish() *data.Batch {
	n := d.root.n
	return &data.Batch{Schema: d.schema, Cols: d.root.finish().(*data.Struct).Fields, N: n}
}

// Corrupt counts the bad records so far.
func (d *CSV) Corrupt() int64 { return d.bad }
