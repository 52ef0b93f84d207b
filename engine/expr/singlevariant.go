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

// wholeMisfit is how from_json and from_xml fail over a record that such a schema cannot take.
func wholeMisfit(ctx *Context, t *data.Type, options map[string]string) error {
	if _, single := options["singlevariantcolumn"]; !single || t.Kind != data.KindStruct || WholeVariant(data.NewSchema(t.Fields...), corruptColumn(ctx, options)) == nil {
		return nil
	}
	if len(t.Fields) == 1 {
		return javaf("java.lang.IllegalArgumentException: requirement failed: Literal must have a corresponding value to %s, but class GenericInternalRow found.", CatalogName(t))
	}
	return javaf("java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1")
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
