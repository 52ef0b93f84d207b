package kernel

import "slices"

// keeper remembers on the face's side what a new kernel needs: the notebook's text, the edits
// that were not answered yet, and the last view with what the person had set.
type keeper struct {
	path, kind string
	text       string
	view       *View
	seq        int64     // of the newest view of this process: an event may come after a newer answer
	edits      []Request // in order; not yet part of text
	running    int       // number of the cell that ran last when nothing was answered, 0: none
	wary       bool      // the last replay ended the process again: open, and run nothing
}

// mutates tells whether an operation changes the notebook's text.
func mutates(op Op) bool {
	switch op {
	case OpEdit, OpAdd, OpDelete, OpMove, OpType, OpSkip, OpUndo, OpRedo:
		return true
	}
	return false
}

func (k *keeper) seen(v *View) {
	if v.Seq < k.seq {
		return
	}
	k.view, k.seq = v, v.Seq
	for _, c := range v.Cells {
		if c.State == "running" {
			k.running = c.Number
		}
	}
}

func (k *keeper) asked(r Request) {
	switch {
	case mutates(r.Op):
		k.edits = append(k.edits, r)
	case r.Op == OpRun && k.view != nil:
		for _, c := range k.view.Cells {
			if c.ID == r.Cell {
				k.running = c.Number
			}
		}
	case r.Op == OpOpen:
		k.path, k.kind, k.text, k.edits = r.Text, r.Kind, r.Notebook, nil
	}
}

func (k *keeper) answered(r Request, a Response) {
	if mutates(r.Op) {
		for i, e := range k.edits {
			if e.ID == r.ID {
				k.edits = append(k.edits[:i:i], k.edits[i+1:]...)
				break
			}
		}
	}
	if a.Notebook != "" {
		k.text = a.Notebook
	}
	if a.View != nil {
		k.seen(a.View)
		k.path = a.View.Path
	}
	switch r.Op {
	case OpRun, OpRunAll, OpRunStale, OpCommand, OpResume, OpForward, OpGoto, OpNextStop, OpPrevStop, OpBack: // a step may run cells first
		k.running = 0
	}
}

// offline answers while there is no kernel: edits are kept and shown, the rest says what to do.
func (k *keeper) offline(r Request, why string) (Response, error) {
	if k.view != nil {
		k.view = ended(k.view, why)
	}
	if r.Op == OpEdit && k.view != nil {
		v := *k.view
		for i := range v.Cells {
			if v.Cells[i].ID == r.Cell {
				v.Cells[i].Source, v.Dirty = r.Text, true
				k.edits = append(k.edits, r)
			}
		}
		k.view = &v
		return Response{View: &v}, nil
	}
	if r.Op == OpView && k.view != nil {
		return Response{View: k.view}, nil
	}
	return Response{Err: &Failure{Message: "the kernel ended: " + why,
		Hint: "it can be started again; the notebook and the batch you were at come back"}}, ErrDead
}

// ended is a view as it is when the kernel ended for that reason. Its cells are its own.
func ended(old *View, why string) *View {
	v := *old
	v.Busy, v.Cells = "", append([]CellView{}, old.Cells...)
	for i := range v.Cells {
		c := &v.Cells[i]
		switch {
		case c.State == "running":
			c.State, c.Err = "failed", endedHere(c.ID, why)
		case c.State == "queued" && slices.Contains(v.Kept.Ran, c.Number):
			c.State, c.Reason = "stale", "the kernel ended before it was done"
		case c.State == "queued":
			c.State = ""
		}
	}
	return &v
}

// endedHere is the failure of the cell that ran when the kernel ended.
func endedHere(id, why string) *Failure {
	return &Failure{Cell: id, Message: "the kernel ended while this ran: " + why, Hint: "it is not run again by itself"}
}

// open is the request that gives a new kernel the notebook as it was.
// The reason is why the process before ended.
func (k *keeper) open(why string) Request {
	r := Request{Op: OpOpen, Text: k.path, Kind: k.kind, Notebook: k.text}
	if k.view != nil {
		kept := k.view.Kept
		kept.Ended, kept.Why = k.running, why
		r.Kept = &kept
	}
	return r
}

// replayEdits turns the unanswered edits into edits of the new kernel's cells, which have
// other ids; cells are matched by their place.
func (k *keeper) replayEdits(now *View) []Request {
	if now == nil || k.view == nil {
		return nil
	}
	ids := map[string]string{}
	for i, c := range k.view.Cells {
		if i < len(now.Cells) {
			ids[c.ID] = now.Cells[i].ID
		}
	}
	var out []Request
	for _, r := range k.edits {
		if r.Cell != "" {
			r.Cell = ids[r.Cell]
		}
		if r.Cell != "" || r.Op == OpAdd || r.Op == OpUndo || r.Op == OpRedo {
			out = append(out, r)
		}
	}
	return out
}

// restarted forgets what belonged to the process that ended.
func (k *keeper) restarted() { k.edits, k.running, k.wary, k.seq = nil, 0, false, 0 }
