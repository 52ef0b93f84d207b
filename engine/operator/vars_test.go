package operator

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// TestListsAreNumbered holds that the items of a list have keys of their own in a view, so that those
// of two batches can be compared.
func TestListsAreNumbered(t *testing.T) {
	s := newSteps(t, &TransformWithState{Keys: wordKey, Out: textOut, Child: &Local{Rows: data.Empty(words)},
		Vars: []StateVar{{Name: "all", Kind: ListVar}},
		Rows: func(p *Processor, rows *data.Batch) ([][]any, error) {
			for i := range rows.N {
				if err := p.AppendList("all", data.ValueAt(rows.Cols[2], i)); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}})
	s.at(0, 0, 0, row(1, "a", 7), row(2, "b", 8))
	s.at(0, 0, 0, row(3, "a", 7), row(4, "b", 9))
	views, err := s.node.(Inspector).View(&Task{State: s.st, Expr: &expr.Context{}}, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	all := views[0].Rows
	for r := range all.N {
		got = append(got, fmt.Sprint(data.ValueAt(all.Cols[0], r), data.ValueAt(all.Cols[1], r), "=", data.ValueAt(all.Cols[2], r)))
	}
	slices.Sort(got)
	want(t, "items", fmt.Sprint(views[0].Name, views[0].Keys, got), "all2 [a0=7 a1=7 b0=8 b1=9]")
}
