package script

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// rehearse checks the cells that a run would run, and says which these are and what it would write.
// Nothing of the notebook runs.
func (r *Run) rehearse(ctx context.Context, v *kernel.View) error {
	asked, err := r.asked(v)
	if err != nil {
		return err
	}
	var would Intents
	var failures []error
	err = checkCells(ctx, r.k, v, func(c kernel.CellView, f *kernel.Failure) error {
		switch {
		case len(asked) > 0 && !slices.Contains(asked, c.ID):
		case f != nil:
			f.Cell = c.ID
			r.failure(f)
			failures = append(failures, f)
		case len(asked) > 0:
			would.Add("run", "%s, and what it needs", cellText(c))
		default:
			would.Add("run", "%s", cellText(c))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := would.addWrite(r.SaveOutputs); err != nil {
		r.tell(err, place{})
		return err
	}
	if err := would.Tell(r.Streams); err != nil {
		return err
	}
	return exit(CellFailed, errors.Join(failures...))
}

func cellText(c kernel.CellView) string {
	text := fmt.Sprintf("cell %d, %s", c.Number, c.Kind)
	if c.Name != "" {
		text += ", " + c.Name
	}
	return text
}

// rehearse says what would run; the recording has the batch.
func (s *Step) rehearse() error {
	var would Intents
	over := "its own sources"
	if s.Recording != "" {
		over = s.Recording
	}
	if s.Recording != "" && !strings.HasPrefix(s.Recording, "examples:") {
		rec, err := sessions.OpenRecording(s.Recording)
		if err != nil {
			return exit(Unreadable, err)
		}
		n := rec.Len()
		_ = rec.Close()
		if s.Batch >= n {
			return exit(Misuse, fmt.Errorf("there is no batch %d: %s has batches 0 to %d", s.Batch, s.Recording, n-1))
		}
	}
	would.Add("run", "%s over %s to batch %d", s.File, over, s.Batch)
	would.Add("print", "%s", strings.Join(s.Show, ", "))
	return would.Tell(s.Streams)
}

// rehearseImport cuts the rows of a file as they would be recorded, in a place that is thrown away.
func (r *Record) rehearseImport(kind *source.Kind, spec source.Spec, rows *data.Batch) error {
	would, err := r.free()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sparkrepl")
	if err != nil {
		return exit(SourceFailed, err)
	}
	defer os.RemoveAll(dir)
	trial := *r
	trial.Output = filepath.Join(dir, "trial.rec")
	batches, size, err := trial.write(kind, spec, rows)
	if err != nil {
		return err
	}
	would.Add("record", "%d rows in %s, %d bytes: %s", rows.N, counted(batches, "batch", "batches"), size, rows.Schema)
	return would.Tell(r.Streams)
}

// rehearseStream says what would be recorded; the source is not opened, so that it loses no row.
func (r *Record) rehearseStream() error {
	would, err := r.free()
	if err != nil {
		return err
	}
	would.Add("record", "%s as its rows come", source.MaskAddresses(r.Source))
	return would.Tell(r.Streams)
}

// rehearseUnpack says what unpacking would write.
func (r *Record) rehearseUnpack(rec *sessions.Recording) error {
	var would Intents
	if err := would.addWrite(r.Output); err != nil {
		return err
	}
	would.Add("unpack", "%s: %s", r.Source, rec.Header().Schema)
	return would.Tell(r.Streams)
}

// free says that the recording would be written, or why it would not.
func (r *Record) free() (would Intents, err error) {
	if st, err := os.Stat(r.Output); err == nil && !st.IsDir() && !r.Force {
		return nil, r.occupied()
	}
	err = would.addWrite(r.Output)
	return would, err
}
