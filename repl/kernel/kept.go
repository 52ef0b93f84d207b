package kernel

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// Kept is what a person put on the stream that is no text of the notebook: stops, watches, how
// outputs are looked at, where each query stood, and which cells have run. It goes with every view, so that a new process gets
// it back.
type Kept struct {
	Stops   []KeptStop  `json:"stops,omitempty"`
	Watches []string    `json:"watches,omitempty"` // expressions, and IDs of rows of the State tab
	Queries []KeptQuery `json:"queries,omitempty"`
	Looks   []KeptLook  `json:"looks,omitempty"`
	Ran     []int       `json:"ran,omitempty"` // numbers of the cells that ran to their end
	// Ended is the number of the cell that ran when the process ended (0 none) and Why its reason,
	// in an OpOpen that follows such an end.
	Ended int    `json:"ended,omitempty"`
	Why   string `json:"why,omitempty"`
}

// KeptStop is one stop; N is its number, Hits the batches at which it held.
type KeptStop struct {
	N     int     `json:"n"`
	Text  string  `json:"text"`
	Query string  `json:"query,omitempty"`
	Off   bool    `json:"off,omitempty"`
	Do    string  `json:"do,omitempty"` // the command that is carried out there
	Hits  []int64 `json:"hits,omitempty"`
}

// KeptQuery is where a query stands: At batches are done, Mark is the base of differences (-1
// none) and Marked its name.
type KeptQuery struct {
	Name   string  `json:"name"`
	At     int     `json:"at"`
	Shown  bool    `json:"shown,omitempty"`
	Mark   int     `json:"mark"`
	Marked string  `json:"marked,omitempty"`
	Points []point `json:"points,omitempty"` // the marks that have a name
}

// kept gathers what a new process would need.
func (k *Kernel) kept() Kept {
	var out Kept
	for _, s := range k.stops {
		if !s.once {
			out.Stops = append(out.Stops, KeptStop{N: s.n, Text: s.text, Query: s.query, Off: s.off, Do: s.do, Hits: s.hits})
		}
	}
	for _, w := range k.watches {
		out.Watches = append(out.Watches, w.id())
	}
	for _, t := range k.tracks {
		if !t.side {
			out.Queries = append(out.Queries, KeptQuery{Name: t.name, At: t.timeline().At(), Shown: t == k.shown, Mark: t.mark, Marked: t.marked, Points: t.points})
		}
	}
	for i, c := range k.book.Cells() {
		if cs := k.cells[c.ID]; cs != nil && cs.ran || slices.Contains(k.again, c.ID) {
			out.Ran = append(out.Ran, i+1)
		}
	}
	out.Looks = k.keptLooks()
	for _, q := range k.left {
		if _, err := k.trackOf(q.Name); err != nil {
			out.Queries = append(out.Queries, q)
		}
	}
	return out
}

// restore puts back what the process before had. The queries go to their places when cells
// start them again. The cell that ended that process stands there as failed.
func (k *Kernel) restore(kept *Kept) {
	k.putMarks(kept)
	k.left, k.again = kept.Queries, nil
	for i, c := range k.book.Cells() {
		switch {
		case i+1 == kept.Ended:
			k.stateOf(c.ID).err = endedHere(c.ID, kept.Why)
			k.runs.Done(k.book.Cells(), k.names(), c.ID, notebook.Failed)
		case slices.Contains(kept.Ran, i+1):
			k.again = append(k.again, c.ID)
		}
	}
}

// putMarks puts stops, watches and looks back.
func (k *Kernel) putMarks(kept *Kept) {
	k.putLooks(kept.Looks)
	for _, s := range kept.Stops {
		cond, err := k.later(s.Text)
		if err != nil {
			k.note("the stop B%d %s is gone: %s", s.N, s.Text, k.failure(err).Message)
			continue
		}
		k.stops = append(k.stops, &stop{n: s.N, text: s.Text, query: s.Query, cond: cond, off: s.Off, do: s.Do, hits: s.Hits})
	}
	for _, text := range kept.Watches {
		if err := k.AddWatch(text); err != nil {
			k.note("the watch %s is gone: %s", text, k.failure(err).Message)
		}
	}
}
