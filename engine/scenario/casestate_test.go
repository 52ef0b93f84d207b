package scenario

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// keyText is what most functions of the cases emit.
type keyText struct{ Key, Value string }

type keyNumber struct {
	Key   string
	Value int64
}

// addRows counts the rows of a key up to three; the state is removed then.
func addRows(rows []spark.Row, state *spark.GroupState) (n int64) {
	state.Load(&n)
	n += int64(len(rows))
	if n == 3 {
		state.Remove()
	} else {
		state.Update(n)
	}
	return n
}

// groupCases are the queries over functions with state.
func groupCases() map[string]translation {
	const p = "flatmapgroupswithstate-"
	return map[string]translation{
		p + "flatmapgroupswithstate-streaming":                {build: runningCount},
		p + "flatmapgroupswithstate-streaming-func-returns-i": {build: lazyCount},
		p + "flatmapgroupswithstate-streaming-aggregation":    {build: countedTexts},
		p + "flatmapgroupswithstate-streaming-w-event-time-t": {build: eventTimeout},
		p + "spark-35896-metrics-in-stateoperatorprogress-ar": {build: eventTimeout, looks: []int{5}},
		p + "mapgroupswithstate-streaming":                    {build: mappedCount},
		p + "spark-20714-watermark-does-not-fail-query-when":  {build: processingTimeout},
	}
}

func runningCount(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").FlatMapGroupsWithState("update", spark.NoTimeout, func(key string, rows []spark.Row, state *spark.GroupState) []keyText {
		n := addRows(rows, state)
		if n == 3 {
			return nil
		}
		return []keyText{{key, strconv.FormatInt(n, 10)}}
	})
}

func lazyCount(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").FlatMapGroupsWithState("update", spark.NoTimeout, func(key string, rows []spark.Row, state *spark.GroupState) (out []keyText) {
		for i := range rows {
			if n := addRows(rows[i:i+1], state); n != 3 {
				out = append(out, keyText{key, strconv.FormatInt(n, 10)})
			}
		}
		return out
	})
}

func endText(key string, n int64) keyText {
	if n == 3 {
		n = -1
	}
	return keyText{key, strconv.FormatInt(n, 10)}
}

func countedTexts(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").FlatMapGroupsWithState("append", spark.NoTimeout, func(key string, rows []spark.Row, state *spark.GroupState) []keyText {
		return []keyText{endText(key, addRows(rows, state))}
	}).GroupBy("Key").Agg("count(*)")
}

func mappedCount(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").MapGroupsWithState(spark.NoTimeout, func(key string, rows []spark.Row, state *spark.GroupState) keyText {
		return endText(key, addRows(rows, state))
	})
}

// timed is inputData with an event time in seconds and a watermark.
func timed(s *spark.Session) *spark.DataFrame {
	return s.SQL("SELECT _1 AS key, timestamp_seconds(_2) AS eventTime, _2 AS sec FROM inputData").WithWatermark("eventTime", "10 seconds")
}

func eventTimeout(s *spark.Session) *spark.DataFrame {
	return timed(s).GroupByKey("key").FlatMapGroupsWithState("update", spark.EventTimeTimeout, func(key string, rows []spark.Row, state *spark.GroupState) []keyNumber {
		if state.HasTimedOut() {
			state.Remove()
			return []keyNumber{{key, -1}}
		}
		var last int64
		state.Load(&last)
		last = lastSecond(last, rows)
		state.Update(last)
		state.SetTimeoutTimestamp((last + 5) * 1000)
		return []keyNumber{{key, last}}
	})
}

func lastSecond(last int64, rows []spark.Row) int64 {
	for _, r := range rows {
		last = max(last, r.Int("sec"))
	}
	return last
}

func processingTimeout(s *spark.Session) *spark.DataFrame {
	in := s.SQL("SELECT key, timestamp_seconds(time) AS timestamp FROM inputData").WithWatermark("timestamp", "10 seconds")
	return in.GroupByKey("key").FlatMapGroupsWithState("update", spark.ProcessingTimeTimeout, func(key string, rows []spark.Row, state *spark.GroupState) []keyText {
		if state.HasTimedOut() {
			state.Remove()
			return []keyText{{key, "-1"}}
		}
		var n int64
		state.Load(&n)
		n += int64(len(rows))
		state.Update(n)
		state.SetTimeoutDuration("10 seconds")
		return []keyText{{key, strconv.FormatInt(n, 10)}}
	})
}

// listCase reads and writes a list variable as the rows say.
func listCase(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		Lists: []string{"l"},
		Rows: func(key string, rows []spark.Row, p *spark.Processor) (out []keyText) {
			for _, r := range rows {
				var list []string
				value := r.Str("value")
				switch r.Str("action") {
				case "emit":
					out = append(out, keyText{key, value})
				case "put":
					p.PutList("l", values(value)...)
				case "append", "appendAll":
					p.Append("l", values(value)...)
				case "remove":
					p.Clear("l")
				case "emitAllInState":
					p.LoadList("l", &list)
					for _, v := range list {
						out = append(out, keyText{key, v})
					}
					p.Clear("l")
				}
			}
			return out
		}})
}

func values(text string) (out []any) {
	for _, v := range strings.Split(text, ",") {
		out = append(out, v)
	}
	return out
}
