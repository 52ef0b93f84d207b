package text

import "github.com/sparkrepl/sparkrepl/engine/data"

// InferJSONValue is the type of the first value of a document as schema_of_json tells it, which keeps
// an empty object at the top; STRING where there is no value. The document must be without a [JSONFault].
func InferJSONValue(doc []byte, o JSONOptions) *data.Type {
	in := &jsonInference{r: newJSONReader(o), o: o}
	in.r.space['\n'] = true
	in.r.b = append(append([]byte{}, doc...), 0)
	p := in.r.ws(0)
	if p == len(doc) {
		return data.String
	}
	t, _, _ := in.value(p, 0)
	out := in.settle(t)
	switch {
	case out != nil:
		return out
	case t == nil || t.Kind == data.KindNull:
		return data.String
	case t.Kind == data.KindArray && t.Elem != nil && t.Elem.Kind == data.KindStruct:
		return data.ArrayOf(data.StructOf(), true)
	case t.Kind == data.KindStruct:
		return data.StructOf()
	}
	return data.String
}
