package interp

import (
	"context"
	"fmt"
)

// goroutinePanic is what a goroutine of a cell panicked with.
type goroutinePanic struct{ value any }

// Error implements error.
func (p *goroutinePanic) Error() string {
	text, _ := panicText(p.value)
	return "panic in a goroutine: " + text
}

// catcher takes panics of goroutines: the cell ends with the first one; when it has ended already,
// its output tells of it.
func (it *Interp) catcher(ended chan struct{}, stop context.CancelCauseFunc) func(any) {
	return func(v any) {
		p := &goroutinePanic{v}
		select {
		case <-ended:
			fmt.Fprintln(it.out, p.Error())
		default:
			stop(p)
		}
	}
}
