package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Plain gives an aggregate's boxed state as a value that package state can write: what a group
// collected becomes a list of whether duplicates are left out, and one column. Other values
// come back as they are.
func Plain(v any) any {
	c, ok := v.(*chain)
	if !ok {
		return v
	}
	return []any{c.keys != nil, c.column(c.values.Type())}
}

// Revive is the inverse of [Plain].
func Revive(v any) any {
	list, ok := v.([]any)
	if !ok || len(list) != 2 {
		return v
	}
	distinct, isFlag := list[0].(bool)
	values, isColumn := list[1].(data.Column)
	if !isFlag || !isColumn {
		return v
	}
	var keys map[string]bool
	if distinct {
		keys = make(map[string]bool, values.Len())
		for i := range values.Len() {
			keys[string(data.AppendKey(nil, values, i))] = true
		}
	}
	return (*chain)(nil).add(values, keys)
}
