package xmldoc

import (
	"math"
	"strings"
)

// function is one of the core functions. nodes tells that the first argument must be nodes.
type function struct {
	low, high int
	nodes     bool
	call      func(c *focus, a []value) value
}

type call struct {
	f    function
	args []node
}

func (n *call) eval(c *focus) value {
	args := make([]value, len(n.args))
	for i, a := range n.args {
		args[i] = a.eval(c)
	}
	return n.f.call(c, args)
}

// subject is the first argument, or the focus.
func subject(c *focus, a []value) value {
	if len(a) > 0 {
		return a[0]
	}
	return nodeSet{c.node}
}

// named gives something about the first node of the argument.
func named(f func(n *Node) string) func(c *focus, a []value) value {
	return func(c *focus, a []value) value {
		set, _ := subject(c, a).(nodeSet)
		if len(set) == 0 {
			return text("")
		}
		return text(f(set[0]))
	}
}

var functions = map[string]function{
	"last":             {0, 0, false, func(c *focus, _ []value) value { return number(c.size) }},
	"position":         {0, 0, false, func(c *focus, _ []value) value { return number(c.at) }},
	"count":            {1, 1, true, func(_ *focus, a []value) value { return number(len(a[0].(nodeSet))) }},
	"id":               {1, 1, false, func(*focus, []value) value { return nodeSet{} }},
	"local-name":       {0, 1, true, named((*Node).local)},
	"name":             {0, 1, true, named(func(n *Node) string { return n.Name })},
	"namespace-uri":    {0, 1, true, named(func(*Node) string { return "" })},
	"string":           {0, 1, false, func(c *focus, a []value) value { return text(subject(c, a).text()) }},
	"concat":           {2, -1, false, concat},
	"starts-with":      {2, 2, false, func(_ *focus, a []value) value { return truth(strings.HasPrefix(a[0].text(), a[1].text())) }},
	"contains":         {2, 2, false, func(_ *focus, a []value) value { return truth(strings.Contains(a[0].text(), a[1].text())) }},
	"substring-before": {2, 2, false, substringBefore},
	"substring-after": {2, 2, false, func(_ *focus, a []value) value {
		_, after, _ := strings.Cut(a[0].text(), a[1].text())
		return text(after)
	}},
	"substring":       {2, 3, false, substring},
	"string-length":   {0, 1, false, func(c *focus, a []value) value { return number(len([]rune(subject(c, a).text()))) }},
	"normalize-space": {0, 1, false, normalizeSpace},
	"translate":       {3, 3, false, translate},
	"boolean":         {1, 1, false, func(_ *focus, a []value) value { return truth(a[0].boolean()) }},
	"not":             {1, 1, false, func(_ *focus, a []value) value { return truth(!a[0].boolean()) }},
	"true":            {0, 0, false, func(*focus, []value) value { return truth(true) }},
	"false":           {0, 0, false, func(*focus, []value) value { return truth(false) }},
	"lang":            {1, 1, false, lang},
	"number":          {0, 1, false, func(c *focus, a []value) value { return number(subject(c, a).number()) }},
	"sum":             {1, 1, true, sum},
	"floor":           {1, 1, false, func(_ *focus, a []value) value { return number(math.Floor(a[0].number())) }},
	"ceiling":         {1, 1, false, func(_ *focus, a []value) value { return number(math.Ceil(a[0].number())) }},
	"round":           {1, 1, false, func(_ *focus, a []value) value { return number(round(a[0].number())) }},
}

func concat(_ *focus, a []value) value {
	var b strings.Builder
	for _, x := range a {
		b.WriteString(x.text())
	}
	return text(b.String())
}

func substringBefore(_ *focus, a []value) value {
	before, _, found := strings.Cut(a[0].text(), a[1].text())
	if !found {
		return text("")
	}
	return text(before)
}

func round(v float64) float64 { return math.Floor(v + 0.5) }

// substring takes the characters at places, counted from 1, that are between two rounded numbers.
func substring(_ *focus, a []value) value {
	from, end := round(a[1].number()), math.Inf(1)
	if len(a) > 2 {
		end = from + round(a[2].number())
	}
	var b strings.Builder
	place := 0.0
	for _, r := range a[0].text() {
		if place++; place >= from && place < end {
			b.WriteRune(r)
		}
	}
	return text(b.String())
}

func normalizeSpace(c *focus, a []value) value {
	words := strings.FieldsFunc(subject(c, a).text(), func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' })
	return text(strings.Join(words, " "))
}

func translate(_ *focus, a []value) value {
	from, to := []rune(a[1].text()), []rune(a[2].text())
	return text(strings.Map(func(r rune) rune {
		for i, f := range from {
			switch {
			case f != r:
			case i < len(to):
				return to[i]
			default:
				return -1
			}
		}
		return r
	}, a[0].text()))
}

// lang tells whether the nearest xml:lang is a language or a dialect of it.
func lang(c *focus, a []value) value {
	want := strings.ToLower(a[0].text())
	for _, n := range above(c.node, true) {
		for _, x := range n.Attrs {
			if x.Name == "xml:lang" {
				is := strings.ToLower(x.Text)
				return truth(is == want || strings.HasPrefix(is, want+"-"))
			}
		}
	}
	return truth(false)
}

func sum(_ *focus, a []value) value {
	total := 0.0
	for _, n := range a[0].(nodeSet) {
		total += toNumber(n.Value())
	}
	return number(total)
}
