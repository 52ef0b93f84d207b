package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// link carries requests to the kernel and drops answers that came too late.
//
//	ordered: one after the other, in the order of keys (edits, runs, steps)
//	ask:     at once; only the newest of a slot counts (figures, completion, checks)
type link struct {
	ctx    context.Context
	client kernel.Client
	last   chan struct{}  // closed when the newest ordered call is done
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
	return &link{ctx: ctx, client: c, newest: map[string]int{}}
}

func (l *link) up() bool { return l.client != nil }

// ordered does the requests after all earlier ordered calls. It stops at the first failure.
func (l *link) ordered(slot string, reqs ...kernel.Request) tea.Cmd {
	if !l.up() {
		return nil
	}
	prev, done := l.last, make(chan struct{})
	l.last = done
	do := l.call(slot, reqs)
	return func() tea.Msg {
		defer close(done)
		if prev != nil {
			<-prev
		}
		return do()
	}
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
