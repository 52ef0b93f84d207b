package interp

import "reflect"

// These end a cell that prints a value without end, or nearly: fmt would fill the stack, which no
// process survives.
var (
	errEndless = &CellError{Message: "The value contains itself, so its text has no end.", Hint: "Print a part of it."}
	errNested  = &CellError{Message: "The value is nested more than 10,000 deep, too deep for a text.", Hint: "Print a part of it."}
)

const deepest = 10_000 // of 64 MB of stack, a level takes less than 1 KB

// visit is a map or a list that is being looked into.
type visit struct {
	at  uintptr
	len int
	typ reflect.Type
}

// endless says why fmt would never come to the end of a value, a map or a list that contains itself; nil
// when it would. Pointers end it, but for the first, which fmt follows.
func endless(a any) *CellError {
	v := reflect.ValueOf(a)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	open := map[visit]bool{}
	switch {
	case !v.IsValid() || !returns(v, open):
		return nil
	case len(open) > deepest:
		return errNested
	}
	return errEndless
}

// returns tells whether a value leads back to one that is open, or too deep. What is open then stays so.
func returns(v reflect.Value, open map[visit]bool) bool {
	if !mayReturn(v.Type(), 0) {
		return false
	}
	switch v.Kind() {
	case reflect.Interface:
		return !v.IsNil() && returns(v.Elem(), open)
	case reflect.Slice, reflect.Map:
		here := visit{v.Pointer(), v.Len(), v.Type()}
		if here.len == 0 || open[here] {
			return here.len > 0
		}
		if open[here] = true; len(open) > deepest {
			return true
		}
		if anyPart(v, func(e reflect.Value) bool { return returns(e, open) }) {
			return true
		}
		delete(open, here)
		return false
	case reflect.Struct:
		if held, ok := inBox(v); ok {
			return returns(held, open)
		}
	}
	return anyPart(v, func(e reflect.Value) bool { return returns(e, open) })
}

// anyPart tells whether something holds for an element, a value or a field of v.
func anyPart(v reflect.Value, holds func(reflect.Value) bool) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holds(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for at := v.MapRange(); at.Next(); {
			if holds(at.Value()) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if holds(v.Field(i)) {
				return true
			}
		}
	}
	return false
}

// mayReturn tells whether values of a type can contain themselves: only what is in an interface can,
// or what has a type within itself, which is taken for a deep one.
func mayReturn(t reflect.Type, depth int) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Slice, reflect.Array, reflect.Map:
		return depth > bareDepth || mayReturn(t.Elem(), depth+1)
	case reflect.Struct:
		if t.String() == boxType {
			return true
		}
		for i := range t.NumField() {
			if depth > bareDepth || mayReturn(t.Field(i).Type, depth+1) {
				return true
			}
		}
	}
	return false
}
