package scenario

import (
	"sort"
	"strconv"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// transformCases are the queries over processors.
func transformCases() map[string]translation {
	const p, ttl = "transformwithstate-transformwithstate-", "transformwithstatettltest-validate-"
	clock := translation{build: ttlCase, peek: lifetimes}
	return map[string]translation{
		p + "streaming-with-rocksdb-and-proce":   {build: countWithTimer},
		p + "streaming-with-rocksdb-and-procexx": {build: threeTimers},
		p + "streaming-with-rocksdb-and-event":   {build: eventTimer},
		p + "two-input-streams":                  {build: countOf("SELECT * FROM inputData1 UNION ALL SELECT * FROM inputData2")},
		p + "three-input-streams": {build: countOf(`SELECT * FROM inputData1 UNION ALL SELECT * FROM inputData2
			UNION ALL SELECT * FROM inputData3`)},
		p + "two-input-streams-different-key":                {build: countOf("SELECT * FROM inputData1 UNION ALL SELECT CAST(value AS STRING) FROM inputData2")},
		"transformwithliststate-test-list-state-correctness": {build: listCase},
		"transformwithmapstate-test-map-state-correctness": {build: mapCase,
			schemas: map[string]string{"inputData": "key STRING, action STRING, value STRUCT<_1: STRING, _2: STRING>"}},
		"transformwithstatechaining-chaining-multiple-transformwithstate-operat": {build: chained},
		"transformwithvaluestatettl-validate-multiple-value-states":              {build: twoValues, peek: lifetimes},
		ttl + "state-update-updates-the-expiration":                              clock,
		ttl + "only-expired-keys-are-removed-from":                               clock,
		ttl + "that-clear-only-clears-the-current":                               clock,
	}
}

// countCall adds one for each call; at three the count is cleared and nothing emitted.
func countCall(key string, p *spark.Processor) (n int64, out []keyText) {
	p.Load("count", &n)
	if n == 2 {
		p.Clear("count")
		return n, nil
	}
	p.Update("count", n+1)
	return n, []keyText{{key, strconv.FormatInt(n+1, 10)}}
}

func countOf(input string) func(*spark.Session) *spark.DataFrame {
	return func(s *spark.Session) *spark.DataFrame {
		return s.SQL(input).GroupByKey("value").TransformWithState(spark.StatefulProcessor{
			Values: []string{"count"},
			Rows: func(key string, _ []spark.Row, p *spark.Processor) []keyText {
				_, out := countCall(key, p)
				return out
			}})
	}
}

func countWithTimer(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").TransformWithState(spark.StatefulProcessor{
		TimeMode: "processingTime", Values: []string{"count"},
		Rows: func(key string, _ []spark.Row, p *spark.Processor) []keyText {
			n, out := countCall(key, p)
			if n == 0 && (key == "a" || key == "c") {
				p.RegisterTimer(p.ProcessingTimeMs() + 5000)
			}
			return out
		},
		Timer: func(key string, _ int64, p *spark.Processor) []keyText {
			p.Clear("count")
			return []keyText{{key, "-1"}}
		}})
}

func threeTimers(s *spark.Session) *spark.DataFrame {
	return s.Table("inputData").GroupByKey("value").TransformWithState(spark.StatefulProcessor{
		TimeMode: "processingTime", Values: []string{"count"},
		Rows: func(_ string, rows []spark.Row, p *spark.Processor) []keyText {
			var n int64
			p.Load("count", &n)
			if len(p.ListTimers()) == 0 {
				for i := int64(1); i <= 3; i++ {
					p.RegisterTimer(p.ProcessingTimeMs() + i*5000)
				}
			}
			p.Update("count", n+int64(len(rows)))
			return nil
		},
		Timer: func(key string, _ int64, p *spark.Processor) []keyText {
			var n int64
			p.Load("count", &n)
			if len(p.ListTimers()) == 1 {
				p.Clear("count")
			}
			return []keyText{{key, strconv.FormatInt(n, 10)}}
		}})
}

func eventTimer(s *spark.Session) *spark.DataFrame {
	return timed(s).GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		TimeMode: "eventTime", Values: []string{"last", "timer"},
		Rows: func(key string, rows []spark.Row, p *spark.Processor) []keyNumber {
			var last, timer int64
			p.Load("last", &last)
			if now := lastSecond(last, rows); now > last {
				if p.Load("timer", &timer) {
					p.DeleteTimer(timer)
				}
				last, timer = now, (now+5)*1000
				p.RegisterTimer(timer)
				p.Update("last", last)
				p.Update("timer", timer)
			}
			return []keyNumber{{key, last}}
		},
		Timer: func(key string, _ int64, p *spark.Processor) []keyNumber {
			p.Clear("last")
			p.Clear("timer")
			return []keyNumber{{key, -1}}
		}})
}

