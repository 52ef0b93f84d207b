package scenario

import (
	"time"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// keyedTime is what the functions of the verdicts emit.
type keyedTime struct {
	A int64
	T time.Time
}

func flat(df *spark.DataFrame, mode string, timeout operator.Timeout) *spark.DataFrame {
	return df.GroupByKey("a").FlatMapGroupsWithState(mode, timeout, func(key int64, _ []spark.Row, _ *spark.GroupState) []keyedTime {
		return []keyedTime{{A: key}}
	})
}

func mapped(df *spark.DataFrame, timeout operator.Timeout) *spark.DataFrame {
	return df.GroupByKey("a").MapGroupsWithState(timeout, func(key int64, _ []spark.Row, _ *spark.GroupState) keyedTime {
		return keyedTime{A: key}
	})
}

func timely(s *spark.Session) *spark.DataFrame { return s.Table("s").WithWatermark("t", "10 seconds") }

// counted aggregates by event time; the key of functions above is column a.
func counted(df *spark.DataFrame) *spark.DataFrame {
	return df.GroupBy("t").Agg("count(*) AS a")
}

// stateVerdicts are the queries whose verdict hangs on functions with state. The output of a
// function carries no watermark of its own: where a case aggregates it by event time, it gets one.
func stateVerdicts() map[string]translation {
	const flatMap = "u-flatmapgroupswithstate-"
	const onBatch, onStream = flatMap + "flatmapgroupswithstate-update-on-batch-relati", flatMap + "flatmapgroupswithstate-update-on-streaming-re"
	const appends, mapping = flatMap + "flatmapgroupswithstate-append-on-streaming-re", "u-mapgroupswithstate-"
	none, event := spark.NoTimeout, spark.EventTimeTimeout
	type frame = *spark.DataFrame
	type session = *spark.Session
	inside := func(s session) frame {
		return s.Table("s").Select("a").Join(flat(s.Table("b"), "update", none), "A")
	}
	updates := func(s session) frame { return flat(s.Table("s"), "update", none) }
	overCounts := func(s session) frame { return flat(counted(timely(s)), "update", none) }
	out := map[string]translation{}
	for id, build := range map[string]func(session) frame{
		flatMap + "flatmapgroupswithstate-append-on-batch-relati": func(s session) frame { return flat(s.Table("b"), "append", none) },
		onBatch:            func(s session) frame { return flat(s.Table("b"), "update", none) },
		onBatch + "x":      inside,
		onBatch + "xx":     inside,
		onStream:           updates,
		onStream + "xx":    updates,
		onStream + "xxx":   overCounts,
		onStream + "xxxxx": overCounts,
		appends + "xx": func(s session) frame {
			return counted(flat(timely(s), "append", none).WithColumnRenamed("T", "t").WithWatermark("t", "10 seconds"))
		},
		appends + "xxx":  func(s session) frame { return flat(s.Table("s"), "append", none) },
		appends + "xxxx": func(s session) frame { return flat(s.Table("s"), "append", none) },
		flatMap + "multiple-some-not-in-append-mode": func(s session) frame {
			return flat(flat(s.Table("s"), "append", none), "update", none)
		},
		flatMap + "append-after-aggregation-in-append-mode": func(s session) frame { return flat(counted(timely(s)), "append", none) },
		flatMap + "eventtimetimeout-followed-by-agg": func(s session) frame {
			return flat(timely(s), "append", event).WithWatermark("T", "10 seconds").GroupBy("T").Agg("count(*)")
		},
		flatMap + "eventtimetimeout-followed-by-dedup-with-event": func(s session) frame {
			return flat(timely(s), "append", event).WithWatermark("T", "10 seconds").DropDuplicates("T")
		},
		mapping + "on-streaming-relation-without-aggregation-in-appe": func(s session) frame { return mapped(s.Table("s"), none) },
		mapping + "on-streaming-relation-without-aggregation-in-comp": func(s session) frame { return mapped(s.Table("s"), none) },
		mapping + "multiple-mapgroupswithstates":                      func(s session) frame { return mapped(mapped(s.Table("s"), none), none) },
		mapping + "mixing-mapgroupswithstates-and-flatmapgroupswiths": func(s session) frame { return mapped(flat(s.Table("s"), "append", none), none) },
		mapping + "with-event-time-timeout-with-watermark":            func(s session) frame { return mapped(timely(s), event) },
		mapping + "after-aggregation-in-update-mode":                  func(s session) frame { return mapped(counted(timely(s)), none) },
	} {
		t := translation{build: build, schemas: map[string]string{"s": "a INT, t TIMESTAMP"}}
		if id == appends+"xx" {
			t.conf = map[string]any{"spark.sql.streaming.statefulOperator.checkCorrectness.enabled": "false"}
		}
		out[id] = t
	}
	return out
}
