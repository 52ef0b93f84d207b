package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

func bindSchemaOfJSON(b *Binding) (Expr, error) {
	options, err := b.options(1)
	if err != nil {
		return nil, err
	}
	if err := b.accept(0, aString.strictly()); err != nil {
		return nil, err
	}
	v, ok := b.literal(0)
	doc, isText := v.(string)
	if !ok || !isText {
		if ok {
			return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The json must not be null.")
		}
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `json` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[0])
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
		o, err := jsonReading(ctx, options)
		if err == nil {
			err = checkJSONOptions(options)
		}
		if err != nil {
			return nil, err
		}
		if fault := text.JSONFault([]byte(doc), o); fault != "" {
			return nil, javaf("%s", fault)
		}
		return data.Take(oneValue(data.String, text.InferJSONValue([]byte(doc), o).String()), make([]int32, n)), nil
	})
	a.Fn = fn
	return a, nil
}
