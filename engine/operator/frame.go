package operator

import (
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// frame is the part of a partition that a window function sees from a row: ROWS count rows,
// RANGE measures the order key.
type frame struct {
	rows     bool
	from, to edge
}

// edge is one end of a frame: unbounded, so many rows from the current one, or up to a value of the
// order key.
type edge struct {
	unbounded bool
	rows      int64       // negative: before the current row
	limit     data.Column // of RANGE with an offset; nil for the current row and its equals
}

// openFrame computes the ends of a frame over sorted rows; nil gives Spark's default.
func (w *overRows) openFrame(f *expr.WindowFrame) (out frame, err error) {
	if f == nil {
		f = expr.WholeFrame()
		if len(w.by) > 0 {
			f = expr.GrowingFrame(false)
		}
	}
	out.rows = f.Rows
	if out.from, err = w.openEdge(f, f.From); err == nil {
		out.to, err = w.openEdge(f, f.To)
	}
	return out, err
}

func (w *overRows) openEdge(f *expr.WindowFrame, b expr.FrameBound) (edge, error) {
	switch {
	case b.Unbounded:
		return edge{unbounded: true}, nil
	case b.Offset == nil:
		return edge{}, nil
	case f.Rows:
		n, err := w.constant(b.Offset)
		if b.Preceding {
			n = -n
		}
		return edge{rows: n}, err
	}
	limit, err := b.Limit(w.ctx, w.by[0])
	if err != nil {
		return edge{}, err
	}
	c, err := expr.Eval(w.ctx, limit, w.rows)
	return edge{limit: c}, err
}

// bounds gives the rows [from, to) of the frame of row i.
func (w *overRows) bounds(i int) (from, to int32) {
	f := w.frame
	from, to = w.part[i], w.end[i]
	if !f.from.unbounded {
		from = w.edge(i, f.from, false)
	}
	if !f.to.unbounded {
		to = w.edge(i, f.to, true)
	}
	from = max(from, w.part[i])
	return from, max(from, min(to, w.end[i]))
}

// edge finds where one end of a frame lies; the far end lies behind the last row of the frame.
func (w *overRows) edge(i int, e edge, far bool) int32 {
	switch {
	case w.frame.rows && far:
		return int32(min(int64(i)+e.rows+1, int64(w.end[i])))
	case w.frame.rows:
		return int32(max(int64(i)+e.rows, int64(w.part[i])))
	case e.limit == nil && far:
		return w.peerEnd[i]
	case e.limit == nil:
		return w.peer[i]
	}
	at := sort.Search(int(w.end[i]-w.part[i]), func(k int) bool {
		d := compareKey(w.by[0], w.keys[0], int(w.part[i])+k, e.limit, i)
		return d > 0 || !far && d == 0
	})
	return w.part[i] + int32(at)
}
