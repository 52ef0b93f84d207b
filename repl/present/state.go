package present

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// diffLimit is how many keys are compared with the base; above it the state is shown without
// the difference, a page at a time.
const diffLimit = 200_000

// stateRow is one key: its values now and at the base.
type stateRow struct {
	key, shown string // key stays the same whatever the cursor; shown is short
	names      []string
	now, base  []string          // values under names; nil: the key is not there
	change     string            // = ~ + -
	whole      map[string]string // the columns of a state that holds whole rows, and its name under ""
	node       engine.NodeID
	until      int64
}

// State shows the keys and values of the stateful operators, with what changed since the mark.
// Ask.Filter "~" shows only changed keys.
func State(s *Subject, a Ask) (*viz.Figure, error) {
	rows, name, err := StateRows(s, a)
	if err != nil {
		return nil, err
	}
	if a.Filter == "~" {
		a.Filter = ""
	}
	return &viz.Figure{Title: "State", Table: rows.Table(a, s.Orders, name)}, nil
}

// StateOf is [State] of the operators with a name, or whose name begins so.
func StateOf(s *Subject, name string, a Ask) (*viz.Figure, error) {
	var ids []engine.NodeID
	var names []string
	for _, id := range s.stateful() {
		own := shortName(s.Timeline.Nodes()[id])
		names = append(names, own)
		if strings.HasPrefix(strings.ToLower(own), strings.ToLower(name)) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 && len(names) > 0 {
		return nil, fmt.Errorf("no operator %s keeps state here; there are %s", name, strings.Join(names, ", "))
	}
	rows, key, err := stateRowsOf(s, ids, a)
	if err != nil {
		return nil, err
	}
	return &viz.Figure{Title: "State", Table: rows.Table(a, s.Orders, key+"-"+name)}, nil
}

// StateRows is the table behind [State].
func StateRows(s *Subject, a Ask) (*Rows, string, error) { return stateRowsOf(s, s.stateful(), a) }

func stateRowsOf(s *Subject, ids []engine.NodeID, a Ask) (*Rows, string, error) {
	if len(ids) == 0 {
		return &Rows{Columns: []viz.Column{{Name: "key"}}, Empty: "no operator of this query keeps state"}, "state-none", nil
	}
	var list []stateRow
	var head []viz.Line
	big := false
	for _, id := range ids {
		n := s.Timeline.State(id).Metrics().Rows
		head = append(head, stateHead(s, id, n))
		if n > diffLimit {
			big = true
			continue
		}
		rows, err := diffState(s, id)
		if err != nil {
			return nil, "", err
		}
		list = append(list, rows...)
	}
	if big {
		return bigState(s, ids, head)
	}
	if a.Filter == "~" {
		list = changedOnly(list)
	}
	rows := stateTable(s, list, head, len(ids) > 1)
	if a.Filter == "~" {
		rows.Empty = "no key changed"
	}
	return rows, fmt.Sprintf("state-%d-%d-%s", s.Timeline.At(), s.base(), a.Filter), nil
}

// stateHead is the operator, what it is compared with, how many keys it holds, and whether they
// ever leave.
func stateHead(s *Subject, id engine.NodeID, rows int64) viz.Line {
	n := s.Timeline.Nodes()[id]
	line := viz.Line{{Text: shortName(n), Style: viz.Strong}}
	if at := s.Timeline.At(); at > 0 {
		marked := ""
		if s.Mark == s.base() {
			marked = " (marked)"
		}
		line = append(line, viz.Cell{Text: fmt.Sprintf("  %s%s > %s", baseName(s), marked, s.batch(at-1)), Style: viz.Dim})
	}
	line = append(line, viz.Cell{Text: "  " + counted(int(rows), "key")})
	if st, ok := n.(operator.Stateful); ok {
		line = append(line, leaving(st.Bound(), rows))
	}
	return line
}

// leaving goes on behind the number of keys: when they leave the state.
func leaving(bound string, rows int64) viz.Cell {
	if bound == "" {
		return viz.Cell{Text: ", never evicted: no watermark bounds it", Style: viz.Warn}
	}
	for _, what := range []string{"groups", "keys"} {
		if when, ok := strings.CutPrefix(bound, what+" leave "); ok {
			verb := " leave "
			if rows == 1 {
				verb = " leaves "
			}
			return viz.Cell{Text: verb + when, Style: viz.Dim}
		}
	}
	return viz.Cell{Text: "  " + bound, Style: viz.Dim}
}

func baseName(s *Subject) string {
	base := s.base()
	if base == 0 {
		return "start"
	}
	name := s.batch(base - 1)
	if s.Mark == base && s.MarkName != "" {
		return s.MarkName + " (" + name + ")"
	}
	return name
}

// diffState compares a node's state at the cursor with the base, key by key: the rows of now
// in their order, then those that are gone.
func diffState(s *Subject, id engine.NodeID) ([]stateRow, error) {
	now, err := s.at(s.Timeline.At(), id, -1)
	if err != nil {
		return nil, err
	}
	old, err := s.at(s.base(), id, -1)
	if err != nil {
		return nil, err
	}
	var out []stateRow
	for i, v := range now.views {
		before, gone := map[string][]string{}, []string(nil)
		if i < len(old.views) {
			before, gone = valuesOfState(s, old.views[i])
		}
		for r := range v.Rows.N {
			row := stateRow{key: stateKey(s, v, r), shown: shownKey(s, v, r), node: id, until: untilOf(v, r), change: "+"}
			row.names, row.now = stateValues(s, v, r)
			row.whole = wholeRow(s, v, r)
			if was, ok := before[row.key]; ok {
				row.base, row.change = was, "="
				if !slices.Equal(was, row.now) {
					row.change = "~"
				}
				delete(before, row.key)
			}
			out = append(out, row)
		}
		for r, key := range gone {
			if was, left := before[key]; left {
				names, _ := stateValues(s, old.views[i], r)
				out = append(out, stateRow{key: key, shown: shownKey(s, old.views[i], r), names: names, base: was, change: "-", node: id, until: operator.NoWatermark, whole: wholeRow(s, old.views[i], r)})
			}
		}
	}
	return out, nil
}

// valuesOfState are the values of each key, and the keys in their order.
func valuesOfState(s *Subject, v operator.StateView) (map[string][]string, []string) {
	values := make(map[string][]string, v.Rows.N)
	order := make([]string, v.Rows.N)
	for r := range v.Rows.N {
		order[r] = stateKey(s, v, r)
		_, values[order[r]] = stateValues(s, v, r)
	}
	return values, order
}

// textOfState is the state as text by key.
func textOfState(s *Subject, v operator.StateView) map[string]string {
	out := make(map[string]string, v.Rows.N)
	for r := range v.Rows.N {
		out[stateKey(s, v, r)] = stateValue(s, v, r)
	}
	return out
}

// stateKey names a key wherever the cursor stands; shownKey is the same, shorter.
func stateKey(s *Subject, v operator.StateView, r int) string {
	return stateKeyBy(s, Clock{Zone: s.Expr.Zone}, v, r)
}

func shownKey(s *Subject, v operator.StateView, r int) string { return stateKeyBy(s, s.Clock(), v, r) }

func stateKeyBy(s *Subject, clock Clock, v operator.StateView, r int) string {
	key := keyText(s.Expr, clock, keyColumns(v), r)
	if v.Name != "" {
		return v.Name + ": " + key
	}
	if key == "" {
		return "(all)"
	}
	return key
}

func stateValue(s *Subject, v operator.StateView, r int) string {
	return valuesText(stateValues(s, v, r))
}

// stateValues are the value columns of one state row, with their names; never nil, though a state
// may hold keys alone.
func stateValues(s *Subject, v operator.StateView, r int) (names, values []string) {
	names, values = []string{}, []string{}
	if wholeRows(v) {
		return names, values
	}
	for i, c := range v.Rows.Cols[v.Keys:] {
		names = append(names, v.Rows.Schema.Fields[v.Keys+i].Name)
		values = append(values, ValueText(s.Expr, s.Clock(), c, r))
	}
	return names, values
}

// wholeRow is a row of a state that holds whole rows, by column; nil for other states.
func wholeRow(s *Subject, v operator.StateView, r int) map[string]string {
	if !wholeRows(v) {
		return nil
	}
	out := map[string]string{"": v.Name}
	for i, c := range v.Rows.Cols {
		out[v.Rows.Schema.Fields[i].Name] = ValueText(s.Expr, s.Clock(), c, r)
	}
	return out
}

// valuesText writes values on one line; a single one needs no name.
func valuesText(names, values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = names[i] + "=" + v
	}
	return strings.Join(parts, " ")
}

