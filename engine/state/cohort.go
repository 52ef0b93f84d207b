package state

import "slices"

// cohorts are rows that were added together, with the first time at which one of them leaves: most rows of a large
// batch leave together too, so that nothing is written down for each. Like the entries of [expiry] they are not
// taken out when a row changes: what counts is whether a row lives and which time it has.
type cohorts struct {
	list  []cohort
	n     int       // rows of all
	spare [][]int32 // room to use again
}

type cohort struct {
	rows  []int32
	first int64
}

// leavingPart is which part of a cohort has to leave at once. Of others each row is put in order by its time, lest
// they are looked at again and again.
const leavingPart = 4

func (x *cohorts) add(rows []int32, first int64) {
	var room []int32
	if n := len(x.spare); n > 0 {
		room, x.spare = x.spare[n-1], x.spare[:n-1]
	}
	x.keep(cohort{append(room[:0], rows...), first})
}

func (x *cohorts) keep(c cohort) {
	x.list = append(x.list, c)
	x.n += len(c.rows)
}

// take takes the cohorts of which rows may leave at limit.
func (x *cohorts) take(limit int64) (taken []cohort) {
	x.list = slices.DeleteFunc(x.list, func(c cohort) bool {
		if c.first > limit {
			return false
		}
		taken = append(taken, c)
		x.n -= len(c.rows)
		return true
	})
	return taken
}

// free keeps the room of a cohort for another.
func (x *cohorts) free(rows []int32) {
	if len(x.spare) < 2 {
		x.spare = append(x.spare, rows)
	}
}

func (x *cohorts) bytes() int64 {
	n := 0
	for _, c := range x.list {
		n += cap(c.rows)
	}
	for _, rows := range x.spare {
		n += cap(rows)
	}
	return 4 * int64(n)
}

// overdueTogether appends the rows of cohorts whose time is at or before limit, in no order and some of them twice.
func (t *Table) overdueTogether(limit int64, out []int32) []int32 {
	for _, c := range t.cohorts.take(limit) {
		due, rest := t.parted(c.rows, limit, slices.Grow(out, len(c.rows)))
		if out = due; len(rest)*leavingPart > len(c.rows)*(leavingPart-1) || len(rest) < manyRows {
			t.due.pushRows(rest, t.until)
			t.cohorts.free(c.rows)
			continue
		}
		first := Never
		for _, r := range rest {
			first = min(first, t.until[r])
		}
		t.cohorts.keep(cohort{rest, first})
	}
	return out
}

// parted appends those of the live rows whose time is at or before limit, for which there is room, and lists the
// other ones where the rows were. Which way one goes cannot be foretold, and is no branch.
func (t *Table) parted(rows []int32, limit int64, out []int32) (due, rest []int32) {
	flags, until := t.flags, t.until
	to, n, m := out[len(out):len(out)+len(rows)], 0, 0
	for _, r := range rows {
		lives, now := int(flags[r]&flagLive), 0
		if until[r] <= limit {
			now = 1
		}
		to[n], rows[m] = r, r
		n += lives & now
		m += lives &^ now
	}
	return out[:len(out)+n], rows[:m]
}

// inLine puts the rows of cohorts of which some leave at limit in order by their times.
func (t *Table) inLine(limit int64) {
	for _, c := range t.cohorts.take(limit) {
		t.due.pushRows(c.rows, t.until)
		t.cohorts.free(c.rows)
	}
}
