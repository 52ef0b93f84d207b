package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// RuleNames lists the optimizer's rules for tests.
func RuleNames() []string {
	var out []string
	for _, r := range append(append([]rule{}, repeatedRules...), finalRules...) {
		out = append(out, r.name)
	}
	return out
}

// ApplyRule runs one rule alone, once.
func ApplyRule(name string, n operator.Node, ctx *expr.Context) operator.Node {
	o := &optimizer{ctx: ctx}
	if name == "RewriteLateralSubquery" { // over tables too, which have no state to differ in
		return o.joinApplied(n, func(ap *operator.Apply) bool { return ap.How != operator.ApplyScalar || ap.One })
	}
	for _, r := range append(append([]rule{}, repeatedRules...), finalRules...) {
		if r.name == name {
			return r.apply(o, n)
		}
	}
	panic("no rule " + name)
}
