package kernel

import "github.com/sparkrepl/sparkrepl/viz"

// Request is one message from a face. Op names what to do; the other fields are its arguments.
type Request struct {
	ID int64 `json:"id"`
	Op Op    `json:"op"`

	Cell  string `json:"cell,omitempty"`  // cell id (of this session, never in the file)
	Text  string `json:"text,omitempty"`  // source text, command line, path
	Kind  string `json:"kind,omitempty"`  // cell kind: go, sql, md, sparkrepl
	Name  string `json:"name,omitempty"`  // of a cell to add; one that another cell has is left out
	Index int    `json:"index,omitempty"` // place of a cell; batch number; cursor offset
	N     int    `json:"n,omitempty"`     // how often
	Pane  *Pane  `json:"pane,omitempty"`
	// Query names the streaming query meant; "" is the one on the screen.
	Query string `json:"query,omitempty"`
	// Notebook is the text to open in place of the file's: what was typed before a kernel ended.
	Notebook string `json:"notebook,omitempty"`
	// Kept, of OpOpen, is what the kernel that ended had.
	Kept *Kept `json:"kept,omitempty"`
}

// Op is what a request asks for.
type Op string

// The operations. Every request is answered by exactly one Response; what takes long also
// sends Events on the way and can be stopped by OpInterrupt.
const (
	OpOpen      Op = "open"      // Text: path; "" new notebook; Kind "examples:NAME", "recording"
	OpView      Op = "view"      // the current View
	OpFigure    Op = "figure"    // Pane: the figure of a pane
	OpRun       Op = "run"       // Cell: run it (stale cells it needs first)
	OpRunStale  Op = "runstale"  // all stale cells in order
	OpRunAll    Op = "runall"    //
	OpForward   Op = "forward"   // N batches (0 means 1)
	OpBack      Op = "back"      // N batches
	OpGoto      Op = "goto"      // Index: number of batches done, of the timeline, or with Kind "number" as batches are numbered
	OpNextStop  Op = "nextstop"  // run to the next stop
	OpPrevStop  Op = "prevstop"  // run back to the last stop; Pane.Row a key: to the batch that changed it last
	OpInterrupt Op = "interrupt" //
	OpEdit      Op = "edit"      // Cell, Text: the cell's new source (not run)
	OpAdd       Op = "add"       // Index, Kind, Text, Name: a new cell there
	OpDelete    Op = "delete"    // Cell
	OpMove      Op = "move"      // Cell, Index
	OpType      Op = "type"      // Cell, Kind
	OpSkip      Op = "skip"      // Cell: toggle
	OpFold      Op = "fold"      // Cell: hide its output, or show it again
	OpUndo      Op = "undo"      //
	OpRedo      Op = "redo"      //
	OpSave      Op = "save"      // Text: path, "" the notebook's own
	OpCommand   Op = "command"   // Text: a colon command without the colon
	OpComplete  Op = "complete"  // Cell, Text: source, Index: cursor offset in bytes
	OpHover     Op = "hover"     // the same: signature and doc at the cursor
	OpCall      Op = "call"      // the same: signature and doc of the call around the cursor
	OpCheck     Op = "check"     // Cell, Text: diagnostics without running
	OpHistory   Op = "history"   // the cells run before in any notebook, newest first
	OpQuery     Op = "query"     // Query: bring this query to the screen
	OpRestart   Op = "restart"   // new session, recording kept; after a death: a new process, and back to the batch
	OpResume    Op = "resume"    // clients only: run the cells again that OpOpen kept, and go to its places
	OpCopy      Op = "copy"      // Pane and Kind text|csv|json|markdown: the whole table as text; Kind scenario: the batches up to here
	OpQuit      Op = "quit"      // after saving to its file; goes on when that fails
)

// Pane asks for one inspector tab or table in a size.
type Pane struct {
	// Name: batch, plan, windows, state, timeline, late, why, output (a cell's result), rows (out of
	// the operator that Row names, or into the group), record (one row as key: value), help, log, watch, breaks, explain, lanes (the windows of the
	// windows tab on event time, with marks W E M), clocks (rows and watermarks by batch: a grid).
	Name string `json:"name"`
	// Row is the id (viz.Table.IDs) of the row meant: why of a dropped row, history of a key,
	// rows in a window.
	Row    string `json:"row,omitempty"`
	Cell   string `json:"cell,omitempty"`
	Offset int    `json:"offset"`
	Limit  int    `json:"limit"` // rows wanted; only these cross the pipe
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Sort   string `json:"sort,omitempty"` // column name, "-name" for descending
	Filter string `json:"filter,omitempty"`
	// In, with Filter, keeps the rows whose value of this column is Filter.
	In   string `json:"in,omitempty"`
	Find string `json:"find,omitempty"` // search text: the answer's Offset is moved to the next match
	// Back looks for the match before Offset rather than at or after it.
	Back bool `json:"back,omitempty"`
	// FindRow moves the answer's Offset to the row with this id instead; without one it is 0.
	FindRow string `json:"findRow,omitempty"`
	// Count asks for the counts per value of this column instead of rows (key F).
	Count string `json:"count,omitempty"`
}

