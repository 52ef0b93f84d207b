package sources

import (
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

var recordOptions = []source.Option{
	{Name: "mode", Type: "PERMISSIVE|DROPMALFORMED|FAILFAST", Default: "PERMISSIVE", Help: "what becomes of records that do not parse; another word is PERMISSIVE, as in Spark"},
	{Name: "columnNameOfCorruptRecord", Type: "string", Default: "_corrupt_record", Help: "the STRING column that takes the text of bad records, if the schema has it"},
	{Name: "timestampFormat", Type: "string", Help: "pattern of TIMESTAMP columns, as in java.time"},
	{Name: "timestampNTZFormat", Type: "string", Help: "pattern of TIMESTAMP_NTZ columns"},
	{Name: "dateFormat", Type: "string", Help: "pattern of DATE columns"},
	{Name: "enableDateTimeParsingFallback", Type: "bool", Help: "read as without a pattern what timestampFormat or dateFormat do not fit; where neither is given it is"},
	{Name: "timeZone", Type: "string", Help: "zone of times that name none; the session's otherwise"},
	{Name: "multiLine", Type: "bool", Default: "false", Help: "a record may span lines"},
	{Name: "inferSchema", Type: "bool", Default: "false", Help: "guess the types from the files"},
	{Name: "samplingRatio", Type: "string", Help: "taken for Spark's sake; all of the first 64 MB is looked at"},
	{Name: "locale", Type: "string", Default: "en-US", Help: "taken for Spark's sake"},
}

var textSinkOptions = []source.Option{
	{Name: "timestampFormat", Type: "string", Help: "pattern of TIMESTAMP columns, as in java.time"},
	{Name: "timestampNTZFormat", Type: "string", Help: "pattern of TIMESTAMP_NTZ columns"},
	{Name: "dateFormat", Type: "string", Help: "pattern of DATE columns"},
	{Name: "timeZone", Type: "string", Help: "zone in which times are written; the session's otherwise"},
	{Name: "encoding", Type: "string", Default: "UTF-8", Help: "character set of the files"},
	{Name: "charset", Type: "string", Help: "the same as encoding"},
	textCompression,
}

// textCompression is an option of writing text files.
var textCompression = source.Option{Name: "compression", Type: "none|gzip|deflate|snappy|lz4", Default: "none", Help: "how files are packed"}

func jsonFormat() *fileFormat {
	return &fileFormat{
		name: "json", title: "JSON", infer: inferJSON, decoder: newJSONDecoder, lean: leanJSONDecoder,
		lines: inLines, apart: always,
	}
}

func jsonKind() *source.Kind {
	return fileKind(jsonFormat(), packedText(inCharset(jsonEncoder)), source.Kind{
		Help:    "JSON, one object a line (or one document a file with multiLine).",
		Example: `spark.ReadStream().Format("json").Schema("ts TIMESTAMP, page STRING").Load("clicks/")`,
		Options: fileOptions(append([]source.Option{
			{Name: "allowComments", Type: "bool", Default: "false", Help: "/* */ and // are skipped"},
			{Name: "allowUnquotedFieldNames", Type: "bool", Default: "false", Help: "{a: 1}"},
			{Name: "allowSingleQuotes", Type: "bool", Default: "true", Help: "{'a': 'x'}"},
			{Name: "allowNumericLeadingZeros", Type: "bool", Default: "false", Help: "007"},
			{Name: "allowNonNumericNumbers", Type: "bool", Default: "true", Help: "NaN, Infinity"},
			{Name: "allowBackslashEscapingAnyCharacter", Type: "bool", Default: "false", Help: `\x stands for x`},
			{Name: "allowUnquotedControlChars", Type: "bool", Default: "false", Help: "control characters in strings"},
			{Name: "primitivesAsString", Type: "bool", Default: "false", Help: "guess STRING for all single values"},
			{Name: "prefersDecimal", Type: "bool", Default: "false", Help: "guess DECIMAL for fractions"},
			{Name: "inferTimestamp", Type: "bool", Default: "false", Help: "guess TIMESTAMP for text that looks like one"},
			{Name: "dropFieldIfAllNull", Type: "bool", Default: "false", Help: "leave columns out that are null everywhere"},
			{Name: singleVariant, Type: "string", Help: "the name of one column, of VARIANT, that takes each record whole"},
			{Name: "lineSep", Type: "string", Help: "what ends a record; \\n, \\r and \\r\\n otherwise"},
		}, recordOptions...)...),
		SinkOptions: append([]source.Option{{Name: "ignoreNullFields", Type: "bool", Default: "true", Help: "leave null fields out"},
			{Name: "pretty", Type: "bool", Default: "false", Help: "a field a line"},
			{Name: "sortKeys", Type: "bool", Default: "false", Help: "fields in the order of their names"},
			{Name: "writeNonAsciiCharacterAsCodePoint", Type: "bool", Default: "false", Help: "write what is not ASCII as \\uXXXX"},
			{Name: "lineSep", Type: "string", Default: `\n`, Help: "what ends a record"}}, textSinkOptions...),
	})
}

func jsonOptions(env source.Env, o *options) text.JSONOptions {
	return text.JSONOptions{
		Mode: text.ParseMode(o.str("mode", "")), CorruptColumn: o.str("columnNameOfCorruptRecord", ""), Times: timesOf(env, o), LineSep: recordSep(o), Variant: expr.VariantOfJSON,
		Comments: o.bool("allowComments", false), UnquotedNames: o.bool("allowUnquotedFieldNames", false),
		NoSingleQuotes: !o.bool("allowSingleQuotes", true), LeadingZeros: o.bool("allowNumericLeadingZeros", false),
		NoNonNumericNumbers: !o.bool("allowNonNumericNumbers", true), AnyEscape: o.bool("allowBackslashEscapingAnyCharacter", false),
		ControlChars: o.bool("allowUnquotedControlChars", false), PrimitivesAsString: o.bool("primitivesAsString", false),
		Single: o.has(singleVariant), PrefersDecimal: o.bool("prefersDecimal", false), InferTimestamp: o.bool("inferTimestamp", false), DropFieldIfAllNull: o.bool("dropFieldIfAllNull", false),
	}
}

type jsonDecoder struct {
	*text.JSON
	multi bool
	apart bool // records end with lineSep
}

// File implements decoder.
func (d jsonDecoder) File(b []byte) error {
	if d.multi {
		return d.Document(b)
	}
	d.Begin(true)
	if d.apart {
		return d.Records(b)
	}
	return d.Lines(b)
}

func newJSONDecoder(env source.Env, o *options, s *data.Schema) (decoder, error) {
	if err := checkRecords(o, s); err != nil {
		return nil, err
	}
	if o.has(singleVariant) && len(s.Fields) > 0 {
		if err := expr.WholeVariant(s, o.str("columnNameOfCorruptRecord", text.DefaultCorruptColumn)); err != nil {
			return nil, err
		}
	}
	if !isUTF8(o) && !o.has("lineSep") && !o.bool("multiLine", false) {
		return nil, fmt.Errorf("requirement failed: The lineSep option must be specified for the %s encoding", charsetOf(o))
	}
	with := jsonOptions(env, o)
	with.Mind = o.minded(s)
	return jsonDecoder{text.NewJSON(s, with), o.bool("multiLine", false), !endsLines(with.LineSep)}, o.err
}

// leanJSONDecoder reads over columns that nobody reads, unless whether they fit matters.
func leanJSONDecoder(env source.Env, o *options, s *data.Schema, keep []bool) (decoder, error) {
	with := jsonOptions(env, o)
	if with.Mode != text.Permissive || o.err != nil {
		return nil, o.err
	}
	for i, f := range s.Fields {
		if keep[i] && f.Name == o.str("columnNameOfCorruptRecord", text.DefaultCorruptColumn) {
			return nil, nil
		}
	}
	with.Keep = keep
	return jsonDecoder{text.NewJSON(s, with), o.bool("multiLine", false), !endsLines(with.LineSep)}, nil
}

func inferJSON(env source.Env, o *options, files [][]byte) (*data.Schema, error) {
	return text.InferJSON(files, o.bool("multiLine", false), jsonOptions(env, o))
}

// zoneOf is the zone of an option timeZone, else the session's.
func zoneOf(env source.Env, o *options) *time.Location {
	name := o.str("timeZone", "")
	if name == "" {
		return env.Zone
	}
	z, ok := text.ParseZone(name)
	if !ok {
		o.fail("timeZone", `a zone such as "UTC", "+02:00" or "Europe/Berlin"`)
	}
	return z
}
