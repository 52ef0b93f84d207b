package viz

func drawTree(x *Tree, t Theme) []Line {
	var out []Line
	for _, r := range x.Roots {
		out = append(out, treeLines(r, "", "", t)...)
	}
	return out
}

// treeLines draws a node and below it its children, as Spark's plans do: "+- " for the last
// child and ":- " for the others.
func treeLines(n TreeNode, first, below string, t Theme) []Line {
	l := Line{}
	if first != "" {
		l = append(l, Cell{Text: first, Style: Dim})
	}
	l = append(l, cleanLine(n.Label)...)
	if n.Note != "" {
		l = append(l, Cell{Text: "  " + seen(n.Note), Style: Dim})
	}
	out := []Line{l}
	for i, c := range n.Children {
		branch, stem := t.branch(i == len(n.Children)-1)
		out = append(out, treeLines(c, below+branch, below+stem, t)...)
	}
	return out
}

func (t Theme) branch(last bool) (branch, stem string) {
	switch {
	case t.ASCII && last:
		return "+- ", "   "
	case t.ASCII:
		return ":- ", ":  "
	case last:
		return "└─ ", "   "
	}
	return "├─ ", "│  "
}
