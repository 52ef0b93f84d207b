package sources

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

var csvShape = []source.Option{
	{Name: "sep", Type: "string", Default: ",", Help: "between fields; \\t is a tab"},
	{Name: "delimiter", Type: "string", Help: "the same as sep"},
	{Name: "header", Type: "bool", Default: "false", Help: "the first line holds the column names"},
	{Name: "quote", Type: "string", Default: `"`, Help: "around fields; empty turns quoting off"},
	{Name: "escape", Type: "string", Default: `\`, Help: "before a quote in a quoted field"},
	{Name: "charToEscapeQuoteEscaping", Type: "string", Help: "before an escape in a quoted field; the escape itself where it is not the quote"},
	{Name: "comment", Type: "string", Help: "lines that begin with it are skipped"},
	{Name: "nullValue", Type: "string", Help: "text that stands for null"},
	{Name: "emptyValue", Type: "string", Help: "what an empty field in quotes stands for"},
	{Name: "ignoreLeadingWhiteSpace", Type: "bool", Help: "trim fields on the left (read: false, write: true)"},
	{Name: "ignoreTrailingWhiteSpace", Type: "bool", Help: "trim fields on the right (read: false, write: true)"},
	{Name: "lineSep", Type: "string", Help: "what ends a record; \\n, \\r and \\r\\n otherwise (write: \\n)"},
}

func csvFormat() *fileFormat {
	return &fileFormat{
		name: "csv", title: "CSV", infer: inferCSV, decoder: newCSVDecoder,
		lines: inLines, apart: func(o *options) bool { return !o.bool("header", false) },
	}
}

func csvKind() *source.Kind {
	return fileKind(csvFormat(), packedText(inCharset(csvEncoder)), source.Kind{
		Help:    "Comma-separated values and their relatives.",
		Example: `spark.Read().Format("csv").Option("header", true).Option("inferSchema", true).Load("users.csv")`,
		Options: fileOptions(append(append([]source.Option{
			{Name: "nanValue", Type: "string", Default: "NaN", Help: "text of not a number"},
			{Name: "positiveInf", Type: "string", Default: "Inf", Help: "text of infinity"},
			{Name: "negativeInf", Type: "string", Default: "-Inf", Help: "text of minus infinity"},
			{Name: "preferDate", Type: "bool", Default: "true", Help: "guess DATE for text that is one"},
			{Name: "enforceSchema", Type: "bool", Default: "true", Help: "false: the header must have the names of the schema, in its order"},
			{Name: "columnPruning", Type: "bool", Default: "true", Help: "taken for Spark's sake"},
			{Name: "maxColumns", Type: "int", Default: "20480", Help: "a record with more fields is refused"},
			{Name: "maxCharsPerColumn", Type: "int", Default: "-1", Help: "a longer field is refused; -1: none is"},
			{Name: "unescapedQuoteHandling", Type: "STOP_AT_DELIMITER|STOP_AT_CLOSING_QUOTE|BACK_TO_DELIMITER|SKIP_VALUE|RAISE_ERROR", Default: "STOP_AT_DELIMITER", Help: "what a quote inside a quoted field means"},
		}, csvShape...), recordOptions...)...),
		SinkOptions: append(append([]source.Option{
			{Name: "quoteAll", Type: "bool", Default: "false", Help: "quote every field"},
			{Name: "escapeQuotes", Type: "bool", Default: "true", Help: "quote a field that holds a quote; false: only one that begins with it"},
		}, csvShape...), textSinkOptions...),
	})
}

// separator reads sep or delimiter with Spark's escapes.
func separator(o *options) string {
	s := o.first(",", "sep", "delimiter")
	s = strings.NewReplacer(`\t`, "\t", `\\`, `\`).Replace(s)
	if s == "" {
		o.fail("sep", "at least one character")
		return ","
	}
	return s
}

// escapeEscape reads the character that goes before an escape; 0 when it is not given.
func escapeEscape(o *options) byte {
	const name = "charToEscapeQuoteEscaping"
	v := o.str(name, "")
	if len(v) > 1 && o.err == nil {
		o.err = &expr.Error{Condition: "OPTION_VALUE_EXCEEDS_ONE_CHARACTER", SQLState: "22023", Runtime: true,
			Message: "The value of " + name + " cannot be more than one character, but got " + v + "."}
	}
	if v == "" {
		return 0
	}
	return v[0]
}

func csvOptions(env source.Env, o *options) text.CSVOptions {
	out := text.CSVOptions{
		Variant: expr.VariantOfField,
		Mode:    text.ParseMode(o.str("mode", "")), CorruptColumn: o.str("columnNameOfCorruptRecord", ""), Times: timesOf(env, o),
		Header: o.bool("header", false), Sep: separator(o), Quote: o.char("quote"), Escape: o.char("escape"), EscapeEscape: escapeEscape(o), Comment: o.char("comment"),
		NoQuote: o.has("quote") && o.str("quote", "") == "", NullValue: o.str("nullValue", ""), EmptyValue: o.str("emptyValue", ""),
		NaN: o.str("nanValue", ""), PosInf: o.str("positiveInf", ""), NegInf: o.str("negativeInf", ""),
		TrimLeading: o.bool("ignoreLeadingWhiteSpace", false), TrimTrailing: o.bool("ignoreTrailingWhiteSpace", false),
		MultiLine: o.bool("multiLine", false), PreferDate: o.bool("preferDate", true), LineSep: recordSep(o),
		CheckHeader: !o.bool("enforceSchema", true), MaxColumns: int(o.int("maxColumns", 20480, 1)), MaxChars: max(0, int(o.int("maxCharsPerColumn", -1, -1))),
	}
	if env.Conf != nil {
		out.CaseSensitive = strings.EqualFold(env.Conf("spark.sql.caseSensitive"), "true")
	}
	if prune := o.str("columnPruning", "true"); !isFlag(prune) {
		o.refuse("columnPruning flag can be true or false.")
	}
	name := o.str("unescapedQuoteHandling", "STOP_AT_DELIMITER")
	h, ok := text.QuoteHandlings[strings.ToUpper(name)]
	if !ok {
		o.fail("unescapedQuoteHandling", "one of "+strings.Join(sortedKeys(text.QuoteHandlings), ", "))
	}
	out.Unescaped = h
	return out
}

func newCSVDecoder(env source.Env, o *options, s *data.Schema) (decoder, error) {
	for _, f := range s.Fields {
		if f.Type.Nested() || f.Type.Kind == data.KindCalendarInterval || f.Type.Spatial() {
			return nil, unsupportedType("CSV", f)
		}
	}
	if err := checkRecords(o, s); err != nil {
		return nil, err
	}
	with := csvOptions(env, o)
	with.Mind = o.minded(s)
	prunes := isFlag(o.str("columnPruning", "true")) && o.bool("columnPruning", true) &&
		(env.Conf == nil || !strings.EqualFold(env.Conf("spark.sql.csv.parser.columnPruning.enabled"), "false"))
	with.AnyLength = prunes && (with.Mind != nil || s.Len() == 0)
	return text.NewCSV(s, with), o.err
}

func inferCSV(env source.Env, o *options, files [][]byte) (*data.Schema, error) {
	return text.InferCSV(files, o.bool("inferSchema", false), csvOptions(env, o))
}
