package kernel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// lesson is a tutorial notebook that is open: its tasks are the list in its front matter keys
// task1, task2 ..., each with the condition that says it is done behind " :: ".
type lesson struct {
	number, of int
	title      string
	steps      []string
	conditions []string
	done       []bool
	seen       map[string]bool
	praised    bool // the way on was shown
}

// lessons is how many there are.
const lessons = 3

// LessonKind is the Request.Kind that opens lesson n.
func LessonKind(n int) string { return fmt.Sprintf("examples:lesson%d", n) }

// lessonOf reads the tasks of a notebook; nil when it is none of the tutorial.
func lessonOf(b *notebook.Notebook) *lesson {
	var l lesson
	if _, err := fmt.Sscanf(b.Front("lesson"), "%d", &l.number); err != nil {
		return nil
	}
	l.of, l.title, l.seen = lessons, b.Title(), map[string]bool{}
	for n := 1; ; n++ {
		task := b.Front(fmt.Sprintf("task%d", n))
		if task == "" {
			break
		}
		text, condition, _ := strings.Cut(task, " :: ")
		l.steps, l.conditions = append(l.steps, strings.TrimSpace(text)), append(l.conditions, strings.TrimSpace(condition))
	}
	l.done = make([]bool, len(l.steps))
	return &l
}

// did notes something the user did: an operation ("back"), a pane ("why").
func (k *Kernel) did(what string) {
	if k.lesson != nil {
		k.lesson.seen[what] = true
	}
}

// tickOff sends a view when looking at something finished a task: an answer to a look has none.
func (k *Kernel) tickOff() {
	if k.lesson == nil {
		return
	}
	if before := slices.Clone(k.lesson.done); !slices.Equal(before, k.lesson.view(k).Done) {
		k.push()
	}
}

// praise says, once, how to go on when all tasks are done.
func (l *lesson) praise(k *Kernel) {
	if l.praised || slices.Contains(l.done, false) {
		return
	}
	l.praised = true
	if k.message = fmt.Sprintf("lesson %d is done; :lesson %d opens the next one", l.number, l.number+1); l.number == l.of {
		k.message = "that was the last lesson; :examples lists notebooks to go on with"
	}
}

// view checks the tasks in order: one is done when its condition holds, once those before it are.
func (l *lesson) view(k *Kernel) *Lesson {
	for i := range l.steps {
		if l.done[i] {
			continue
		}
		if !l.holds(k, l.conditions[i]) {
			break
		}
		l.done[i] = true
		l.seen = map[string]bool{}
	}
	l.praise(k)
	steps := make([]string, len(l.steps))
	for i, step := range l.steps {
		steps[i] = actionWord.ReplaceAllStringFunc(step, func(word string) string { return k.Key(strings.Trim(word, "{}")) })
	}
	return &Lesson{Number: l.number, Of: l.of, Title: l.title, Steps: steps, Done: append([]bool{}, l.done...)}
}

// actionWord is an action of the face in a task: its key stands there instead.
var actionWord = regexp.MustCompile(`\{[a-z-]+\}`)

// holds checks a condition: "did WORD", or SQL over the batch at the cursor.
func (l *lesson) holds(k *Kernel, condition string) bool {
	if word, ok := strings.CutPrefix(condition, "did "); ok {
		return l.seen[word]
	}
	if k.shown == nil || k.shown.timeline().At() == 0 {
		return false
	}
	e, err := k.parseStop(condition)
	if err != nil {
		return false
	}
	c, err := k.value(k.shown, e, k.shown.timeline().At()-1)
	return err == nil && isTrue(c)
}
