package kernel

import "sync"

// call is one request and where its answer goes.
type call struct {
	req   Request
	reply func(Response)
}

// inbox is an unbounded queue of calls: posting never waits, so that an interrupt behind other
// requests is read at once.
type inbox struct {
	mu   sync.Mutex
	list []call
	wake chan struct{}
}

func newInbox() *inbox { return &inbox{wake: make(chan struct{}, 1)} }

func (b *inbox) put(c call) {
	b.mu.Lock()
	b.list = append(b.list, c)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *inbox) take() (call, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.list) == 0 {
		return call{}, false
	}
	c := b.list[0]
	b.list = b.list[1:]
	return c, true
}
