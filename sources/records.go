package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
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

// recordSep is the option lineSep, "" for the usual line ends.
func recordSep(o *options) string {
	sep := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(o.str("lineSep", "\n"))
	switch sep {
	case "\n", "\r", "\r\n":
		return ""
	case "":
		if o.err == nil {
			o.err = &expr.Error{Condition: "INVALID_LINE_SEPARATOR.EMPTY", SQLState: "22023", Message: "Invalid line separator: the line separator must not be empty."}
		}
	}
	return sep
}

// inLines tells that records end with lines, so that a file may come in pieces.
func inLines(o *options) bool { return !o.bool("multiLine", false) && recordSep(o) == "" && isUTF8(o) }
