package kernel

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// writers tells which cell wrote each operator of a query. A tree holds the trees of the streams that
// it reads, and each of them is known by its cell; the operators that the optimizer made of them are
// found again by their names, in the order of the data.
func (k *Kernel) writers(t *track) map[operator.Node]string {
	if t.q.Explained == nil || t.q.Explained.Parsed == nil {
		return map[operator.Node]string{}
	}
	streams := k.streamCells()
	written := map[string][]string{} // cells by the name of an operator
	var walk func(n operator.Node, cell string)
	walk = func(n operator.Node, cell string) {
		if own, known := streams[n]; known {
			n, cell = own.plan, own.cell
		}
		if r, ok := n.(*operator.Relation); ok {
			if read, found := k.rt.session.Relation(r.Parts); found && read != n {
				walk(read, cell)
			}
			return
		}
		for _, c := range n.Children() {
			walk(c, cell)
		}
		name := n.Describe().Name
		written[name] = append(written[name], cell)
	}
	walk(t.q.Explained.Parsed, t.cell)
	return cellsOf(t.q.Plan, written, t.cell)
}

// writtenFrame is the analyzed tree of a stream or a table, and the cell that made it.
type writtenFrame struct {
	cell string
	plan operator.Node
}

// streamCells are the streams and tables that the notebook names, by their trees.
func (k *Kernel) streamCells() map[operator.Node]writtenFrame {
	out := map[operator.Node]writtenFrame{}
	for _, c := range k.book.Cells() {
		cs := k.cells[c.ID]
		if cs == nil {
			continue
		}
		for _, f := range cs.frames {
			trees := []operator.Node{f.df.Plan()}
			_ = spark.Try(func() error { // one that cannot be explained is known by its plan alone
				trees = append(trees, f.df.Explained().Parsed)
				return nil
			})
			for _, n := range trees {
				if _, known := out[n]; !known {
					out[n] = writtenFrame{c.ID, f.df.Plan()}
				}
			}
		}
	}
	return out
}

// cellsOf gives each operator of a tree the cell of its name. What the optimizer added has that of the
// operator that takes its rows.
func cellsOf(root operator.Node, written map[string][]string, cell string) map[operator.Node]string {
	out := map[operator.Node]string{}
	var order []operator.Node
	var collect func(n operator.Node)
	collect = func(n operator.Node) {
		for _, c := range n.Children() {
			collect(c)
		}
		order = append(order, n)
	}
	collect(root)
	seen := map[string]int{}
	for _, n := range order {
		name := n.Describe().Name
		if i := seen[name]; i < len(written[name]) {
			out[n] = written[name][i]
		}
		seen[name]++
	}
	var inherit func(n operator.Node, cell string)
	inherit = func(n operator.Node, cell string) {
		if out[n] == "" {
			out[n] = cell
		}
		for _, c := range n.Children() {
			inherit(c, out[n])
		}
	}
	inherit(root, cell)
	return out
}

// cellOfNode is the cell that wrote an operator, as the notebook counts now: "[3]".
func (k *Kernel) cellOfNode(t *track, n operator.Node) string {
	if t.authors == nil {
		t.authors = k.writers(t)
	}
	id := t.authors[n]
	if id == "" {
		id = t.cell
	}
	if _, i := k.book.Cell(id); i >= 0 {
		return fmt.Sprintf("[%d]", i+1)
	}
	return ""
}
