package operator

import (
	"encoding/binary"
	"fmt"
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// Processor is what the functions of transformWithState work with, for one key: its state
// variables by name, its timers and the time. Values are boxed (data.ValueAt's forms) and must
// not be changed once they were given away. Times are milliseconds since 1970.
type Processor struct {
	Key []any

	s   *vars
	key int32
}

// variable finds a state variable; a wrong name or kind is a bug of the caller.
func (p *Processor) variable(name string, kind VarKind) int {
	for i, v := range p.s.node.Vars {
		if v.Name == name && v.Kind == kind {
			return i
		}
	}
	panic(fmt.Sprintf("operator: the processor has no state variable %q of kind %d", name, kind))
}

// entryID is the byte string that finds an entry.
func (p *Processor) entryID(variable int, rest []byte) []byte {
	return append(append([]byte(nil), p.s.id(p.key, variable)...), rest...)
}

// put sets one entry, adding it when it is new.
func (p *Processor) put(variable int, rest []byte, key, value any) error {
	if value == nil {
		return illegalValue("NULL_VALUE", "null values", p.s.node.Vars[variable].Name)
	}
	id, t := p.entryID(variable, rest), p.s.table(variable)
	row := t.FindBytes(id)
	if row == state.NoRow {
		row = p.s.add(p.key, variable, id)
		t.Vec.Any[entryKey][row] = key
	}
	p.s.write(variable, row, value)
	return nil
}

// find returns an entry that is there and not past its time.
func (p *Processor) find(variable int, rest []byte) int32 {
	row := p.s.values.FindBytes(p.entryID(variable, rest))
	if row != state.NoRow && p.s.values.Until(row) <= p.s.t.Time {
		return state.NoRow
	}
	return row
}

func illegalValue(sub, what, name string) error {
	return &expr.Error{Condition: "ILLEGAL_STATE_STORE_VALUE." + sub, SQLState: "42601", Runtime: true,
		Message: "Illegal value provided to the State Store Cannot write " + what + " to State Store for StateName " + name + "."}
}

// ReachTimers refuses an operation on timers where there are none: without a time mode, or of a key that is
// null. operation is Spark's name of it.
func (p *Processor) ReachTimers(operation string) error {
	if p.s.node.Mode == TimeModeNone {
		return &expr.Error{Condition: "STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE", SQLState: "42802", Runtime: true,
			Message: "Failed to perform stateful processor operation=" + operation + " with invalid timeMode=NoTime",
			Hint:    "Give the processor the time mode processingTime or eventTime."}
	}
	return p.Reach(map[TimeMode]string{TimeModeProcessingTime: "$procTimers", TimeModeEventTime: "$eventTimers"}[p.s.node.Mode] + "_keyToTimestamp")
}

// Reach refuses a state variable of a key that is null, as Spark does.
func (p *Processor) Reach(name string) error {
	if len(p.Key) != 1 || p.Key[0] != nil {
		return nil
	}
	return &expr.Error{Condition: "INTERNAL_ERROR_TWS", SQLState: "XX000", Runtime: true, Message: "Implicit key not found in state store for stateName=" + name,
		Hint: "Leave out the rows whose key is null."}
}

// Value gives a value variable; nil and false when it is not set.
func (p *Processor) Value(name string) (any, bool) {
	row := p.find(p.variable(name, ValueVar), nil)
	if row == state.NoRow {
		return nil, false
	}
	return p.s.values.Vec.Any[entryValue][row], true
}

// SetValue sets a value variable.
func (p *Processor) SetValue(name string, v any) error {
	return p.put(p.variable(name, ValueVar), nil, nil, v)
}

// Clear empties a variable of any kind. As in Spark, a value without a lifetime counts as removed even
// where there is none.
func (p *Processor) Clear(name string) {
	for i, v := range p.s.node.Vars {
		if v.Name != name {
			continue
		}
		if v.Kind == ValueVar && v.TTL == 0 && p.s.list(p.key, i) == state.NoRow {
			p.s.t.Record.Removed++
		}
		p.s.clear(p.key, i)
	}
}

// List gives the values of a list variable, oldest first.
func (p *Processor) List(name string) []any {
	var out []any
	for _, row := range p.s.entries(p.key, p.variable(name, ListVar)) {
		out = append(out, p.s.items.Vec.Any[entryValue][row])
	}
	return out
}

// SetList replaces a list variable; an empty list and null values are refused, as in Spark. As in
// Spark, the batch's count of updates starts anew here unless the list has a lifetime, and what is
// replaced is not counted removed.
func (p *Processor) SetList(name string, values []any) error {
	v := p.variable(name, ListVar)
	if len(values) == 0 {
		return illegalValue("EMPTY_LIST_VALUE", "empty list values", name)
	}
	removed := p.s.t.Record.Removed
	p.s.clear(p.key, v)
	p.s.t.Record.Removed = removed
	if p.s.node.Vars[v].TTL == 0 {
		p.s.t.Record.Updated = 0
	}
	return p.AppendList(name, values...)
}

// AppendList adds values to a list variable.
func (p *Processor) AppendList(name string, values ...any) error {
	v := p.variable(name, ListVar)
	if len(values) == 0 {
		return illegalValue("EMPTY_LIST_VALUE", "empty list values", name)
	}
	for _, value := range values {
		serial := int64(0)
		if list := p.s.list(p.key, v); list != state.NoRow {
			serial = p.s.lists.Vec.I64[listSerial][list]
		}
		if err := p.put(v, binary.BigEndian.AppendUint64(nil, uint64(serial)), nil, value); err != nil {
			return err
		}
	}
	return nil
}

// MapValue gives the value of a key of a map variable.
func (p *Processor) MapValue(name string, key any) (any, bool) {
	id, err := mapKey(key)
	if err != nil {
		return nil, false
	}
	row := p.find(p.variable(name, MapVar), id)
	if row == state.NoRow {
		return nil, false
	}
	return p.s.values.Vec.Any[entryValue][row], true
}

// SetMapValue sets the value of a key of a map variable.
func (p *Processor) SetMapValue(name string, key, value any) error {
	id, err := mapKey(key)
	if err != nil {
		return err
	}
	return p.put(p.variable(name, MapVar), id, key, value)
}

// RemoveMapKey removes a key of a map variable. As in Spark, it counts as removed even where there is
// none, and once more when its time would have been over (see vars.overdue).
func (p *Processor) RemoveMapKey(name string, key any) {
	v := p.variable(name, MapVar)
	id, err := mapKey(key)
	if err != nil {
		return
	}
	entry := p.entryID(v, id)
	row := p.s.values.FindBytes(entry)
	if row == state.NoRow {
		p.s.t.Record.Removed++
		return
	}
	if p.s.node.Vars[v].TTL > 0 {
		p.s.keepTime(entry, p.s.values.Until(row))
	}
	p.s.remove(v, row)
}

// Map gives the entries of a map variable in the order in which the keys came.
func (p *Processor) Map(name string) []data.Pair {
	var out []data.Pair
	for _, row := range p.s.entries(p.key, p.variable(name, MapVar)) {
		out = append(out, data.Pair{Key: p.s.values.Vec.Any[entryKey][row], Value: p.s.values.Vec.Any[entryValue][row]})
	}
	return out
}

func mapKey(key any) ([]byte, error) { return state.AppendAny(nil, key) }

// RegisterTimer makes Timer be called for this key once the batch's time or the watermark has
// reached ms. Registering the same time again does nothing. It needs a time mode ([Processor.ReachTimers]).
func (p *Processor) RegisterTimer(ms int64) {
	p.s.count("numRegisteredTimers")
	id := p.timerID(ms)
	if p.s.timers.FindBytes(id) == state.NoRow {
		p.s.timers.SetUntil(p.s.add(p.key, timerList, id), ms*1000)
	}
}

// DeleteTimer takes a timer back.
func (p *Processor) DeleteTimer(ms int64) {
	p.s.count("numDeletedTimers")
	if row := p.s.timers.FindBytes(p.timerID(ms)); row != state.NoRow {
		p.s.remove(timerList, row)
	}
}

// ListTimers gives the key's timers, soonest first.
func (p *Processor) ListTimers() []int64 {
	var out []int64
	for _, row := range p.s.entries(p.key, timerList) {
		out = append(out, p.s.timers.Until(row)/1000)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

func (p *Processor) timerID(ms int64) []byte {
	return p.entryID(timerList&0xFF, binary.BigEndian.AppendUint64(nil, uint64(ms)))
}

// ProcessingTimeMs is the batch's time, WatermarkMs the watermark (0 without one).
func (p *Processor) ProcessingTimeMs() int64 { return window.Millis(p.s.t.Time) }

// WatermarkMs is described at [Processor.ProcessingTimeMs].
func (p *Processor) WatermarkMs() int64 {
	if p.s.t.Evict == NoWatermark {
		return 0
	}
	return window.Millis(p.s.t.Evict)
}
