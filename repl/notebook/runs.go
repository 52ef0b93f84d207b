package notebook

import (
	"fmt"
	"slices"
)

// Names are the names a cell gives to the notebook and those it takes from other cells: Go
// names as they are, relations of SQL as "table:name", functions of SQL as "function:name", variables of SQL as
// "variable:name".
type Names struct{ Defines, Uses []string }

// Outcome is how a run of a cell ended.
type Outcome string

// The outcomes, which are also states of cells, and the states besides them.
const (
	NotRun  Outcome = ""
	OK      Outcome = "ok"
	Failed  Outcome = "failed"
	Stale   Outcome = "stale"
	Skipped Outcome = "skipped"
)

// Status is the state of a cell; Reason says why it is stale or skipped.
type Status struct {
	State  Outcome
	Reason string
}

// Runs remembers what was run, and tells which cells no longer stand for what they say. A
// cell is stale when it, or a cell whose names it uses, directly or not, says something else
// than when it ran, or when such a cell ran again after it. Taking an edit back makes it
// fresh again. The zero Runs has seen no run.
type Runs struct {
	seen  map[string]run
	clock int
}

type run struct {
	order   int
	hash    string
	sources []provider
	outcome Outcome
}

// provider is a cell that a run took names from, as it was then.
type provider struct{ id, hash string }

// Done records that a cell ran just now, given the cells and names at its start.
func (r *Runs) Done(cells []*Cell, names map[string]Names, id string, outcome Outcome) {
	if r.seen == nil {
		r.seen = map[string]run{}
	}
	by := indexCells(cells)
	c := by[id]
	if c == nil {
		return
	}
	r.clock++
	done := run{order: r.clock, hash: c.Hash(), outcome: outcome}
	for _, p := range providers(cells, names)[id] {
		done.sources = append(done.sources, provider{p, by[p].Hash()})
	}
	r.seen[id] = done
}

// Forget drops what is known of all runs: the session was restarted.
func (r *Runs) Forget() { r.seen = nil }

// Status gives the state of every cell.
func (r *Runs) Status(cells []*Cell, names map[string]Names) map[string]Status {
	from := providers(cells, names)
	by := indexCells(cells)
	number := make(map[string]int, len(cells))
	for i, c := range cells {
		number[c.ID] = i + 1
	}
	out := make(map[string]Status, len(cells))
	for _, c := range cells {
		if c.Kind == Go || c.Kind == SQL || c.Kind == Command {
			out[c.ID] = r.status(c, from[c.ID], by, number, out)
		}
	}
	return out
}

func (r *Runs) status(c *Cell, from []string, by map[string]*Cell, number map[string]int, known map[string]Status) Status {
	if c.Skip() {
		return Status{Skipped, "marked skip"}
	}
	mine, ran := r.seen[c.ID]
	if !ran {
		return Status{}
	}
	if mine.hash != c.Hash() {
		return Status{Stale, "edited since it ran"}
	}
	for _, p := range mine.sources {
		if by[p.id] == nil {
			return Status{Stale, "a cell it used was deleted"}
		}
		if by[p.id].Hash() != p.hash {
			return Status{Stale, fmt.Sprintf("cell %d was edited after it", number[p.id])}
		}
	}
	if len(from) != len(mine.sources) {
		return Status{Stale, "it takes its names from other cells now"}
	}
	for i, p := range from {
		if mine.sources[i].id != p {
			return Status{Stale, fmt.Sprintf("cell %d now defines what it uses", number[p])}
		}
		if r.seen[p].order > mine.order {
			return Status{Stale, fmt.Sprintf("cell %d ran again after it", number[p])}
		}
		if known[p].State == Stale {
			return Status{Stale, fmt.Sprintf("cell %d is stale", number[p])}
		}
	}
	return Status{State: mine.outcome}
}

func indexCells(cells []*Cell) map[string]*Cell {
	by := make(map[string]*Cell, len(cells))
	for _, c := range cells {
		by[c.ID] = c
	}
	return by
}

// providers lists, per cell, the cells before it that define what it uses, in order.
func providers(cells []*Cell, names map[string]Names) map[string][]string {
	out := map[string][]string{}
	definer := make(map[string]int, len(cells)) // places among the cells
	for i, c := range cells {
		if !c.Live() {
			continue
		}
		var used []int
		for _, name := range names[c.ID].Uses {
			if p, ok := definer[name]; ok && !slices.Contains(used, p) {
				used = append(used, p)
			}
		}
		slices.Sort(used)
		for _, p := range used {
			out[c.ID] = append(out[c.ID], cells[p].ID)
		}
		for _, name := range names[c.ID].Defines {
			definer[name] = i
		}
	}
	return out
}

// Needed lists the cells that must run, in order, before a cell can: those it takes names
// from, directly or not, which are not fresh; the cell itself comes last.
func (r *Runs) Needed(cells []*Cell, names map[string]Names, id string) []string {
	status := r.Status(cells, names)
	from := providers(cells, names)
	wanted := map[string]bool{id: true}
	seen := map[string]bool{}
	var visit func(string)
	visit = func(c string) {
		if seen[c] {
			return
		}
		seen[c] = true
		for _, p := range from[c] {
			if status[p].State != OK {
				wanted[p] = true
			}
			visit(p)
		}
	}
	visit(id)
	var out []string
	for _, c := range cells {
		if wanted[c.ID] {
			out = append(out, c.ID)
		}
	}
	return out
}
