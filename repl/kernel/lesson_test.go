package kernel_test

import (
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestLessonsTickInOrder does what each task says, with the Windows tab on the screen as at the
// start of the face: one thing ticks one task, and nothing ticks by itself.
func TestLessonsTickInOrder(t *testing.T) {
	runAll, step, back := kernel.Request{Op: kernel.OpRunStale}, kernel.Request{Op: kernel.OpForward}, kernel.Request{Op: kernel.OpBack}
	look := func(pane string) kernel.Request {
		return kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: pane, Limit: 5}}
	}
	say := func(text string) kernel.Request { return kernel.Request{Op: kernel.OpCommand, Text: text} }
	for n, tasks := range [][][]kernel.Request{
		{{runAll}, {step}, {step, step}, {back}},
		{{runAll}, {step, step, step, step}, {look("state")}, {look("why")}, {say("until fired")}},
		{{runAll}, {say("until late > 0")}, {look("late")}, {look("why")}},
	} {
		k := kernel.New(kernel.Options{Files: examples.Files, Command: command.Run, Keys: map[string]string{"step": "F9", "run-stale": "F8"}})
		a := do(t, k, kernel.Request{Op: kernel.OpOpen, Kind: kernel.LessonKind(n + 1)})
		l := a.View.Lesson
		if l == nil || len(l.Steps) != len(tasks) || slices.Contains(l.Done, true) {
			t.Fatalf("lesson %d begins as %+v", n+1, l)
		}
		if l.Steps[0] != "Run the cells: press F8" {
			t.Errorf("lesson %d names a key that is another now: %s", n+1, l.Steps[0])
		}
		for i, reqs := range tasks {
			for _, r := range reqs {
				if a := do(t, k, r); a.Err != nil {
					t.Fatalf("lesson %d, task %d: %v", n+1, i+1, a.Err)
				}
				do(t, k, look("windows"))
			}
			l := do(t, k, kernel.Request{Op: kernel.OpView}).View.Lesson
			if done := slices.Index(append(slices.Clone(l.Done), false), false); done != i+1 {
				t.Errorf("lesson %d: after task %d, %d are done: %v", n+1, i+1, done, l.Steps)
			}
		}
		k.Close()
	}
}
