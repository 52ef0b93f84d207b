package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Pairs are found along lists: from the oldest stored row of a key to the one that follows it. Rows of short
// lists go abreast, a step at a time, so that no step waits for what another row's step reads.

const (
	// pairsAtOnce is about how many pairs are looked at together.
	pairsAtOnce = 1 << 16
	// abreast is how many arriving rows go along their lists together, as long as they find few pairs.
	abreast, fewPairs = 256, 1 << 12
	// fewRows go one after the other.
	fewRows = 64
)

// abreastRows is the room of rows that go abreast.
type abreastRows struct {
	at         [abreast]int32
	low, width [abreast]int64 // of the range of each
	going      [abreast]int32
	pairs      [abreast + 1]int32 // how many of each, then where they begin
	mine, row  [fewPairs]int32
}

// pair puts the rows that share a key with the listed rows of a side beside them.
func (j *streamJoin) pair(side int, a *arrivals, which []int32, matched []bool) error {
	other := j.sides[1-side].table
	next, near := other.Nexts(), j.near(side, a)
	j.unsure = near == nil
	var room [abreast]int32
	for len(which) > 0 {
		n := min(len(which), abreast)
		firsts := room[:n] // the oldest row of each
		other.Firsts(&a.keys, which[:n], firsts)
		if !j.goAbreast(which[:n], firsts, next, near) {
			for k, i := range which[:n] {
				if j.follow(i, firsts[k], next, near); len(j.mine)-j.paired >= pairsAtOnce {
					if err := j.pairUp(side, a, matched); err != nil {
						return err
					}
				}
			}
		}
		if len(j.mine)-j.paired >= pairsAtOnce || n == len(which) {
			if err := j.pairUp(side, a, matched); err != nil {
				return err
			}
		}
		which = which[n:]
	}
	return nil
}

// follow pairs row i with the rows of a list: those that are near by, and those that the range cannot judge.
func (j *streamJoin) follow(i, row int32, next []int32, near *nearBy) {
	if row == state.NoRow {
		return
	}
	if near == nil {
		for ; row != state.NoRow; row = next[row] {
			j.mine, j.theirs = append(j.mine, i), append(j.theirs, row)
		}
		return
	}
	from, to, judged := near.bounds(i)
	j.unsure = j.unsure || !judged
	for ; row != state.NoRow; row = next[row] {
		if v := near.words[row]; v < from || v > to {
			if v >= -plain && v <= plain {
				continue
			}
			j.unsure = true
		}
		j.mine, j.theirs = append(j.mine, i), append(j.theirs, row)
	}
}

// goAbreast is follow for many rows; false, and nothing is paired, where there are many pairs or the range cannot
// judge a row.
func (j *streamJoin) goAbreast(which, firsts, next []int32, near *nearBy) bool {
	if near == nil || near.crowded || len(which) < fewRows {
		return false
	}
	going, judged := j.abreast.start(which, firsts, near)
	if !judged {
		return false
	}
	n, judged := j.abreast.walk(going, next, near)
	if !judged {
		return false
	}
	j.inOrder(which, n)
	return true
}

// start sets the rows that have a list and a range out; false where the range does not judge one. Which those are
// cannot be foretold, and is no branch.
func (r *abreastRows) start(which, firsts []int32, near *nearBy) (going int, judged bool) {
	clear(r.pairs[:])
	which = which[:len(firsts)]
	values, least, most, strange := near.values, near.least, near.most, false
	for k, row := range firsts {
		k, i := k&(abreast-1), which[k]
		v := values[i]
		strange = strange || v < -plain || v > plain
		from, to := max(v+least, -plain), min(v+most, plain)
		if near.valid != nil && !near.valid.Get(int(i)) {
			from, to = 1, 0
		}
		r.at[k], r.low[k], r.width[k] = row, from, to-from
		r.going[going&(abreast-1)] = int32(k)
		going += int(^(int64(row)|(to-from))>>63) & 1
	}
	return going, !strange
}

// walk finds n pairs; false where there are many, or the range does not judge a stored row.
func (r *abreastRows) walk(going int, next []int32, near *nearBy) (n int, judged bool) {
	words, strange := near.words, false
	for going > 0 {
		if n+going > fewPairs {
			near.crowded = true
			return 0, false
		}
		still := 0
		for _, k := range r.going[:going] {
			k := k & (abreast - 1)
			row := r.at[k]
			v := words[row]
			strange = strange || v < -plain || v > plain
			is := int32(0)
			if uint64(v-r.low[k]) <= uint64(r.width[k]) {
				is = 1
			}
			r.mine[n], r.row[n] = k, row
			r.pairs[k+1] += is
			n += int(is)
			row = next[row]
			r.at[k], r.going[still] = row, k
			if row != state.NoRow {
				still++
			}
		}
		going = still
	}
	return n, !strange
}

// inOrder appends the n pairs that were found, those of a row behind those of the row before it.
func (j *streamJoin) inOrder(which []int32, n int) {
	r := &j.abreast
	for k := range which {
		r.pairs[k+1] += r.pairs[k]
	}
	at := len(j.mine)
	j.mine, j.theirs = slices.Grow(j.mine, n)[:at+n], slices.Grow(j.theirs, n)[:at+n]
	mine, theirs := j.mine[at:], j.theirs[at:]
	for i, k := range r.mine[:n] {
		to := r.pairs[k]
		r.pairs[k]++
		mine[to], theirs[to] = which[k], r.row[i]
	}
}
