package kernel

import (
	"context"
	"errors"
	"time"
)

// progressEvery is how often long work tells how far it is.
const progressEvery = 100 * time.Millisecond

// job is long work in small slices; between two slices other requests are answered. A job that
// waits for another goroutine (a running cell) has no slices meanwhile.
type job struct {
	what    string
	reply   func(Response)
	slice   func(ctx context.Context, j *job) (done bool, err error)
	finish  func(err error) Response // nil: the view, or the error
	ctx     context.Context
	waiting bool
	started time.Time
	told    time.Time
	batches int
	of      int // 0: unknown
	rows    int64
	part    int // of whole, for work that is no batches; whole 0: unknown
	whole   int
	cells   []string // that this job is going to run
	hit     *stop    // where it ended; nil: elsewhere
	orders  *Pane    // the look that it sorts, filters, counts or searches rows for; nil else

	overtaken bool // nobody waits for that look any more
}

// start begins a job, or puts it in the queue while another runs.
func (k *Kernel) start(j *job) {
	if k.job != nil {
		k.queue = append(k.queue, j)
		return
	}
	ctx, cancel := context.WithCancel(k.ctx)
	j.ctx, j.started, j.told = ctx, k.now(), k.now()
	k.job = j
	k.stop.Store(&cancel)
	k.token++
	k.work.Store(k.token)
}

// advance runs one slice of the job.
func (k *Kernel) advance() {
	j := k.job
	done, err := k.guardedSlice(j)
	if err == nil && j.ctx.Err() != nil && !j.waiting {
		err = context.Canceled
	}
	if done || err != nil {
		k.end(j, err)
		return
	}
	if !j.waiting {
		k.tell(j)
	}
}

// guardedSlice turns a panic of ours into an error that says so.
func (k *Kernel) guardedSlice(j *job) (done bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bugOf(p)
		}
	}()
	return j.slice(j.ctx, j)
}

// end answers a job and begins the next one waiting.
func (k *Kernel) end(j *job, err error) {
	if cancel := k.stop.Swap(nil); cancel != nil {
		(*cancel)()
	}
	k.job = nil
	k.work.Store(0)
	if k.now().Sub(j.started) > progressEvery {
		p := k.progress(j)
		p.Finished = true
		k.mail.put(Event{Progress: &p})
	}
	var answer Response
	switch {
	case j.finish != nil:
		answer = j.finish(err)
	case errors.Is(err, context.Canceled):
		k.message = "stopped: " + j.what
	case err != nil:
		answer.Err = k.failure(err)
	}
	if err == nil && j.hit != nil {
		answer = k.carryOut(j.hit)
	}
	k.respond(j.reply, answer)
	if len(k.queue) > 0 {
		next := k.queue[0]
		k.queue = k.queue[1:]
		k.start(next)
	}
}

func (k *Kernel) tell(j *job) {
	if now := k.now(); now.Sub(j.told) >= progressEvery {
		j.told = now
		p := k.progress(j)
		k.mail.put(Event{Progress: &p, View: k.view()})
	}
}

func (k *Kernel) progress(j *job) Progress {
	p := Progress{What: j.what, Batches: j.batches, Of: j.of, Rows: j.rows, LeftMs: -1}
	if took := k.now().Sub(j.started); took > 0 {
		p.PerSec = float64(j.rows) / took.Seconds()
		if j.of > 0 && j.batches > 0 {
			p.LeftMs = took.Milliseconds() * int64(j.of-j.batches) / int64(j.batches)
		}
		if j.whole > 0 && j.part > 0 {
			p.Percent = 100 * j.part / j.whole
			p.LeftMs = took.Milliseconds() * int64(j.whole-j.part) / int64(j.part)
		}
	}
	return p
}

// Interrupt stops the work going on and forgets what waits behind it. It may be called from
// any goroutine.
func (k *Kernel) Interrupt() bool {
	cancel := k.stop.Load()
	if cancel == nil {
		return false
	}
	(*cancel)()
	return true
}
