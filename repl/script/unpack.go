package script

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/sources"
)

// aboutName is the file of an unpacked recording that says what is no row.
const aboutName = "recording.json"

// unpacked is what [aboutName] holds. Beside it stands a file of JSON lines for each batch, so that version control
// shows which rows changed.
type unpacked struct {
	Schema  string            `json:"schema"` // Spark's DDL
	Source  string            `json:"source"`
	Detail  string            `json:"detail,omitempty"`
	Options map[string]string `json:"options,omitempty"`
	Started int64             `json:"started,omitempty"` // microseconds
	Note    string            `json:"note,omitempty"`
	Times   []int64           `json:"times"` // of each batch, microseconds
}

// batchFile is the name of the file of a batch.
func batchFile(i int) string { return fmt.Sprintf("batch-%06d.jsonl", i) }

// isUnpacked tells a folder that unpack wrote.
func isUnpacked(path string) bool {
	st, err := os.Stat(filepath.Join(path, aboutName))
	return err == nil && st.Mode().IsRegular()
}

// unpack writes a recording as a folder, which is there only when it is whole.
func (r *Record) unpack() error {
	rec, err := sessions.OpenRecording(r.Source)
	if err != nil {
		return unopened(r.Source, err)
	}
	defer rec.Close()
	if _, err := os.Stat(r.Output); err == nil && !(r.Force && isUnpacked(r.Output)) {
		return r.occupied()
	}
	if r.DryRun {
		return r.rehearseUnpack(rec)
	}
	part := r.Output + ".new"
	if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o755)); err != nil {
		return Unwritten(part, err)
	}
	h := rec.Header()
	about := unpacked{Schema: h.Schema.String(), Source: h.Source, Detail: h.Detail, Options: h.Options, Started: h.Started, Note: h.Note, Times: []int64{}}
	for i := range rec.Len() {
		rows, err := rec.Batch(i)
		if err != nil {
			return errors.Join(exit(Unreadable, err), os.RemoveAll(part))
		}
		if rows, err = r.redact(rows); err != nil {
			return errors.Join(exit(Misuse, err), os.RemoveAll(part))
		}
		about.Schema, about.Times = rows.Schema.String(), append(about.Times, rec.Time(i))
		r.rows += int64(rows.N)
		if err := os.WriteFile(filepath.Join(part, batchFile(i)), lines(rows), 0o644); err != nil {
			return errors.Join(Unwritten(part, err), os.RemoveAll(part))
		}
	}
	said, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	err = errors.Join(os.WriteFile(filepath.Join(part, aboutName), append(said, '\n'), 0o644), os.RemoveAll(r.Output))
	if err = errors.Join(err, os.Rename(part, r.Output)); err != nil {
		return Unwritten(r.Output, err)
	}
	return r.tell(recorded, []any{r.Output, r.rows, rec.Len(), nil}, "%s: %d rows in %s", r.Output, r.rows, counted(rec.Len(), "batch", "batches"))
}

// lines are rows as JSON lines.
func lines(rows *data.Batch) (out []byte) {
	for line := range kernel.RowsetOf(time.UTC, rows).JSON() {
		out = append(append(out, line...), '\n')
	}
	return out
}

// unopened says why a recording cannot be opened.
func unopened(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return exit(Misuse, fmt.Errorf("%s: there is no such file", name))
	}
	return exit(Unreadable, err)
}

// pack makes a recording of a folder that unpack wrote, with the same batches.
func (r *Record) pack(ctx context.Context) error {
	said, err := os.ReadFile(filepath.Join(r.Source, aboutName))
	if err != nil {
		return exit(Unreadable, err)
	}
	var about unpacked
	if err := json.Unmarshal(said, &about); err != nil {
		return exit(Unreadable, fmt.Errorf("%s of %s: %w", aboutName, r.Source, err))
	}
	schema, err := data.ParseSchema(about.Schema)
	if err != nil {
		return exit(Unreadable, fmt.Errorf("%s of %s: %w", aboutName, r.Source, err))
	}
	if r.DryRun {
		return r.rehearseStream()
	}
	var w *sessions.RecordingWriter
	for i, at := range about.Times {
		rows, err := packedBatch(ctx, filepath.Join(r.Source, batchFile(i)), schema)
		err = exit(Unreadable, err)
		if err == nil {
			rows, err = r.redact(rows)
			err = exit(Misuse, err)
		}
		if err == nil && w == nil {
			w, err = r.create(sessions.Header{Schema: rows.Schema, Source: about.Source, Detail: about.Detail, Options: about.Options, Started: about.Started, Note: about.Note})
		}
		if err == nil && rows.N == 0 {
			err = Unwritten(r.writes, w.AppendEmpty(at))
		} else if err == nil {
			err = Unwritten(r.writes, w.Append(rows, at))
		}
		if err != nil && w != nil {
			err = errors.Join(err, w.Close(), os.Remove(r.writes))
		}
		if err != nil {
			return err
		}
		r.rows += int64(rows.N)
	}
	if w == nil {
		return exit(Unreadable, fmt.Errorf("%s has no batch; nothing was written", r.Source))
	}
	size := w.Size()
	if err := r.finish(w); err != nil {
		return err
	}
	return r.tell(recorded, []any{r.Output, r.rows, len(about.Times), size}, "%s: %d rows in %s, %d bytes", r.Output, r.rows, counted(len(about.Times), "batch", "batches"), size)
}

// packedBatch reads the file of a batch; a line that does not parse is refused.
func packedBatch(ctx context.Context, path string, schema *data.Schema) (*data.Batch, error) {
	kind, err := sources.Find("json")
	if err != nil {
		return nil, err
	}
	env := source.Env{Dir: ".", Zone: time.UTC, Conf: func(string) string { return "" }}
	return kind.ReadBatch(ctx, env, source.Spec{Path: path, Schema: schema, Options: map[string]string{"mode": "FAILFAST"}, Name: "json"})
}
