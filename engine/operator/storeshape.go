package operator

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// StoreShape is what Spark keeps about one store of an operator's state, to judge a changed query
// by: the schemas of key and value, and by how many leading key columns it is searched.
type StoreShape struct {
	Name       string
	Prefix     int
	Key, Value *data.Schema
}

// Shaped is a stateful node that knows its stores as Spark lays them out.
type Shaped interface {
	Stores() []StoreShape
}

// oneStore is the shape of an operator with one store.
func oneStore(key, value []data.Field) []StoreShape {
	return []StoreShape{{Name: "default", Key: data.NewSchema(key...), Value: data.NewSchema(value...)}}
}

func longField(name string) data.Field { return data.Field{Name: name, Type: data.Long} }

// Stores implements [Shaped]: the buffers of the aggregates by group. Sessions keep whole rows by
// key and start.
func (r *Aggregate) Stores() []StoreShape {
	keys := append([]data.Field(nil), r.Out.Fields[:len(r.Keys)]...)
	for i, k := range r.Keys {
		keys[i].Name = keyName(k, keys[i])
	}
	var buffers []data.Field
	for i, a := range r.Aggs {
		if !r.repeated(i) {
			buffers = append(buffers, a.BufferFields()...)
		}
	}
	if r.Session < 0 {
		return oneStore(keys, buffers)
	}
	var others []data.Field
	for i, k := range keys {
		if i != r.Session {
			others = append(others, k)
		}
	}
	start := data.Field{Name: "sessionStartTime", Type: keys[r.Session].Type.Fields[0].Type}
	out := oneStore(append(append([]data.Field(nil), others...), start), append(keys, buffers...))
	out[0].Prefix = len(others)
	return out
}

// keyName is the name of a grouping key in state: an expression that is no column has none of its
// own.
func keyName(k expr.Expr, f data.Field) string {
	ref, ok := k.(*expr.Ref)
	switch {
	case ok:
		return ref.Name
	case isWindow(f.Type) || f.EventTime:
		return f.Name
	case expr.IsMapSort(k):
		return "_groupingmapsort"
	}
	return "_groupingexpression"
}

// repeated tells whether an aggregate stands in the list before: Spark keeps one buffer for both.
func (r *Aggregate) repeated(i int) bool {
	for _, a := range r.Aggs[:i] {
		if a.String() == r.Aggs[i].String() {
			return true
		}
	}
	return false
}

// Stores implements [Shaped].
func (r *Dedup) Stores() []StoreShape {
	keys := make([]data.Field, len(r.Keys))
	for i, k := range r.Keys {
		keys[i] = r.Child.Schema().Fields[k]
	}
	if r.Within {
		return oneStore(keys, []data.Field{longField("expiresAtMicros")})
	}
	return oneStore(keys, []data.Field{{Name: "__dummy__", Type: data.Void}})
}

// Stores implements [Shaped].
func (r *Limit) Stores() []StoreShape {
	return oneStore([]data.Field{{Name: "key", Type: data.Void}}, []data.Field{longField("value")})
}

// Stores implements [Shaped]: of each side how many rows a key has, and the rows with whether
// they were matched.
func (r *Join) Stores() []StoreShape {
	side := func(name string, n Node, keys []expr.Expr) []StoreShape {
		fields := make([]data.Field, len(keys))
		for i, k := range keys {
			fields[i] = data.Field{Name: fmt.Sprintf("field%d", i), Type: k.Type()}
		}
		rows := append(append([]data.Field(nil), n.Schema().Fields...), data.Field{Name: "matched", Type: data.Boolean})
		return []StoreShape{
			{Name: name + "-keyToNumValues", Key: data.NewSchema(fields...), Value: data.NewSchema(longField("value"))},
			{Name: name + "-keyWithIndexToValue", Key: data.NewSchema(append(append([]data.Field(nil), fields...), longField("index"))...), Value: data.NewSchema(rows...)},
		}
	}
	return append(side("left", r.Left, r.LeftKeys), side("right", r.Right, r.RightKeys)...)
}

// keyFields are grouping keys as columns.
func keyFields(keys []expr.Expr) []data.Field { return keysOf(keys).schema.Fields }

// Stores implements [Shaped]. The state is the function's own value; its type is not known here.
func (r *GroupState) Stores() []StoreShape {
	value := []data.Field{{Name: "groupState", Type: data.Binary}}
	if r.Timeout != NoTimeout {
		value = append(value, longField("timeoutTimestamp"))
	}
	return oneStore(keyFields(r.Keys), value)
}

// Stores implements [Shaped]: one store a variable.
func (r *TransformWithState) Stores() []StoreShape {
	var out []StoreShape
	for _, v := range r.Vars {
		value := []data.Field{{Name: "value", Type: data.Binary}}
		if v.TTL > 0 {
			value = append(value, longField("ttlExpirationMs"))
		}
		key := keyFields(r.Keys)
		if v.Kind == MapVar {
			key = append(append([]data.Field(nil), key...), data.Field{Name: "userKey", Type: data.Binary})
		}
		out = append(out, StoreShape{Name: v.Name, Key: data.NewSchema(key...), Value: data.NewSchema(value...)})
	}
	return out
}
