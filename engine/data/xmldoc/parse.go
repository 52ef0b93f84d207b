package xmldoc

import "strconv"

// PathError tells why a text is no XPath expression, in the words of Java's compiler.
type PathError string

func (e PathError) Error() string { return string(e) }

// Expr is a compiled expression. It may be evaluated by several goroutines.
type Expr struct{ root node }

// node is a part of an expression.
type node interface{ eval(c *focus) value }

type parser struct {
	list    []token
	at      int
	depth   int
	unknown string // a function that there is not
}

// Compile reads an expression. Its error is a [PathError].
func Compile(text string) (*Expr, error) {
	list, err := scan(text)
	if err != nil {
		return nil, err
	}
	p := &parser{list: list}
	root := p.expr()
	if root == nil || p.peek().kind != tokenEnd {
		return nil, p.reason()
	}
	return &Expr{root}, nil
}

func (p *parser) reason() error {
	t := p.list[min(p.at, len(p.list)-1)]
	switch {
	case p.unknown != "":
		return PathError("Could not find function: " + p.unknown)
	case t.kind == tokenEnd:
		return PathError("A location path was expected, but the end of the XPath expression was found instead.")
	}
	return PathError("A location path was expected, but the following token was encountered:  " + t.text)
}

func (p *parser) peek() token { return p.list[p.at] }

func (p *parser) second() token {
	if p.at+1 < len(p.list) {
		return p.list[p.at+1]
	}
	return token{}
}

// mark takes a mark if it is next.
func (p *parser) mark(text string) bool {
	if t := p.peek(); t.kind == tokenMark && t.text == text && !t.operator {
		p.at++
		return true
	}
	return false
}

// levels are the operators, those that bind least first.
var levels = [][]string{{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}}

// expr reads an expression; nil where there is none.
func (p *parser) expr() node {
	if p.depth++; p.depth > 200 {
		return nil
	}
	defer func() { p.depth-- }()
	return p.level(0)
}

func (p *parser) level(k int) node {
	if k == len(levels) {
		return p.unary()
	}
	left := p.level(k + 1)
	for left != nil {
		op, ok := p.operator(levels[k])
		if !ok {
			break
		}
		right := p.level(k + 1)
		if right == nil {
			return nil
		}
		left = &binary{op, left, right}
	}
	return left
}

func (p *parser) operator(of []string) (string, bool) {
	t := p.peek()
	word := t.kind == tokenName || t.text == "*"
	if t.kind != tokenMark && t.kind != tokenName || word && !t.operator {
		return "", false
	}
	for _, op := range of {
		if t.text == op {
			p.at++
			return op, true
		}
	}
	return "", false
}

func (p *parser) unary() node {
	if p.mark("-") {
		if p.depth++; p.depth > 200 {
			return nil
		}
		defer func() { p.depth-- }()
		x := p.unary()
		if x == nil {
			return nil
		}
		return &negative{x}
	}
	left := p.path()
	for left != nil && p.mark("|") {
		right := p.path()
		if right == nil || !nodes(left) || !nodes(right) {
			return nil
		}
		left = &union{left, right}
	}
	return left
}

// nodes tells whether an expression gives nodes.
func nodes(n node) bool {
	switch n := n.(type) {
	case *path, *union:
		return true
	case *filter:
		return nodes(n.of)
	}
	return false
}

// path reads a location path, or a primary expression with what follows it.
func (p *parser) path() node {
	switch {
	case p.primaryNext():
		return p.filtered()
	case p.mark("//"):
		return p.steps(&path{root: true, steps: []step{anyDepth}})
	case p.mark("/"):
		out := &path{root: true}
		if !p.stepNext() {
			return out
		}
		return p.steps(out)
	case p.stepNext():
		return p.steps(&path{})
	}
	return nil
}

// filtered reads a primary expression, its predicates and the steps behind.
func (p *parser) filtered() node {
	out := p.primary()
	if out == nil {
		return nil
	}
	if p.peek().text == "[" && p.peek().kind == tokenMark {
		if !nodes(out) {
			return nil
		}
		list, ok := p.predicates()
		if !ok {
			return nil
		}
		out = &filter{out, list}
	}
	deep := p.mark("//")
	if !deep && !p.mark("/") {
		return out
	}
	if !nodes(out) {
		return nil
	}
	to := &path{from: out}
	if deep {
		to.steps = append(to.steps, anyDepth)
	}
	return p.steps(to)
}

func (p *parser) primaryNext() bool {
	t := p.peek()
	switch t.kind {
	case tokenNumber, tokenText:
		return true
	case tokenMark:
		return t.text == "("
	case tokenName:
		return p.second().kind == tokenMark && p.second().text == "(" && !nodeTypes[t.text]
	}
	return false
}

func (p *parser) primary() node {
	t := p.peek()
	p.at++
	switch t.kind {
	case tokenNumber:
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil
		}
		return constant{number(v)}
	case tokenText:
		return constant{text(t.text)}
	case tokenName:
		return p.call(t.text)
	}
	x := p.expr()
	if x == nil || !p.mark(")") {
		return nil
	}
	return x
}

func (p *parser) call(name string) node {
	f, ok := functions[name]
	if !ok {
		p.unknown = name
	}
	if !ok || !p.mark("(") {
		return nil
	}
	var args []node
	for !p.mark(")") {
		if len(args) > 0 && !p.mark(",") {
			return nil
		}
		x := p.expr()
		if x == nil {
			return nil
		}
		args = append(args, x)
	}
	if len(args) < f.low || f.high >= 0 && len(args) > f.high || f.nodes && len(args) > 0 && !nodes(args[0]) {
		return nil
	}
	return &call{f, args}
}
