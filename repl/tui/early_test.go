package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// early gives keys to the model before the kernel has answered any of them, and then lets it answer.
func (r *rig) early(keys ...string) {
	var cmds []tea.Cmd
	for _, k := range keys {
		_, cmd := r.m.Update(keyMsg(k))
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		r.run(cmd)
	}
}

// TestEarlyKeys types on before the kernel has added, deleted or moved a cell: the keys mean the notebook
// after that.
func TestEarlyKeys(t *testing.T) {
	ids := func(r *rig) (out string) {
		for _, c := range r.f.snapshot().Cells {
			out += c.ID + " "
		}
		return out
	}
	r := newRig(t, 80, 24)
	r.early("g", "g")
	r.m.book.cur = 0
	r.early("d", "d", "d", "d")
	if got := ids(r); got != "c3 c4 c5 " {
		t.Errorf("d d d d left %s", got)
	}
	r.early("J", "J")
	if got := ids(r); got != "c4 c5 c3 " {
		t.Errorf("J J made %s", got)
	}
	before := r.f.snapshot().Cells
	r.early("a", "i", "x", "y", "esc")
	for _, c := range before {
		if q := r.last(kernel.OpEdit); q == nil || q.Cell == c.ID {
			t.Fatalf("typed into %+v", q)
		}
	}
	if q := r.last(kernel.OpEdit); q.Text != "xy" {
		t.Errorf("typed %q", q.Text)
	}
}

// TestBesideWork changes the notebook while a cell runs: that does not wait for its end, and what runs
// after it does.
func TestBesideWork(t *testing.T) {
	l := newLink(t.Context(), newFake())
	run := l.ordered("do", kernel.Request{Op: kernel.OpRun})
	edit := l.ordered("edit", kernel.Request{Op: kernel.OpEdit})
	again := l.ordered("do", kernel.Request{Op: kernel.OpRun})
	edited, ran := make(chan tea.Msg, 1), make(chan tea.Msg, 1)
	go func() { edited <- edit() }()
	go func() { ran <- again() }()
	select {
	case <-edited:
		t.Fatal("the edit overtook a run that has not begun")
	default:
	}
	l.works() // of the last call
	select {
	case <-ran:
		t.Fatal("a run overtook another")
	default:
	}
	run()
	<-edited
	<-ran
	first := l.ordered("do", kernel.Request{Op: kernel.OpRun})
	beside := l.ordered("edit", kernel.Request{Op: kernel.OpEdit})
	l.works()
	beside() // returns though the run has not
	first()
}
