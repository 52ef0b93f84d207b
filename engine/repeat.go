package engine

import "context"

// Repeat runs the ticks behind the cursor again from nothing, without the sink, and returns the
// number of the first step that came out otherwise, by its fingerprint; -1 when all came out the
// same. The timeline is not changed. Steps of a query that began at a checkpoint cannot be
// repeated: for them it is -1 too.
func (t *Timeline) Repeat(ctx context.Context) (int, error) {
	if t.base > 0 {
		return -1, nil
	}
	again, err := newTimeline(t.q, t.env, t.start)
	if err != nil {
		return -1, err
	}
	for i := range t.at {
		tick, err := t.tickAgain(ctx, i)
		if err != nil {
			return -1, err
		}
		step, err := again.Forward(ctx, tick)
		if err != nil {
			return -1, err
		}
		if step.Fingerprint != t.steps.at(i).Fingerprint {
			return i, nil
		}
	}
	return -1, nil
}
