package kernel

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// serve answers one request, or begins the job that will.
func (k *Kernel) serve(c call) {
	defer func() {
		if p := recover(); p != nil {
			k.respond(c.reply, Response{ID: c.req.ID, Err: k.failure(bugOf(p))})
		}
	}()
	k.message = ""
	k.handle(c.req, func(a Response) {
		a.ID = c.req.ID
		c.reply(a)
	})
}

// respond completes an answer with the view and, when it changed, the notebook's text.
func (k *Kernel) respond(reply func(Response), a Response) {
	k.noteAnswer(a)
	if a.View == nil {
		a.View = k.view()
	}
	if text := string(k.book.Bytes()); text != k.sent {
		k.sent, a.Notebook = text, text
	}
	reply(a)
}

// handle carries a request out. What is long replies later.
func (k *Kernel) handle(r Request, reply func(Response)) {
	k.did(string(r.Op))
	if r.Pane != nil {
		k.did(r.Pane.Name)
	}
	switch r.Op {
	case OpFigure, OpCopy, OpComplete, OpHover, OpCall, OpCheck, OpHistory:
		if r.Op == OpFigure {
			k.overtake(r.Pane)
		}
		if (r.Op == OpFigure || r.Op == OpCopy) && k.orderFirst(r, reply) {
			return
		}
		reply(k.look(r))
		k.tickOff()
		return
	case OpRun, OpRunAll, OpRunStale:
		k.run(r, reply)
		return
	case OpForward, OpBack, OpGoto, OpNextStop, OpPrevStop:
		k.move(r, reply)
		return
	case OpCommand:
		k.command(r, reply)
		return
	case OpRestart, OpResume:
		k.restart(r, reply)
		return
	}
	k.respond(reply, k.change(r))
}

// change answers the requests that are done at once.
func (k *Kernel) change(r Request) Response {
	var err error
	var answer Response
	switch r.Op {
	case OpView:
	case OpOpen:
		err = k.open(r)
	case OpEdit, OpAdd, OpDelete, OpMove, OpType, OpSkip, OpUndo, OpRedo:
		answer.Text, err = k.edit(r)
	case OpFold:
		err = k.Fold(r.Cell)
	case OpSave:
		err = k.save(r.Text, r.Kind == "force")
	case OpQuery:
		err = k.show(r.Query)
	case OpQuit:
		err = k.saveLast()
		k.quitting = err == nil
	default:
		err = fmt.Errorf("the kernel knows no request %q", r.Op)
	}
	if err != nil {
		answer.Err = k.failure(err)
	}
	return answer
}

// look answers what only reads.
func (k *Kernel) look(r Request) Response {
	var a Response
	var err error
	switch r.Op {
	case OpFigure:
		a.Figure, err = k.figure(k.ctx, r)
	case OpCopy:
		a.Text, err = k.copyOf(k.ctx, r)
	case OpComplete:
		a.Items = k.complete(r)
	case OpHistory:
		a.Items = k.ranBefore()
	case OpHover, OpCall:
		a.Text = k.hover(r)
	case OpCheck:
		a.Err = k.check(r)
	}
	if err != nil {
		a.Err = k.failure(err)
	}
	return a
}

// command carries out a colon command, or the request it stands for.
func (k *Kernel) command(r Request, reply func(Response)) {
	if k.o.Command == nil {
		k.respond(reply, Response{Err: &Failure{Message: "this kernel has no commands"}})
		return
	}
	k.current = r.Cell
	answer := k.o.Command(k.ctx, k, strings.TrimPrefix(strings.TrimSpace(r.Text), ":"))
	if answer.Instead != nil {
		instead := *answer.Instead
		instead.ID = r.ID
		if instead.Query == "" {
			instead.Query = r.Query
		}
		if instead.Cell == "" {
			instead.Cell = r.Cell
		}
		k.handle(instead, reply)
		return
	}
	k.respond(reply, answer.Response)
}

// Fail makes a failure of a command.
func Fail(format string, args ...any) Reply {
	return Reply{Response: Response{Err: &Failure{Message: fmt.Sprintf(format, args...)}}}
}

// Say makes an answer of one line.
func Say(format string, args ...any) Reply {
	return Reply{Response: Response{Text: fmt.Sprintf(format, args...)}}
}

// FailWith makes a failure of an error.
func (k *Kernel) FailWith(err error) Reply { return Reply{Response: Response{Err: k.failure(err)}} }

// bug is a mistake in this program, not in what the user wrote.
type bug struct {
	what  string
	stack string
}

func (b *bug) Error() string { return "a bug in sparkrepl: " + b.what }

func bugOf(p any) error { return &bug{fmt.Sprint(p), string(debug.Stack())} }
