package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// refuseOverlap refuses HAVING window(time, size, slide) of overlapping windows over what a SELECT puts
// out, where the time is not any more. Of windows that do not overlap Spark misses the column first.
func (a *analyzer) refuseOverlap(n operator.Node, having expr.Expr) error {
	g := grouped(n)
	var bad error
	expr.Walk(having, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		if ok && g != nil && bad == nil && strings.EqualFold(c.Func, "window") && c.Over == nil && len(c.Args) > 2 {
			bad = a.refuseOverlapping(n, g.Child, c)
		}
		return bad == nil
	})
	return bad
}

func (a *analyzer) refuseOverlapping(out, in operator.Node, c *expr.Call) error {
	b := &block{a: a, sel: &operator.Select{At: a.selectAt}, node: in, scope: a.scope(in), cols: map[int]int{}}
	w, err := b.windowSpec(c)
	if err != nil {
		return nil // it is refused as any other unknown column
	}
	names := out.Schema().Names()
	missing := missingIn(w.time, names)
	if len(missing) == 0 || w.spec[0] <= w.spec[1] || w.spec[1] <= 0 {
		return nil
	}
	var rows []string
	for i := range min((w.spec[0]+w.spec[1]-1)/w.spec[1], maxWindows) {
		rows = append(rows, "["+strings.Join(append([]string{w.text(i)}, names...), ", ")+"]")
	}
	refusal := expr.Errorf("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT", "XX000", a.selectAt,
		"Resolved attribute(s) %s missing from %s in operator !Expand [%s], [%s]. ", quotedEach(missing), quotedEach(names),
		strings.Join(rows, ", "), strings.Join(append([]string{"window"}, names...), ", "))
	refusal.Planned = true
	refusal.Hint = "Give the window a name in the SELECT list, and ask for that: HAVING w.start > ..."
	return refusal
}

// maxWindows bounds how many of the windows around a time a message spells.
const maxWindows = 100

// missingIn lists the columns of an expression that are not among the names.
func missingIn(e expr.Expr, names []string) []string {
	var out []string
	expr.Walk(e, func(x expr.Expr) bool {
		if r, ok := x.(*expr.Ref); ok && !slices.Contains(names, r.Name) && !slices.Contains(out, r.Name) {
			out = append(out, r.Name)
		}
		return true
	})
	return out
}

func quotedEach(names []string) string {
	return `"` + strings.Join(names, `", "`) + `"`
}

// text spells the i-th of the windows around a time as Spark computes it (TimeWindowing).
func (w foundWindow) text(i int64) string {
	kind := "TimestampType"
	if w.time.Type().Kind == data.KindTimestampNTZ {
		kind = "TimestampNTZType"
	}
	at := "precisetimestampconversion(" + sparkText(w.time) + ", " + kind + ", LongType)"
	rest := fmt.Sprintf("((%s - %d) %% %d)", at, w.spec[2], w.spec[1])
	start := fmt.Sprintf("((%s - CASE WHEN (%s < cast(0 as bigint)) THEN (%s + %d) ELSE %s END) - %d)", at, rest, rest, w.spec[1], rest, i*w.spec[1])
	shown := func(micros string) string {
		return "knownnullable(precisetimestampconversion(" + micros + ", LongType, " + kind + "))"
	}
	return fmt.Sprintf("named_struct(start, %s, end, %s)", shown(start), shown(fmt.Sprintf("(%s + %d)", start, w.spec[0])))
}
