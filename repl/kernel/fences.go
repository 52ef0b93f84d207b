package kernel

import (
	"context"
	"slices"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// FenceRows is how many rows of a result an output fence holds, in a notebook and in an export.
const FenceRows = 20

// pageRows is how many rows a table of an exported page shows.
const pageRows = 200

// Fences is the notebook's text with what each cell shows, cut to so many rows, in the output
// fence behind it; add makes fences where there are none. It may be called from any goroutine.
func (k *Kernel) Fences(ctx context.Context, rows int, add bool) []byte {
	var out []byte
	if err := k.within(ctx, func() { out = k.withOutputs(rows, add) }); err != nil {
		return nil
	}
	return out
}

func (k *Kernel) withOutputs(rows int, add bool) []byte {
	out, err := notebook.Parse(k.book.Bytes())
	if err != nil {
		return k.book.Bytes()
	}
	out.ReadOnly = ""
	if err := k.putOutputs(out, rows, add); err != nil {
		return k.book.Bytes()
	}
	return out.Bytes()
}

// PutOutputs writes what each cell shows, cut to so many rows, into the output fence behind it, as edits that can
// be undone: a fence is made where there is none.
func (k *Kernel) PutOutputs(rows int) error {
	if err := k.putOutputs(k.book, rows, true); err != nil {
		return err
	}
	k.afterEdit()
	return nil
}

// putOutputs writes what the cells show into out, which has the cells of the notebook.
func (k *Kernel) putOutputs(out *notebook.Notebook, rows int, add bool) error {
	ours := slices.Clone(k.book.Cells())
	place := 0 // of the cell behind the current one, in out
	for i, c := range ours {
		place++
		if !c.Live() {
			continue
		}
		text := k.OutputText(c.ID, rows)
		if i+1 < len(ours) && ours[i+1].Kind == notebook.Output {
			if err := out.Edit(out.Cells()[place].ID, text); err != nil {
				return err
			}
			continue
		}
		if text == "" || !add {
			continue
		}
		if _, err := out.Insert(place, notebook.Output, text); err != nil {
			return err
		}
		place++
	}
	return nil
}
