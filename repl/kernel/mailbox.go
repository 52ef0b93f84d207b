package kernel

import "sync"

// mailbox hands events to a face that may be slow: of views and progress only the newest waits,
// logs and deaths wait in order. put never blocks.
type mailbox struct {
	mu      sync.Mutex
	waiting []Event
	wake    chan struct{}
	out     chan Event
	done    chan struct{}
	once    sync.Once
}

func newMailbox() *mailbox {
	m := &mailbox{wake: make(chan struct{}, 1), out: make(chan Event), done: make(chan struct{})}
	go m.deliver()
	return m
}

func (m *mailbox) put(e Event) {
	m.mu.Lock()
	m.waiting = append(dropOlder(m.waiting, e), e)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// dropOlder removes waiting events that e makes pointless.
func dropOlder(list []Event, e Event) []Event {
	kept := list[:0]
	for _, w := range list {
		if e.View != nil {
			w.View = nil
		}
		if e.Progress != nil {
			w.Progress = nil
		}
		if w.View != nil || w.Progress != nil || w.Dead != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

func (m *mailbox) next() (Event, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.waiting) == 0 {
		return Event{}, false
	}
	e := m.waiting[0]
	m.waiting = m.waiting[1:]
	return e, true
}

func (m *mailbox) deliver() {
	defer close(m.out)
	for {
		e, ok := m.next()
		if !ok {
			select {
			case <-m.wake:
				continue
			case <-m.done:
				return
			}
		}
		select {
		case m.out <- e:
		case <-m.done:
			return
		}
	}
}

func (m *mailbox) close() { m.once.Do(func() { close(m.done) }) }
