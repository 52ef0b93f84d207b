package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// protobufFunctions are those of Spark's package spark-protobuf. Without that package, as Spark comes, every call that
// is well formed is refused, and so it is here.
func protobufFunctions() []*Function {
	const g = "protobuf_funcs"
	return []*Function{
		def(g, "from_protobuf", "from_protobuf(data, messageName[, descFilePath[, options]])", "A value out of binary Protobuf: needs Spark's package spark-protobuf, which is not here.", "", 2, 4, bindProtobuf("from")),
		def(g, "to_protobuf", "to_protobuf(child, messageName[, descFilePath[, options]])", "A value as binary Protobuf: needs Spark's package spark-protobuf, which is not here.", "", 2, 4, bindProtobuf("to")),
	}
}

func bindProtobuf(way string) bindFn {
	return func(b *Binding) (Expr, error) {
		b.filled(4)
		name := strings.ToUpper(b.Called)
		hint := func(which, what string) error {
			return mismatch("TYPE_CHECK_FAILURE_WITH_HINT", b.text(), b.at(), "The %s argument of the %s SQL function must be a constant %s.", which, name, what)
		}
		if t := b.typ(0); way == "to" && t.Kind != data.KindStruct {
			return nil, mismatch("NON_STRUCT_TYPE", b.text(), b.at(), "the input data should be a struct expression; however, got %s.", quoteType(t))
		}
		if v, constant := b.literal(1); !constant || v == nil || b.typ(1).Kind != data.KindString {
			return nil, hint("second", "string representing the Protobuf message name")
		}
		texts := func(t *data.Type) bool { return t.Kind == data.KindString || t.Kind == data.KindNull }
		if t := b.typ(3); t.Kind != data.KindNull && (t.Kind != data.KindMap || !texts(t.Key) || !texts(t.Elem) || !Foldable(b.Args[3])) {
			return nil, hint("fourth", "map of strings to strings containing the options to use for converting the value "+way+" Protobuf format")
		}
		err := Errorf("PROTOBUF_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE", "22KD3", Span{}, "Cannot call the %s SQL function because the Protobuf data source is not loaded.\n"+
			"Please restart your job or session with the 'spark-protobuf' package loaded, such as by using the --packages argument on the command line, and then retry your query or command again.", name)
		err.Hint = "There is no such package here: from_avro and to_avro, from_json and to_json do the like."
		return nil, err
	}
}
