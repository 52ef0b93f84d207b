package xmldoc

import (
	"sort"
	"strings"
)

// step is one step of a path: an axis, a test of nodes, and predicates.
type step struct {
	axis       string
	test       func(n *Node) bool
	predicates []node
}

var nodeTypes = map[string]bool{"node": true, "text": true, "comment": true, "processing-instruction": true}

// anyDepth is what // means.
var anyDepth = step{axis: "descendant-or-self", test: func(*Node) bool { return true }}

// axes lists the nodes of each axis of a node, those nearest first.
var axes = map[string]func(n *Node) []*Node{
	"self":               func(n *Node) []*Node { return []*Node{n} },
	"child":              func(n *Node) []*Node { return n.Kids },
	"attribute":          func(n *Node) []*Node { return n.Attrs },
	"namespace":          func(*Node) []*Node { return nil },
	"parent":             func(n *Node) []*Node { return above(n, false)[:min(1, len(above(n, false)))] },
	"ancestor":           func(n *Node) []*Node { return above(n, false) },
	"ancestor-or-self":   func(n *Node) []*Node { return above(n, true) },
	"descendant":         func(n *Node) []*Node { return below(nil, n) },
	"descendant-or-self": func(n *Node) []*Node { return below([]*Node{n}, n) },
	"following-sibling":  func(n *Node) []*Node { _, after := siblings(n); return after },
	"preceding-sibling":  func(n *Node) []*Node { before, _ := siblings(n); return before },
	"following":          following,
	"preceding":          preceding,
}

func above(n *Node, self bool) (out []*Node) {
	if !self {
		n = n.Parent
	}
	for ; n != nil; n = n.Parent {
		out = append(out, n)
	}
	return out
}

func below(out []*Node, n *Node) []*Node {
	for _, k := range n.Kids {
		out = below(append(out, k), k)
	}
	return out
}

// siblings are the nodes before and behind a node under its parent, the nearest first.
func siblings(n *Node) (before, after []*Node) {
	if n.Parent == nil || n.Kind == Attribute {
		return nil, nil
	}
	kids := n.Parent.Kids
	at := sort.Search(len(kids), func(i int) bool { return kids[i].order >= n.order })
	for i := at - 1; i >= 0; i-- {
		before = append(before, kids[i])
	}
	return before, kids[at+1:]
}

func following(n *Node) (out []*Node) {
	if n.Kind == Attribute {
		out, n = below(out, n.Parent), n.Parent
	}
	for ; n != nil; n = n.Parent {
		_, after := siblings(n)
		for _, s := range after {
			out = below(append(out, s), s)
		}
	}
	return out
}

func preceding(n *Node) (out []*Node) {
	if n.Kind == Attribute {
		n = n.Parent
	}
	for ; n != nil; n = n.Parent {
		before, _ := siblings(n)
		for _, s := range before {
			all := below([]*Node{s}, s)
			for i := len(all) - 1; i >= 0; i-- {
				out = append(out, all[i])
			}
		}
	}
	return out
}

func (p *parser) stepNext() bool {
	t := p.peek()
	return t.kind == tokenName || t.kind == tokenMark && (t.text == "." || t.text == ".." || t.text == "@" || t.text == "*")
}

// steps reads steps with / and // between.
func (p *parser) steps(to *path) node {
	for {
		s, ok := p.step()
		if !ok {
			return nil
		}
		to.steps = append(to.steps, s)
		switch {
		case p.mark("//"):
			to.steps = append(to.steps, anyDepth)
		case !p.mark("/"):
			return to
		}
	}
}

func (p *parser) step() (step, bool) {
	s := step{axis: "child"}
	switch {
	case p.mark("."):
		return step{axis: "self", test: anyDepth.test}, true
	case p.mark(".."):
		return step{axis: "parent", test: anyDepth.test}, true
	case p.mark("@"):
		s.axis = "attribute"
	case p.second().kind == tokenMark && p.second().text == "::":
		s.axis = p.peek().text
		p.at += 2
		if axes[s.axis] == nil {
			return s, false
		}
	}
	var ok bool
	if s.test, ok = p.test(s.axis); !ok {
		return s, false
	}
	s.predicates, ok = p.predicates()
	return s, ok
}

// test reads what a step takes of its axis.
func (p *parser) test(axis string) (func(n *Node) bool, bool) {
	kind := Element
	if axis == "attribute" {
		kind = Attribute
	}
	t := p.peek()
	p.at++
	switch {
	case t.kind == tokenMark && t.text == "*":
		return func(n *Node) bool { return n.Kind == kind }, true
	case t.kind != tokenName:
		return nil, false
	case strings.Contains(t.text, ":"): // a prefix names a namespace, and none is known
		return func(*Node) bool { return false }, true
	case nodeTypes[t.text] && p.mark("("):
		return p.typeTest(t.text)
	}
	return func(n *Node) bool { return n.Kind == kind && n.local() == t.text }, true
}

func (p *parser) typeTest(name string) (func(n *Node) bool, bool) {
	target := ""
	if name == "processing-instruction" && p.peek().kind == tokenText {
		target = p.peek().text
		p.at++
	}
	if !p.mark(")") {
		return nil, false
	}
	kind := map[string]Kind{"text": Text, "comment": Comment, "processing-instruction": Instruction}[name]
	return func(n *Node) bool { return name == "node" || n.Kind == kind && (target == "" || n.Name == target) }, true
}

// predicates reads [..] as often as there are.
func (p *parser) predicates() (out []node, ok bool) {
	for p.mark("[") {
		x := p.expr()
		if x == nil || !p.mark("]") {
			return nil, false
		}
		out = append(out, x)
	}
	return out, true
}
