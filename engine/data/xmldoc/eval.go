package xmldoc

import "sort"

// focus is what an expression is evaluated at: a node, its place among others, and how many they are.
type focus struct {
	node     *Node
	at, size int
}

func (e *Expr) at(doc *Node) value { return e.root.eval(&focus{doc, 1, 1}) }

// Nodes are the nodes an expression gives, in the order of the document; false where it gives none but
// another value.
func (e *Expr) Nodes(doc *Node) ([]*Node, bool) {
	set, ok := e.at(doc).(nodeSet)
	return set, ok
}

// Kind is what Java calls the kind of value that the expression gives.
func (e *Expr) Kind(doc *Node) string {
	switch e.at(doc).(type) {
	case number:
		return "#NUMBER"
	case truth:
		return "#BOOLEAN"
	case text:
		return "#STRING"
	}
	return "#NODESET"
}

// Text is what string() makes of the expression.
func (e *Expr) Text(doc *Node) string { return e.at(doc).text() }

// Number is what number() makes of the expression.
func (e *Expr) Number(doc *Node) float64 { return e.at(doc).number() }

// True is what boolean() makes of the expression.
func (e *Expr) True(doc *Node) bool { return e.at(doc).boolean() }

type constant struct{ v value }

func (n constant) eval(*focus) value { return n.v }

type negative struct{ of node }

func (n *negative) eval(c *focus) value { return number(-n.of.eval(c).number()) }

type union struct{ left, right node }

func (n *union) eval(c *focus) value {
	l, _ := n.left.eval(c).(nodeSet)
	r, _ := n.right.eval(c).(nodeSet)
	return ordered(append(append(nodeSet{}, l...), r...))
}

// filter keeps the nodes of an expression that predicates hold for.
type filter struct {
	of         node
	predicates []node
}

func (n *filter) eval(c *focus) value {
	set, _ := n.of.eval(c).(nodeSet)
	return nodeSet(keep(set, n.predicates))
}

// path is a location path: from the root, from what an expression gives, or from the focus.
type path struct {
	root  bool
	from  node
	steps []step
}

func (n *path) eval(c *focus) value {
	set := nodeSet{c.node}
	switch {
	case n.from != nil:
		set, _ = n.from.eval(c).(nodeSet)
	case n.root:
		all := above(c.node, true)
		set = nodeSet{all[len(all)-1]}
	}
	for _, s := range n.steps {
		var out nodeSet
		for _, at := range set {
			var fit []*Node
			for _, x := range axes[s.axis](at) {
				if s.test(x) {
					fit = append(fit, x)
				}
			}
			out = append(out, keep(fit, s.predicates)...)
		}
		set = ordered(out)
	}
	return set
}

// keep are the nodes that all predicates hold for; a number holds for the node at that place.
func keep(list []*Node, predicates []node) []*Node {
	for _, p := range predicates {
		var out []*Node
		for i, n := range list {
			v := p.eval(&focus{n, i + 1, len(list)})
			if k, ok := v.(number); ok && float64(k) == float64(i+1) || !ok && v.boolean() {
				out = append(out, n)
			}
		}
		list = out
	}
	return list
}

// ordered sorts by the order of the document and leaves doubles out.
func ordered(set nodeSet) nodeSet {
	sort.SliceStable(set, func(i, j int) bool { return set[i].order < set[j].order })
	out := set[:0]
	for i, n := range set {
		if i == 0 || n != set[i-1] {
			out = append(out, n)
		}
	}
	return out
}
