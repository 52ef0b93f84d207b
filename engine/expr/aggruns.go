package expr

import (
	"math/bits"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// validRuns calls visit for each run [from, to) of rows that hold a value, among the first n: so
// that the loop within asks for no nulls.
func validRuns(valid data.Bitmap, n int, visit func(from, to int)) {
	if valid == nil {
		visit(0, n)
		return
	}
	for i := 0; i < n; {
		w := valid[i>>6] >> (i & 63)
		if w == 0 {
			i = (i | 63) + 1
			continue
		}
		if i += bits.TrailingZeros64(w); i >= n {
			return
		}
		to := i
		for to < n {
			if w := ^valid[to>>6] >> (to & 63); w != 0 {
				to += bits.TrailingZeros64(w)
				break
			}
			to = (to | 63) + 1
		}
		to = min(to, n)
		visit(i, to)
		i = to
	}
}

// nullAt clears row i of a validity bitmap of n rows, which is nil while all rows are valid.
func nullAt(valid data.Bitmap, i, n int) data.Bitmap {
	if valid == nil {
		valid = data.NewBitmap(n, true)
	}
	valid.Clear(i)
	return valid
}
