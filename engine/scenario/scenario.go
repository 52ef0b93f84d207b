package scenario

import "github.com/sparkrepl/sparkrepl/engine/spark"

// Scenario is one document. Unknown keys are errors.
type Scenario struct {
	Version int               `json:"scenario"`
	Kind    string            `json:"kind"` // "", "dstream" or "function"
	Name    string            `json:"name"`
	About   string            `json:"about"`
	Family  string            `json:"family"`
	Origin  string            `json:"origin"`
	Schema  string            `json:"schema"` // of the output; "" is not compared
	Conf    map[string]any    `json:"conf"`
	Streams map[string]Stream `json:"streams"`
	Tables  map[string]Table  `json:"tables"`
	Views   []View            `json:"views"`
	Query   Query             `json:"query"`
	Steps   []Step            `json:"steps"`

	// The keys of kind: dstream.
	Batch      string           `json:"batch"`
	Checkpoint bool             `json:"checkpoint"`
	DStreams   []map[string]any `json:"dstreams"`
	Output     string           `json:"output"`
	Error      map[string]any   `json:"error"`

	// Function is what a line of functions.jsonl asks; Kind is "function" then.
	Function *Function `json:"-"`
	// File and Line tell where the document stands.
	File string `json:"-"`
	Line int    `json:"-"`
}

// Stream is one memory source. Type is the element type of a DStream.
type Stream struct {
	Schema string `json:"schema"`
	Type   string `json:"type"`
}

// Table is static data; a row is a list in the order of the schema.
type Table struct {
	Schema string  `json:"schema"`
	Rows   [][]any `json:"rows"`
}

// View is a named relation: SQL over the names before it, a chain of operations on one, or what
// Build makes, for views with functions, which a document cannot hold.
type View struct {
	Name string `json:"name"`
	SQL  string `json:"sql"`
	From string `json:"from"`
	Ops  []Op   `json:"ops"`

	Build func(*spark.Session) *spark.DataFrame `json:"-"`
}

// Op is one DataFrame operation; exactly one key is set.
type Op struct {
	WithWatermark                 []string `json:"withWatermark"`
	Where                         *string  `json:"where"`
	Select                        []string `json:"select"`
	DropDuplicates                []string `json:"dropDuplicates"` // empty: all columns
	DropDuplicatesWithinWatermark []string `json:"dropDuplicatesWithinWatermark"`
	GroupBy                       *Group   `json:"groupBy"`
	Join                          *Join    `json:"join"`
	Alias                         *string  `json:"alias"`
	Union                         *string  `json:"union"`
	Limit                         *int64   `json:"limit"`
	OrderBy                       []string `json:"orderBy"`
	Distinct                      bool     `json:"distinct"`
}

// Group is the groupBy operation.
type Group struct {
	Keys []string `json:"keys"`
	Agg  []string `json:"agg"`
}

// Join is the join operation; How is Spark's name in camel case, "" for inner.
type Join struct {
	With string `json:"with"`
	On   string `json:"on"`
	How  string `json:"how"`
}

// Query is what is started.
type Query struct {
	From    string   `json:"from"`
	Mode    string   `json:"mode"` // "" is append
	Trigger *Trigger `json:"trigger"`
	Clock   string   `json:"clock"` // "manual" or ""
	Ordered bool     `json:"ordered"`
	Error   *Refusal `json:"error"`
}

// Trigger says when batches run; one key is set.
type Trigger struct {
	ProcessingTime any    `json:"processingTime"` // milliseconds or "10 seconds"
	AvailableNow   bool   `json:"availableNow"`
	Once           bool   `json:"once"`
	Continuous     string `json:"continuous"`
}

// Refusal is an expected error; what is not given is not compared.
type Refusal struct {
	At        string   `json:"at"` // analysis or run
	Condition string   `json:"condition"`
	SQLState  string   `json:"sqlState"`
	Contains  []string `json:"contains"` // without regard to case
	Line      *int     `json:"line"`
	Pos       *int     `json:"pos"` // from 0
	Class     string   `json:"class"`
	Message   string   `json:"message"`
}

// Step is one thing that happens, and what must come of it.
type Step struct {
	Add          map[string][][]any `json:"add"`
	Restart      bool               `json:"restart"`
	AdvanceClock string             `json:"advanceClock"`
	Batches      []Batch            `json:"batches"` // nil: not compared
	Error        *Refusal           `json:"error"`
	Rows         any                `json:"rows"`      // kind: dstream
	Snapshots    any                `json:"snapshots"` // kind: dstream
}

// Batch is what one micro-batch must have put out; nil fields are not compared.
type Batch struct {
	ID        *int64     `json:"id"`
	Rows      [][]any    `json:"rows"`
	InputRows *int64     `json:"inputRows"`
	Watermark *string    `json:"watermark"`
	State     []Operator `json:"state"` // nearest the sink first
}

// Operator is a stateful operator's counts.
type Operator struct {
	Op      *string `json:"op"`
	Total   *int64  `json:"total"`
	Updated *int64  `json:"updated"`
	Removed *int64  `json:"removed"`
	Dropped *int64  `json:"dropped"`
}

// Function is one line of functions.jsonl: what SELECT sql AS v answers.
type Function struct {
	ID      string `json:"id"`
	Group   string `json:"group"`
	SQL     string `json:"sql"`
	From    string `json:"from"`
	Where   string `json:"where"`
	Having  string `json:"having"`
	GroupBy string `json:"groupBy"`
	Many    bool   `json:"many"`
	TZ      string `json:"tz"`
	Legacy  bool   `json:"legacy"` // asked with spark.sql.ansi.enabled=false
	// Conf are further settings of the session that was asked.
	Conf  map[string]string `json:"conf"`
	Type  string            `json:"type"`
	Value any               `json:"value"`
	Error *Failure          `json:"error"`
	Note  string            `json:"note"`
}

// Failure is the error a function line must give.
type Failure struct {
	Condition *string `json:"condition"`
	SQLState  *string `json:"sqlState"`
	Message   string  `json:"message"` // first line
	At        string  `json:"at"`
	Line      *int    `json:"line"`
	Pos       *int    `json:"pos"`
	Fragment  string  `json:"fragment"`
}
