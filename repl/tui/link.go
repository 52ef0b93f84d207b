package tui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// link carries requests to the kernel and drops answers that came too late.
//
//	ordered: one after the other, in the order of keys (edits, runs, steps); what changes the
//	         notebook goes beside work that the kernel has begun, and not behind its end
//	ask:     at once; only the newest of a slot counts (figures, completion, checks)
type link struct {
	ctx    context.Context
	client kernel.Client
	last   chan struct{}  // closed when the newest ordered call of work is done
	light  chan struct{}  // closed when the newest ordered change of the notebook is done
	begun  chan struct{}  // closed when the kernel works at what last waits for
	newest map[string]int // number of the newest call of a slot
	seq    int
}

// answer is what came back for one call.
type answer struct {
	slot  string
	seq   int
	reqs  []kernel.Request
	resps []kernel.Response
	err   error
}

func newLink(ctx context.Context, c kernel.Client) *link {
	done := make(chan struct{})
	close(done)
	return &link{ctx: ctx, client: c, newest: map[string]int{}, last: done, light: done, begun: make(chan struct{})}
}

func (l *link) up() bool { return l.client != nil }

// ordered does the requests after all earlier ordered calls. It stops at the first failure.
func (l *link) ordered(slot string, reqs ...kernel.Request) tea.Cmd {
	if !l.up() {
		return nil
	}
	last, light, begun, done := l.last, l.light, l.begun, make(chan struct{})
	beside := !slices.ContainsFunc(reqs, isWork)
	if beside {
		l.light = done
	} else {
		l.last, l.begun = done, make(chan struct{})
	}
	do := l.call(slot, reqs)
	return func() tea.Msg {
		defer close(done)
		<-light
		if !beside {
			<-last
			return do()
		}
		select {
		case <-last:
		case <-begun:
		}
		return do()
	}
}

// works notes that the kernel has begun what was asked for.
func (l *link) works() {
	select {
	case <-l.begun:
	default:
		close(l.begun)
	}
}

// isWork tells whether a request may take long; the others change the notebook, or look at it.
func isWork(r kernel.Request) bool {
	switch r.Op {
	case kernel.OpEdit, kernel.OpAdd, kernel.OpDelete, kernel.OpMove, kernel.OpType, kernel.OpSkip, kernel.OpUndo, kernel.OpRedo, kernel.OpSave:
		return false
	}
	return true
}

// reshapes tells whether a request changes which cells there are, or their order.
func reshapes(r kernel.Request) bool {
	switch r.Op {
	case kernel.OpAdd, kernel.OpDelete, kernel.OpMove, kernel.OpUndo, kernel.OpRedo:
		return true
	}
	return false
}

// ask does the requests at once.
func (l *link) ask(slot string, reqs ...kernel.Request) tea.Cmd {
	if !l.up() {
		return nil
	}
	return l.call(slot, reqs)
}

func (l *link) call(slot string, reqs []kernel.Request) tea.Cmd {
	l.seq++
	l.newest[slot] = l.seq
	a := answer{slot: slot, seq: l.seq, reqs: reqs}
	ctx, client := l.ctx, l.client
	return func() tea.Msg {
		for _, r := range reqs {
			resp, err := client.Do(ctx, r)
			if err != nil {
				a.err = err
				break
			}
			a.resps = append(a.resps, resp)
			if resp.Err != nil && r.Op != kernel.OpFigure && r.Op != kernel.OpCheck && r.Op != kernel.OpEdit {
				break
			}
		}
		return a
	}
}

// stale says that a newer call of the same slot was made since.
func (l *link) stale(a answer) bool { return l.newest[a.slot] != a.seq }

// died says that no answer came because there is no kernel any more.
func (a answer) died() bool { return errors.Is(a.err, kernel.ErrDead) }

// well tells whether all that was asked for was done.
func (a answer) well() bool {
	n := len(a.resps)
	return a.err == nil && n == len(a.reqs) && n > 0 && a.resps[n-1].Err == nil
}

// event is a message the kernel sent by itself; ok is false when there will be no more.
type event struct {
	kernel.Event
	from kernel.Client
	ok   bool
}

// listen waits for the next event.
func (l *link) listen() tea.Cmd {
	if !l.up() {
		return nil
	}
	c := l.client
	return func() tea.Msg {
		e, ok := <-c.Events()
		return event{e, c, ok}
	}
}

// connected is a kernel that came up.
type connected struct {
	client kernel.Client
	err    error
}

func connect(ctx context.Context, start func(context.Context) (kernel.Client, error)) tea.Cmd {
	if start == nil {
		return nil
	}
	return func() tea.Msg {
		c, err := start(ctx)
		return connected{c, err}
	}
}
