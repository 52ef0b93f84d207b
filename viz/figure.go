package viz

// Figure is one thing to show: exactly one of the pointers is set.
type Figure struct {
	Title  string  `json:"title,omitempty"`
	Table  *Table  `json:"table,omitempty"`
	Series *Series `json:"series,omitempty"`
	Bars   *Bars   `json:"bars,omitempty"`
	Lanes  *Lanes  `json:"lanes,omitempty"`
	Grid   *Grid   `json:"grid,omitempty"`
	Tree   *Tree   `json:"tree,omitempty"`
	Text   *Text   `json:"text,omitempty"`
}

// Style names what a piece of text means; the face chooses how it looks. Meaning never hangs
// on colour alone: the text itself carries a word or a letter.
type Style string

// The styles.
const (
	Plain   Style = ""
	Dim     Style = "dim"
	Strong  Style = "strong"
	Good    Style = "good"
	Warn    Style = "warn"
	Bad     Style = "bad"
	Added   Style = "added"
	Changed Style = "changed"
	Removed Style = "removed"
	Key     Style = "key"
	Link    Style = "link"
	Cursor  Style = "cursor" // the cell under the cursor
	Match   Style = "match"  // text that was searched for
)

// Table is a window of rows out of Total; only these rows crossed the pipe.
type Table struct {
	Columns []Column `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	Offset  int      `json:"offset"` // number of the first row
	Total   int      `json:"total"`  // rows there are (after Filter)
	// Marks hold one word a row for the left edge: ">" current, "L" late ... "" none.
	Marks []string `json:"marks,omitempty"`
	// IDs name each row for actions (go to batch, watch, break): opaque to the face.
	IDs []string `json:"ids,omitempty"`
	// Head and Foot are lines above and below the rows.
	Head []Line `json:"head,omitempty"`
	Foot []Line `json:"foot,omitempty"`
	// Empty says why there is no row, in one sentence.
	Empty string `json:"empty,omitempty"`
}

// Column is a column of a table.
type Column struct {
	Name  string `json:"name"`
	Right bool   `json:"right,omitempty"` // numbers
	// Sort is the current order: "", "asc", "desc".
	Sort string `json:"sort,omitempty"`
	// Min is the width it should keep; 0: none.
	Min int `json:"min,omitempty"`
	// Float says that its texts hold fractions: where they are long the drawing rounds them.
	Float bool `json:"float,omitempty"`
	// Short stands in the head where Name does not fit; the column need not be wider than it.
	Short string `json:"short,omitempty"`
	// Lead is a text that the lines above the rows say once, like a day: the drawing leaves it
	// out of the cells.
	Lead string `json:"lead,omitempty"`
	// Less is 0 for columns that matter most; where not all fit, those with the most go first.
	Less int `json:"less,omitempty"`
}

// Cell is one value as text.
type Cell struct {
	Text  string `json:"t"`
	Style Style  `json:"s,omitempty"`
}

// Line is text in pieces of one style each.
type Line []Cell

// Text is lines of prose or code.
type Text struct {
	Lines []Line `json:"lines"`
	// Wrap asks for wrapping at words rather than cutting.
	Wrap bool `json:"wrap,omitempty"`
	// Ways are commands that the lines offer by their number, from 1.
	Ways []string `json:"ways,omitempty"`
}

// Series is values over batches or time: a sparkline or line chart a row.
type Series struct {
	Names  []string    `json:"names"`
	Values [][]float64 `json:"values"` // per name
	X      []string    `json:"x,omitempty"`
}

// Bars is labelled amounts.
type Bars struct {
	Labels []string  `json:"labels"`
	Values []float64 `json:"values"`
	Texts  []string  `json:"texts,omitempty"` // shown instead of the number
}

// Lanes is spans and marks on a common axis: windows on event time, rows on batches.
type Lanes struct {
	Axis  []Tick  `json:"axis"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Lanes []Lane  `json:"lanes"`
	Marks []Mark  `json:"marks,omitempty"` // verticals: watermark W, eviction E, max M
	More  int     `json:"more,omitempty"`  // lanes left out after the last
}

// Tick is a label on an axis.
type Tick struct {
	At    float64 `json:"at"`
	Label string  `json:"label"`
}

// Lane is one row of spans.
type Lane struct {
	Label string `json:"label"`
	Spans []Span `json:"spans"`
	Note  string `json:"note,omitempty"`
}

// Span is a stretch of a lane; Glyph is its meaning (pictures.md): = open, # emitted, . evicted.
type Span struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Glyph string  `json:"glyph"`
	Style Style   `json:"style,omitempty"`
	Label string  `json:"label,omitempty"`
}

// Mark is a vertical line with a letter.
type Mark struct {
	At    float64 `json:"at"`
	Glyph string  `json:"glyph"`
	Label string  `json:"label"`
	Style Style   `json:"style,omitempty"`
}

// Grid is glyphs at places: the two-clock picture (event time across, batches down).
type Grid struct {
	Axis []Tick    `json:"axis"`
	Min  float64   `json:"min"`
	Max  float64   `json:"max"`
	Rows []GridRow `json:"rows"`
}

// GridRow is one line of a grid.
type GridRow struct {
	Label  string `json:"label"`
	Points []Mark `json:"points"`
	Note   string `json:"note,omitempty"`
}

// Tree is indented nodes: plans, nested values.
type Tree struct {
	Roots []TreeNode `json:"roots"`
}

// TreeNode is one node of a tree.
type TreeNode struct {
	Label    Line       `json:"label"`
	Note     string     `json:"note,omitempty"`
	ID       string     `json:"id,omitempty"`
	Children []TreeNode `json:"children,omitempty"`
}