// Response answers a request. Err is set when it failed.
type Response struct {
	ID     int64        `json:"id"`
	View   *View        `json:"view,omitempty"`
	Figure *viz.Figure  `json:"figure,omitempty"`
	Items  []Completion `json:"items,omitempty"`
	Text   string       `json:"text,omitempty"`
	Err    *Failure     `json:"err,omitempty"`
	// Stopped says that an interrupt came while rows were sorted, filtered or counted: the figure
	// has them as they stand. There is none when another look at the same table ended the work.
	Stopped bool `json:"stopped,omitempty"`
	// Notebook is the whole text of the notebook when this request changed it: a client keeps
	// it, so that nothing typed is lost when the kernel ends.
	Notebook string `json:"notebook,omitempty"`
}

// Event is a message the kernel sends by itself.
type Event struct {
	View     *View     `json:"view,omitempty"` // something changed: draw again
	Progress *Progress `json:"progress,omitempty"`
	// Dead says that the kernel process ended; the client makes this event.
	Dead string `json:"dead,omitempty"`
}

// Progress tells about long work.
type Progress struct {
	What     string  `json:"what"` // "running to the end", "cell 3"
	Batches  int     `json:"batches"`
	Of       int     `json:"of"` // 0: unknown
	Rows     int64   `json:"rows"`
	PerSec   float64 `json:"perSec"`
	Percent  int     `json:"percent,omitempty"` // of work that is not counted in batches
	LeftMs   int64   `json:"leftMs"`            // -1: unknown
	Finished bool    `json:"finished"`
}

