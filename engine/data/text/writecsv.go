package text

import (
	"bytes"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// CSVWriter writes rows as CSV as Spark does. The zero value has Spark's defaults.
type CSVWriter struct {
	Formats       Formats
	Sep           string // "" means ","
	LineSep       string // "" means a newline
	Quote, Escape byte   // 0 means '"' and '\\'
	EscapeEscape  byte   // before an escape; 0 means the escape, and nothing where that is the quote
	BareQuotes    bool   // escapeQuotes=false: a quote within does not make a field quoted
	Comment       byte   // a first field that begins with it is quoted; 0 means '#'
	QuoteAll      bool
	NullValue     string
	EmptyValue    string // "" means two quotes
	NoEmptyValue  bool   // an empty text is nothing (emptyValue="")
	NoQuote       bool   // nothing is quoted (quote="")
	KeepLeading   bool   // ignoreLeadingWhiteSpace=false
	KeepTrailing  bool

	plain bool // numbers and times need no quotes: no separator or comment is part of one
	utc   utcTimes
}

func (w *CSVWriter) fill() {
	if w.plain {
		return
	}
	if w.Sep == "" {
		w.Sep = ","
	}
	if w.LineSep == "" {
		w.LineSep = "\n"
	}
	if w.Quote == 0 {
		w.Quote = '"'
	}
	if w.Escape == 0 {
		w.Escape = '\\'
	}
	if w.EscapeEscape == 0 {
		w.EscapeEscape = w.Escape
	}
	if w.Comment == 0 {
		w.Comment = '#'
	}
	const inNumbers = "0123456789+-.:TZ"
	w.plain = !w.QuoteAll && !strings.ContainsAny(w.Sep, inNumbers) && strings.IndexByte(inNumbers, w.Comment) < 0 && strings.IndexByte(inNumbers, w.Quote) < 0
}

// Header appends the line of column names.
func (w *CSVWriter) Header(out []byte, names []string) []byte {
	w.fill()
	for i, n := range names {
		if i > 0 {
			out = append(out, w.Sep...)
		}
		out = w.field(out, []byte(n), i == 0)
	}
	return append(out, w.LineSep...)
}

// Row appends row i of a batch with its line end. A row that would be an empty line is left out.
func (w *CSVWriter) Row(out []byte, b *data.Batch, i int) []byte {
	w.fill()
	start := len(out)
	for k, c := range b.Cols {
		if k > 0 {
			out = append(out, w.Sep...)
		}
		if data.IsNull(c, i) {
			out = w.null(out)
		} else {
			out = w.value(out, c, i, k == 0)
		}
	}
	if len(out) == start {
		return out
	}
	return append(out, w.LineSep...)
}

func (w *CSVWriter) null(out []byte) []byte {
	if w.QuoteAll {
		return append(append(append(out, w.Quote), w.NullValue...), w.Quote)
	}
	return append(out, w.NullValue...)
}

func (w *CSVWriter) value(out []byte, c data.Column, i int, first bool) []byte {
	switch c := c.(type) {
	case *data.Bytes:
		if c.T.Kind == data.KindString || w.Formats.Parts == nil {
			return w.field(out, c.At(i), first)
		}
		return w.field(out, []byte(w.Formats.Parts(c, i)), first)
	case *data.List, *data.MapColumn, *data.Struct:
		if w.Formats.Parts != nil {
			return w.field(out, []byte(w.Formats.Parts(c, i)), first)
		}
	case *data.Fixed[data.Dec]:
		return w.field(out, []byte(decimalText(c.Values[i], c.T.Scale)), first)
	case *data.Fixed[float64]:
		if !w.QuoteAll {
			return AppendFloat(out, c.Values[i], 64)
		}
	}
	if w.plain {
		if out, ok := w.Formats.appendCommon(out, c, i, &w.utc); ok {
			return out
		}
	}
	s, _ := w.Formats.scalar(c, i)
	return w.field(out, []byte(s), first)
}

func (w *CSVWriter) field(out, s []byte, first bool) []byte {
	if !w.KeepLeading {
		s = bytes.TrimLeftFunc(s, func(r rune) bool { return r <= ' ' })
	}
	if !w.KeepTrailing {
		s = bytes.TrimRightFunc(s, func(r rune) bool { return r <= ' ' })
	}
	if len(s) == 0 {
		switch {
		case w.QuoteAll:
			return append(append(append(out, w.Quote), w.EmptyValue...), w.Quote)
		case w.EmptyValue == "" && !w.NoEmptyValue:
			return append(out, `""`...) // whatever quotes are
		}
		return append(out, w.EmptyValue...)
	}
	if w.NoQuote || !w.QuoteAll && !w.mustQuote(s, first) {
		return append(out, s...)
	}
	out = append(out, w.Quote)
	for _, c := range s {
		switch c {
		case w.Quote:
			out = append(out, w.Escape)
		case w.Escape:
			out = append(out, w.EscapeEscape)
		}
		out = append(out, c)
	}
	return append(out, w.Quote)
}

func (w *CSVWriter) mustQuote(s []byte, first bool) bool {
	if first && s[0] == w.Comment || s[0] == w.Quote {
		return true
	}
	for _, c := range s {
		if c == w.Quote && !w.BareQuotes || c == '\n' || c == '\r' {
			return true
		}
	}
	return bytes.Contains(s, []byte(w.Sep))
}