func untilOf(v operator.StateView, r int) int64 {
	if r < len(v.Until) {
		return v.Until[r]
	}
	return operator.NoWatermark
}

func changedOnly(list []stateRow) []stateRow {
	var out []stateRow
	for _, r := range list {
		if r.change != "=" {
			out = append(out, r)
		}
	}
	return out
}

// bigState shows a state of very many keys as it stands, rows made when they are asked for.
func bigState(s *Subject, ids []engine.NodeID, head []viz.Line) (*Rows, string, error) {
	id := ids[0]
	first, err := s.at(s.Timeline.At(), id, 1)
	if err != nil || len(first.views) == 0 {
		return nil, "", err
	}
	v := first.views[0]
	var page *data.Batch
	from := -1
	const size = 256
	n := int(s.Timeline.State(id).Metrics().Rows)
	r := &Rows{Columns: columnsOf(v.Rows.Schema), N: n, ID: func(row int) string { return "state:" + strconv.Itoa(row) },
		Head: append(head, viz.Line{{Text: fmt.Sprintf("more than %d keys: shown without the difference", diffLimit), Style: viz.Dim}})}
	r.Cell = func(row, col int) viz.Cell {
		if page == nil || row < from || row >= from+page.N {
			from = row / size * size
			views, err := s.Timeline.View(id, from, size)
			if err != nil || len(views) == 0 {
				return viz.Cell{Text: "?", Style: viz.Bad}
			}
			page = views[0].Rows
		}
		if row-from >= page.N {
			return viz.Cell{}
		}
		return valueCell(s.Expr, s.Clock(), page.Cols[col], row-from)
	}
	return r, fmt.Sprintf("bigstate-%d-%d", s.Timeline.At(), id), nil
}
