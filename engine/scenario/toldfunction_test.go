package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// tellBase is the second from which rows count their times.
var tellBase = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// tellRow is what the functions emit.
type tellRow struct {
	K    *string    `col:"k"`
	What string     `col:"what"`
	TS   *time.Time `col:"ts"`
}

func tell(key *string, what string, at *time.Time) tellRow { return tellRow{key, what, at} }

func seconds(text string) *time.Time {
	at := tellBase.Add(time.Duration(number(text)) * time.Second)
	return &at
}

func millis(ms int64) *time.Time {
	at := time.UnixMilli(ms).UTC()
	return &at
}

// timeOf is the time of a row, nil for none.
func timeOf(r spark.Row) *time.Time {
	if r.IsNull("ts") {
		return nil
	}
	at := r.Time("ts")
	return &at
}

// inOrder sorts rows by their times and what they tell; without a time they come first.
func inOrder(rows []spark.Row) []spark.Row {
	at := func(r spark.Row) int64 {
		if t := timeOf(r); t != nil {
			return t.UnixMilli()
		}
		return -1
	}
	slices.SortStableFunc(rows, func(a, b spark.Row) int {
		return cmp.Or(cmp.Compare(at(a), at(b)), strings.Compare(a.Str("op"), b.Str("op")))
	})
	return rows
}

// shown is a state for looking at.
func shown(state *spark.GroupState) string {
	var n int64
	if !state.Load(&n) {
		return "-"
	}
	return strconv.FormatInt(n, 10)
}

// called is one call of flatMapGroupsWithState: "=5" and "+1" update, "x" removes, "?" emits the state,
// "D2000", "d2 seconds", "A70" and "A70+2 seconds" set timeouts, "w" and "p" emit the times; with "c" before
// it, what fails is emitted.
func (st *toldState) called(key *string, rows []spark.Row, state *spark.GroupState) []tellRow {
	if state.HasTimedOut() {
		return []tellRow{st.timedOut(key, state)}
	}
	var out []tellRow
	if len(rows) == 0 {
		out = append(out, tell(key, "initial "+shown(state), millis(0)))
	}
	for _, r := range inOrder(rows) {
		emit := func(what any) { out = append(out, tell(key, fmt.Sprint(what), timeOf(r))) }
		caught(r.Str("op"), emit, func(op string) { obey(op, state, emit) })
	}
	return out
}

// caught does what a row tells; an error is emitted where it begins with "c".
func caught(op string, emit func(any), do func(string)) {
	rest, ok := strings.CutPrefix(op, "c")
	if !ok {
		do(op)
		return
	}
	defer func() {
		if failure := recover(); failure != nil {
			emit("! " + strings.Split(fmt.Sprint(failure), "\n")[0])
		}
	}()
	do(rest)
}

func obey(op string, state *spark.GroupState, emit func(any)) {
	var n int64
	switch rest := op[1:]; op[0] {
	case '=':
		state.Update(number(rest))
	case '+':
		state.Load(&n)
		state.Update(n + number(rest))
	case 'x':
		state.Remove()
	case '?':
		emit(shown(state))
	case 'g':
		state.Get(&n)
		emit(n)
	case 'w':
		emit(state.CurrentWatermarkMs())
	case 'p':
		emit(state.CurrentProcessingTimeMs())
	case 'e':
		emit("e")
	case '!':
		panic(rest)
	default:
		setTimeout(op[0], rest, state)
	}
}

func setTimeout(op byte, rest string, state *spark.GroupState) {
	switch op {
	case 'D':
		state.SetTimeoutDuration(rest + " milliseconds")
	case 'd':
		state.SetTimeoutDuration(rest)
	case 'A':
		at, more, ok := strings.Cut(rest, "+")
		if ms := seconds(at).UnixMilli(); ok {
			state.SetTimeoutTimestamp(ms, more)
		} else {
			state.SetTimeoutTimestamp(ms)
		}
	}
}

// timedOut removes the state, or keeps it, with another timeout or without.
func (st *toldState) timedOut(key *string, state *spark.GroupState) tellRow {
	var n int64
	has := state.Load(&n)
	at := millis(0)
	again := func() { state.SetTimeoutDuration("3 seconds") }
	switch st.Timeout {
	case "event":
		at = millis(state.CurrentWatermarkMs() + 1000)
		again = func() { state.SetTimeoutTimestamp(state.CurrentWatermarkMs() + 5000) }
	case "processing":
		at = millis(state.CurrentProcessingTimeMs())
	}
	row := tell(key, "timeout "+shown(state), at)
	switch {
	case has && n%4 == 1:
	case has && n%4 == 2:
		state.Update(n + 1)
		again()
	case has && n%4 == 3:
		again()
	default:
		state.Remove()
	}
	return row
}

// joined is one call of mapGroupsWithState: what called emits, in one row.
func (st *toldState) joined(key *string, rows []spark.Row, state *spark.GroupState) tellRow {
	out := tellRow{K: key}
	var texts []string
	for _, r := range st.called(key, rows, state) {
		texts, out.TS = append(texts, r.What), r.TS
	}
	out.What = strings.Join(texts, ";")
	return out
}
