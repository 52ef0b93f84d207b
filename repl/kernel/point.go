package kernel

import (
	"fmt"
	"slices"

	"github.com/sparkrepl/sparkrepl/viz"
)

// point is a batch that a person gave a name: At batches are done there.
type point struct {
	Name string `json:"name"`
	At   int    `json:"at"`
}

// Mark remembers the batch at the cursor as the base of differences.
func (k *Kernel) Mark(name string) (int, error) {
	t, err := k.trackOf("")
	if err != nil {
		return 0, err
	}
	t.mark, t.marked = t.timeline().At(), name
	if name != "" {
		t.points = append(slices.DeleteFunc(t.points, func(p point) bool { return p.Name == name }), point{name, t.mark})
	}
	return t.first() + t.mark - 1, nil
}

// Point is the batch that a mark of the query on the screen names.
func (k *Kernel) Point(name string) (batch int, found bool) {
	if k.shown == nil {
		return 0, false
	}
	for _, p := range k.shown.points {
		if p.Name == name {
			return k.shown.first() + p.At - 1, true
		}
	}
	return 0, false
}

// Done is how many batches of the query on the screen are done when a batch has run.
func (k *Kernel) Done(batch int) int {
	if k.shown == nil {
		return batch + 1
	}
	return max(batch-k.shown.first()+1, 0)
}

// Points is the table of the batches that have a name.
func (k *Kernel) Points() *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "name"}, {Name: "batch", Right: true}}, Empty: "no batch has a name; :mark NAME gives this one a name"}
	if k.shown != nil {
		for _, p := range k.shown.points {
			t.Rows = append(t.Rows, []viz.Cell{{Text: p.Name}, {Text: fmt.Sprintf("b%d", k.shown.first()+p.At-1)}})
			t.IDs = append(t.IDs, "mark:"+p.Name)
		}
	}
	t.Total = len(t.Rows)
	return &viz.Figure{Title: "Marks", Table: t}
}

// Unmark goes back to differences against the batch before.
func (k *Kernel) Unmark() {
	if k.shown != nil {
		k.shown.mark, k.shown.marked = -1, ""
	}
}
