package script

import (
	"bufio"
	"sync"
	"time"
)

// patience is how long a patient writer keeps what it was given.
const patience = 100 * time.Millisecond

// patient is a buffer that any goroutine may write to, cells among them, and that flushes itself.
type patient struct {
	mu   sync.Mutex
	w    *bufio.Writer
	soon bool // a flush is on its way
}

// Write implements io.Writer.
func (p *patient) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.w.Write(b)
	if !p.soon && p.w.Buffered() > 0 {
		p.soon = true
		time.AfterFunc(patience, func() { _ = p.flush() }) // the next write tells what went wrong
	}
	return n, err
}

func (p *patient) flush() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.soon = false
	return p.w.Flush()
}
