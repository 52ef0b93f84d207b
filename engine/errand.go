package engine

// errand is work that goes on beside the runner's own goroutine.
type errand struct {
	done     chan struct{}
	err      error
	panicked any
}

func send(work func() error) *errand {
	e := &errand{done: make(chan struct{})}
	go func() {
		defer close(e.done)
		defer func() { e.panicked = recover() }()
		e.err = work()
	}()
	return e
}

// wait waits for the end and gives the error; a panic goes on in who waits. A nil errand has ended well.
func (e *errand) wait() error {
	if e == nil {
		return nil
	}
	if <-e.done; e.panicked != nil {
		panic(e.panicked)
	}
	return e.err
}
