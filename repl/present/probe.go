package present

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// StateColumns are the value columns of the operators with state, each name once.
func StateColumns(s *Subject) ([]data.Field, error) {
	var out []data.Field
	for _, id := range s.stateful() {
		views, err := s.Timeline.View(id, 0, 1)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			for _, f := range v.Rows.Schema.Fields[v.Keys:] {
				if !slices.ContainsFunc(out, func(g data.Field) bool { return g.Name == f.Name }) {
					out = append(out, f)
				}
			}
		}
	}
	return out, nil
}

// OutputNames are the names that projections above give to columns of the state: n for count(1).
func OutputNames(s *Subject) map[string]string {
	out := map[string]string{}
	for _, n := range s.Timeline.Nodes() {
		p, ok := n.(*operator.Project)
		if !ok {
			continue
		}
		for i, e := range p.Exprs {
			if a, named := e.(*expr.Alias); named {
				e = a.Child
			}
			if r, plain := e.(*expr.Ref); plain && p.Out.Fields[i].Name != r.Name {
				out[p.Out.Fields[i].Name] = r.Name
			}
		}
	}
	return out
}

// shownName is the name that the query gives to a column of its state: n for count(1).
func (s *Subject) shownName(column string) string {
	shown := ""
	for name, of := range OutputNames(s) {
		if of == column && (shown == "" || name < shown) {
			shown = name
		}
	}
	if shown == "" {
		return column
	}
	return shown
}

// KeyColumn is the value of a column of the state at a key, with n batches done; false where the
// key does not stand in the state. A key is written as the State tab shows it, its window may be
// left out: of several windows the newest counts.
func KeyColumn(s *Subject, n int, key, column string) (c data.Column, row int, found bool, err error) {
	newest := operator.NoWatermark
	err = eachKey(s, n, key, func(v operator.StateView, r int) {
		i := v.Rows.Schema.Index(column)
		end := windowEnd(v, r)
		if i >= v.Keys && (!found || end > newest) {
			c, row, found, newest = v.Rows.Cols[i], r, true, end
		}
	})
	return c, row, found, err
}

// KeyText is everything that the state holds at a key, as text; "" where it holds nothing.
func KeyText(s *Subject, n int, key string) (string, error) {
	var parts []string
	err := eachKey(s, n, key, func(v operator.StateView, r int) {
		parts = append(parts, stateKey(s, v, r)+"\x00"+stateValue(s, v, r))
	})
	slices.Sort(parts)
	return strings.Join(parts, "\x01"), err
}

// WindowFired tells whether a window left the state with batch n-1: it was there before, and no
// longer. A window is written as the Windows tab shows it, or by its start alone.
func WindowFired(s *Subject, n int, window string) (bool, error) {
	before, err := spans(s, n-1)
	if err != nil {
		return false, err
	}
	now, err := spans(s, n)
	if err != nil {
		return false, err
	}
	for w := range before {
		if now[w] == 0 && s.passed(n-1, w) && slices.Contains(s.spanTexts(w), tidy(window)) {
			return true, nil
		}
	}
	return false, nil
}

// spanTexts are the ways to write a window: with and without its day, and by its start alone.
func (s *Subject) spanTexts(w span) []string {
	var out []string
	for _, text := range []string{s.Clock().Span(w.from, w.to), Clock{Zone: s.Expr.Zone}.Span(w.from, w.to), s.Clock().Text(w.from), Clock{Zone: s.Expr.Zone}.Text(w.from)} {
		out = append(out, text)
		if _, bare, dated := strings.Cut(text, " "); dated && !strings.Contains(bare, " ") {
			out = append(out, bare)
		}
	}
	return out
}

// eachKey calls f for the state rows whose key a person means.
func eachKey(s *Subject, n int, key string, f func(v operator.StateView, r int)) error {
	want := tidy(key)
	for _, id := range s.stateful() {
		if rows := s.Timeline.State(id).Metrics().Rows; rows > diffLimit {
			return fmt.Errorf("%d keys are too many to look for one at every batch", rows)
		}
		snap, err := s.at(n, id, -1)
		if err != nil {
			return err
		}
		for _, v := range snap.views {
			for r := range v.Rows.N {
				if s.means(want, v, r) {
					f(v, r)
				}
			}
		}
	}
	return nil
}

// means tells whether a text names the key of a state row.
func (s *Subject) means(want string, v operator.StateView, r int) bool {
	if want == tidy(stateKey(s, v, r)) || want == tidy(shownKey(s, v, r)) {
		return true
	}
	w := windowKey(v)
	if w < 0 {
		return false
	}
	rest := tidy(keyText(s.Expr, s.Clock(), slices.Delete(slices.Clone(keyColumns(v)), w, w+1), r))
	if rest != "" && want == rest {
		return true
	}
	from, to, ok := windowAt(v.Rows.Cols[w], r)
	if !ok {
		return false
	}
	for _, text := range s.spanTexts(span{from, to}) {
		if want == strings.TrimSpace(text+" "+rest) {
			return true
		}
	}
	return false
}

func windowEnd(v operator.StateView, r int) int64 {
	if w := windowKey(v); w >= 0 {
		if _, to, ok := windowAt(v.Rows.Cols[w], r); ok {
			return to
		}
	}
	return operator.NoWatermark
}

// tidy writes a key with one blank between its parts, whatever stood there.
func tidy(key string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(key, ",", " ")), " ")
}
