package expr

import (
	"math/big"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func sequenceFunctions() []*Function {
	return []*Function{
		def(arrayFuncs, "sequence", "sequence(start, stop[, step])", "An array from start to stop by step: numbers, dates or timestamps.", "sequence(1, 5) -- [1, 2, 3, 4, 5]", 2, 3, bindSequence),
		def(arrayFuncs, "shuffle", "shuffle(array[, seed])", "The array in an order given by the seed and the row.", "size(shuffle(array(1, 20, 3, 5))) -- 4", 1, 2, bindShuffle).unstable(),
	}
}

func (b *Binding) wrongSequence() error {
	types := `("TIMESTAMP" or "TIMESTAMP_NTZ" or "DATE")`
	return mismatch("SEQUENCE_WRONG_INPUT_TYPES", b.text(), b.at(), "`sequence` uses the wrong parameter type. The parameter type must conform to:\n1. The start and stop expressions must resolve to the same type.\n2. If start and stop expressions resolve to the %s type, then the step expression must resolve to the (\"INTERVAL\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\") type.\n3. Otherwise, if start and stop expressions resolve to the \"INTEGRAL\" type, then the step expression must resolve to the same type.", types)
}

func bindSequence(b *Binding) (Expr, error) {
	b.Args = append([]Expr{}, b.Args...)
	text := b.frozen()
	parts := b.Args
	if len(parts) == 3 && spanning(b.typ(2)) {
		parts = parts[:2]
	}
	elem := widerAll(b.Ctx, true, parts)
	if elem == nil || !elem.Integral() && !instant(elem) {
		return nil, text.wrongSequence()
	}
	for i := range parts {
		b.Args[i] = b.cast(b.Args[i], elem)
	}
	if len(b.Args) == 3 && (elem.Integral() != b.typ(2).Integral() || instant(elem) && !spanning(b.typ(2))) {
		return nil, text.wrongSequence()
	}
	t := data.ArrayOf(elem, false)
	return b.apply(t, boxed(t, func(ctx *Context, a args) func(i int) (any, error) {
		if elem.Integral() {
			return func(i int) (any, error) { return integerSequence(a, i, elem) }
		}
		return timeSequence(ctx, a, elem)
	})), nil
}

// boxLong boxes a whole number in the form of its type.
func boxLong(t *data.Type, v int64) any {
	switch t.Kind {
	case data.KindByte:
		return int8(v)
	case data.KindShort:
		return int16(v)
	case data.KindInt, data.KindDate:
		return int32(v)
	}
	return v
}

func illegalSequence(from, to, step string) *Error {
	return javaf("java.lang.IllegalArgumentException: requirement failed: Illegal sequence boundaries: %s to %s by %s", from, to, step)
}

func integerSequence(a args, i int, t *data.Type) (any, error) {
	from, to := int64(intAt(a[0], i)), int64(intAt(a[1], i))
	step := int64(1)
	if from > to {
		step = -1
	}
	if a.has(2) {
		step = int64(intAt(a[2], i))
	}
	if step == 0 && from != to || step > 0 && from > to || step < 0 && from < to {
		return nil, illegalSequence(big.NewInt(from).String(), big.NewInt(to).String(), big.NewInt(step).String())
	}
	if step == 0 {
		return []any{boxLong(t, from)}, nil
	}
	count := new(big.Int).Quo(new(big.Int).Sub(big.NewInt(to), big.NewInt(from)), big.NewInt(step))
	if err := sequenceRoom(count); err != nil {
		return nil, err
	}
	out := make([]any, count.Int64()+1)
	for k := range out {
		out[k] = boxLong(t, from+int64(k)*step)
	}
	return out, nil
}

func sequenceRoom(count *big.Int) error {
	const limit = 1<<31 - 1 - 15
	if !count.IsInt64() || count.Int64() >= limit {
		n := new(big.Int).Add(count, big.NewInt(1))
		return failf("COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER", "54000", "Can't create array with %s elements which exceeding the array size limit %d, the value of parameter(s) `count` in the function `sequence` is invalid.", n, limit)
	}
	return room(int(count.Int64()) * 8)
}

// timeSequence walks dates or timestamps; the k-th value is start plus k steps, so that the
// ends of months do not drift.
func timeSequence(ctx *Context, a args, t *data.Type) func(i int) (any, error) {
	zone := ctx.Zone
	value := func(k, i int) int64 {
		s := sideOf(a[k])
		v := data.ValueAt(s.col, s.row(i))
		if d, ok := v.(int32); ok {
			return int64(d) * microsPerDay
		}
		return v.(int64)
	}
	if t.Kind != data.KindTimestamp {
		zone = nil
	}
	return func(i int) (any, error) {
		from, to := value(0, i), value(1, i)
		step := data.Interval{Days: 1}
		if from > to {
			step.Days = -1
		}
		if a.has(2) {
			step = spanReader(a[2])(i)
		}
		if t.Kind == data.KindDate && step.Months == 0 && step.Days == 0 && step.Micros/microsPerDay == 0 {
			return nil, dayStep(a[2].Type())
		}
		size := int64(step.Months)*28*microsPerDay + int64(step.Days)*microsPerDay + step.Micros
		if size == 0 && from != to || size > 0 && from > to || size < 0 && from < to {
			return nil, illegalTimes(t, from, to, size, step)
		}
		var out []any
		for k := int64(0); ; k++ {
			v, err := shift(zone, from, data.Interval{Months: step.Months * int32(k), Days: step.Days * int32(k), Micros: step.Micros * k}, 1)
			if err != nil || size >= 0 && v > to || size < 0 && v < to {
				return out, err
			}
			if err := sequenceRoom(big.NewInt(k)); err != nil {
				return nil, err
			}
			if t.Kind == data.KindDate {
				out = append(out, int32(floorDiv(v, microsPerDay)))
			} else {
				out = append(out, v)
			}
			if size == 0 {
				return out, nil
			}
		}
	}
}

// dayStep refuses a step that moves no date.
func dayStep(t *data.Type) error {
	name := map[data.Kind]string{data.KindYearMonthInterval: "interval year to month", data.KindDayTimeInterval: "interval day to second"}[t.Kind]
	if name == "" {
		name = "interval"
	}
	e := failf("_LEGACY_ERROR_TEMP_3242", "", "sequence step must be an %s of day granularity if start and end values are dates", name)
	return e
}

// illegalTimes tells boundaries and step as Spark counts them: days where dates go by days, and months alone.
func illegalTimes(t *data.Type, from, to, size int64, step data.Interval) error {
	switch {
	case t.Kind == data.KindDate && step.Months == 0 && step.Micros%microsPerDay == 0:
		from, to, size = from/microsPerDay, to/microsPerDay, size/microsPerDay
	case step.Days == 0 && step.Micros == 0:
		size = int64(step.Months)
	}
	return illegalSequence(strconv.FormatInt(from, 10), strconv.FormatInt(to, 10), strconv.FormatInt(size, 10))
}

func bindShuffle(b *Binding) (Expr, error) {
	seed, err := b.literalSeed(1, "shuffle")
	if err != nil {
		return nil, err
	}
	b.Args = b.Args[:1]
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	t := b.typ(0)
	return b.apply(t, pickElements(t, func(ctx *Context, a args) elementPick {
		l, mask := a.list(0)
		r := newMersenne(ctx.drawn(seed))
		return func(dst []int32, i int) ([]int32, error) {
			part := span32(l.Offsets, i&mask)
			r.shuffle(part)
			return append(dst, part...), nil
		}
	})), nil
}
