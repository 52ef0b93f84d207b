package xmldoc

import (
	"math"
	"strconv"
	"strings"
)

// value is what an expression gives: nodes, a text, a number or a truth.
type value interface {
	text() string
	number() float64
	boolean() bool
}

type (
	nodeSet []*Node
	text    string
	number  float64
	truth   bool
)

func (s nodeSet) text() string {
	if len(s) == 0 {
		return ""
	}
	return s[0].Value()
}
func (s nodeSet) number() float64 { return toNumber(s.text()) }
func (s nodeSet) boolean() bool   { return len(s) > 0 }

func (s text) text() string    { return string(s) }
func (s text) number() float64 { return toNumber(string(s)) }
func (s text) boolean() bool   { return s != "" }

func (n number) text() string    { return numberText(float64(n)) }
func (n number) number() float64 { return float64(n) }
func (n number) boolean() bool   { return n != 0 && !math.IsNaN(float64(n)) }

func (b truth) text() string { return strconv.FormatBool(bool(b)) }
func (b truth) number() float64 {
	if b {
		return 1
	}
	return 0
}
func (b truth) boolean() bool { return bool(b) }

// toNumber reads a number as XPath writes them, without exponent; NaN where it is none.
func toNumber(s string) float64 {
	s = strings.Trim(s, " \t\r\n")
	if strings.Trim(s, "0123456789.-") != "" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func numberText(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	case v == 0:
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

type binary struct {
	op          string
	left, right node
}

func (n *binary) eval(c *focus) value {
	l := n.left.eval(c)
	switch n.op {
	case "or":
		return truth(l.boolean() || n.right.eval(c).boolean())
	case "and":
		return truth(l.boolean() && n.right.eval(c).boolean())
	}
	r := n.right.eval(c)
	switch n.op {
	case "+":
		return number(l.number() + r.number())
	case "-":
		return number(l.number() - r.number())
	case "*":
		return number(l.number() * r.number())
	case "div":
		return number(l.number() / r.number())
	case "mod":
		return number(math.Mod(l.number(), r.number()))
	}
	return truth(compare(n.op, l, r))
}

// compare holds two values against each other; nodes do where one of them does.
func compare(op string, l, r value) bool {
	if set, ok := l.(nodeSet); ok {
		if _, b := r.(truth); b {
			return compareOne(op, truth(set.boolean()), r)
		}
		for _, n := range set {
			if compare(op, text(n.Value()), r) {
				return true
			}
		}
		return false
	}
	if set, ok := r.(nodeSet); ok {
		if _, b := l.(truth); b {
			return compareOne(op, l, truth(set.boolean()))
		}
		for _, n := range set {
			if compareOne(op, l, text(n.Value())) {
				return true
			}
		}
		return false
	}
	return compareOne(op, l, r)
}

func compareOne(op string, l, r value) bool {
	if op != "=" && op != "!=" {
		return orderedBy(op, l.number(), r.number())
	}
	same := l.text() == r.text()
	switch {
	case is[truth](l, r):
		same = l.boolean() == r.boolean()
	case is[number](l, r):
		same = l.number() == r.number()
	}
	return same == (op == "=")
}

// is tells whether one of two values is of a kind.
func is[T value](l, r value) bool {
	_, left := l.(T)
	_, right := r.(T)
	return left || right
}

func orderedBy(op string, l, r float64) bool {
	switch op {
	case "<":
		return l < r
	case "<=":
		return l <= r
	case ">":
		return l > r
	}
	return l >= r
}
