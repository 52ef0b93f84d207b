package kernel

import (
	"context"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// exportRows is how many rows of a result an export shows.
const exportRows = 20

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
	ours := k.book.Cells()
	place := 0 // of the cell behind the current one, in out
	for i, c := range ours {
		place++
		if !c.Live() {
			continue
		}
		text := k.OutputText(c.ID, rows)
		if i+1 < len(ours) && ours[i+1].Kind == notebook.Output {
			if err := out.Edit(out.Cells()[place].ID, text); err != nil {
				return k.book.Bytes()
			}
			continue
		}
		if text == "" || !add {
			continue
		}
		if _, err := out.Insert(place, notebook.Output, text); err == nil {
			place++
		}
	}
	return out.Bytes()
}
