package expr

import "bytes"

// flip is the relation with the sides exchanged.
func (r relation) flip() relation { return [...]relation{eq, ne, gt, ge, lt, le}[r] }

// compareFixed compares integers; a constant left side is moved to the right.
func compareFixed[T integer](rel relation, x, y vec[T], out []bool) {
	if x.constant() && !y.constant() {
		x, y, rel = y, x, rel.flip()
	}
	if y.constant() && !x.constant() {
		compareConstant(rel, x.values[:len(out)], y.values[0], out)
		return
	}
	switch rel {
	case eq:
		for i := range out {
			out[i] = x.at(i) == y.at(i)
		}
	case ne:
		for i := range out {
			out[i] = x.at(i) != y.at(i)
		}
	case lt:
		for i := range out {
			out[i] = x.at(i) < y.at(i)
		}
	case le:
		for i := range out {
			out[i] = x.at(i) <= y.at(i)
		}
	case gt:
		for i := range out {
			out[i] = x.at(i) > y.at(i)
		}
	default:
		for i := range out {
			out[i] = x.at(i) >= y.at(i)
		}
	}
}

func compareConstant[T integer](rel relation, values []T, c T, out []bool) {
	switch rel {
	case eq:
		for i, v := range values {
			out[i] = v == c
		}
	case ne:
		for i, v := range values {
			out[i] = v != c
		}
	case lt:
		for i, v := range values {
			out[i] = v < c
		}
	case le:
		for i, v := range values {
			out[i] = v <= c
		}
	case gt:
		for i, v := range values {
			out[i] = v > c
		}
	default:
		for i, v := range values {
			out[i] = v >= c
		}
	}
}

// compareFloats compares with NaN equal to itself and above all numbers.
func compareFloats[T float32 | float64](rel relation, x, y vec[T], out []bool) {
	if rel == gt || rel == ge {
		x, y, rel = y, x, rel.flip()
	}
	switch rel {
	case eq, ne:
		for i := range out {
			v, w := x.at(i), y.at(i)
			out[i] = (v == w || v != v && w != w) == (rel == eq)
		}
	case lt:
		for i := range out {
			v, w := x.at(i), y.at(i)
			out[i] = v < w || w != w && v == v
		}
	default:
		for i := range out {
			v, w := x.at(i), y.at(i)
			out[i] = v <= w || w != w
		}
	}
}

func compareTexts(rel relation, x, y textVec, out []bool) {
	if rel == eq || rel == ne {
		for i := range out {
			out[i] = bytes.Equal(x.at(i), y.at(i)) == (rel == eq)
		}
		return
	}
	for i := range out {
		out[i] = rel.holds(bytes.Compare(x.at(i), y.at(i)))
	}
}
