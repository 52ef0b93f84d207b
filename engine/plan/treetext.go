package plan

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// TreeText draws a plan as Spark does: one node a line, children behind "+- " and ":- ".
func TreeText(n operator.Node) string {
	var b strings.Builder
	drawTree(&b, n, nil, func(n operator.Node) string { return lineOf(n) })
	return b.String()
}

// lineOf is one node's line.
func lineOf(n operator.Node) string {
	d := n.Describe()
	if d.Detail == "" {
		return d.Name
	}
	return d.Name + " " + d.Detail
}

// drawTree writes the tree; last tells for each level above whether that branch has ended.
func drawTree(b *strings.Builder, n operator.Node, last []bool, line func(operator.Node) string) {
	for i, done := range last {
		switch {
		case i == len(last)-1 && done:
			b.WriteString("+- ")
		case i == len(last)-1:
			b.WriteString(":- ")
		case done:
			b.WriteString("   ")
		default:
			b.WriteString(":  ")
		}
	}
	b.WriteString(line(n) + "\n")
	children := n.Children()
	if d, ok := n.(*drawn); ok {
		for i, c := range d.inner {
			drawTree(b, c, append(append([]bool{}, last...), len(children) == 0, i == len(d.inner)-1), line)
		}
	}
	for i, c := range children {
		if c == nil {
			continue // a parsed SELECT or LATERAL VIEW without FROM
		}
		drawTree(b, c, append(append([]bool{}, last...), i == len(children)-1), line)
	}
}

// formattedText is EXPLAIN FORMATTED: the numbered tree, then each node with its columns.
func formattedText(n operator.Node) string {
	ids := map[operator.Node]int{}
	var order []operator.Node
	numberNodes(n, ids, &order)
	var b strings.Builder
	drawTree(&b, n, nil, func(n operator.Node) string {
		return n.Describe().Name + " (" + strconv.Itoa(ids[n]) + ")"
	})
	for _, x := range order {
		d := x.Describe()
		b.WriteString("\n(" + strconv.Itoa(ids[x]) + ") " + d.Name + "\n")
		for i, c := range x.Children() {
			if c.Schema() != nil {
				name := "Input"
				if len(x.Children()) > 1 {
					name = [...]string{"Left input", "Right input"}[min(i, 1)]
				}
				b.WriteString(name + " " + bracketed(c.Schema().Names()) + "\n")
			}
		}
		if x.Schema() != nil {
			b.WriteString("Output " + bracketed(x.Schema().Names()) + "\n")
		}
		if d.Detail != "" {
			b.WriteString("Arguments: " + d.Detail + "\n")
		}
	}
	return b.String()
}

func bracketed(names []string) string {
	return "[" + strconv.Itoa(len(names)) + "]: [" + strings.Join(names, ", ") + "]"
}

// numberNodes numbers nodes from 1, children before parents.
func numberNodes(n operator.Node, ids map[operator.Node]int, order *[]operator.Node) {
	for _, c := range n.Children() {
		numberNodes(c, ids, order)
	}
	if ids[n] == 0 {
		*order = append(*order, n)
		ids[n] = len(*order)
	}
}
