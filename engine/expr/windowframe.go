package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// WindowFrame is the clause ROWS or RANGE BETWEEN ... AND ... of a window.
type WindowFrame struct {
	Rows     bool
	From, To FrameBound
}

// FrameBound is one end of a frame: UNBOUNDED, so far before or behind the current row, or, without an
// offset, the current row itself.
type FrameBound struct {
	Unbounded, Preceding bool
	Offset               Expr
	// Cast tells that the offset was cast to the type of the order key: then Spark spells its sign.
	Cast bool
}

// String spells the bound as SQL does.
func (b FrameBound) String() string {
	side := " FOLLOWING"
	if b.Preceding {
		side = " PRECEDING"
	}
	switch {
	case b.Unbounded:
		return "UNBOUNDED" + side
	case b.Offset == nil:
		return "CURRENT ROW"
	case b.Cast && b.Preceding:
		return "(- " + b.Offset.String() + ") FOLLOWING"
	}
	return b.Offset.String() + side
}

// sql writes the bound so that it parses to the same bound again.
func (b FrameBound) sql() string {
	switch {
	case b.Offset == nil:
		return b.String()
	case b.Preceding:
		return SQLText(b.Offset) + " PRECEDING"
	}
	return SQLText(b.Offset) + " FOLLOWING"
}

// Bound spells the bound as the messages do that hold two bounds against each other.
func (b FrameBound) Bound() string {
	switch {
	case b.Offset == nil:
		return b.String()
	case b.Preceding:
		return "(- " + b.Offset.String() + ")"
	}
	return b.Offset.String()
}

// Node spells the bound as Spark's messages do that show the expression itself.
func (b FrameBound) Node() string {
	switch {
	case b.Unbounded && b.Preceding:
		return "unboundedpreceding$()"
	case b.Unbounded:
		return "unboundedfollowing$()"
	case b.Offset == nil:
		return "currentrow$()"
	case b.Preceding:
		return "-" + b.Offset.String()
	}
	return b.Offset.String()
}

func (f *WindowFrame) word() string {
	if f.Rows {
		return "ROWS"
	}
	return "RANGE"
}

// String spells the frame as SQL does.
func (f *WindowFrame) String() string {
	return f.word() + " BETWEEN " + f.From.String() + " AND " + f.To.String()
}

// sql writes the frame so that it parses to the same frame again.
func (f *WindowFrame) sql() string {
	return f.word() + " BETWEEN " + f.From.sql() + " AND " + f.To.sql()
}

// Node spells the frame as Spark's messages do that show the expression itself.
func (f *WindowFrame) Node() string {
	word := "RangeFrame"
	if f.Rows {
		word = "RowFrame"
	}
	return "specifiedwindowframe(" + word + ", " + f.From.Node() + ", " + f.To.Node() + ")"
}

// Same tells whether two frames are spelled alike.
func (f *WindowFrame) Same(o *WindowFrame) bool { return f.String() == o.String() }

// Bounded tells whether the frame measures the distance from the current row at one end.
func (f *WindowFrame) Bounded() bool { return f.From.Offset != nil || f.To.Offset != nil }

// GrowingFrame is everything up to the current row.
func GrowingFrame(rows bool) *WindowFrame {
	return &WindowFrame{Rows: rows, From: FrameBound{Unbounded: true, Preceding: true}}
}

// WholeFrame is the whole partition.
func WholeFrame() *WindowFrame {
	return &WindowFrame{Rows: true, From: FrameBound{Unbounded: true, Preceding: true}, To: FrameBound{Unbounded: true}}
}

// signed is the offset with its sign: negative before the current row.
func (b FrameBound) signed(ctx *Context) Expr {
	if !b.Preceding {
		return b.Offset
	}
	e, err := bindCall(ctx, nil, &Call{Func: "-"}, []Expr{b.Offset})
	if err != nil {
		return b.Offset
	}
	return Fold(ctx, e)
}

// BoundsCrossed tells whether the lower end of a frame lies behind the upper one.
func BoundsCrossed(low, high FrameBound) bool {
	ctx := &Context{}
	e, err := bindCall(ctx, nil, &Call{Func: ">"}, []Expr{low.signed(ctx), high.signed(ctx)})
	if err != nil {
		return false
	}
	l, ok := Fold(ctx, e).(*Literal)
	return ok && l.Value == true
}

// RangeOffsets is a RANGE frame whose offsets are cast to the type of the order key where they can be.
func RangeOffsets(ctx *Context, f *WindowFrame, key *data.Type) *WindowFrame {
	c := *f
	for _, b := range []*FrameBound{&c.From, &c.To} {
		if b.Offset == nil {
			continue
		}
		if t := b.Offset.Type(); !instant(key) && !t.Equal(key) && castable(CastAnsi, t, key) {
			b.Offset, b.Cast = Fold(ctx, &Cast{Child: b.Offset, To: key, Mode: CastAnsi, Implicit: true}), true
		}
	}
	return &c
}

// Unfit is the type of an offset that cannot be added to an order key of type key, nil when all can.
func (f *WindowFrame) Unfit(key *data.Type) *data.Type {
	for _, b := range []FrameBound{f.From, f.To} {
		if b.Offset == nil {
			continue
		}
		switch t := b.Offset.Type(); {
		case t.Equal(key):
		case key.Kind == data.KindDate && (t.Kind == data.KindInt || t.Kind == data.KindYearMonthInterval || dayInterval(t)):
		case local(key) && spanning(t):
		default:
			return t
		}
	}
	return nil
}

// Limit is the value up to which the frame reaches from a row with this key: the key and the offset,
// which counts backwards where the order does.
func (b FrameBound) Limit(ctx *Context, key SortKey) (Expr, error) {
	op := "+"
	if b.Preceding != key.Desc {
		op = "-"
	}
	return bindCall(ctx, nil, &Call{Func: op}, []Expr{key.Expr, b.Offset})
}
