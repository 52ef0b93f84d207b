package operator

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// frame is the part of a partition that a window function sees from a row: ROWS count rows,
// RANGE measures the order key.
type frame struct {
	rows     bool
	from, to edge
}

// edge is one end of a frame: so far from the current row, or unbounded.
type edge struct {
	unbounded bool
	offset    float64 // negative: preceding; microseconds for intervals
}

// parseFrame reads the text of a frame clause; "" gives Spark's default.
func parseFrame(text string, ordered bool) (frame, error) {
	if text == "" {
		return frame{rows: !ordered, from: edge{unbounded: true}, to: edge{unbounded: !ordered}}, nil
	}
	words := strings.Fields(strings.ToUpper(text))
	f := frame{rows: words[0] == "ROWS"}
	rest := strings.Join(words[1:], " ")
	first, second := rest, "CURRENT ROW"
	if between, ok := strings.CutPrefix(rest, "BETWEEN "); ok {
		first, second, ok = strings.Cut(between, " AND ")
		if !ok {
			return f, fmt.Errorf("the window frame %q has no AND", text)
		}
	}
	var err error
	if f.from, err = parseEdge(first); err == nil {
		f.to, err = parseEdge(second)
	}
	return f, err
}

func parseEdge(text string) (edge, error) {
	if text == "CURRENT ROW" {
		return edge{}, nil
	}
	body, before := strings.CutSuffix(text, " PRECEDING")
	if !before {
		body = strings.TrimSuffix(text, " FOLLOWING")
	}
	if body == "UNBOUNDED" {
		return edge{unbounded: true}, nil
	}
	v, err := frameOffset(body)
	if before {
		v = -v
	}
	return edge{offset: v}, err
}

// frameUnits are the interval fields a RANGE frame may be written in, in microseconds.
var frameUnits = [...]struct {
	name   string
	micros float64
}{
	{"MICROSECOND", 1}, {"MILLISECOND", 1e3}, {"SECOND", 1e6}, {"MINUTE", 60e6}, {"HOUR", 3600e6}, {"DAY", 86400e6}, {"WEEK", 7 * 86400e6},
}

// frameOffset reads a number, or an interval of one field.
func frameOffset(text string) (float64, error) {
	body := strings.TrimPrefix(text, "INTERVAL ")
	words := strings.Fields(strings.ReplaceAll(body, "'", " "))
	if len(words) == 0 {
		return 0, fmt.Errorf("the window frame has no offset")
	}
	v, err := strconv.ParseFloat(words[0], 64)
	if err != nil || len(words) == 1 {
		return v, err
	}
	for _, u := range frameUnits {
		if strings.TrimSuffix(words[1], "S") == u.name {
			return v * u.micros, nil
		}
	}
	return 0, fmt.Errorf("the window frame offset %q is not a number or an interval of days to microseconds", text)
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
	if w.frame.rows {
		at := int32(i) + int32(e.offset)
		if far {
			at++
		}
		return at
	}
	if e.offset == 0 || len(w.keys) != 1 || data.IsNull(w.keys[0], i) {
		if far {
			return w.peerEnd[i]
		}
		return w.peer[i]
	}
	limit := number(w.keys[0], i) + e.offset
	if w.by[0].Desc {
		limit = number(w.keys[0], i) - e.offset
	}
	at := w.part[i]
	for ; at < w.end[i]; at++ {
		if data.IsNull(w.keys[0], int(at)) {
			continue
		}
		v := number(w.keys[0], int(at))
		beyond := v >= limit
		if w.by[0].Desc {
			beyond = v <= limit
		}
		if far && v == limit {
			continue
		}
		if beyond {
			break
		}
	}
	return at
}

// number is an order key as a number; times are microseconds.
func number(c data.Column, i int) float64 {
	switch c := c.(type) {
	case *data.Fixed[int8]:
		return float64(c.Values[i])
	case *data.Fixed[int16]:
		return float64(c.Values[i])
	case *data.Fixed[int32]:
		if c.T.Kind == data.KindDate {
			return float64(c.Values[i]) * 86400e6
		}
		return float64(c.Values[i])
	case *data.Fixed[int64]:
		return float64(c.Values[i])
	case *data.Fixed[float32]:
		return float64(c.Values[i])
	case *data.Fixed[float64]:
		return c.Values[i]
	}
	return 0
}
