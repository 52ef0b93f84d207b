package kernel

import "fmt"

// resumed tells where a query went on from its checkpoint, then what became of the state of each of
// its stateful steps; nothing for a query that began.
func (t *track) resumed() []string {
	batch, ok := t.runner.Resumed()
	if !ok {
		return nil
	}
	out := []string{fmt.Sprintf("%s goes on from its checkpoint at batch %d", t.name, batch)}
	for _, v := range t.runner.Verdicts() {
		text := fmt.Sprintf("%s: %s", v.Step, v.Outcome)
		if v.Why != "" {
			text += " (" + v.Why + ")"
		}
		out = append(out, text)
	}
	return out
}
