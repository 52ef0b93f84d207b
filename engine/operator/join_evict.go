package operator

// evict removes what the watermark passed of a side.
func (j *streamJoin) evict(side int) {
	if j.t.Evict == NoWatermark || !j.bounds()[side].Set {
		return
	}
	s := &j.sides[side]
	var gone []int32
	if j.preserved(side) {
		gone = s.table.Expired(j.t.Evict, nil)
		var out []int32
		for _, row := range gone {
			if s.table.Vec.I64[rowMatched][row] == 0 {
				out = append(out, row)
			}
		}
		if len(out) > 0 {
			j.gone = append(j.gone, besideNulls(side, joinRows{rows: out}))
		}
		j.t.Record.Emitted = append(j.t.Record.Emitted, out...)
	} else {
		gone = s.table.Overdue(j.t.Evict)
	}
	j.t.Record.Removed += int64(len(gone))
	s.table.RemoveRows(gone)
}

// outOfReach tells whether the rows of a side that the watermark passed can match none of the rows that
// arrive on the other side: those all lie above the watermark, and the condition begins with the range that
// the bound comes from.
func (j *streamJoin) outOfReach(side int, arriving *arrivals) bool {
	b, r := j.bounds()[side], j.within
	if !b.Set || b.ByKey || r == nil || b.Col != r.col[side] || j.t.Evict == NoWatermark {
		return false
	}
	reach := r.least // of left rows below a right one
	if side == 1 {
		reach = -r.most
	}
	if b.Offset > reach {
		return false
	}
	c := arriving.batch.Cols[r.col[1-side]]
	valid := c.Valid()
	for i, v := range wholeNumbers(c) {
		if v <= j.t.Evict && valid.Get(i) {
			return false
		}
	}
	return true
}
