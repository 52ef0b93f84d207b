package expr

import (
	"encoding/binary"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

func bindTopCombine(b *Binding) (*Agg, error) {
	tracked := int32(-1)
	if len(b.Args) == 2 {
		var err error
		if tracked, err = b.combineSize(); err != nil {
			return nil, err
		}
	}
	b.completed(2, intLiteral(-1))
	given := b.frozen().Args
	t, err := b.topState()
	if err != nil {
		return nil, err
	}
	b.Args = b.Args[:1]
	out := b.bound(topStateType(t), false, written[*topJoined]{topCombine{t: t, tracked: tracked}})
	out.shown = given
	return out, nil
}

// combineSize is the second argument, which Spark looks at before it looks at types.
func (b *Binding) combineSize() (int32, error) {
	v, foldable, err := b.constant(1)
	if err != nil {
		return 0, err
	}
	if !foldable {
		return 0, failf("INTERNAL_ERROR", "XX000", "Cannot evaluate expression: %s", firstRead(b.Args[1]))
	}
	n, ok := v.(int32)
	if !ok && v != nil {
		return 0, Errorf("FAILED_FUNCTION_CALL", "38000", b.at(), "Failed preparing of the function `%s` for call. Please, double check function's arguments.", b.name())
	}
	return n, trackedTop(v)
}

// topState checks that the first argument is a sketch of approx_top_k_accumulate, and gives the type of its items.
func (b *Binding) topState() (*data.Type, error) {
	given := b.frozen()
	t := b.typ(0)
	if t.Kind != data.KindStruct && t.Kind != data.KindNull {
		return nil, b.unexpected(0, `"STRUCT"`)
	}
	name := CatalogName(t)
	if t.Kind == data.KindNull {
		name = "struct<>"
	}
	wrong := func(format string, args ...any) (*data.Type, error) {
		return nil, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", given.text(), b.at(), format, args...)
	}
	if len(t.Fields) != 4 {
		return wrong("State must be a struct with 4 fields. Expected struct: struct<sketch:binary,maxItemsTracked:int,itemDataType:any,itemDataTypeDDL:string>. Got: %s.", name)
	}
	item := t.Fields[2].Type
	_, known := itemKind(item)
	for i, ok := range []bool{t.Fields[0].Type.Kind == data.KindBinary, t.Fields[1].Type.Kind == data.KindInt, known, t.Fields[3].Type.Kind == data.KindString} {
		if !ok {
			place := [...]string{"first", "second", "third", "fourth"}[i]
			kind := [...]string{"binary", "int", "a supported data type", "string"}[i]
			return wrong("State struct must have the %s field to be %s. Got: %s.", place, kind, CatalogName(t.Fields[i].Type))
		}
	}
	return item, nil
}

// topJoined is a sketch with what the sketches in it said of themselves.
type topJoined struct {
	topSketch
	tracked int32      // -1: none came and the call does not say
	t       *data.Type // nil: none came
}

// topCombine joins sketches of one type and, unless the call gives a size, of one size.
type topCombine struct {
	t       *data.Type // of the column; a collation is told only by it
	tracked int32
}

func (a topCombine) typ() *data.Type { return topStateType(a.t) }

// kind is that of the items of a type that a sketch tells.
func (a topCombine) kind(t *data.Type) sketch.ItemKind {
	if t == nil || t.Kind == data.KindString && a.t.Kind == data.KindString {
		t = a.t
	}
	k, _ := itemKind(t)
	return k
}

func (a topCombine) fresh(t *data.Type) topSketch {
	n := a.tracked
	if n < 0 {
		n = topLimit
	}
	return topSketch{items: sketch.NewFrequent(a.kind(t), topPlaces(n))}
}

func (a topCombine) start() *topJoined {
	return &topJoined{topSketch: a.fresh(nil), tracked: a.tracked}
}

// add takes a row's sketch. Spark fails where there is none.
func (a topCombine) add(s *topJoined, args []data.Column, r int) (*topJoined, error) {
	side := sideOf(args[0])
	row, ok := data.ValueAt(side.col, side.row(r)).([]any)
	if !ok {
		return nil, javaf("java.lang.NullPointerException: None")
	}
	b, _ := row[0].([]byte)
	tracked, _ := row[1].(int32)
	ddl, _ := row[3].(string)
	t, err := topTypeOf(ddl)
	if err != nil {
		return nil, err
	}
	more, err := readTop(a.kind(t), b)
	if err != nil {
		return nil, err
	}
	return a.joined(s, &topJoined{topSketch: *more, tracked: tracked, t: t})
}

// topTypeOf reads the type that a sketch tells.
func topTypeOf(ddl string) (*data.Type, error) {
	s, err := data.ParseSchema(ddl)
	if err != nil {
		return nil, err
	}
	if len(s.Fields) == 0 {
		return nil, Errorf("", "", Span{}, "A sketch of approx_top_k does not tell the type of its items: %q.", ddl)
	}
	if _, ok := itemKind(s.Fields[0].Type); !ok {
		return nil, Errorf("", "", Span{}, "A sketch of approx_top_k has items of type %s.", s.Fields[0].Type)
	}
	return s.Fields[0].Type, nil
}

func (a topCombine) joined(to, from *topJoined) (*topJoined, error) {
	switch {
	case a.tracked >= 0:
	case to.tracked < 0:
		to.tracked = from.tracked
	case from.tracked >= 0 && to.tracked != from.tracked:
		return nil, failf("APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH", "42846", "Combining approx_top_k sketches of different sizes is not allowed. Found sketches of size %d and %d.", to.tracked, from.tracked)
	}
	switch {
	case from.t == nil:
		return to, nil
	case to.t == nil:
		to.t, to.topSketch = from.t, a.fresh(from.t)
	case !to.t.Equal(from.t):
		return nil, failf("APPROX_TOP_K_SKETCH_TYPE_NOT_MATCH", "42846", "Combining approx_top_k sketches of different types is not allowed. Found sketches of type %s and %s.", quoteType(to.t), quoteType(from.t))
	}
	to.merge(&from.topSketch)
	return to, nil
}

func (a topCombine) join(parts ...*topJoined) (*topJoined, error) {
	out := a.start()
	for _, s := range parts {
		read, err := readTop(a.kind(s.t), s.bytes())
		if err != nil {
			return nil, err
		}
		if out, err = a.joined(out, &topJoined{topSketch: *read, tracked: s.tracked, t: s.t}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// write puts the size, the type and the sketch one behind the other.
func (a topCombine) write(s *topJoined) []byte {
	ddl := ""
	if s.t != nil {
		ddl = topDDL(s.t)
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(s.tracked))
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(ddl))), ddl...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.nulls))
	return s.items.AppendTable(b)
}

func (a topCombine) read(b []byte) (*topJoined, error) {
	if len(b) < 8 {
		return nil, sketch.ErrShape
	}
	n := int(binary.BigEndian.Uint32(b[4:]))
	if n > len(b)-8 {
		return nil, sketch.ErrShape
	}
	s := &topJoined{tracked: int32(binary.BigEndian.Uint32(b))}
	if n > 0 {
		t, err := topTypeOf(string(b[8 : 8+n]))
		if err != nil {
			return nil, err
		}
		s.t = t
	}
	items, err := (topSketches{kind: a.kind(s.t)}).read(b[8+n:])
	if err != nil {
		return nil, err
	}
	s.topSketch = *items
	return s, nil
}

func (a topCombine) value(s *topJoined) (any, error) {
	tracked, t := s.tracked, s.t
	if tracked < 0 {
		tracked = topTracked
	}
	if t == nil {
		t = a.t
	}
	return []any{s.bytes(), tracked, nil, topDDL(t)}, nil
}
