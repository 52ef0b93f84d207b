package kernel

import (
	"context"
	"fmt"
	"strings"
)

// Repeat runs the batches of every query again over the same rows, and tells of the first one
// that came out otherwise: then a cell uses the clock, chance, or something from outside. nil:
// all came out the same. It may be called from any goroutine.
func (k *Kernel) Repeat(ctx context.Context) (*Failure, error) {
	var f *Failure
	var err error
	if gone := k.within(ctx, func() { f, err = k.repeat(ctx) }); gone != nil {
		return nil, gone
	}
	return f, err
}

func (k *Kernel) repeat(ctx context.Context) (*Failure, error) {
	for _, t := range k.tracks {
		n, err := t.timeline().Repeat(ctx)
		if err != nil {
			return nil, k.batchFailure(t, err)
		}
		if n < 0 {
			continue
		}
		if n < t.infos.len() && !strings.Contains(t.infos.at(n).Flags, "~") {
			t.infos.at(n).Flags += "~"
		}
		f := &Failure{Message: fmt.Sprintf("batch %d of %s came out otherwise when it ran again over the same rows", t.timeline().Step(n).Tick.Batch, t.name), Cell: t.cell,
			Hint: "a function in the cells uses the clock, chance, the order of a Go map, or a variable that an earlier batch changed"}
		f.Line, f.Col = k.startLine(t)
		return f, nil
	}
	return nil, nil
}
