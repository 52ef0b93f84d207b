package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// validRuns calls visit for each run [from, to) of rows that hold a value, among the first n: so
// that the loop within asks for no nulls.
func validRuns(valid data.Bitmap, n int, visit func(from, to int)) {
	if valid == nil {
		visit(0, n)
		return
	}
	for i := 0; i < n; {
		to, set := valid.Run(i, n)
		if set {
			visit(i, to)
		}
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