// mapAnswer is a row that the map case emits.
type mapAnswer struct{ Key, UserKey, Value string }

func mapCase(s *spark.Session) *spark.DataFrame {
	in := s.SQL("SELECT key, action, value._1 AS k, value._2 AS v FROM inputData")
	return in.GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		Maps: []string{"m"},
		Rows: func(key string, rows []spark.Row, p *spark.Processor) (out []mapAnswer) {
			for _, r := range rows {
				out = append(out, mapAction(key, r.Str("action"), r.Str("k"), r.Str("v"), p)...)
			}
			return out
		}})
}

func mapAction(key, action, k, v string, p *spark.Processor) (out []mapAnswer) {
	all, value := map[string]string{}, ""
	p.LoadMap("m", &all)
	switch action {
	case "updateValue":
		p.Put("m", k, v)
	case "exists":
		out = append(out, mapAnswer{key, "exists", strconv.FormatBool(len(all) > 0)})
	case "getValue":
		p.LoadKey("m", k, &value)
		out = append(out, mapAnswer{key, k, value})
	case "containsKey":
		out = append(out, mapAnswer{key, k, strconv.FormatBool(p.LoadKey("m", k, &value))})
	case "removeKey":
		p.RemoveKey("m", k)
	case "clear":
		p.Clear("m")
	case "iterator", "keys", "values":
		for k, v := range all {
			out = append(out, map[string]mapAnswer{"iterator": {key, k, v}, "keys": {key, k, ""}, "values": {key, "", v}}[action])
		}
		sort.Slice(out, func(i, j int) bool { return out[i].UserKey < out[j].UserKey })
	}
	return out
}

// ttlAnswer is a row that the cases about lifetimes emit.
type ttlAnswer struct {
	Key    string
	Value  int64
	IsTTL  bool
	Expiry int64
}

// lifetimes gives what a row asks of the index of lifetimes, which functions cannot see: the state shows it.
func lifetimes(r *caseRun, row []any) (out [][]any) {
	whole := row[1] == "get_values_in_ttl_state"
	if !whole && row[1] != "get_ttl_value_from_state" {
		return nil
	}
	t := r.j.runner.Timeline()
	for id := range t.Nodes() {
		if t.State(engine.NodeID(id)) == nil {
			continue
		}
		views, err := t.View(engine.NodeID(id), 0, -1)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, v := range views {
			at := v.Rows.Schema.Index("ttlExpirationMs")
			for i := 0; at > 0 && i < v.Rows.N; i++ {
				shown := v.Rows.Row(i)
				if shown[0] != row[0] {
					continue
				}
				value := shown[at-1]
				if whole {
					value = int64(-1)
				}
				out = append(out, []any{row[0], value, true, shown[at]})
			}
		}
	}
	return out
}

func ttlAction(name, key string, rows []spark.Row, p *spark.Processor) (out []ttlAnswer) {
	for _, r := range rows {
		var v int64
		switch r.Str("action") {
		case "put":
			p.Update(name, r.Int("value"))
		case "get":
			if p.Load(name, &v) {
				out = append(out, ttlAnswer{key, v, false, -1})
			}
		case "clear":
			p.Clear(name)
		}
	}
	return out
}

func ttlCase(s *spark.Session) *spark.DataFrame {
	return s.Table("inputStream").GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		TimeMode: "processingTime", Values: []string{"v"}, TTL: map[string]string{"v": "1 minute"},
		Rows: func(key string, rows []spark.Row, p *spark.Processor) []ttlAnswer {
			return ttlAction("v", key, rows, p)
		}})
}

func twoValues(s *spark.Session) *spark.DataFrame {
	return s.Table("inputStream").GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		TimeMode: "processingTime", Values: []string{"mortal", "kept"}, TTL: map[string]string{"mortal": "1 minute"},
		Rows: func(key string, rows []spark.Row, p *spark.Processor) []ttlAnswer {
			return ttlAction(map[string]string{"k1": "mortal", "k2": "kept"}[key], key, rows, p)
		}})
}

type firstSeen struct {
	Key   string
	At    time.Time
	Count int64
}

func chained(s *spark.Session) *spark.DataFrame {
	first := s.Table("inputData").WithWatermark("eventTime", "1 minute").GroupByKey("key").TransformWithState(spark.StatefulProcessor{
		EventTimeColumn: "At",
		Rows: func(key string, rows []spark.Row, _ *spark.Processor) []firstSeen {
			at := rows[0].Time("eventTime")
			for _, r := range rows {
				if t := r.Time("eventTime"); t.Before(at) {
					at = t
				}
			}
			return []firstSeen{{key, at, int64(len(rows))}}
		}})
	return first.GroupByKey("Key").TransformWithState(spark.StatefulProcessor{
		TimeMode: "eventTime",
		Rows:     func(_ string, rows []spark.Row, _ *spark.Processor) []int64 { return []int64{int64(len(rows))} }})
}
