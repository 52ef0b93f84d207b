package scenario

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

func translations() map[string]translation {
	out := map[string]translation{}
	for _, part := range []map[string]translation{groupCases(), transformCases(), batchCases(), otherCases(), metricCases(), stateVerdicts()} {
		for id, t := range part {
			out[id] = t
		}
	}
	return out
}

func sqlCase(text string) translation {
	return translation{build: func(s *spark.Session) *spark.DataFrame { return s.SQL(text) }}
}

// batchCases are the queries over one table: the SQL of each case, with the columns that its
// expected rows have.
func batchCases() map[string]translation {
	out := map[string]translation{}
	for id, text := range map[string]string{
		"timewindowing-tumbling-window-groupby-statement-with-starttime":          "SELECT count(*) FROM df GROUP BY window(time, '10 seconds', '10 seconds', '5 seconds'), id ORDER BY min(time)",
		"timewindowing-sliding-window-grouping":                                   "SELECT string(window.start), string(window.end), count(*) FROM df GROUP BY window(time, '10 seconds', '3 seconds', '0 second') ORDER BY window.start",
		"timewindowing-sliding-window-projection":                                 "SELECT value FROM (SELECT window(time, '10 seconds', '3 seconds', '0 second') AS w, value FROM df) ORDER BY w.start ASC, value DESC",
		"timewindowing-negative-timestamps":                                       "SELECT string(w.start), string(w.end), value FROM (SELECT window(time, '10 seconds', '10 seconds', '5 seconds') AS w, value FROM df) ORDER BY w.start",
		"timewindowing-negative-timestamps-1969":                                  "SELECT string(w.start), string(w.end), value FROM (SELECT window(time, '10 seconds', '10 seconds', '5 seconds') AS w, value FROM df) ORDER BY w.start",
		"timewindowing-millisecond-precision-sliding-windows":                     "SELECT string(window.start), string(window.end), count(*) FROM df GROUP BY window(time, '200 milliseconds', '40 milliseconds', '0 milliseconds') ORDER BY window.start",
		"timewindowing-time-window-in-sql-with-three-expressions":                 "SELECT string(w.start), string(w.end), value FROM (SELECT window(time, '10 seconds', 10000000, '5 seconds') AS w, value FROM df)",
		"timewindowing-spark-21590-time-window-in-sql-with-three-expressions":     "SELECT string(w.start), string(w.end), value FROM (SELECT window(time, '10 seconds', 10000000, '-5 seconds') AS w, value FROM df)",
		"sessionwindowing-simple-session-window-with-record-at-window-start":      "SELECT string(session_window.start), string(session_window.end), count(*) FROM df GROUP BY session_window(time, '10 seconds')",
		"sessionwindowing-session-window-groupby-with-multiple-keys-statement":    "SELECT string(session_window.start), string(session_window.end), id, count(*), sum(value) FROM df GROUP BY session_window(time, '10 seconds'), id ORDER BY session_window.start",
		"sessionwindowing-session-window-groupby-with-multiple-keys-statementxx":  "SELECT string(session_window.start), string(session_window.end), id, sum(DISTINCT value), sum(DISTINCT value2) FROM df GROUP BY session_window(time, '10 seconds'), id ORDER BY session_window.start",
		"sessionwindowing-session-window-groupby-with-multiple-keys-statementxxx": "SELECT string(session_window.start), string(session_window.end), id, count(*), sum(value) FROM df GROUP BY session_window(time, '10 seconds'), id ORDER BY session_window.start",
		"sessionwindowing-session-window-with-multi-column-projection":            "SELECT string(w.start), string(w.end), value FROM (SELECT session_window(time, '10 seconds') AS w, value FROM df)",
		"sessionwindowing-null-timestamps":                                        "SELECT value FROM (SELECT session_window(time, '10 seconds') AS w, value FROM df) ORDER BY w.start",
		"sessionwindowing-spark-36465-time-window-in-sql-with-dynamic-string":     "SELECT string(w.start), string(w.end), value FROM (SELECT session_window(time, duration) AS w, value FROM df)",
		"timewindowing-multiple-time-windows-in-a-single-operator-throws-nice":    "SELECT window(time, '10 second'), window(time, '15 second') FROM df",
		"sessionwindowing-multiple-session-windows-in-a-single-operator-throw":    "SELECT session_window(time, '10 second'), session_window(time, '15 second') FROM df",
	} {
		t := sqlCase(text)
		t.schemas = map[string]string{"df": "time STRING, value INT, id STRING"}
		if columns, ok := batchColumns[id]; ok {
			t.schemas["df"] = columns
		}
		out["b-"+id] = t
	}
	return out
}

