package kernel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/viz"
)

// stop is a condition at which running on or back ends.
type stop struct {
	n     int // B1, B2 ...
	text  string
	query string // "" every query
	cond  *condition
	off   bool
	once  bool   // :until
	do    string // :on: the command that is carried out there
	cell  string // the cell that set it; "" a person did
	hits  []int64
	// unread says why a condition that waited for its query could not be read.
	unread string
}

// stopSchema are the names of a condition: the numbers of one batch.
var stopNames = []string{"batch", "in", "out", "late", "keys", "wm", "ms", "fired"}

func stopSchema() *data.Schema {
	fields := make([]data.Field, len(stopNames))
	for i, n := range stopNames {
		t := data.Long
		switch n {
		case "wm":
			t = data.Timestamp
		case "ms":
			t = data.Double
		}
		fields[i] = data.Field{Name: n, Type: t}
	}
	return data.NewSchema(fields...)
}

// numberName is the name of a number of a batch as conditions have it.
func numberName(written string) string {
	if name := strings.ToLower(written); name != "watermark" {
		return name
	}
	return "wm"
}

// reserved are names that SQL would read as keywords.
var reserved = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bin\b(\s*(=|<|>|!|\+|-|\*|/|%|\)|$|and\b|or\b))`)
})

// schemaScope resolves plain column names of one schema.
type schemaScope struct{ s *data.Schema }

// Column implements [expr.Scope].
func (c schemaScope) Column(parts []string, at expr.Span) (expr.Expr, int, error) {
	i := c.s.Index(numberName(parts[0]))
	if i < 0 {
		return nil, 0, &expr.Error{Condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION", SQLState: "42703", At: at,
			Message: fmt.Sprintf("there is no name %q here; the names are %s", parts[0], strings.Join(c.s.Names(), " "))}
	}
	f := c.s.Fields[i]
	return &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}, 1, nil
}

// Star implements [expr.Scope].
func (c schemaScope) Star([]string, expr.Span) ([]expr.Expr, error) {
	return nil, fmt.Errorf("* means nothing in a condition")
}

// numbers is the one row that conditions are evaluated over.
func (t *track) numbers(n int) *data.Batch {
	i := t.infos.at(n)
	firedN := int64(0)
	if strings.Contains(i.Flags, "W") {
		firedN = fired(t.timeline(), t.timeline().Step(n))
	}
	return data.FromRows(stopSchema(), [][]any{{i.Batch, i.In, i.Out, i.Late, i.Keys, max(i.Watermark, 0), float64(i.Nanos) / 1e6, firedN}})
}

// hitAt is the stop that holds at step n, nil when none does.
func (k *Kernel) hitAt(t *track, n int) *stop {
	for _, s := range k.stops {
		if s.off || s.query != "" && s.query != t.name {
			continue
		}
		c, err := k.value(t, s.cond, n)
		switch {
		case s.cond.expr == nil:
			k.cannotRead(s, err)
		case s.cond.expr.Type().Kind != data.KindBoolean:
			k.cannotRead(s, noBoolean(s.cond))
		default:
			s.unread = ""
		}
		if err != nil {
			continue // checked when it was set: only values that cannot be computed come here
		}
		if isTrue(c) {
			s.hit(t.infos.at(n).Batch)
			return s
		}
	}
	return nil
}

// cannotRead says once why a condition that waited for its query stops nothing.
func (k *Kernel) cannotRead(s *stop, err error) {
	if text := k.failure(err).Message; s.unread != text {
		s.unread = text
		k.message = fmt.Sprintf("B%d stops nothing: %s", s.n, text)
		k.note("%s", k.message)
	}
}

// why says what paused a query.
func (s *stop) why() string {
	if s.once {
		return "by until " + s.text
	}
	return fmt.Sprintf("by B%d %s", s.n, s.text)
}

func isTrue(c data.Column) bool {
	b, ok := c.(*data.Bools)
	return ok && !data.IsNull(b, 0) && b.Values[0]
}

func (s *stop) hit(batch int64) {
	for _, h := range s.hits {
		if h == batch {
			return
		}
	}
	s.hits = append(s.hits, batch)
}

// hits is the stop at the batch at the cursor, nil when there is none; it notes why the query stands.
func (k *Kernel) hits(t *track) *stop {
	n := t.timeline().At() - 1
	s := k.hitAt(t, n)
	if s == nil {
		return nil
	}
	t.paused = s.why()
	if n < t.infos.len() && !strings.Contains(t.infos.at(n).Flags, "B") {
		t.infos.at(n).Flags += "B"
	}
	k.note("%s b%d: stopped %s", t.name, t.infos.at(n).Batch, t.paused)
	return s
}

// carryOut gives the answer of the command of a stop.
func (k *Kernel) carryOut(s *stop) Response {
	if s.do == "" || k.o.Command == nil {
		return Response{}
	}
	answer := k.o.Command(k.ctx, k, s.do)
	if answer.Instead != nil {
		if answer.Instead.Op != OpFigure {
			return Response{}
		}
		answer.Response = k.look(*answer.Instead)
	}
	if answer.Text != "" {
		k.note("B%d %s: %s", s.n, s.do, answer.Text)
	}
	return answer.Response
}

// stopCondition reads the condition of a stop: now, or as soon as the query that it is about is
// started.
func (k *Kernel) stopCondition(text string) (*condition, error) {
	c, err := k.later(text)
	if err == nil && c.expr != nil && c.expr.Type().Kind != data.KindBoolean {
		err = noBoolean(c)
	}
	return c, err
}

func noBoolean(c *condition) error {
	return fmt.Errorf("a stop needs a condition that is true or false; %s is %s", c.text, c.expr.Type())
}

// Waits tells whether stop n is about a query that is not started yet.
func (k *Kernel) Waits(n int) bool {
	return slices.ContainsFunc(k.stops, func(s *stop) bool { return s.n == n && s.cond.expr == nil })
}

// AddStop sets a stop on a condition and returns its number.
func (k *Kernel) AddStop(text, query string) (int, error) {
	cond, err := k.stopCondition(text)
	if err != nil {
		return 0, err
	}
	if s := k.fenceHas(text, query); s != nil {
		return s.n, nil
	}
	n := 1
	for _, s := range k.stops {
		n = max(n, s.n+1)
	}
	k.stops = append(k.stops, &stop{n: n, text: text, query: query, cond: cond, cell: k.fence})
	k.keepMarks()
	return n, nil
}

// OnStop has a command carried out where stop n holds; "" takes it away.
func (k *Kernel) OnStop(n int, command string) error {
	for _, s := range k.stops {
		if s.n == n {
			s.do = command
			k.keepMarks()
			return nil
		}
	}
	return noStop(n)
}

// ChangeStop gives stop n another condition.
func (k *Kernel) ChangeStop(n int, text string) error {
	cond, err := k.stopCondition(text)
	if err != nil {
		return err
	}
	for _, s := range k.stops {
		if s.n == n {
			s.text, s.cond, s.hits, s.unread = text, cond, nil, ""
			k.keepMarks()
			return nil
		}
	}
	return noStop(n)
}

// ClearStop removes stop n; 0 removes all.
func (k *Kernel) ClearStop(n int) error {
	for i, s := range k.stops {
		if s.n == n {
			k.stops = append(k.stops[:i:i], k.stops[i+1:]...)
			k.keepMarks()
			return nil
		}
	}
	if n == 0 {
		k.stops = nil
		k.keepMarks()
		return nil
	}
	return noStop(n)
}

// ToggleStop switches stop n off and on; it returns whether it is on now.
func (k *Kernel) ToggleStop(n int) (bool, error) {
	for _, s := range k.stops {
		if s.n == n {
			s.off = !s.off
			k.keepMarks()
			return !s.off, nil
		}
	}
	return false, noStop(n)
}

func noStop(n int) error { return fmt.Errorf("there is no stop B%d; :bp lists them", n) }

// Stops is the table of stops.
func (k *Kernel) Stops() *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "stop"}, {Name: "condition"}, {Name: "on"}, {Name: "hit"}, {Name: "state"}},
		Empty: "no stop is set; :break late > 0 sets one"}
	for _, s := range k.stops {
		if s.once {
			continue
		}
		hit, on, query := "not hit yet", "on", s.query
		if len(s.hits) > 0 {
			parts := make([]string, 0, 5)
			for _, b := range s.hits[max(0, len(s.hits)-5):] {
				parts = append(parts, fmt.Sprintf("b%d", b))
			}
			hit = strings.Join(parts, " ")
		}
		switch {
		case s.off:
			on = "off"
		case s.unread != "":
			on = "stops nothing: " + s.unread
		case s.cond.expr == nil:
			on = "waits for its query"
		}
		if query == "" {
			query = "every query"
		}
		text := s.text
		if s.do != "" {
			text += ", then :" + s.do
		}
		t.Rows = append(t.Rows, []viz.Cell{{Text: fmt.Sprintf("B%d", s.n)}, {Text: text}, {Text: query}, {Text: hit}, {Text: on}})
		t.IDs = append(t.IDs, fmt.Sprintf("stop:%d", s.n))
	}
	t.Total = len(t.Rows)
	return &viz.Figure{Title: "Breakpoints", Table: t}
}
