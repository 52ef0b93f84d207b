package kernel

import (
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// process is one running child and the requests that wait for it.
type process struct {
	cmd  *exec.Cmd
	wire *wire
	said *tail
	in   interface{ Close() error }

	mu      sync.Mutex
	waiting map[int64]chan Response
	work    map[int64]bool // of those, the ones that may take long
	gone    bool
	ended   chan struct{} // closed when the child is gone and why is set
	why     string
}

func startProcess(o SpawnOptions, hear func(Event)) (*process, error) {
	path, args := o.Path, o.Args
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		path = self
	}
	if args == nil {
		args = []string{"kernel"}
	}
	p := &process{cmd: exec.Command(path, args...), said: &tail{}, waiting: map[int64]chan Response{}, work: map[int64]bool{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = o.Dir, o.Env, p.said
	detach(p.cmd)
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.in, p.wire = in, newWire(out, in)
	go p.read(hear)
	return p, nil
}

// read delivers what the child sends until it ends.
func (p *process) read(hear func(Event)) {
	for {
		var m message
		if p.wire.receive(&m) != nil {
			break
		}
		if m.Event != nil && !p.dead() {
			hear(*m.Event)
		}
		if m.Response != nil {
			p.answer(*m.Response)
		}
	}
	_ = p.cmd.Process.Kill() // a child whose pipe is broken is of no use
	err := p.cmd.Wait()
	code, signal := exitOf(err)
	p.end(code, signal)
}

func (p *process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// end says once that the process is gone, and why.
func (p *process) end(code int, signal string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.gone {
		p.gone, p.why = true, p.said.cause(code, signal)
		close(p.ended)
	}
}

func exitOf(err error) (code int, signal string) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, ""
	}
	if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		return -1, s.Signal().String()
	}
	return exit.ExitCode(), ""
}

func (p *process) answer(r Response) {
	p.mu.Lock()
	c := p.waiting[r.ID]
	delete(p.waiting, r.ID)
	delete(p.work, r.ID)
	p.mu.Unlock()
	if c != nil {
		c <- r
	}
}

// send puts a request on its way; its answer comes on the channel.
func (p *process) send(r Request) (chan Response, error) {
	c := make(chan Response, 1)
	p.mu.Lock()
	if p.gone {
		p.mu.Unlock()
		return nil, ErrDead
	}
	p.waiting[r.ID] = c
	if working(r.Op) {
		p.work[r.ID] = true
	}
	p.mu.Unlock()
	if p.wire.send(r) != nil {
		return nil, ErrDead
	}
	return c, nil
}

// working tells whether an interrupt is meant for requests of this kind.
func working(op Op) bool {
	switch op {
	case OpRun, OpRunStale, OpRunAll, OpForward, OpBack, OpGoto, OpNextStop, OpPrevStop, OpCommand, OpResume:
		return true
	}
	return false
}

// watchInterrupt ends the process when the work that an interrupt was for goes on: a process deep in
// compiled code may not get to end itself.
func (p *process) watchInterrupt() {
	p.mu.Lock()
	first := int64(0)
	for id := range p.work {
		if first == 0 || id < first {
			first = id
		}
	}
	p.mu.Unlock()
	if first == 0 {
		return
	}
	time.AfterFunc(killAfter, func() {
		p.mu.Lock()
		stuck := p.work[first] && !p.gone
		p.mu.Unlock()
		if stuck {
			p.end(stuckExit, "") // its memory may take long to go
			_ = p.cmd.Process.Kill()
		}
	})
}

func (p *process) forget(id int64) {
	p.mu.Lock()
	delete(p.waiting, id)
	p.mu.Unlock()
}
