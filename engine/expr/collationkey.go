package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// keyFunction names the calls that make keys; no query can write it.
const keyFunction = "collationkey"

// joinFunction names those of two columns that a join compares: Spark's CollationKey, from which its optimizer
// does not conclude that the columns are not null.
const joinFunction = "collationjoinkey"

// keyed is a value whose texts have become bytes by which they are compared: equal bytes for equal texts,
// in the order of the texts. It shows as the value itself.
func keyed(e Expr, function string) (Expr, error) {
	t := e.Type()
	if !t.Collated() {
		return e, nil
	}
	if err := refuseCollation(t, function); err != nil {
		return nil, err
	}
	to := keyType(t)
	fn := &Function{Name: keyFunction, safe: true, text: func(args []string) string { return args[0] }}
	return &Apply{Fn: fn, Args: []Expr{e}, Typ: to, Null: e.Nullable(), Consts: true, Kernel: func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		return expand(keyColumn(cols[0], t)), nil
	}}, nil
}

// CollationKey is the value by which rows are grouped and sorted: e itself unless its texts have collations of
// their own. operator names what refuses a locale whose order is not known.
func CollationKey(e Expr, operator string) (Expr, error) { return keyed(e, operator) }

// keyType is the type of the keys of a type.
func keyType(t *data.Type) *data.Type {
	return mapTexts(t, func(s *data.Type) *data.Type {
		if s.Collated() {
			return data.Binary
		}
		return s
	})
}

// keyColumn makes the keys of a column of type t.
func keyColumn(c data.Column, t *data.Type) data.Column {
	if !t.Collated() {
		return c
	}
	switch c := c.(type) {
	case *constant:
		return &constant{keyColumn(c.one, t), c.n}
	case *data.Bytes:
		return collationKeys(c, t.Collation)
	case *data.List:
		return &data.List{T: keyType(t), Offsets: c.Offsets, Elems: keyColumn(c.Elems, t.Elem), Nulls: c.Nulls}
	case *data.MapColumn:
		return &data.MapColumn{T: keyType(t), Offsets: c.Offsets, Keys: keyColumn(c.Keys, t.Key), Items: keyColumn(c.Items, t.Elem), Nulls: c.Nulls}
	case *data.Struct:
		fields := make([]data.Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = keyColumn(f, t.Fields[i].Type)
		}
		return &data.Struct{T: keyType(t), N: c.N, Fields: fields, Nulls: c.Nulls}
	case *data.Voids:
		return nulls(keyType(t), c.Len())
	}
	return c
}

func collationKeys(c *data.Bytes, name string) data.Column {
	k, ok := collation.Parse(name)
	if !ok {
		return &data.Bytes{T: data.Binary, Offsets: c.Offsets, Data: c.Data, Nulls: c.Nulls}
	}
	n := c.Len()
	offsets := make([]int32, n+1)
	buf := make([]byte, 0, len(c.Data))
	for i := range n {
		if c.Nulls.Get(i) {
			buf = k.Key(buf, c.At(i))
		}
		offsets[i+1] = int32(len(buf))
	}
	return &data.Bytes{T: data.Binary, Offsets: offsets, Data: buf, Nulls: c.Nulls}
}

// Uncollated is the value as a plain STRING, whatever its collation; it shows as the value itself.
func Uncollated(ctx *Context, e Expr) Expr {
	return castTo(ctx, e, withCollation(e.Type(), ""), Span{})
}

// KeyedText gives the value that a key by its collation was made of; ok is false for other expressions, and for
// the keys of [JoinKeys].
func KeyedText(e Expr) (text Expr, ok bool) {
	a, isApply := e.(*Apply)
	if !isApply || a.Fn == nil || a.Fn.Name != keyFunction {
		return nil, false
	}
	return a.Args[0], true
}

// JoinKeys makes of a comparison of two columns by their collation one of keys, as Spark's RewriteCollationJoin
// does in the condition of a join; nil for other expressions.
func JoinKeys(e Expr) Expr {
	a, ok := e.(*Apply)
	if !ok || a.Fn == nil || len(a.Args) != 2 || a.Fn.Name != "=" && a.Fn.Name != "<=>" {
		return nil
	}
	keys := make([]Expr, 2)
	for i, side := range a.Args {
		text, keyed := KeyedText(side)
		if _, column := text.(*Ref); !keyed || !column {
			return nil
		}
		key := *side.(*Apply)
		fn := *key.Fn
		fn.Name, key.Fn = joinFunction, &fn
		keys[i] = &key
	}
	out := *a
	out.Args = keys
	return &out
}
