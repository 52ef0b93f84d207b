package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// checkRecords refuses what would read records wrongly without a word: another line end than the usual
// ones, and a column for corrupt records that cannot hold their text.
func checkRecords(o *options, s *data.Schema) error {
	switch strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(o.str("lineSep", "\n")) {
	case "\n", "\r", "\r\n":
	default:
		o.fail("lineSep", `"\n", "\r" or "\r\n"`)
	}
	name := o.str("columnNameOfCorruptRecord", "_corrupt_record")
	for _, f := range s.Fields {
		if f.Name == name && f.Type.Kind != data.KindString {
			return fmt.Errorf("[INVALID_CORRUPT_RECORD_TYPE] The column `%s` for corrupt records must have the nullable STRING type, "+
				"but got \"%s\". SQLSTATE: 42804", name, f.Type)
		}
	}
	return o.err
}
