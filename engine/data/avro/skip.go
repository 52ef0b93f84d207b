package avro

import (
	hamba "github.com/hamba/avro/v2"
)

// skipper returns what reads over a value.
func skipper(s Schema, depth int) (adder, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	switch s := plain(s).(type) {
	case *hamba.UnionSchema:
		kinds, err := skippers(s.Types(), depth)
		return func(r *Reader) {
			i := r.Long()
			if uint64(i) >= uint64(len(kinds)) {
				r.fail()
				return
			}
			kinds[i](r)
		}, err
	case *hamba.RecordSchema:
		var types []Schema
		for _, f := range s.Fields() {
			types = append(types, f.Type())
		}
		fields, err := skippers(types, depth)
		return func(r *Reader) {
			for _, skip := range fields {
				skip(r)
			}
		}, err
	case *hamba.ArraySchema:
		elem, err := skipper(s.Items(), depth+1)
		return func(r *Reader) { r.Blocks(func() { elem(r) }) }, err
	case *hamba.MapSchema:
		item, err := skipper(s.Values(), depth+1)
		return func(r *Reader) {
			r.Blocks(func() {
				r.Take(r.Long())
				item(r)
			})
		}, err
	case *hamba.FixedSchema:
		return func(r *Reader) { r.Take(int64(s.Size())) }, nil
	}
	switch s.Type() {
	case hamba.Null:
		return func(*Reader) {}, nil
	case hamba.Boolean:
		return func(r *Reader) { r.Take(1) }, nil
	case hamba.Float:
		return func(r *Reader) { r.Take(4) }, nil
	case hamba.Double:
		return func(r *Reader) { r.Take(8) }, nil
	case hamba.String, hamba.Bytes:
		return func(r *Reader) { r.Take(r.Long()) }, nil
	}
	return func(r *Reader) { r.Long() }, nil // int, long, enum
}

func skippers(types []Schema, depth int) ([]adder, error) {
	out := make([]adder, len(types))
	for i, t := range types {
		var err error
		if out[i], err = skipper(t, depth+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}
