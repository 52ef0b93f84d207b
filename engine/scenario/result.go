package scenario

// Result is what came of a scenario.
type Result struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Skipped says why the scenario was not run, "" when it was.
	Skipped string `json:"skipped,omitempty"`
	// Step and Batch tell where the first difference is, both from 0; -1 before the first step,
	// and where no batch is meant.
	Step  int `json:"step"`
	Batch int `json:"batch"`
	// At is the number of that batch counted from the first of the scenario, -1 as Batch.
	At int `json:"at"`
	// Want and Got are the values that differ, in the form of the document.
	Want any `json:"want,omitempty"`
	Got  any `json:"got,omitempty"`
	// Error says in one sentence what is wrong.
	Error string `json:"error,omitempty"`
	// Diff shows the differing rows side by side; "" when the difference is not in rows.
	Diff string `json:"-"`
	// Batches is how many micro-batches ran.
	Batches int `json:"-"`
}

// difference is a failed comparison, on its way to the Result.
type difference struct {
	step, batch int
	at          int // the batch counted from the first one
	what        string
	want, got   any
	diff        string
}

func (d *difference) Error() string { return d.what }
