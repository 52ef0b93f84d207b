package kernel

import (
	"encoding/json"
	"slices"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// ofFence is the origin of what a fence set in an earlier run, until it sets it again.
const ofFence = "fence"

// id is what a watch is known by: its text, or the ID of its row.
func (w watch) id() string {
	if w.key != "" {
		return w.key
	}
	return w.text
}

// fenceBegins makes the cell the one that sets stops and watches from here on; the function that it
// returns ends that, and takes those of an earlier run away that were not set again.
func (k *Kernel) fenceBegins(c *notebook.Cell) func() {
	k.fence = c.ID
	swap := func(from, to string) {
		for _, s := range k.stops {
			if s.cell == from {
				s.cell = to
			}
		}
		for i := range k.watches {
			if k.watches[i].cell == from {
				k.watches[i].cell = to
			}
		}
	}
	swap(c.ID, ofFence)
	return func() {
		k.fence = ""
		k.stops = slices.DeleteFunc(k.stops, func(s *stop) bool { return s.cell == ofFence })
		k.watches = slices.DeleteFunc(k.watches, func(w watch) bool { return w.cell == ofFence })
		k.keepMarks()
	}
}

// fenceHas takes a stop over for the fence that sets it again; nil when there is none.
func (k *Kernel) fenceHas(text, query string) *stop {
	for _, s := range k.stops {
		if k.fence != "" && s.text == text && s.query == query && !s.once {
			s.cell, s.do = k.fence, ""
			return s
		}
	}
	return nil
}

// isWatched tells whether something is watched already; a fence that sets it again takes it over.
func (k *Kernel) isWatched(id string) bool {
	for i := range k.watches {
		if w := &k.watches[i]; w.id() == id {
			if k.fence != "" {
				w.cell = k.fence
			}
			return true
		}
	}
	return false
}

// keepMarks writes the stops and watches that a person set, and how cells are looked at, into the state directory, where they
// are found when the notebook is opened again; those of a fence are in the notebook.
func (k *Kernel) keepMarks() {
	if k.file == nil || k.fence != "" || k.o.ReadOnly {
		return
	}
	own := Kept{Looks: k.keptLooks()}
	for _, s := range k.stops {
		if !s.once && s.cell == "" {
			own.Stops = append(own.Stops, KeptStop{N: s.n, Text: s.text, Query: s.query, Off: s.off, Do: s.do})
		}
	}
	for _, w := range k.watches {
		if w.cell == "" {
			own.Watches = append(own.Watches, w.id())
		}
	}
	var text []byte
	if len(own.Stops)+len(own.Watches)+len(own.Looks) > 0 {
		text, _ = json.Marshal(own) // plain texts and numbers
	}
	if err := k.file.KeepMarks(text); err != nil {
		k.note("the stops, the watches and what is folded are not kept: %s", WhyUnwritten(err))
	}
}

// findMarks puts the stops, watches and looks of the last time back.
func (k *Kernel) findMarks() {
	var kept Kept
	if text := k.file.Marks(); len(text) > 0 && json.Unmarshal(text, &kept) == nil {
		k.putMarks(&kept)
	}
}
