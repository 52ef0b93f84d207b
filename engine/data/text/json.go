package text

import (
	"bytes"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// DefaultCorruptColumn is Spark's default name of the column for the text of bad records.
const DefaultCorruptColumn = "_corrupt_record"

// JSONOptions are Spark's JSON options that change what is read. The zero value has Spark's
// defaults.
type JSONOptions struct {
	Mode Mode
	// CorruptColumn is the name of the column that takes the text of bad records, when the
	// schema has it as STRING; "" means _corrupt_record.
	CorruptColumn string
	Times         Times
	// LineSep ends records in the place of the usual line ends, which are blanks then; "": those do.
	LineSep string
	// Keep marks the columns that somebody reads; nil: all. The others must be JSON, need not fit their types, and are
	// left out.
	Keep []bool
	// Mind marks the columns whose values must fit for a record to be good; nil: all.
	Mind []bool
	// Strict options: Spark's defaults allow single quotes and NaN.
	NoSingleQuotes, NoNonNumericNumbers bool
	// Lenient ones, all off in Spark.
	Comments, UnquotedNames, LeadingZeros, AnyEscape, ControlChars bool
	// Rewrite appends the text that a column of STRING gets for a value that is no string; nil: the
	// value as it stands.
	Rewrite func(dst, value []byte) []byte
	// Variant appends the VARIANT of a value, false where it has none; nil: a VARIANT does not fit.
	Variant func(dst, value []byte) ([]byte, bool)
	// Single has the column of VARIANT take each record whole, whatever it is (singleVariantColumn).
	Single bool
	// These change inference only.
	PrimitivesAsString, PrefersDecimal, InferTimestamp, DropFieldIfAllNull bool
}

// bom is the mark that some editors put in front of UTF-8 text.
var bom = []byte("\xef\xbb\xbf")

// JSON decodes documents into columns. One goroutine uses it.
type JSON struct {
	schema  *data.Schema // of what comes out
	root    *column
	corrupt *column // nil when the schema has none
	mode    Mode
	bad     int64
	line    int64
	top     bool // the next line is the first of its file
	r       jsonReader
	tail    []byte
	first   int // row of the last record
}

// NewJSON returns a decoder of records (objects) under a schema.
func NewJSON(s *data.Schema, o JSONOptions) *JSON {
	if o.CorruptColumn == "" {
		o.CorruptColumn = DefaultCorruptColumn
	}
	d := &JSON{schema: s, root: newColumn(s.Type()), mode: o.Mode, top: true, r: newJSONReader(o)}
	for i := range o.Mind {
		d.root.kids[i].lax = !o.Mind[i]
	}
	if o.Keep != nil {
		d.schema = d.root.keep(o.Keep)
	}
	for i, f := range s.Fields {
		if f.Name == o.CorruptColumn && f.Type.Kind == data.KindString {
			d.root.hide(i)
			if o.Keep == nil || o.Keep[i] {
				d.corrupt = d.root.kids[i]
			}
		}
	}
	return d
}

// Begin tells that the next lines are those of another file: from its top, or from some line on.
func (d *JSON) Begin(top bool) { d.line, d.top = 0, top }

// Lines decodes one document a line, which LineSep, if any, must end with \n alone; blank lines are no records. The last line needs no newline.
// What is given by and by must be cut behind newlines.
func (d *JSON) Lines(buf []byte) error {
	if d.top {
		d.top, buf = false, bytes.TrimPrefix(buf, bom)
	}
	whole := len(buf)
	if whole > 0 && buf[whole-1] != '\n' {
		whole = bytes.LastIndexByte(buf, '\n') + 1
		d.tail = append(append(d.tail[:0], buf[whole:]...), '\n')
	} else {
		d.tail = d.tail[:0]
	}
	d.r.space['\n'] = false
	if d.root.n == 0 {
		d.root.grow(linesOf(buf))
	}
	for _, part := range [][]byte{buf[:whole], d.tail} {
		if d.r.o.LineSep == "" {
			part = oneLineEnd(part)
		}
		if err := d.lines(part); err != nil {
			return err
		}
	}
	return nil
}

// oneLineEnd gives text in which a carriage return that no newline follows, which ends a line too, is a newline.
func oneLineEnd(buf []byte) []byte {
	copied := false
	for p := bytes.IndexByte(buf, '\r'); p >= 0; {
		if p+1 == len(buf) || buf[p+1] != '\n' {
			if !copied {
				buf, copied = bytes.Clone(buf), true
			}
			buf[p] = '\n'
		}
		next := bytes.IndexByte(buf[p+1:], '\r')
		if next < 0 {
			break
		}
		p += 1 + next
	}
	return buf
}

// linesOf is about how many lines there are, from what the first of them take.
func linesOf(buf []byte) int {
	part := buf[:min(len(buf), 1<<15)]
	n := bytes.Count(part, []byte{'\n'}) + 1
	if len(part) < len(buf) {
		n = int(float64(n)*float64(len(buf))/float64(len(part))*1.02) + 1
	}
	return n
}

func (d *JSON) lines(buf []byte) error {
	d.r.b = buf
	for p := 0; p < len(buf); {
		start := p
		d.line++
		p = d.r.ws(p)
		if buf[p] == '\n' {
			p++
			continue
		}
		end, st := d.record(p)
		if st == good && buf[end] == '\n' {
			p = end + 1
			continue
		}
		end += bytes.IndexByte(buf[end:], '\n')
		p = end + 1
		if st != good {
			text := buf[start:end]
			if d.r.o.LineSep == "" {
				text = bytes.TrimSuffix(text, []byte{'\r'})
			}
			if err := d.malformed(st, text, d.line); err != nil {
				return err
			}
		}
	}
	return nil
}

// Records decodes the documents of a file that LineSep stands between.
func (d *JSON) Records(buf []byte) error {
	for rest := bytes.TrimPrefix(buf, bom); len(rest) > 0; {
		var record []byte
		record, rest, _ = bytes.Cut(rest, []byte(d.r.o.LineSep))
		d.line++
		if err := d.document(record, d.line); err != nil {
			return err
		}
	}
	return nil
}

// Document decodes a buffer that holds one document over any number of lines (multiLine).
func (d *JSON) Document(buf []byte) error { return d.document(buf, 0) }

func (d *JSON) document(buf []byte, line int64) error {
	d.tail = append(append(d.tail[:0], bytes.TrimPrefix(buf, bom)...), 0)
	d.r.b, d.r.space['\n'] = d.tail, true
	p := d.r.ws(0)
	if p == len(d.tail)-1 {
		return nil
	}
	if _, st := d.record(p); st != good {
		return d.malformed(st, buf, line)
	}
	return nil
}

// record decodes the document at p: an object is a row, an array of objects a row each. It
// leaves rows whose corrupt column is not filled yet only when the status is not good.
func (d *JSON) record(p int) (next int, st status) {
	d.first = d.root.n
	switch c := d.r.b[p]; {
	case d.r.o.Single:
		next, st = d.r.single(d.root, p)
	case c == '{':
		next, st = d.r.object(d.root, p+1)
	case c == '[':
		next, st = d.r.rows(d.root, p+1)
	default:
		next, st = d.r.skip(p, 0)
		if st == good {
			d.r.fail("the document is no object")
		}
		st = broken
	}
	if st == broken {
		d.root.cut(d.first)
	}
	return next, st
}

// malformed does with a bad record what the mode says; all the rows that it gave, if any, are as bad as one of them.
func (d *JSON) malformed(st status, text []byte, line int64) error {
	d.bad++
	switch d.mode {
	case FailFast:
		return &Malformed{Record: string(text), Line: line, Cause: d.r.cause}
	case DropMalformed:
		if st == partial {
			d.root.cut(d.first)
		}
		return nil
	}
	if st == broken {
		d.root.zero()
	}
	if d.corrupt != nil {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
		for d.corrupt.cut(d.first); d.corrupt.n < d.root.n; {
			d.corrupt.text(text)
		}
	}
	return nil
}

// Foresee makes room: the rows so far are that share of all that will come.
func (d *JSON) Foresee(share float64) { d.root.foresee(1/share - 1) }

// Rows is the number of rows decoded since Finish.
func (d *JSON) Rows() int { return d.root.n }

// Finish returns what was decoded and makes the decoder ready for more.
func (d *JSON) Finish() *data.Batch {
	n := d.root.n
	out := &data.Batch{Schema: d.schema, N: n}
	for i, c := range d.root.finish().(*data.Struct).Fields {
		if d.root.kids[i].kind != unread {
			out.Cols = append(out.Cols, c)
		}
	}
	return out
}

// Corrupt counts the bad records so far.
func (d *JSON) Corrupt() int64 { return d.bad }
