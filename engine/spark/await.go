package spark

import (
	"context"
	"time"
)

// taker is a control whose query runs in whoever waits for it: turn runs a batch of it, if one is
// due, and tells whether it did.
type taker interface {
	turn(ctx context.Context) (ran bool, err error)
}

// noteEnd keeps that a query ended, for those who wait for any.
func (m *StreamingQueryManager) noteEnd(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended = true
	if m.failed == nil {
		m.failed = err
	}
}

func (m *StreamingQueryManager) outcome() (ended bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ended, m.failed
}

// ResetTerminated forgets the queries that have ended, so that AwaitAnyTermination waits for
// another one.
func (m *StreamingQueryManager) ResetTerminated() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended, m.failed = false, nil
}

// pollEvery is how often queries without work are asked again.
const pollEvery = 10 * time.Millisecond

// AwaitAnyTermination waits until any query of the session has ended since the session began or
// ResetTerminated was called, and gives what it failed with, nil when it did not; at most so many
// milliseconds when a number is given. In a notebook it does not wait, as AwaitTermination.
func (m *StreamingQueryManager) AwaitAnyTermination(ms ...int64) error {
	ctx := m.s.ctx
	if len(ms) > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(ms[0])*time.Millisecond)
		defer cancel()
	}
	for {
		waits, ran := false, false
		for _, q := range m.Active() {
			t, ok := q.c.(taker)
			if !ok {
				continue
			}
			waits = true
			did, err := t.turn(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
			ran = ran || did
		}
		ended, err := m.outcome()
		if ended || !waits {
			return err
		}
		if !ran && !pause(ctx) || ctx.Err() != nil {
			return nil
		}
	}
}

// pause waits a moment; it is false when the wait is over.
func pause(ctx context.Context) bool {
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
