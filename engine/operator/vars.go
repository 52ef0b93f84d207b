package operator

import (
	"encoding/binary"
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// vars is the memory of a transformWithState node in one micro-batch. Entries of a variable,
// and timers, form a list under their key:
//
//	(key, variable) ─ first, last ──> entry <─> entry   variable: number in Vars, or timerList
type vars struct {
	node      *TransformWithState
	t         *Task
	keys      keys
	keyed     *state.Table
	values    *state.Table // blob: key, variable, map key; Any: map key, value
	items     *state.Table // of lists: blob: key, variable, sequence number; Any: nothing, value
	timers    *state.Table // blob: key, time
	chains    *state.Table // blob: key, variable; I64: see below
	lists     *state.Table // the chains of list variables, for Spark counts a list as one row
	leftovers *state.Table // times of entries of maps that were removed before: blob: key, variable, map key, time
	buf       []byte
}

// The vectors of chains. Links are row+1.
const (
	listFirst = iota
	listLast
	listLen
	listSerial
)

// The vectors of entries and timers.
const (
	entryNext = iota
	entryPrev
)

// The boxed values of an entry.
const (
	entryKey = iota
	entryValue
)

// timerList is the variable number of a key's timers.
const timerList = -1

func openVars(r *TransformWithState, t *Task) *vars {
	tables := t.State.(*state.Store).Tables
	return &vars{node: r, t: t, keys: keysOf(r.Keys), keyed: tables[0], values: tables[1], timers: tables[2], chains: tables[3], items: tables[4], lists: tables[5], leftovers: tables[6]}
}

func (s *vars) processor(key int32) *Processor {
	return &Processor{Key: boxedKey(s.keys, s.keyed, key), s: s, key: key}
}

// table is where the entries of a variable are.
func (s *vars) table(variable int) *state.Table {
	switch {
	case variable == timerList:
		return s.timers
	case s.node.Vars[variable].Kind == ListVar:
		return s.items
	}
	return s.values
}

// heads is where the chains of a variable begin.
func (s *vars) heads(variable int) *state.Table {
	if variable != timerList && s.node.Vars[variable].Kind == ListVar {
		return s.lists
	}
	return s.chains
}

func (s *vars) id(key int32, variable int) []byte {
	s.buf = binary.LittleEndian.AppendUint32(s.buf[:0], uint32(key))
	return append(s.buf, byte(variable))
}

// list is the row of a variable's chain under a key, NoRow when it is empty.
func (s *vars) list(key int32, variable int) int32 {
	return s.heads(variable).FindBytes(s.id(key, variable))
}

// add puts an entry at the end of its list.
func (s *vars) add(key int32, variable int, blob []byte) int32 {
	t := s.table(variable)
	row := t.InternBytes(blob)
	t.Ints[0][row], t.Ints[1][row] = int64(key), int64(variable)
	heads := s.heads(variable)
	list := heads.InternBytes(s.id(key, variable))
	heads.TouchOne(list)
	l, e := heads.Vec.I64, t.Vec.I64
	if last := l[listLast][list]; last == 0 {
		l[listFirst][list] = int64(row + 1)
		s.keyed.TouchOne(key)
		s.keyed.Vec.I64[0][key]++
	} else {
		t.TouchOne(int32(last) - 1)
		e[entryNext][last-1] = int64(row + 1)
		e[entryPrev][row] = last
	}
	l[listLast][list] = int64(row + 1)
	l[listLen][list]++
	l[listSerial][list]++
	return row
}

// remove takes an entry out of its list and of the table.
func (s *vars) remove(variable int, row int32) {
	t := s.table(variable)
	key := int32(t.Ints[0][row])
	heads, list := s.heads(variable), s.list(key, variable)
	l, e := heads.Vec.I64, t.Vec.I64
	next, prev := e[entryNext][row], e[entryPrev][row]
	heads.TouchOne(list)
	if prev == 0 {
		l[listFirst][list] = next
	} else {
		t.TouchOne(int32(prev) - 1)
		e[entryNext][prev-1] = next
	}
	if next == 0 {
		l[listLast][list] = prev
	} else {
		t.TouchOne(int32(next) - 1)
		e[entryPrev][next-1] = prev
	}
	t.Remove(row)
	if variable != timerList {
		s.t.Record.Removed++
	}
	if l[listLen][list]--; l[listLen][list] == 0 {
		heads.Remove(list)
		s.keyed.TouchOne(key)
		s.keyed.Vec.I64[0][key]--
	}
}

// entries lists the entries of a variable under a key that are not past their time, oldest first.
func (s *vars) entries(key int32, variable int) []int32 {
	list := s.list(key, variable)
	if list == state.NoRow {
		return nil
	}
	t := s.table(variable)
	var out []int32
	for row := int32(s.heads(variable).Vec.I64[listFirst][list]) - 1; row >= 0; row = int32(t.Vec.I64[entryNext][row]) - 1 {
		if variable == timerList || t.Until(row) > s.t.Time {
			out = append(out, row)
		}
	}
	return out
}

// write sets the value of an entry and starts its time to live. Where that changes nothing, Spark counts
// no update of an entry that has one.
func (s *vars) write(variable int, row int32, value any) {
	t := s.table(variable)
	ttl := s.node.Vars[variable].TTL
	if ttl > 0 && t == s.values && t.Until(row) == s.t.Time+ttl && reflect.DeepEqual(t.Vec.Any[entryValue][row], value) {
		return
	}
	t.TouchOne(row)
	t.Vec.Any[entryValue][row] = value
	if ttl > 0 {
		t.SetUntil(row, s.t.Time+ttl)
	}
	s.t.Record.Updated++
}

// clear removes all entries of a variable under a key.
func (s *vars) clear(key int32, variable int) {
	list := s.list(key, variable)
	if list == state.NoRow {
		return
	}
	t := s.table(variable)
	for row := int32(s.heads(variable).Vec.I64[listFirst][list]) - 1; row >= 0; {
		next := int32(t.Vec.I64[entryNext][row]) - 1
		s.remove(variable, row)
		row = next
	}
}

// begin hands the rows of the initial state to the processor.
func (s *vars) begin(in *data.Batch) error {
	cols, err := evalAll(s.t.Expr, s.node.InitialKeys, in)
	if err != nil {
		return err
	}
	ids := make([]int32, in.N)
	s.keys.intern(s.keyed, cols, ids)
	for i, key := range ids {
		if err := s.node.Init(s.processor(key), in.Slice(i, i+1)); err != nil {
			return err
		}
	}
	return nil
}

// fire calls Timer for the timers whose time has come, soonest first. Timers registered on the
// way wait for the next batch.
func (s *vars) fire(out *rowSink) error {
	limit := NoWatermark
	switch s.node.Mode {
	case TimeModeProcessingTime:
		limit = s.t.Time
	case TimeModeEventTime:
		limit = s.t.Evict
	}
	if limit == NoWatermark || s.node.Timer == nil || !s.t.Streaming {
		return nil
	}
	type due struct {
		key int32
		ms  int64
	}
	var list []due // as Spark reads them: one that another's call deletes fires too
	for _, row := range s.timers.Expired(limit, nil) {
		list = append(list, due{int32(s.timers.Ints[0][row]), s.timers.Until(row) / 1000})
	}
	for _, d := range list {
		p := s.processor(d.key)
		rows, err := s.node.Timer(p, d.ms)
		if err != nil {
			return err
		}
		out.add(rows)
		s.count("numExpiredTimers")
		p.DeleteTimer(d.ms)
	}
	return nil
}

// count adds one to a metric of Spark's progress.
func (s *vars) count(metric string) { s.t.Record.Custom[metric]++ }

// metrics are Spark's metrics of the operator before anything was done.
func (r *TransformWithState) metrics() map[string]int64 {
	out := map[string]int64{"numRegisteredTimers": 0, "numDeletedTimers": 0, "numExpiredTimers": 0, "numValuesRemovedDueToTTLExpiry": 0}
	for kind, name := range []string{ValueVar: "Value", ListVar: "List", MapVar: "Map"} {
		for _, ttl := range []string{"", "WithTTL"} {
			metric := "num" + name + "State" + ttl + "Vars"
			out[metric] = 0
			for _, v := range r.Vars {
				if int(v.Kind) == kind && (v.TTL > 0) == (ttl != "") {
					out[metric]++
				}
			}
		}
	}
	return out
}

// sweep forgets keys without entries.
func (s *vars) sweep() {
	for _, key := range append([]int32(nil), s.keyed.Touched()...) {
		if s.keyed.Live(key) && s.keyed.Vec.I64[0][key] == 0 {
			s.keyed.Remove(key)
		}
	}
}

// viewVar shows the entries of one variable; those of a list by their number.
func (s *vars) viewVar(v StateVar, rows []int32) StateView {
	t := s.values
	if v.Kind == ListVar {
		t = s.items
	}
	fields := append([]data.Field{}, s.keys.schema.Fields...)
	cols := s.keys.columns(s.keyed, s.keysOf(t, rows))
	show := func(vec int, name string, seen *SeenType) {
		values := make([]any, len(rows))
		for i, row := range rows {
			values[i] = t.Vec.Any[vec][row]
		}
		named, shown := seen.columns(name, values)
		fields, cols = append(fields, named...), append(cols, shown...)
	}
	switch v.Kind {
	case MapVar:
		show(entryKey, "user_map_key", v.Entry)
	case ListVar:
		b := data.NewFixedBuilder[int64](data.Long, len(rows))
		for _, row := range rows {
			blob := t.Blob(row)
			b.Add(int64(binary.BigEndian.Uint64(blob[len(blob)-8:]))) // see AppendList
		}
		fields = append(fields, data.Field{Name: "item", Type: data.Long})
		cols = append(cols, b.Finish())
	}
	nkeys := len(fields)
	show(entryValue, "value", v.Value)
	if v.TTL > 0 {
		fields = append(fields, data.Field{Name: "ttlExpirationMs", Type: data.Long})
		cols = append(cols, untilMillis(t, rows))
	}
	view := StateView{Name: v.Name, Keys: nkeys, Groups: rows, Rows: &data.Batch{Schema: data.NewSchema(fields...), Cols: cols, N: len(rows)}}
	return view
}

func (s *vars) viewTimers(rows []int32) StateView {
	fields := append(append([]data.Field{}, s.keys.schema.Fields...), data.Field{Name: "expiration_timestamp_ms", Type: data.Long})
	cols := s.keys.columns(s.keyed, s.keysOf(s.timers, rows))
	cols = append(cols, untilMillis(s.timers, rows))
	view := StateView{Name: "timers", Keys: len(fields), Groups: rows, Rows: &data.Batch{Schema: data.NewSchema(fields...), Cols: cols, N: len(rows)}}
	if s.node.Mode == TimeModeEventTime {
		view.Until = untilOf(s.timers, rows, true)
	}
	return view
}

func (s *vars) keysOf(t *state.Table, rows []int32) []int32 {
	out := make([]int32, len(rows))
	for i, row := range rows {
		out[i] = int32(t.Ints[0][row])
	}
	return out
}

// untilMillis are the times at which rows leave, in milliseconds since 1970.
func untilMillis(t *state.Table, rows []int32) data.Column {
	b := data.NewFixedBuilder[int64](data.Long, len(rows))
	for _, row := range rows {
		b.Add(t.Until(row) / 1000)
	}
	return b.Finish()
}
