package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// toldProcessor does what rows tell it: "v=1" sets, "l+=1,2" appends, "m.p=1" and "m.-p" put and remove, "xv"
// clears, "?v", "??m.p", "?T", "?p" and "?w" emit variables, timers and times, "!5000" and "~5000" register
// and delete a timer, "e@70" emits a row of that time.
type toldProcessor struct{ *toldState }

// offset is where the times of timers begin.
func (t toldProcessor) offset() int64 {
	if t.Time == "event" || t.EventTimeColumn != "" {
		return tellBase.UnixMilli()
	}
	return 0
}

func (t toldProcessor) initial(_ *string, row spark.Row, p *spark.Processor) {
	n := row.Int("_2")
	t.each(map[any]func(string){"v": func(name string) { p.Update(name, n) }})
	t.each(map[any]func(string){"l": func(name string) { p.Append(name, n, n+1) }})
	t.each(map[any]func(string){"m": func(name string) { p.Put(name, "i", n) }})
	if n < 0 {
		p.RegisterTimer(t.offset() - n*1000 + 4)
	}
}

// each does something with each variable, by its kind.
func (t toldProcessor) each(do map[any]func(string)) {
	for _, name := range slices.Sorted(maps.Keys(t.Vars)) {
		if f := do[t.Vars[name][0]]; f != nil {
			f(name)
		}
	}
}

func (t toldProcessor) rows(key *string, rows []spark.Row, p *spark.Processor) (out []tellRow) {
	for _, r := range inOrder(rows) {
		put := func(what any, at *time.Time) { out = append(out, tell(key, fmt.Sprint(what), at)) }
		emit := func(what any) { put(what, timeOf(r)) }
		caught(r.Str("op"), emit, func(op string) {
			switch {
			case strings.HasPrefix(op, "e@"):
				put("e", seconds(op[2:]))
			case op[0] == '?' || op == "e":
				emit(t.asked(op, p))
			case strings.HasPrefix(op, "!boom"):
				panic(op[1:])
			case op[0] == '!':
				p.RegisterTimer(t.offset() + number(op[1:]))
			case op[0] == '~':
				p.DeleteTimer(t.offset() + number(op[1:]))
			default:
				t.change(op, p)
			}
		})
	}
	return out
}

func (t toldProcessor) asked(op string, p *spark.Processor) string {
	switch name, k, _ := strings.Cut(strings.TrimLeft(op, "?"), "."); {
	case op == "e":
		return "e"
	case op == "?p":
		return fmt.Sprint(p.ProcessingTimeMs())
	case op == "?w":
		return fmt.Sprint(p.WatermarkMs())
	case op == "?T":
		return "T=" + t.timers(p)
	case k != "":
		var n int64
		if !p.LoadKey(name, k, &n) {
			return name + "." + k + "=-"
		}
		return fmt.Sprint(name, ".", k, "=", n)
	default:
		return name + "=" + t.show(name, p)
	}
}

// timers lists the timers in the order in which Spark's store has them, by their bytes.
func (t toldProcessor) timers(p *spark.Processor) string {
	var out []string
	all := p.ListTimers()
	slices.SortFunc(all, func(a, b int64) int {
		return cmp.Compare(bits.ReverseBytes64(uint64(a)), bits.ReverseBytes64(uint64(b)))
	})
	for _, ms := range all {
		out = append(out, fmt.Sprint(ms-t.offset()))
	}
	return strings.Join(out, ",")
}

func (t toldProcessor) show(name string, p *spark.Processor) string {
	text := (&processorCase{Vars: t.Vars}).show(name, p)
	if text == "" {
		return "none:"
	}
	return text
}

func (t toldProcessor) change(op string, p *spark.Processor) {
	name, rest := op[:1], op[1:]
	values := func(text string) []any {
		if text == "" {
			return nil
		}
		return numbers(text)
	}
	switch {
	case name == "x":
		p.Clear(rest)
	case strings.HasPrefix(rest, "+="):
		p.Append(name, values(rest[2:])...)
	case strings.HasPrefix(rest, ".-"):
		p.RemoveKey(name, rest[2:])
	case strings.HasPrefix(rest, "."):
		k, v, _ := strings.Cut(rest[1:], "=")
		p.Put(name, k, number(v))
	case t.Vars[name][0] == "v":
		p.Update(name, number(rest[1:]))
	default:
		p.PutList(name, values(rest[1:])...)
	}
}

// timer does what the last digit of its time says.
func (t toldProcessor) timer(key *string, at int64, p *spark.Processor) []tellRow {
	ms, more := at-t.offset(), ""
	switch ms % 10 {
	case 1:
		t.each(map[any]func(string){"v": p.Clear, "l": p.Clear, "m": p.Clear})
	case 2:
		p.RegisterTimer(at + 5000)
	case 3:
		t.each(map[any]func(string){"v": func(name string) { p.Update(name, ms) }, "l": func(name string) { p.Append(name, ms) }})
	case 4:
		show := func(name string) { more += " " + name + "=" + t.show(name, p) }
		t.each(map[any]func(string){"v": show, "l": show, "m": show})
	case 5:
		p.RegisterTimer(t.offset() + 1000)
	case 6:
		p.DeleteTimer(at + 1000)
	case 7:
		more = " T=" + t.timers(p)
	}
	return []tellRow{tell(key, fmt.Sprint("timer ", ms, more), millis(at))}
}
