package sources

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// lineSepOf is the option lineSep of a sink.
func lineSepOf(o *options) string {
	if sep := recordSep(o); sep != "" {
		return sep
	}
	return "\n"
}

type jsonLines struct {
	w      text.JSONWriter
	layout text.JSONLayout
	sep    string
}

func jsonEncoder(env source.Env, o *options, _ *data.Schema) (encoder, error) {
	return &jsonLines{text.JSONWriter{Formats: formatsOf(env, o), KeepNulls: !o.bool("ignoreNullFields", true)},
		text.JSONLayout{Pretty: o.bool("pretty", false), Sorted: o.bool("sortKeys", false), ASCII: o.bool("writeNonAsciiCharacterAsCodePoint", false)}, lineSepOf(o)}, o.err
}

// Ending implements encoder.
func (e *jsonLines) Ending() string { return ".json" }

// Encode implements encoder.
func (e *jsonLines) Encode(b *data.Batch) ([]byte, error) {
	var out []byte
	var row []byte
	for i := range b.N {
		if e.layout == (text.JSONLayout{}) {
			out = append(e.w.Row(out, b, i), e.sep...)
			continue
		}
		row = e.w.Row(row[:0], b, i)
		out = append(e.layout.Append(out, row), e.sep...)
	}
	return out, nil
}

type csvLines struct {
	w      text.CSVWriter
	header bool
	out    []byte // room that is used again
}

func csvEncoder(env source.Env, o *options, s *data.Schema) (encoder, error) {
	for _, f := range s.Fields {
		if f.Type.Nested() || f.Type.Kind == data.KindVariant || f.Type.Kind == data.KindCalendarInterval {
			return nil, unsupportedType("CSV", f)
		}
	}
	return &csvLines{header: o.bool("header", false), w: text.CSVWriter{
		Formats: formatsOf(env, o), Sep: separator(o), Quote: o.char("quote"), Escape: o.char("escape"), EscapeEscape: escapeEscape(o), Comment: o.char("comment"),
		LineSep: lineSepOf(o), QuoteAll: o.bool("quoteAll", false), BareQuotes: !o.bool("escapeQuotes", true), NullValue: o.str("nullValue", ""), EmptyValue: o.str("emptyValue", ""),
		NoEmptyValue: o.has("emptyValue") && o.str("emptyValue", "") == "", NoQuote: o.has("quote") && o.str("quote", "") == "",
		KeepLeading: !o.bool("ignoreLeadingWhiteSpace", true), KeepTrailing: !o.bool("ignoreTrailingWhiteSpace", true),
	}}, o.err
}

// Ending implements encoder.
func (e *csvLines) Ending() string { return ".csv" }

// Encode implements encoder.
func (e *csvLines) Encode(b *data.Batch) ([]byte, error) {
	out := e.out[:0]
	if e.header {
		out = e.w.Header(out, b.Schema.Names())
	}
	e.out = e.w.Rows(out, b)
	return e.out, nil
}

type textLines struct{ sep string }

func textEncoder(_ source.Env, o *options, s *data.Schema) (encoder, error) {
	if s.Len() != 1 || s.Fields[0].Type.Kind != data.KindString {
		return nil, unsupportedSchema("Text", s)
	}
	return &textLines{o.str("lineSep", "\n")}, o.err
}

// Ending implements encoder.
func (e *textLines) Ending() string { return ".txt" }

// Encode implements encoder.
func (e *textLines) Encode(b *data.Batch) ([]byte, error) {
	var out []byte
	c := b.Cols[0].(*data.Bytes)
	for i := range b.N {
		if !data.IsNull(c, i) { // a null is an empty line
			out = append(out, c.At(i)...)
		}
		out = append(out, e.sep...)
	}
	return out, nil
}
