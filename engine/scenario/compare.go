package scenario

import (
	"math"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// tolerance is how far doubles may lie apart, relative to the larger.
const tolerance = 1e-9

// same compares two values of type t in the form of documents.
func same(want, got any, t *data.Type) bool {
	if want == nil || got == nil {
		return want == nil && got == nil
	}
	switch t.Kind {
	case data.KindFloat:
		return nearFloat(want, got)
	case data.KindDouble:
		return near(want, got)
	case data.KindByte, data.KindShort, data.KindInt, data.KindLong:
		w, ok := wholeNumber(want)
		g, fine := wholeNumber(got)
		return ok && fine && w == g
	case data.KindArray:
		w, ok := want.([]any)
		g, fine := got.([]any)
		if !ok || !fine || len(w) != len(g) {
			return false
		}
		for i := range w {
			if !same(w[i], g[i], t.Elem) {
				return false
			}
		}
		return true
	case data.KindMap:
		return samePairs(want, got, t)
	case data.KindStruct:
		w, ok := want.(map[string]any)
		g, fine := got.(map[string]any)
		if !ok || !fine || len(w) != len(g) {
			return false
		}
		for _, f := range t.Fields {
			if !same(w[f.Name], g[f.Name], f.Type) {
				return false
			}
		}
		return true
	case data.KindBoolean:
		return want == got
	}
	w, ok := want.(string)
	g, fine := got.(string)
	return ok && fine && w == g
}

func near(want, got any) bool {
	w, ok := realNumber(want)
	g, fine := realNumber(got)
	switch {
	case !ok || !fine:
		return false
	case math.IsNaN(w) || math.IsNaN(g):
		return math.IsNaN(w) && math.IsNaN(g)
	case w == g:
		return true
	}
	return math.Abs(w-g) <= tolerance*math.Max(math.Abs(w), math.Abs(g))
}

// nearFloat is near, or the same number of 32 bits: a FLOAT's text has fewer digits than a DOUBLE.
func nearFloat(want, got any) bool {
	w, ok := realNumber(want)
	g, fine := realNumber(got)
	return ok && fine && float32(w) == float32(g) || near(want, got)
}

// samePairs compares maps; the order of the entries carries no meaning.
func samePairs(want, got any, t *data.Type) bool {
	w, ok := want.([]any)
	g, fine := got.([]any)
	if !ok || !fine || len(w) != len(g) {
		return false
	}
	entry := data.StructOf(data.Field{Name: "k", Type: t.Key}, data.Field{Name: "v", Type: t.Elem})
	pair := func(v any) any {
		if p, ok := v.([]any); ok && len(p) == 2 {
			return map[string]any{"k": p[0], "v": p[1]}
		}
		return nil
	}
	left, right := match(len(w), len(g), func(i, j int) bool { return same(pair(w[i]), pair(g[j]), entry) })
	return len(left) == 0 && len(right) == 0
}

// match pairs equal members of two bags and returns what is left on either side.
func match(n, m int, equal func(i, j int) bool) (left, right []int) {
	used := make([]bool, m)
	low := 0
	for i := 0; i < n; i++ {
		found := false
		for j := low; j < m && !found; j++ {
			if !used[j] && equal(i, j) {
				used[j], found = true, true
			}
		}
		if !found {
			left = append(left, i)
		}
		for low < m && used[low] {
			low++
		}
	}
	for j, u := range used {
		if !u {
			right = append(right, j)
		}
	}
	return left, right
}

func sameRow(want, got []any, s *data.Schema) bool {
	if len(want) != len(got) {
		return false
	}
	for k := range want {
		if !same(want[k], got[k], s.Fields[k].Type) {
			return false
		}
	}
	return true
}

// rowsDiffer compares the output of a batch; nil when it is as wanted.
func rowsDiffer(want [][]any, out *data.Batch, ordered bool) *difference {
	got := showRows(out)
	var left, right []int
	if ordered {
		for i := 0; i < max(len(want), len(got)); i++ {
			if i < len(want) && i < len(got) && sameRow(want[i], got[i], out.Schema) {
				continue
			}
			if i < len(want) {
				left = append(left, i)
			}
			if i < len(got) {
				right = append(right, i)
			}
		}
	} else {
		left, right = match(len(want), len(got), func(i, j int) bool { return sameRow(want[i], got[j], out.Schema) })
	}
	if len(left) == 0 && len(right) == 0 {
		return nil
	}
	pick := func(rows [][]any, which []int) [][]any {
		list := make([][]any, len(which))
		for i, k := range which {
			list[i] = rows[k]
		}
		return list
	}
	w, g := pick(want, left), pick(got, right)
	return &difference{what: "rows differ: " + count(len(w), "row is", "rows are") + " missing, " + count(len(g), "was", "were") + " not expected",
		want: want, got: got, diff: sideBySide(w, g)}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func sideBySide(want, got [][]any) string {
	lines := func(rows [][]any) (out []string) {
		for _, r := range rows {
			out = append(out, textOf(r))
		}
		return out
	}
	return Beside(lines(want), lines(got))
}

// Beside draws what was wanted and what was found in two columns.
func Beside(want, got []string) string {
	left, right := append([]string{"want"}, want...), append([]string{"got"}, got...)
	width := 0
	for _, l := range left {
		width = max(width, len([]rune(l)))
	}
	var b strings.Builder
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		b.WriteString(strings.TrimRight(l+strings.Repeat(" ", width-len([]rune(l)))+"  |  "+r, " ") + "\n")
	}
	return b.String()
}

// batchDiffers compares what a document says of a batch with the step that ran.
func batchDiffers(want *Batch, s *engine.Step, ordered bool) *difference {
	p := s.Progress
	if want.ID != nil && *want.ID != s.Tick.Batch {
		return &difference{what: "the batch has another id", want: *want.ID, got: s.Tick.Batch}
	}
	if want.Rows != nil {
		if d := rowsDiffer(want.Rows, s.Output, ordered); d != nil {
			return d
		}
	}
	if want.InputRows != nil && *want.InputRows != p.NumInputRows {
		return &difference{what: "inputRows differs", want: *want.InputRows, got: p.NumInputRows}
	}
	if want.Watermark != nil && *want.Watermark != p.EventTime["watermark"] {
		return &difference{what: "the watermark differs", want: *want.Watermark, got: p.EventTime["watermark"]}
	}
	if want.State != nil {
		return stateDiffers(want.State, p.StateOperators)
	}
	return nil
}

func stateDiffers(want []Operator, got []engine.StateProgress) *difference {
	shown := make([]Operator, len(got))
	for i := range got {
		g := &got[i]
		shown[i] = Operator{&g.OperatorName, &g.NumRowsTotal, &g.NumRowsUpdated, &g.NumRowsRemoved, &g.NumRowsDroppedByWatermark}
	}
	ok := len(want) == len(got)
	for i := 0; ok && i < len(want); i++ {
		w, g := want[i], shown[i]
		ok = (w.Op == nil || *w.Op == *g.Op) && given(w.Total, g.Total) && given(w.Updated, g.Updated) && given(w.Removed, g.Removed) && given(w.Dropped, g.Dropped)
	}
	if ok {
		return nil
	}
	return &difference{what: "the state counts differ", want: want, got: shown, diff: sideBySide([][]any{{want}}, [][]any{{shown}})}
}

func given(want, got *int64) bool { return want == nil || *want == *got }
