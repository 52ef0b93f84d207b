package sessions

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Cuts says where one batch ends and the next begins when rows become a recording.
type Cuts struct {
	// By is a TIMESTAMP column: rows of one stretch of Every share a batch, whose timestamp
	// is the end of the stretch.
	By    string
	Every time.Duration
	// Rows is the number of rows of a batch where By is not given; 0 means one batch of all.
	Rows int
}

// Import appends rows to a recording, cut into batches. The rows keep their order: a row whose time is
// before the current stretch (or null) stays in the current batch.
func Import(w *RecordingWriter, rows *data.Batch, c Cuts) error {
	if c.By == "" {
		size := c.Rows
		if size <= 0 {
			size = rows.N
		}
		for from := 0; from < rows.N; from += size {
			if err := w.Append(rows.Slice(from, min(from+size, rows.N)), 0); err != nil {
				return err
			}
		}
		return nil
	}
	at := rows.Schema.Index(c.By)
	if at < 0 {
		return fmt.Errorf("there is no column %q to cut by; the columns are %s", c.By, strings.Join(rows.Schema.Names(), ", "))
	}
	times, ok := rows.Cols[at].(*data.Longs)
	if kind := rows.Schema.Fields[at].Type.Kind; !ok || kind != data.KindTimestamp && kind != data.KindTimestampNTZ {
		return fmt.Errorf("column %s is %s; batches are cut by a TIMESTAMP", c.By, rows.Schema.Fields[at].Type)
	}
	step := c.Every.Microseconds()
	if step <= 0 {
		return fmt.Errorf("the length of a batch must be positive, not %s", c.Every)
	}
	from, end := 0, int64(math.MinInt64)
	for i, v := range times.Values {
		if data.IsNull(times, i) || v < end {
			continue
		}
		if i > from {
			if err := w.Append(rows.Slice(from, i), max(end, 0)); err != nil {
				return err
			}
			from = i
		}
		end = floor(v, step) + step
	}
	if end == math.MinInt64 {
		end = 0
	}
	return w.Append(rows.Slice(from, rows.N), end)
}

func floor(v, step int64) int64 {
	q := v / step
	if v%step < 0 {
		q--
	}
	return q * step
}
