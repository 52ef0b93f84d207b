package interp

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// runtime is what generated programs call; each run adds Ended, Caught and Entered.
func (it *Interp) runtime() map[string]reflect.Value {
	return map[string]reflect.Value{
		"Must": reflect.ValueOf(func(err error) {
			if err != nil {
				panic(err)
			}
		}),
		"Param": reflect.ValueOf(it.param),
		"Key":   reflect.ValueOf(func(key any, text string) any { return keyOf(key, text) }),
		"Clear": reflect.ValueOf(func(v any) { reflect.ValueOf(v).Clear() }),
		"Lift":  reflect.ValueOf(it.lifted),
		"At":    reflect.ValueOf(func(statement int64) { atomic.StoreInt64(&it.mark, statement) }),
	}
}

// param is param("name") of cells.
func (it *Interp) param(name string) string {
	if v, ok := it.o.Params[name]; ok {
		return v
	}
	var known []string
	for k := range it.o.Params {
		known = append(known, k)
	}
	sort.Strings(known)
	hint := "Give it on the command line: -p " + name + "=VALUE."
	if near := spelling.Nearest(name, known); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	panic(&CellError{Message: fmt.Sprintf("The parameter %q has no value.", name), Hint: hint})
}

// panicText puts a panic of interpreted code into the words of Go.
func panicText(v any) (message, hint string) {
	text := fmt.Sprint(v)
	switch {
	case strings.Contains(text, "slice index out of bounds"):
		return "slice bounds out of range.", "Look at len() before the slice is cut."
	case strings.Contains(text, "slice index out of range"), strings.Contains(text, "array index out of range"):
		return "index out of range.", "Look at len() before the index is used."
	case strings.Contains(text, "assignment to entry in nil map"):
		return "assignment to entry in nil map.", "Make it first: m = map[string]int{}."
	case strings.Contains(text, "nil pointer dereference"), strings.Contains(text, "call of reflect.Value.") && strings.Contains(text, "zero Value"), strings.Contains(text, "nil pointer"):
		return "nil pointer dereference: a variable that is used here holds nothing yet.", ""
	case strings.Contains(text, "integer divide by zero"):
		return "integer divide by zero.", ""
	case strings.HasPrefix(text, "os.Exit("):
		return "A cell cannot end the program.", "Use return to leave the cell."
	}
	if m := programPlace.FindStringSubmatch(text); m != nil { // a place in the program, not in the cell
		return sentence(m[3]), ""
	}
	return sentence(strings.TrimPrefix(text, "runtime error: ")), ""
}
