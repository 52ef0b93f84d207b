package operator

import "slices"

// lateRows lists the rows whose time is not late, nil when all are kept; late ones are recorded
// and counted. times may be nil; nullWindow stands for a null, which is never late.
func lateRows(t *Task, times []int64, n int) []int32 { return lateOf(t, times, n, 0) }

// lateOf is lateRows for one of several inputs.
func lateOf(t *Task, times []int64, n, input int) []int32 {
	if !t.Streaming || times == nil || t.Late == NoWatermark {
		return nil
	}
	if !slices.ContainsFunc(times, func(v int64) bool { return v <= t.Late }) {
		return nil
	}
	var keep []int32
	for i, v := range times {
		late := v <= t.Late && v != nullWindow
		if late && keep == nil {
			keep = make([]int32, i, n)
			for k := range keep {
				keep[k] = int32(k)
			}
		}
		switch {
		case late:
			t.Record.drop(Drop{Input: input, Row: int32(i), Reason: DropLate, At: v, Watermark: t.Late})
			t.Record.DroppedLate++
		case keep != nil:
			keep = append(keep, int32(i))
		}
	}
	return keep
}
