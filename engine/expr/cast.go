package expr

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// caster is one cast of a whole column on its way.
type caster struct {
	ctx  *Context
	mode CastMode
	col  data.Column
	to   *data.Type
}

// castColumn converts a column. In ANSI mode a value that cannot be converted is an error,
// else null (a number too large wraps outside ANSI, as in Java).
func castColumn(ctx *Context, mode CastMode, col data.Column, to *data.Type) (data.Column, error) {
	from := col.Type()
	if from.Equal(to) {
		return retype(col, to), nil
	}
	if from.Kind == data.KindNull {
		return nulls(to, col.Len()), nil
	}
	c := caster{ctx, mode, col, to}
	switch {
	case to.Spatial():
		return recollated(col, to), nil // the same bytes under another type
	case from.Kind == data.KindVariant:
		return c.fromVariant()
	case to.Kind == data.KindVariant:
		return c.toVariant()
	case to.Kind == data.KindString && from.Kind == data.KindString:
		return recollated(col, to), nil
	case to.Kind == data.KindString:
		return c.toString(), nil
	case to.Nested():
		return c.nested()
	}
	switch src := col.(type) {
	case *data.Bytes:
		return c.fromText(src)
	case *data.Fixed[bool]:
		return c.fromBool(src)
	case *data.Fixed[int8]:
		return fromInteger(c, src)
	case *data.Fixed[int16]:
		return fromInteger(c, src)
	case *data.Fixed[int32]:
		switch from.Kind {
		case data.KindDate:
			return c.fromDate(src)
		case data.KindYearMonthInterval:
			return fromSpan(c, src, monthsOf)
		}
		return fromInteger(c, src)
	case *data.Fixed[int64]:
		switch from.Kind {
		case data.KindTimestamp, data.KindTimestampNTZ:
			return c.fromInstant(src)
		case data.KindTime:
			return c.fromClock(src)
		case data.KindDayTimeInterval:
			return fromSpan(c, src, microsOf)
		}
		return fromInteger(c, src)
	case *data.Fixed[float32]:
		return fromFloat(c, src)
	case *data.Fixed[float64]:
		return fromFloat(c, src)
	case *data.Fixed[data.Dec]:
		return c.fromDec(src)
	}
	return nil, c.impossible()
}

func (c caster) impossible() error {
	return fmt.Errorf("expr: no cast from %s to %s", c.col.Type(), c.to)
}

func (c caster) overflow(i int) error {
	return castOverflow(sqlValue(c.ctx, c.col, i), withCollation(c.col.Type(), ""), c.to)
}

func (c caster) invalid(i int) error {
	return castInvalid(sqlValue(c.ctx, c.col, i), withCollation(c.col.Type(), ""), c.to)
}

// convert applies f to each value that is not null; where it says no, the row is null or,
// under ANSI, fail tells the error.
func convert[A, R data.Value](c caster, src *data.Fixed[A], f func(A) (R, bool), fail func(i int) error) (data.Column, error) {
	out := make([]R, len(src.Values))
	valid, mine := src.Nulls, false
	for i, v := range src.Values {
		if valid != nil && !valid.Get(i) {
			continue
		}
		r, ok := f(v)
		if !ok {
			if c.mode == CastAnsi {
				return nil, fail(i)
			}
			valid, mine = voidRow(valid, mine, i, len(out))
			continue
		}
		out[i] = r
	}
	return &data.Fixed[R]{T: c.to, Values: out, Nulls: valid}, nil
}

// each applies a conversion that always succeeds.
func each[A, R data.Value](c caster, src *data.Fixed[A], f func(A) R) (data.Column, error) {
	out := make([]R, len(src.Values))
	for i, v := range src.Values {
		out[i] = f(v)
	}
	return &data.Fixed[R]{T: c.to, Values: out, Nulls: src.Nulls}, nil
}

// retype gives a column another type of the same form (nullability of parts).
func retype(col data.Column, t *data.Type) data.Column {
	if col.Type() == t || !t.Nested() {
		return col
	}
	switch c := col.(type) {
	case *data.List:
		n := *c
		n.T, n.Elems = t, retype(c.Elems, t.Elem)
		return &n
	case *data.MapColumn:
		n := *c
		n.T, n.Keys, n.Items = t, retype(c.Keys, t.Key), retype(c.Items, t.Elem)
		return &n
	case *data.Struct:
		n := *c
		n.T = t
		n.Fields = append([]data.Column{}, c.Fields...)
		for i, f := range c.Fields {
			n.Fields[i] = retype(f, t.Fields[i].Type)
		}
		return &n
	}
	return col
}

func (c caster) toString() data.Column {
	if b, ok := c.col.(*data.Bytes); ok && b.T.Kind == data.KindBinary {
		return &data.Bytes{T: c.to, Offsets: b.Offsets, Data: b.Data, Nulls: b.Nulls}
	}
	ctx := *c.ctx
	ctx.exponents = c.mode != CastAnsi
	n := c.col.Len()
	offsets := make([]int32, n+1)
	buf := make([]byte, 0, 8*n)
	valid := c.col.Valid()
	for i := 0; i < n; i++ {
		if valid == nil || valid.Get(i) {
			buf = appendValue(buf, &ctx, c.col, i)
		}
		offsets[i+1] = int32(len(buf))
	}
	return &data.Bytes{T: c.to, Offsets: offsets, Data: buf, Nulls: valid}
}

func (c caster) part(col data.Column, to *data.Type) (data.Column, error) {
	return castColumn(c.ctx, c.mode, col, to)
}

// nested casts the parts; compact columns keep values that no row shows out of it.
func (c caster) nested() (data.Column, error) {
	switch src := compact(c.col).(type) {
	case *data.List:
		elems, err := c.part(src.Elems, c.to.Elem)
		if err != nil {
			return nil, err
		}
		return &data.List{T: c.to, Offsets: src.Offsets, Elems: elems, Nulls: src.Nulls}, nil
	case *data.MapColumn:
		keys, err := c.part(src.Keys, c.to.Key)
		if err != nil {
			return nil, err
		}
		items, err := c.part(src.Items, c.to.Elem)
		if err != nil {
			return nil, err
		}
		return &data.MapColumn{T: c.to, Offsets: src.Offsets, Keys: keys, Items: items, Nulls: src.Nulls}, nil
	case *data.Struct:
		fields := make([]data.Column, len(src.Fields))
		for i, f := range src.Fields {
			var err error
			if fields[i], err = c.part(f, c.to.Fields[i].Type); err != nil {
				return nil, err
			}
		}
		return &data.Struct{T: c.to, N: src.N, Fields: fields, Nulls: src.Nulls}, nil
	}
	return nil, c.impossible()
}

// compact drops elements that no row of a list or map shows.
func compact(col data.Column) data.Column {
	var offsets []int32
	var total int
	switch c := col.(type) {
	case *data.List:
		offsets, total = c.Offsets, c.Elems.Len()
	case *data.MapColumn:
		offsets, total = c.Offsets, c.Keys.Len()
	default:
		return col
	}
	shown := int(offsets[len(offsets)-1] - offsets[0])
	for i := range offsets[1:] {
		if data.IsNull(col, i) {
			shown -= int(offsets[i+1] - offsets[i])
		}
	}
	if shown == total {
		return col
	}
	sel := allRows(col.Len())
	out := data.Take(col, sel)
	if shown == int(offsets[len(offsets)-1]-offsets[0]) {
		return out
	}
	b := data.NewBuilder(col.Type(), col.Len())
	for i := range sel {
		b.Append(data.ValueAt(col, i))
	}
	return b.Finish()
}
