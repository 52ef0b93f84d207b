package plan

import (
	"strconv"
	"strings"
)

// Explain writes the stages of a plan as Spark's EXPLAIN does. mode is simple (the physical plan),
// extended (every stage, and what each rule changed) or formatted (the physical plan with each
// node's columns); "" is simple. Streaming plans end with what bounds their state.
func Explain(x *Explained, mode string) string {
	switch strings.ToLower(mode) {
	case "extended":
		return explainExtended(x)
	case "formatted":
		return "== Physical Plan ==\n" + formattedText(x.Optimized) + stateText(x)
	}
	return "== Physical Plan ==\n" + TreeText(x.Optimized) + stateText(x)
}

// explainExtended shows every stage. What the optimizer gives is what runs, so that the physical
// plan is the optimized one.
func explainExtended(x *Explained) string {
	var b strings.Builder
	if x.Parsed != nil {
		b.WriteString("== Parsed Logical Plan ==\n" + TreeText(Written(x.Parsed)) + "\n")
	}
	if x.Analyzed != nil {
		b.WriteString("== Analyzed Logical Plan ==\n")
		if s := x.Analyzed.Schema(); s != nil {
			parts := make([]string, s.Len())
			for i, f := range s.Fields {
				parts[i] = f.Name + ": " + strings.ToLower(f.Type.String())
			}
			b.WriteString(strings.Join(parts, ", ") + "\n")
		}
		b.WriteString(TreeText(x.Analyzed) + "\n")
	}
	b.WriteString("== Optimized Logical Plan ==\n" + TreeText(x.Optimized) + "\n")
	b.WriteString("== Physical Plan ==\n" + TreeText(x.Optimized) + "\n")
	b.WriteString("== Rules ==\n" + RulesText(x.Trace))
	return b.String() + stateText(x)
}

// stateText tells of every stateful step of a streaming query what bounds its state, and what does
// not do what it seems to; "" for a query over tables.
func stateText(x *Explained) string {
	text := ""
	for _, v := range Verdicts(x.Optimized, x.Mode) {
		text += lineOf(v.Node) + "\n   " + v.Text + "\n"
	}
	for _, l := range Lints(x.Optimized) {
		text += "remark: " + l.Text + "\n"
	}
	if text == "" {
		return ""
	}
	return "\n== State ==\n" + text
}

// RulesText tells what each rule changed, as a difference of trees.
func RulesText(trace []Change) string {
	if len(trace) == 0 {
		return "no rule changed anything\n"
	}
	var b strings.Builder
	for i, c := range trace {
		b.WriteString(strconv.Itoa(i+1) + ". " + c.Rule + ": " + c.Why + "\n")
		for _, l := range c.Diff() {
			b.WriteString("   " + l + "\n")
		}
	}
	return b.String()
}

// Diff is what the rule changed: the lines of both trees, in front of those that went "- ", of those that came "+ ",
// of the others two blanks. Where no line differs one says so.
func (c Change) Diff() []string {
	before, after := TreeText(c.Before), TreeText(c.After)
	if before == after {
		return []string{"  no line differs: a type or a constant within an expression does"}
	}
	return diffLines(lines(before), lines(after))
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// diffLines marks the lines that went with "-", those that came with "+", by the longest common
// subsequence.
func diffLines(a, b []string) []string {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, "  "+a[i])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || length[i+1][j] >= length[i][j+1]):
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[j])
			j++
		}
	}
	return out
}
