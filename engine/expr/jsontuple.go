package expr

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// bindJSONTuple binds json_tuple(json, field, ...): a column c0, c1 ... for each field.
func bindJSONTuple(b *Binding) (*Generator, error) {
	for i := range b.Args {
		if b.typ(i).Kind != data.KindString {
			return nil, mismatch("NON_STRING_TYPE", b.text(), b.at(), "all arguments of the function `json_tuple` must be strings.")
		}
	}
	var out []data.Field
	for k := range b.Args[1:] {
		out = append(out, data.Field{Name: "c" + strconv.Itoa(k), Type: data.String, Nullable: true})
	}
	return b.generator(out, func(_ *Context, cols []data.Column, n int, _ bool) ([]data.Column, []int32, error) {
		builders := make([]*data.BytesBuilder, len(cols)-1)
		for k := range builders {
			builders[k] = data.NewBytesBuilder(data.String, n)
		}
		for i := range n {
			for k, v := range jsonTuple(cols, i) {
				if v == nil {
					builders[k].AppendNull()
				} else {
					builders[k].Add(v)
				}
			}
		}
		res := make([]data.Column, len(builders))
		for k, c := range builders {
			res[k] = c.Finish()
		}
		return res, allRows(n), nil
	}), nil
}

// jsonTuple reads the fields of one row; nil is a null.
func jsonTuple(cols []data.Column, i int) [][]byte {
	out := make([][]byte, len(cols)-1)
	doc := sideOf(cols[0])
	if data.IsNull(doc.col, doc.row(i)) {
		return out
	}
	text := doc.col.(*data.Bytes).At(doc.row(i))
	for k, c := range cols[1:] {
		name := sideOf(c)
		if data.IsNull(name.col, name.row(i)) {
			continue
		}
		step := pathStep{kind: '.', name: string(name.col.(*data.Bytes).At(name.row(i)))}
		if s := (jsonScan{b: text}); s.space(0) < len(text) && text[s.space(0)] == '{' {
			if v, ok := getJSONObject([]byte{}, text, []pathStep{step}); ok {
				out[k] = v
			}
		}
	}
	return out
}
