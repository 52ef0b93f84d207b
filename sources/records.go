package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// checkRecords refuses a column for corrupt records that cannot hold their text.
func checkRecords(o *options, s *data.Schema) error {
	name := o.str("columnNameOfCorruptRecord", "_corrupt_record")
	for _, f := range s.Fields {
		if f.Name == name && f.Type.Kind != data.KindString {
			return fmt.Errorf("[INVALID_CORRUPT_RECORD_TYPE] The column `%s` for corrupt records must have the nullable STRING type, "+
				"but got \"%s\". SQLSTATE: 42804", name, f.Type)
		}
	}
	return o.err
}

// minded marks the columns of a schema that the query reads; nil for all.
func (o *options) minded(s *data.Schema) []bool {
	if o.mind == nil {
		return nil
	}
	out := make([]bool, s.Len())
	for i, f := range s.Fields {
		out[i] = o.mind[f.Name]
	}
	return out
}

// checkMinded refuses a query that reads nothing of the records but the text of the broken ones.
func checkMinded(o *options) error {
	if len(o.mind) != 1 || !o.mind[o.str("columnNameOfCorruptRecord", text.DefaultCorruptColumn)] {
		return nil
	}
	return &expr.Error{Condition: "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN", SQLState: "0A000", Runtime: true,
		Message: "The feature is not supported: Queries from raw JSON/CSV/XML files are disallowed when the\nreferenced columns only include the internal corrupt record column\n" +
			"(named `_corrupt_record` by default). For example:\n`spark.read.schema(schema).json(file).filter($\"_corrupt_record\".isNotNull).count()`\n" +
			"and `spark.read.schema(schema).json(file).select(\"_corrupt_record\").show()`.\nInstead, you can cache or save the parsed results and then send the same query.\n" +
			"For example, `val df = spark.read.schema(schema).json(file).cache()` and then\n`df.filter($\"_corrupt_record\".isNotNull).count()`.",
		Hint: "Select one of the other columns too."}
}

// singleVariant is the option that has a record be one VARIANT: no schema is needed then.
const singleVariant = "singleVariantColumn"

// recordSep is the option lineSep, "" where it is not given: the usual line ends.
func recordSep(o *options) string {
	if !o.has("lineSep") {
		return ""
	}
	sep := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(o.str("lineSep", ""))
	if sep == "" {
		if o.err == nil {
			o.err = &expr.Error{Condition: "INVALID_LINE_SEPARATOR.EMPTY", SQLState: "22023", Message: "Invalid line separator: the line separator must not be empty."}
		}
	}
	return sep
}

// inLines tells that records end with lines, so that a file may come in pieces.
func inLines(o *options) bool {
	return !o.bool("multiLine", false) && endsLines(recordSep(o)) && isUTF8(o)
}

// endsLines tells whether each separator of records ends a line too.
func endsLines(sep string) bool { return sep == "" || sep == "\n" }
