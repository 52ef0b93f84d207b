package operator

import (
	"errors"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// GroupCall is one call of a mapGroupsWithState function: a key, its rows of this batch, and
// Spark's GroupState. Times are milliseconds since 1970.
type GroupCall struct {
	// Key holds the boxed key values.
	Key []any
	// Rows are the key's rows of this batch; empty when a timeout fired.
	Rows *data.Batch
	// HasTimedOut tells that the call is for a timeout.
	HasTimedOut bool

	t       *Task
	timeout Timeout
	value   any
	exists  bool
	updated bool
	removed bool
	fires   int64 // microseconds; state.Never for no timeout
}

// Exists tells whether the key has a state.
func (c *GroupCall) Exists() bool { return c.exists }

// Get is the state; an error when there is none.
func (c *GroupCall) Get() (any, error) {
	if !c.exists {
		return nil, errors.New("State is either not defined or has already been removed")
	}
	return c.value, nil
}

// Update sets the state: a boxed value (data.ValueAt's forms), which must not be changed after.
func (c *GroupCall) Update(v any) error {
	if v == nil {
		return errors.New("'null' is not a valid state value")
	}
	c.value, c.exists, c.updated, c.removed = v, true, true, false
	return nil
}

// Remove forgets the state. As in Spark, a timeout that was set in this call stays.
func (c *GroupCall) Remove() {
	c.value, c.exists, c.updated, c.removed = nil, false, false, true
}

// SetTimeoutDuration makes the timeout fire so many milliseconds after the batch's time.
func (c *GroupCall) SetTimeoutDuration(ms int64) error {
	if c.timeout != ProcessingTimeTimeout {
		return errors.New("Cannot set timeout duration without enabling processing time timeout in [map|flatMap]GroupsWithState.")
	}
	if ms <= 0 {
		return errors.New("Timeout duration must be positive")
	}
	c.fires = (c.CurrentProcessingTimeMs() + ms) * 1000
	return nil
}

// TakesTimestamp refuses a time that no timeout can have.
func (c *GroupCall) TakesTimestamp(ms int64) error {
	if c.timeout != EventTimeTimeout {
		return errors.New("Cannot set timeout timestamp without enabling event time timeout in [map|flatMapGroupsWithState.") // as Spark spells it
	}
	if ms <= 0 {
		return errors.New("Timeout timestamp must be positive")
	}
	return nil
}

// SetTimeoutTimestamp makes the timeout fire when the watermark passes a time.
func (c *GroupCall) SetTimeoutTimestamp(ms int64) error {
	if err := c.TakesTimestamp(ms); err != nil {
		return err
	}
	if w := window.Millis(c.t.Evict); c.t.Evict != NoWatermark && ms < w {
		return fmt.Errorf("Timeout timestamp (%d) cannot be earlier than the current watermark (%d)", ms, w)
	}
	c.fires = ms * 1000
	return nil
}

// CurrentProcessingTimeMs is the batch's time.
func (c *GroupCall) CurrentProcessingTimeMs() int64 { return window.Millis(c.t.Time) }

// CurrentWatermarkMs is the watermark of the batch; an error where the query has none.
func (c *GroupCall) CurrentWatermarkMs() (int64, error) {
	if c.t.Evict == NoWatermark {
		return 0, errors.New("Cannot get event time watermark timestamp without setting watermark before [map|flatMap]GroupsWithState.")
	}
	return window.Millis(c.t.Evict), nil
}
