package sources

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

var lineSchema = data.NewSchema(data.Field{Name: "value", Type: data.String, Nullable: true})

func textFormat() *fileFormat {
	return &fileFormat{
		name: "text", title: "Text", fixed: lineSchema, decoder: newTextDecoder,
		lines: func(o *options) bool { return !o.bool("wholetext", false) && !o.has("lineSep") }, apart: always, quick: true,
	}
}

func textKind() *source.Kind {
	return fileKind(textFormat(), packedText(textEncoder), source.Kind{
		Help:    "Lines of text: one column, value STRING.",
		Example: `spark.ReadStream().Format("text").Load("logs/*.log")`,
		Options: fileOptions(
			source.Option{Name: "wholetext", Type: "bool", Default: "false", Help: "a row is a whole file"},
			source.Option{Name: "lineSep", Type: "string", Help: "what ends a line; \\n, \\r and \\r\\n otherwise"},
			source.Option{Name: "timeZone", Type: "string", Help: "zone of partition values"},
		),
		SinkOptions: []source.Option{{Name: "lineSep", Type: "string", Default: `\n`, Help: "what ends a line"},
			{Name: "encoding", Type: "string", Help: "taken for Spark's sake; lines are written as they are"}, textCompression},
	})
}

// lineDecoder makes a row of every line.
type lineDecoder struct {
	schema *data.Schema
	b      *data.BytesBuilder
	whole  bool
	top    bool // the next line is the first of its file
	sep    []byte
}

func newTextDecoder(_ source.Env, o *options, s *data.Schema) (decoder, error) {
	if s.Len() != 1 || s.Fields[0].Type.Kind != data.KindString {
		return nil, unsupportedSchema("Text", s)
	}
	sep := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(o.str("lineSep", ""))
	return &lineDecoder{schema: s, b: data.NewBytesBuilder(data.String, 0), whole: o.bool("wholetext", false), sep: []byte(sep)}, o.err
}

// File implements decoder.
func (d *lineDecoder) File(b []byte) error {
	if d.whole {
		d.b.Add(bytes.ToValidUTF8(b, []byte("\uFFFD")))
		return nil
	}
	d.Begin(true)
	return d.Lines(b)
}

// Begin implements pieceDecoder.
func (d *lineDecoder) Begin(top bool) { d.top = top }

// Foresee implements pieceDecoder.
func (d *lineDecoder) Foresee(share float64) {
	more := (1/share - 1) * 1.02
	d.b.Room(int(float64(d.b.Len())*more)+16, int(float64(d.b.Bytes())*more)+16)
}

// Lines implements pieceDecoder.
func (d *lineDecoder) Lines(b []byte) error {
	if d.top {
		d.top, b = false, bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	}
	if d.b.Len() == 0 {
		d.b.Room(bytes.Count(b, []byte{'\n'})+1, len(b))
	}
	valid := utf8.Valid(b)
	if valid && len(d.sep) == 0 && bytes.IndexByte(b, '\r') < 0 {
		d.b.AddLines(b)
		return nil
	}
	for len(b) > 0 {
		var line []byte
		if line, b = d.cut(b); !valid {
			line = bytes.ToValidUTF8(line, []byte("\uFFFD"))
		}
		d.b.Add(line)
	}
	return nil
}

func (d *lineDecoder) cut(b []byte) (line, rest []byte) {
	if len(d.sep) > 0 {
		line, rest, _ = bytes.Cut(b, d.sep)
		return line, rest
	}
	line, next := text.CutLine(b, 0)
	return line, b[next:]
}

// Finish implements decoder.
func (d *lineDecoder) Finish() *data.Batch {
	c := d.b.Finish()
	d.b = data.NewBytesBuilder(data.String, 0)
	return &data.Batch{Schema: d.schema, Cols: []data.Column{c}, N: c.Len()}
}

// Corrupt implements decoder.
func (d *lineDecoder) Corrupt() int64 { return 0 }
