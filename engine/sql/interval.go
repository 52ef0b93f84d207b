package sql

import (
	"math/big"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// unit is a word of an interval: which field it belongs to and what one of it is worth.
type unit struct {
	field  data.Unit
	months int64
	days   int64
	micros int64
}

var units = map[string]unit{
	"YEAR": {field: data.Year, months: 12}, "MONTH": {field: data.Month, months: 1},
	"WEEK": {field: data.Day, days: 7}, "DAY": {field: data.Day, days: 1},
	"HOUR": {field: data.Hour, micros: 3_600_000_000}, "MINUTE": {field: data.Minute, micros: 60_000_000}, "SECOND": {field: data.Second, micros: 1_000_000},
	"MILLISECOND": {field: data.Second, micros: 1000}, "MICROSECOND": {field: data.Second, micros: 1},
}

func unitOf(name string) (unit, bool) {
	name = strings.ToUpper(name)
	u, ok := units[name]
	if !ok {
		u, ok = units[strings.TrimSuffix(name, "S")]
	}
	return u, ok
}

const dayMicros = 86_400_000_000

// sum adds up the parts of an interval, exactly.
type sum struct {
	months, days, micros big.Int
	from, to             data.Unit
	any                  bool
}

// add takes a number of units: digits, perhaps a sign, perhaps a fraction where seconds are counted.
func (s *sum) add(amount string, u unit) bool {
	amount = strings.TrimSpace(amount)
	r, ok := new(big.Rat).SetString(amount)
	if !ok || strings.ContainsAny(amount, "eE/_xX") {
		return false
	}
	if u.micros == 0 || u.field != data.Second {
		if !r.IsInt() {
			return false
		}
	}
	part := func(to *big.Int, worth int64) {
		v := new(big.Rat).Mul(r, new(big.Rat).SetInt64(worth))
		to.Add(to, new(big.Int).Quo(v.Num(), v.Denom()))
	}
	part(&s.months, u.months)
	part(&s.days, u.days)
	part(&s.micros, u.micros)
	s.field(u.field)
	return true
}

func (s *sum) field(f data.Unit) {
	if !s.any || f < s.from {
		s.from = f
	}
	if !s.any || f > s.to {
		s.to = f
	}
	s.any = true
}

// fits tells whether months and days are ints and the rest is a long.
func (s *sum) fits() bool {
	small := func(v *big.Int) bool { return v.IsInt64() && int64(int32(v.Int64())) == v.Int64() }
	return small(&s.months) && small(&s.days) && s.micros.IsInt64()
}

// mixed tells whether year-month and day-time fields stand together, which ANSI intervals cannot.
func (s *sum) mixed() bool { return s.from <= data.Month && s.to > data.Month }

// literal is the value as an ANSI interval of the fields that were named.
func (s *sum) literal(at expr.Span) (*expr.Literal, bool) {
	if s.from <= data.Month {
		if !s.months.IsInt64() || int64(int32(s.months.Int64())) != s.months.Int64() {
			return nil, false
		}
		return &expr.Literal{Value: int32(s.months.Int64()), Typ: data.YearMonthOf(s.from, s.to), At: at}, true
	}
	total := new(big.Int).Mul(&s.days, big.NewInt(dayMicros))
	total.Add(total, &s.micros)
	if !total.IsInt64() {
		return nil, false
	}
	return &expr.Literal{Value: total.Int64(), Typ: data.DayTimeOf(s.from, s.to), At: at}, true
}

// ParseInterval reads the text of an interval as window() and withWatermark() take it: "10
// seconds", "1 hour 30 minutes", "INTERVAL 5 DAYS", "-1500 milliseconds".
func ParseInterval(text string) (data.Interval, error) {
	s, ok := intervalText(text)
	if !ok {
		return data.Interval{}, expr.Errorf("CANNOT_PARSE_INTERVAL", "22006", expr.Span{},
			"Unable to parse '%s'. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format.", text)
	}
	months, days, micros := s.months.Int64(), s.days.Int64(), s.micros.Int64()
	return data.Interval{Months: int32(months), Days: int32(days), Micros: micros}, nil
}

// intervalText adds up "2 days 3 hours".
func intervalText(text string) (*sum, bool) {
	fields := strings.Fields(strings.ToUpper(text))
	if len(fields) > 0 && fields[0] == "INTERVAL" {
		fields = fields[1:]
	}
	s := &sum{}
	for i := 0; i < len(fields); i += 2 {
		if (fields[i] == "-" || fields[i] == "+") && i+1 < len(fields) {
			fields[i+1] = fields[i] + fields[i+1]
			i++
		}
		if i+1 >= len(fields) {
			return nil, false
		}
		u, known := unitOf(fields[i+1])
		if !known || !s.add(fields[i], u) {
			return nil, false
		}
	}
	return s, s.any && s.fits()
}

// interval reads what stands behind INTERVAL: 'text' unit TO unit, or a list of value and unit, or
// one text with everything in it.
func (p *parser) interval(from int) expr.Expr {
	sign := ""
	if p.isOne("+", "-") {
		sign = p.next().raw
	}
	if p.cur().kind == text && p.peek(1).kind != text && !p.unitAhead(1) {
		return p.typedInterval(from, sign)
	}
	s := &sum{}
	for first := true; first || p.valueAhead(); first = false {
		if !first && p.isOne("+", "-") {
			sign = p.next().raw
		}
		t := p.cur()
		if t.kind != number && t.kind != text {
			p.unexpected()
		}
		p.next()
		for t.kind == text && p.cur().kind == text {
			t.value += p.next().value // one text in pieces
		}
		u, known := unitOf(p.cur().upper)
		if p.isOne("NANOSECOND", "NANOSECONDS") {
			p.next()
			p.refuseParts(from, "INVALID_UNIT", "Invalid unit "+strings.ToLower(p.toks[p.at-1].raw)+".")
			return &expr.Literal{Typ: data.DayTime, At: p.span(from)}
		}
		if !known || p.cur().kind != word {
			p.unexpected()
		}
		name := strings.ToLower(p.next().raw)
		if first && p.is("TO") {
			return p.fromTo(from, sign, t, u)
		}
		amount := t.value
		if t.kind == number {
			amount = t.raw
		}
		if sign == "-" {
			amount = negate(amount)
		}
		if t.kind == text && !wholeNumber(amount) {
			p.refuse("", "", expr.Span{Start: t.pos, End: t.end}, "Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid value: %s.", t.value)
		}
		if strings.Contains(amount, ".") && u.micros != units["SECOND"].micros {
			p.refuseParts(from, "INVALID_FRACTION", name+" cannot have fractional part.")
		}
		if !s.add(amount, u) {
			p.badInterval(from, t.raw)
		}
		if !s.fits() {
			p.refuseParts(from, "ARITHMETIC_EXCEPTION", "Uncaught arithmetic exception while parsing '{}'.")
		}
		sign = ""
	}
	if p.cur().kind == number { // a value without its unit
		p.next()
		p.unexpected()
	}
	return p.finishInterval(s, from)
}

// wholeNumber tells whether a text between quotes is a number as an interval takes it: digits with a point
// among them.
func wholeNumber(s string) bool {
	s = strings.TrimLeft(strings.TrimSpace(s), "+-")
	return strings.Trim(s, "0123456789.") == "" && strings.Count(s, ".") < 2 && s != "" && s != "."
}

func negate(amount string) string {
	amount = strings.TrimSpace(amount)
	if strings.HasPrefix(amount, "-") {
		return amount[1:]
	}
	return "-" + strings.TrimPrefix(amount, "+")
}

func (p *parser) unitAhead(n int) bool {
	t := p.peek(n)
	_, known := unitOf(t.upper)
	return (known || t.upper == "NANOSECOND" || t.upper == "NANOSECONDS") && t.kind == word
}

func (p *parser) valueAhead() bool {
	k := 0
	if p.isOne("+", "-") {
		k = 1
	}
	t := p.peek(k)
	return (t.kind == number || t.kind == text) && p.unitAhead(k+1)
}

func (p *parser) finishInterval(s *sum, from int) expr.Expr {
	at := p.span(from)
	if s.mixed() {
		p.refuse("", "", at, "Cannot mix year-month and day-time fields: %s.", p.src[at.Start.Offset:at.End])
	}
	l, ok := s.literal(at)
	if !ok {
		p.refuse("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", "22015", expr.Span{}, "Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.")
	}
	return l
}

// refuseParts refuses values and units, all of those behind INTERVAL, which stand for {} in why.
func (p *parser) refuseParts(from int, sub, why string) {
	for p.valueAhead() {
		if p.isOne("+", "-") {
			p.next()
		}
		p.at += 2
	}
	var body strings.Builder
	for i, t := range p.toks[from+1 : p.at] {
		if before := p.toks[from+i]; before.raw != "-" && before.raw != "+" {
			body.WriteByte(' ')
		}
		if t.kind == text {
			body.WriteString(t.value)
		} else {
			body.WriteString(t.raw)
		}
	}
	p.refuse("INVALID_INTERVAL_FORMAT."+sub, "22006", expr.Span{}, "Error parsing '%s' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. %s", body.String(), strings.ReplaceAll(why, "{}", body.String()))
}

func (p *parser) badInterval(from int, text string) {
	p.refuse("INVALID_INTERVAL_FORMAT.INPUT_IS_NULL", "22006", p.span(from), "Error parsing '%s' to interval.", text)
}

// typedInterval reads INTERVAL '1 day 2 hours'.
func (p *parser) typedInterval(from int, sign string) expr.Expr {
	body := p.next().value
	s, ok := intervalText(body)
	at := p.span(from)
	switch {
	case !ok:
		p.refuse("INVALID_TYPED_LITERAL", "42604", at, "The value of the typed literal \"INTERVAL\" is invalid: '%s'.", body)
		return &expr.Literal{Typ: data.DayTime, At: at}
	case s.mixed():
		p.refuse("", "", at, "Cannot mix year-month and day-time fields: %s.", p.src[at.Start.Offset:at.End])
	case sign == "-":
		s.months.Neg(&s.months)
		s.days.Neg(&s.days)
		s.micros.Neg(&s.micros)
	}
	return p.finishInterval(s, from)
}

// fromTo reads INTERVAL '1-6' YEAR TO MONTH and INTERVAL '2 10:30:00.5' DAY TO SECOND.
func (p *parser) fromTo(from int, sign string, t token, first unit) expr.Expr {
	p.expect("TO")
	last, known := unitOf(p.cur().upper)
	if !known {
		p.unexpected()
	}
	p.next()
	at := p.span(from)
	body := t.value
	if sign == "-" {
		body = negate(body)
	}
	typ := data.DayTimeOf(first.field, last.field)
	if first.field == data.Year {
		typ = data.YearMonthOf(first.field, last.field)
	}
	if last.field <= first.field || (first.field <= data.Month) != (last.field <= data.Month) {
		p.refuse("INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION", "22006", expr.Span{}, "Error parsing '%s' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. Cannot support (interval '%s' %s to %s) expression.",
			body, body, strings.ToLower(first.field.String()), strings.ToLower(last.field.String()))
		return &expr.Literal{Typ: data.DayTime, At: at}
	}
	v, err := expr.ParseANSIInterval(body, typ)
	if err != nil {
		e := *err.(*expr.Error)
		e.Runtime, e.Parsed, e.At = false, true, at
		if rest, java := strings.CutPrefix(e.Message, "java.lang.IllegalArgumentException: "); java {
			e.Message = rest + "."
		}
		p.fail(&e)
	}
	if typ.Kind == data.KindYearMonthInterval {
		return &expr.Literal{Value: int32(v), Typ: typ, At: at}
	}
	return &expr.Literal{Value: v, Typ: typ, At: at}
}
