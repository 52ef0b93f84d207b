package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// wholeVariant refuses a schema that cannot take records whole: besides the column for corrupt records it has one VARIANT that may
// be it.
func wholeVariant(t *data.Type, corrupt string, may func(f data.Field) bool) error {
	rest := slices.DeleteFunc(slices.Clone(t.Fields), func(f data.Field) bool { return f.Name == corrupt && f.Type.Kind == data.KindString })
	if len(rest) == 1 && rest[0].Type.Kind == data.KindVariant && may(rest[0]) {
		return nil
	}
	return failf("INVALID_SINGLE_VARIANT_COLUMN", "42613", "User specified schema %s is invalid when the `singleVariantColumn` option is enabled. The schema must either be a variant field, or a variant field plus a corrupt column field.", quoteType(t))
}

// WholeVariant refuses a schema that cannot take records whole.
func WholeVariant(s *data.Schema, corrupt string) error {
	return wholeVariant(s.Type(), corrupt, func(data.Field) bool { return true })
}

// corruptColumn is the name of the column for corrupt records.
func corruptColumn(ctx *Context, options map[string]string) string {
	if name := options["columnnameofcorruptrecord"]; name != "" {
		return name
	}
	if ctx.Conf != nil {
		if name := ctx.Conf("spark.sql.columnNameOfCorruptRecord"); name != "" {
			return name
		}
	}
	return text.DefaultCorruptColumn
}
