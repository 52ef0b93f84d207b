package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// checkJoin judges a join with a stream on at least one side.
func checkJoin(n *operator.Join, mode operator.OutputMode) *expr.Error {
	l, r := Streaming(n.Left), Streaming(n.Right)
	if l && r {
		if err := checkJoinMode(n.How, mode); err != nil {
			return err
		}
	}
	switch n.How {
	case operator.FullOuter:
		if l != r {
			stream, static := "left", "right"
			if r {
				stream, static = static, stream
			}
			return unsupported("FullOuter joins with streaming DataFrames/Datasets on the " + stream + " and a static DataFrame/Dataset on the " + static + " is not supported")
		}
		return checkBounded(n)
	case operator.LeftAnti:
		if r {
			return unsupported("LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported")
		}
	case operator.LeftOuter, operator.LeftSemi:
		if !l {
			return unsupported(n.How.String() + " join with a streaming DataFrame/Dataset on the right and a static DataFrame/Dataset on the left is not supported")
		}
		if r {
			return checkBounded(n)
		}
	case operator.RightOuter:
		if !r {
			return unsupported("RightOuter join with a streaming DataFrame/Dataset on the left and a static DataFrame/DataSet on the right not supported")
		}
		if l {
			return checkBounded(n)
		}
	}
	return nil
}

// checkJoinMode refuses the output modes in which two streams cannot be joined: unmatched rows are
// final when they go out.
func checkJoinMode(how operator.JoinType, mode operator.OutputMode) *expr.Error {
	may := "only in Append output mode"
	switch how {
	case operator.Inner, operator.Cross, operator.LeftSemi:
		may = "only in Append and Update output modes"
		if mode == operator.Update {
			return nil
		}
	case operator.LeftAnti:
		return nil
	}
	if mode == operator.Append {
		return nil
	}
	if how == operator.Cross {
		how = operator.Inner
	}
	return unsupported(how.String() + " join between two streaming DataFrames/Datasets is not supported in " + mode.String() + " output mode, " + may)
}

// checkBounded refuses an outer or semi join of two streams whose unmatched rows could never be
// known to stay unmatched.
func checkBounded(n *operator.Join) *expr.Error {
	if watermarkKey(n) >= 0 {
		return nil
	}
	_, left := stateOffset(n, true)
	_, right := stateOffset(n, false)
	ok := left
	switch n.How {
	case operator.RightOuter:
		ok = right
	case operator.FullOuter:
		ok = left || right
	}
	if ok {
		return nil
	}
	err := unsupported("Stream-stream " + n.How.String() + " join between two streaming DataFrame/Datasets is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition")
	err.Hint = "Add a range condition on the event times, such as b.ts BETWEEN a.ts AND a.ts + INTERVAL 1 MINUTE, and withWatermark on both sides."
	return err
}