// batchColumns are the columns of tables other than time, value and id.
var batchColumns = map[string]string{
	"sessionwindowing-session-window-groupby-with-multiple-keys-statementxx": "time STRING, value INT, value2 INT, id STRING",
	"sessionwindowing-spark-36465-time-window-in-sql-with-dynamic-string":    "time STRING, value INT, duration STRING",
	"timewindowing-negative-timestamps":                                      "time STRING, value INT",
	"timewindowing-negative-timestamps-1969":                                 "time STRING, value INT",
	"timewindowing-millisecond-precision-sliding-windows":                    "time STRING, value INT",
	"timewindowing-time-window-in-sql-with-three-expressions":                "time STRING, value INT",
	"timewindowing-spark-21590-time-window-in-sql-with-three-expressions":    "time STRING, value INT",
	"sessionwindowing-null-timestamps":                                       "time STRING, value INT",
	"timewindowing-multiple-time-windows-in-a-single-operator-throws-nice":   "time STRING, value INT",
	"sessionwindowing-multiple-session-windows-in-a-single-operator-throw":   "time STRING, value INT",
}

// otherCases are a failure within a batch and joins.
func otherCases() map[string]translation {
	return map[string]translation{
		"streamingaggregation-midbatch-failure": {build: failsOnce()},
		"streaminginnerjoin-stream-stream-self-join": sqlCase(`WITH i AS (SELECT value % 5 AS key, value FROM input)
			SELECT key, a.value, b.value FROM i a JOIN i b USING (key)`),
		"streaminginnerjoin-stream-stream-inner-join-with-time-range-with-water": {build: timeRange},

		"u-batch-plan-streaming-source":                           sqlCase("SELECT a FROM s"),
		"u-inner-join-in-update-mode-with-batch-stream-relations": sqlCase("SELECT l.a FROM b l JOIN s r ON l.a = r.a"),
		"u-rightouter-join-insufficient-range-condition":          verdictCase("SELECT l.a FROM w l RIGHT JOIN s r ON l.a = r.a AND r.t < l.t + INTERVAL 10 SECONDS"),
		"u-stream-stream-equality-join-followed-by-agg":           verdictCase("SELECT l.t, count(*) FROM w l JOIN w r ON l.a = r.a AND l.t = r.t GROUP BY l.t"),
	}
}

// failsOnce counts values behind a function that fails when it meets the first 4.
func failsOnce() func(*spark.Session) *spark.DataFrame {
	failed := false
	return func(s *spark.Session) *spark.DataFrame {
		return s.Table("inputData").Map(func(r spark.Row) int64 {
			if v := r.Int("value"); v != 4 || failed {
				return v
			}
			failed = true
			panic("a failure on purpose")
		}).GroupBy("value").Agg("count(*)")
	}
}

func timeRange(s *spark.Session) *spark.DataFrame {
	side := func(name, stream string, factor int) {
		s.SQL(fmt.Sprintf("SELECT %[1]sKey, timestamp_seconds(time) AS %[1]sTime, %[1]sKey * %[3]d AS %[1]sValue FROM %[2]s", name, stream, factor)).
			WithWatermark(name+"Time", "10 seconds").CreateOrReplaceTempView(name)
	}
	side("left", "leftInput", 2)
	side("right", "rightInput", 3)
	return s.SQL("SELECT leftKey, CAST(leftTime AS INT), CAST(rightTime AS INT) FROM `left` JOIN `right` ON leftKey = rightKey AND leftTime < rightTime - INTERVAL 5 SECONDS")
}

// verdictCase is SQL over s and over w, which is s with a watermark.
func verdictCase(text string) translation {
	return translation{schemas: map[string]string{"s": "a INT, t TIMESTAMP"}, build: func(s *spark.Session) *spark.DataFrame {
		timely(s).CreateOrReplaceTempView("w")
		return s.SQL(text)
	}}
}
