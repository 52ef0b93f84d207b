package kernel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// ErrDead is what Do returns when the kernel process ended before it answered. The client
// stays usable: OpRestart starts a new process with the notebook as it was typed and goes to
// the batch where it was.
var ErrDead = errors.New("the kernel process ended")

// SpawnOptions say how the child process is started.
type SpawnOptions struct {
	// Path and Args are the command: the own binary and "kernel" when Path is "".
	Path string
	Args []string
	Env  []string
	Dir  string
}

// child is the client of a kernel in a process of its own.
type child struct {
	o      SpawnOptions
	mail   *mailbox
	nextID atomic.Int64
	mu     sync.Mutex // guards p and keep
	p      *process
	keep   keeper
	closed bool
}

// Spawn starts a kernel process and returns its client at once; the process boots while the
// face draws its first frame.
func Spawn(o SpawnOptions) (Client, error) {
	c := &child{o: o, mail: newMailbox()}
	if err := c.start(); err != nil {
		c.mail.close()
		return nil, err
	}
	return c, nil
}

// start begins a process and waits for its end in the background.
func (c *child) start() error {
	p, err := startProcess(c.o, c.hear)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.p = p
	c.mu.Unlock()
	go func() {
		<-p.ended
		c.mu.Lock()
		closed := c.closed
		c.mu.Unlock()
		if !closed {
			c.mail.put(Event{Dead: p.why, View: c.lastView(p.why)})
		}
	}()
	return nil
}

// lastView is the newest view, as it is now that nothing runs any more; nil when there was none.
func (c *child) lastView(why string) *View {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keep.view == nil {
		return nil
	}
	return ended(c.keep.view, why)
}

func (c *child) hear(e Event) {
	if e.View != nil {
		c.mu.Lock()
		c.keep.seen(e.View)
		c.mu.Unlock()
	}
	c.mail.put(e)
}

// Events implements [Client].
func (c *child) Events() <-chan Event { return c.mail.out }

// Do implements [Client].
func (c *child) Do(ctx context.Context, r Request) (Response, error) {
	c.mu.Lock()
	p, closed := c.p, c.closed
	c.mu.Unlock()
	if closed {
		return Response{}, ErrClosed
	}
	dead := false
	select {
	case <-p.ended:
		dead = true
	default:
	}
	if dead && r.Op == OpRestart {
		return c.revive(ctx)
	}
	if dead && r.Op == OpQuit {
		return c.leave(ctx, r)
	}
	if dead {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.keep.offline(r, p.why)
	}
	return c.ask(ctx, p, r)
}

// ask sends r to a living process and waits for the answer.
func (c *child) ask(ctx context.Context, p *process, r Request) (Response, error) {
	r.ID = c.nextID.Add(1)
	c.mu.Lock()
	c.keep.asked(r)
	c.mu.Unlock()
	if r.Op == OpInterrupt {
		p.watchInterrupt()
	}
	answer, err := p.send(r)
	if err != nil {
		return Response{}, err
	}
	select {
	case a := <-answer:
		return c.take(r, a), nil
	case <-p.ended:
		select {
		case a := <-answer: // it answered, then ended
			return c.take(r, a), nil
		default:
			return Response{}, ErrDead
		}
	case <-ctx.Done():
		p.forget(r.ID)
		return Response{}, ctx.Err()
	}
}

func (c *child) take(r Request, a Response) Response {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep.answered(r, a)
	return a
}

// revive starts a new process with the notebook as it was typed and replays to where it was.
func (c *child) revive(ctx context.Context) (Response, error) {
	p, keep, opened, err := c.reopen(ctx)
	if err != nil || opened.Err != nil || keep.wary {
		return opened, err
	}
	answer, err := c.ask(ctx, p, Request{Op: OpResume})
	c.mu.Lock()
	c.keep.wary = errors.Is(err, ErrDead)
	c.mu.Unlock()
	return answer, err
}

// leave is the way out after a death: a process that only opens the notebook as it was typed,
// saves it and ends.
func (c *child) leave(ctx context.Context, quit Request) (Response, error) {
	c.mu.Lock()
	unsaved := len(c.keep.edits) > 0 || c.keep.view != nil && c.keep.view.Dirty
	c.mu.Unlock()
	if !unsaved {
		return Response{}, nil
	}
	p, _, opened, err := c.reopen(ctx)
	if err != nil || opened.Err != nil {
		return opened, err
	}
	return c.ask(ctx, p, quit)
}

// reopen starts a new process that has the notebook as it was typed; nothing runs in it.
func (c *child) reopen(ctx context.Context) (p *process, keep keeper, opened Response, err error) {
	c.mu.Lock()
	keep = c.keep
	why := c.p.why
	c.mu.Unlock()
	if err := c.start(); err != nil {
		return nil, keep, opened, err
	}
	c.mu.Lock()
	p = c.p
	c.keep.restarted()
	c.mu.Unlock()
	opened, err = c.ask(ctx, p, keep.open(why))
	if err != nil || opened.Err != nil {
		return p, keep, opened, err
	}
	for _, r := range keep.replayEdits(opened.View) {
		if _, err := c.ask(ctx, p, r); err != nil {
			return p, keep, opened, err
		}
	}
	return p, keep, opened, nil
}

// Close implements [Client].
func (c *child) Close() {
	c.mu.Lock()
	c.closed = true
	p := c.p
	c.mu.Unlock()
	_ = p.in.Close() // the child saves its swap file and ends
	<-p.ended
	c.mail.close()
}