// Failure is an error in the user's words, with its place and the way out.
type Failure struct {
	Message string `json:"message"` // one sentence
	Cell    string `json:"cell,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // from 1, in the cell
	Col     int    `json:"col,omitempty"`  // from 1
	Len     int    `json:"len,omitempty"`  // characters the caret spans
	Hint    string `json:"hint,omitempty"`
	// Other is another cell that it is about: one that defines the name already.
	Other string `json:"other,omitempty"`
	// Condition and SQLState are Spark's, where it has them.
	Condition string `json:"condition,omitempty"`
	SQLState  string `json:"sqlState,omitempty"`
	Detail    string `json:"detail,omitempty"` // more lines, on request
	// Source says that a source or a sink failed, not the job.
	Source bool `json:"source,omitempty"`
	// Unreadable says that a recording is damaged, or of a newer format.
	Unreadable bool `json:"unreadable,omitempty"`
}

// View is what a face needs all the time. It is small: rows come by OpFigure.
type View struct {
	// Seq grows with every view of a kernel process: an answer and an event may overtake each
	// other, and the older one is dropped.
	Seq      int64      `json:"seq"`
	Book     int64      `json:"book"` // grows with every notebook that this process opens
	Path     string     `json:"path"`
	Title    string     `json:"title"`
	Dirty    bool       `json:"dirty"`              // edits since the last save
	SavedAgo int64      `json:"savedAgo"`           // ms since the last save, -1 never
	ReadOnly string     `json:"readOnly,omitempty"` // why, "" when it may be changed
	Zone     string     `json:"zone"`
	Cells    []CellView `json:"cells"`
	Stale    int        `json:"stale"`
	CanUndo  bool       `json:"canUndo"`
	CanRedo  bool       `json:"canRedo"`
	Queries  []string   `json:"queries"`           // names, in order of start
	Track    *Track     `json:"track,omitempty"`   // the query on the screen
	Busy     string     `json:"busy,omitempty"`    // what is running
	Message  string     `json:"message,omitempty"` // one line for the status, until the next key
	Doubts   []string   `json:"doubts,omitempty"`  // what the notebook says and nothing understands, on opening
	Lesson   *Lesson    `json:"lesson,omitempty"`
	Go       string     `json:"go"` // version
	// Counts are shown on the tabs: late, windows, state ...
	Counts map[string]int `json:"counts,omitempty"`
	// Kept is what a new process needs to go on with after this one.
	Kept Kept `json:"kept"`
}

// CellView is one cell as the notebook pane shows it.
type CellView struct {
	ID     string `json:"id"`
	Number int    `json:"number"` // from 1
	Kind   string `json:"kind"`   // go sql md sparkrepl other
	Name   string `json:"name,omitempty"`
	Source string `json:"source"`
	// State: "" not run yet, ok, failed, stale, running, queued, skipped, cached.
	State  string   `json:"state"`
	Reason string   `json:"reason,omitempty"` // why stale, why skipped
	Millis float64  `json:"millis"`
	Err    *Failure `json:"err,omitempty"`
	// Resumed tells, for queries that went on from a checkpoint, where and what became of the state
	// of each step; under [Options.Judge] what would become of it.
	Resumed []string `json:"resumed,omitempty"`
	// Notes are the lines under the cell: "clicks: stream  ts timestamp, ...", "b7: 0 rows out.  Why? press W".
	Notes []viz.Line `json:"notes,omitempty"`
	// Warnings say what of the inputs of its queries is lost; they are among the notes too.
	Warnings []string `json:"warnings,omitempty"`
	// Output is a small figure of the result (rows of the last batch, printed text); more by OpFigure "output".
	Output *viz.Figure `json:"output,omitempty"`
	Folded bool        `json:"folded,omitempty"` // its output is not to be shown
	Hide   string      `json:"hide,omitempty"`   // code, solution
}

// Track is one query's timeline.
type Track struct {
	Query  string `json:"query"`
	Mode   string `json:"mode"`   // append update complete
	Source string `json:"source"` // "rec flights", "json data/"
	// Base is the number of the first batch: not 0 where the query went on from a checkpoint. At, Computed,
	// Recorded and First count from it.
	Base     int  `json:"base,omitempty"`
	At       int  `json:"at"`             // batches done: the marker stands on batch At-1
	Computed int  `json:"computed"`       // batches computed
	Recorded int  `json:"recorded"`       // batches there are; -1 when the source is live
	Live     bool `json:"live,omitempty"` // more rows may come by themselves
	// Batches are the marks of the strip, of computed batches and then recorded ones.
	Batches []BatchMark `json:"batches"`
	// First is the batch number of Batches[0] when there are too many to send all.
	First int `json:"first"`

	In, Late, Out, Keys int64  // of the batch at the marker
	Watermark           string `json:"watermark"` // evict<= of this batch, "none yet"
	LateMark            string `json:"lateMark"`  // late<= of this batch
	NextMark            string `json:"nextMark"`  // of the next batch
	// Windowed says that the query groups by windows of time, Marked that it has a watermark.
	Windowed bool   `json:"windowed,omitempty"`
	Marked   bool   `json:"marked,omitempty"`
	Nanos    int64  `json:"nanos"`
	Paused   string `json:"paused,omitempty"` // why it stands: "by B1 late > 0"
	Memory   string `json:"memory,omitempty"` // "41 KB of 1 GB"
	// Budget is Memory in short: "41K/1.0G".
	Budget  string `json:"budget,omitempty"`
	Stopped string `json:"stopped,omitempty"` // exception text
	Resumes bool   `json:"resumes,omitempty"` // it has a checkpoint: a later run goes on behind the last batch
	Corrupt int64  `json:"corrupt,omitempty"` // rows that did not parse so far
}

// BatchMark is one batch on the strip.
type BatchMark struct {
	In    int64  `json:"in"`
	Out   int64  `json:"out"`
	Late  int64  `json:"late"`
	Keys  int64  `json:"keys"`
	Flags string `json:"flags,omitempty"` // letters: W fired, L late, B break, X error, ~ nondeterministic, - thinned
	Done  bool   `json:"done"`            // computed; else only recorded
}

// Completion is one proposal.
type Completion struct {
	Text   string `json:"text"`   // what is inserted
	Label  string `json:"label"`  // what is shown
	Kind   string `json:"kind"`   // column stream function keyword method variable option
	Detail string `json:"detail"` // type or signature
	From   int    `json:"from"`   // byte offset where the replaced word starts
}

// Lesson is the tutorial's current task.
type Lesson struct {
	Number int      `json:"number"`
	Of     int      `json:"of"`
	Title  string   `json:"title"`
	Steps  []string `json:"steps"`
	Done   []bool   `json:"done"`
}
