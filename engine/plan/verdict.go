package plan

import "github.com/sparkrepl/sparkrepl/engine/operator"

// Verdict says of one stateful step whether the watermark bounds its state.
type Verdict struct {
	Node    operator.Node
	Bounded bool
	Text    string // one sentence
}

// Verdicts judges every stateful step of a resolved streaming plan, nearest the sink first.
func Verdicts(n operator.Node) []Verdict {
	return nil
}
