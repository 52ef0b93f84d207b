package script

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/sources"
)

// Record writes a recording from a source, or from a file of JSON lines or CSV.
type Record struct {
	Streams
	Source, Output string
	Options        map[string]string
	Schema         string
	Every          time.Duration
	By             string
	Rows           int
	MaxRows        int64
	MaxTime        time.Duration
	MaxSize        int64
	Drop, Hash     []string
	Sample         int64
	Unpack         bool // write a recording as a folder of JSON lines
	Force          bool // replace a recording that is there
	DryRun         bool // say what would be recorded
	Zone           string
	Now            func() time.Time
	rows, seen     int64
	batches        int
	writes         string // the file that is written
	salt           []byte
}

// Do records until the source ends, a limit is reached, or ctx ends; what was written stays.
func (r *Record) Do(ctx context.Context) error {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return exit(Misuse, fmt.Errorf("%q is no time zone", r.Zone))
	}
	if r.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.MaxTime)
		defer cancel()
	}
	if (r.Every > 0) != (r.By != "") {
		return exit(Misuse, errors.New("--every and --by belong together: as in --every 15m --by ts"))
	}
	if r.Unpack {
		return r.unpack()
	}
	if isUnpacked(r.Source) {
		return r.pack(ctx)
	}
	format, path, err := r.parse()
	if err != nil {
		return exit(Misuse, err)
	}
	kind, err := sources.Find(format)
	if err != nil {
		return exit(Misuse, err)
	}
	if err := sources.Check(kind, r.Options, false); err != nil {
		return exit(Misuse, err)
	}
	spec := source.Spec{Path: path, Options: r.Options, Name: format}
	if r.Schema != "" {
		if spec.Schema, err = data.ParseSchema(r.Schema); err != nil {
			return exit(Misuse, err)
		}
	}
	env := source.Env{Now: r.Now, Dir: ".", Stdin: r.In, Zone: zone, Conf: func(string) string { return "" }}
	if path != "" && path != "-" && !strings.ContainsAny(path, "*?[{") {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && kind.Name != "socket" {
			return exit(Misuse, fmt.Errorf("%s: there is no such file", path))
		}
	}
	if r.isImport(kind, path) {
		return r.importFile(ctx, kind, env, spec)
	}
	return r.stream(ctx, kind, env, spec)
}

// endings are the formats of files that are named without one.
var endings = map[string]string{".jsonl": "json", ".ndjson": "json", ".json": "json", ".csv": "csv", ".txt": "text", ".log": "text",
	".parquet": "parquet", ".avro": "avro", ".rec": "recording"}

// parse reads FORMAT:PATH, or a file whose ending tells the format.
func (r *Record) parse() (format, path string, err error) {
	if r.Options == nil {
		r.Options = map[string]string{}
	}
	format, path, named := strings.Cut(r.Source, ":")
	if named {
		return format, path, nil
	}
	if format = endings[strings.ToLower(filepath.Ext(r.Source))]; format != "" {
		if format == "csv" && r.Options["header"] == "" {
			r.Options["header"] = strconv.FormatBool(r.headed())
		}
		return format, r.Source, nil
	}
	if _, err := os.Stat(r.Source); err == nil {
		return "", "", &kernel.Failure{Message: r.Source + " does not say which format it has", Hint: "write it before the name, as in json:" + r.Source}
	}
	return r.Source, "", nil
}

// headed tells whether a CSV file that says nothing of it begins with the names of its columns: without
// a schema they have to come from there, with one the first line is a row unless it has these names.
func (r *Record) headed() bool {
	schema, err := data.ParseSchema(r.Schema)
	if r.Schema == "" || err != nil {
		return true
	}
	f, err := os.Open(r.Source)
	if err != nil {
		return true
	}
	defer f.Close()
	in := csv.NewReader(bufio.NewReader(io.LimitReader(f, 1<<20)))
	if sep := []rune(r.Options["sep"]); len(sep) == 1 {
		in.Comma = sep[0]
	}
	first, err := in.Read()
	if err != nil || len(first) != schema.Len() {
		return false
	}
	for i, name := range first {
		if !strings.EqualFold(strings.TrimSpace(name), schema.Fields[i].Name) {
			return false
		}
	}
	return true
}

// isImport tells a file that is read once from a stream. A recording has batches, which stay as they
// are unless others are asked for.
func (r *Record) isImport(kind *source.Kind, path string) bool {
	if r.Every > 0 || r.Rows > 0 || path == "-" {
		return true
	}
	if kind.Name == "recording" {
		return false
	}
	st, err := os.Stat(path)
	return err == nil && !st.IsDir()
}

func (r *Record) importFile(ctx context.Context, kind *source.Kind, env source.Env, spec source.Spec) error {
	if kind.ReadBatch == nil {
		return exit(Misuse, fmt.Errorf("%s cannot be read at once; leave --every and --rows out", kind.Name))
	}
	if spec.Schema == nil {
		spec.Options["inferSchema"] = "true"
		spec.Options["inferTimestamp"] = "true" // Spark leaves times in JSON text unless it is told
	}
	rows, spoilt, err := readCounted(ctx, kind, env, spec)
	if err != nil {
		return exit(ofSource(err), err)
	}
	if spoilt > 0 {
		r.warn("%s: %s not parse: nulls stand for what they lack", r.Source, counted(spoilt, "record did", "records did"))
	}
	rows, err = r.redact(rows)
	if err != nil {
		return exit(Misuse, err)
	}
	if r.DryRun {
		return r.rehearseImport(kind, spec, rows)
	}
	batches, size, err := r.write(kind, spec, rows)
	if err != nil {
		return err
	}
	return r.tell(recorded, []any{r.Output, rows.N, batches, size}, "%s: %d rows in %s, %d bytes", r.Output, rows.N, counted(batches, "batch", "batches"), size)
}

// recorded are the columns of what is told of a recording that was written.
var recorded = []string{"file", "rows", "batches", "bytes"}

// write writes the rows of a file, cut into batches.
func (r *Record) write(kind *source.Kind, spec source.Spec, rows *data.Batch) (batches int, size int64, err error) {
	w, err := r.create(r.header(rows.Schema, kind, spec))
	if err != nil {
		return 0, 0, err
	}
	if err := sessions.Import(w, rows, sessions.Cuts{By: r.By, Every: r.Every, Rows: r.Rows}); err != nil {
		return 0, 0, errors.Join(exit(Misuse, err), w.Close(), os.Remove(r.writes))
	}
	size = w.Size()
	if err := r.finish(w); err != nil {
		return 0, 0, err
	}
	rec, err := sessions.OpenRecording(r.Output)
	if err != nil {
		return 0, 0, err
	}
	defer rec.Close()
	return rec.Len(), size, nil
}

// readCounted reads a file, and counts the records that did not parse. They are rows of nulls: the
// column that takes their text is read along, and left out again when nobody asked for it.
func readCounted(ctx context.Context, kind *source.Kind, env source.Env, spec source.Spec) (*data.Batch, int, error) {
	const corrupt = "_corrupt_record"
	asked := spec.Schema
	if asked != nil && asked.Index(corrupt) < 0 && (kind.Name == "json" || kind.Name == "csv") {
		spec.Schema = data.NewSchema(append(slices.Clone(asked.Fields), data.Field{Name: corrupt, Type: data.String, Nullable: true})...)
	}
	rows, err := kind.ReadBatch(ctx, env, spec)
	if err != nil {
		return nil, 0, err
	}
	at := rows.Schema.Index(corrupt)
	if at < 0 {
		return rows, 0, nil
	}
	spoilt := 0
	for i := range rows.N {
		if !data.IsNull(rows.Cols[at], i) {
			spoilt++
		}
	}
	if asked != nil && asked.Index(corrupt) < 0 {
		rows = &data.Batch{Schema: asked, Cols: rows.Cols[:at], N: rows.N}
	}
	return rows, spoilt, nil
}

// header is what a recording of a source says about itself, without secrets.
func (r *Record) header(s *data.Schema, kind *source.Kind, spec source.Spec) sessions.Header {
	return sessions.Header{Schema: s, Source: kind.Name, Detail: source.MaskAddresses(spec.Path), Options: sources.Mask(kind, spec.Options), Started: r.Now().UnixMicro()}
}

func (r *Record) create(h sessions.Header) (*sessions.RecordingWriter, error) {
	r.writes = r.Output
	if st, err := os.Stat(r.Output); err == nil && r.Force && st.Mode().IsRegular() {
		r.writes = r.Output + ".new" // the old one stays until this one is whole
		if err := os.Remove(r.writes); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, Unwritten(r.writes, err)
		}
	}
	w, err := sessions.CreateRecording(r.writes, h)
	if errors.Is(err, os.ErrExist) {
		return nil, r.occupied()
	}
	return w, Unwritten(r.Output, err)
}

func (r *Record) occupied() error {
	return exit(Misuse, &kernel.Failure{Message: r.Output + " exists already", Hint: "name another file, or replace it with -f"})
}

// ofSource is the exit code of an error of the source: a recording that cannot be read is no failure of
// what it was made from.
func ofSource(err error) int {
	if errors.Is(err, sessions.ErrDamaged) {
		return Unreadable
	}
	return SourceFailed
}

// stream records the micro-batches of a stream as they come.
func (r *Record) stream(ctx context.Context, kind *source.Kind, env source.Env, spec source.Spec) error {
	if kind.OpenStream == nil {
		return exit(Misuse, fmt.Errorf("%s is no stream", kind.Name))
	}
	if r.DryRun {
		return r.rehearseStream()
	}
	src, err := kind.OpenStream(env, spec)
	if err != nil {
		return exit(ofSource(err), err)
	}
	defer src.Close()
	var w *sessions.RecordingWriter
	var at source.Offset
	finished := false
	for ctx.Err() == nil && !r.full(w) {
		end, err := src.Latest(ctx, at, source.Limit{})
		if err != nil && ctx.Err() == nil {
			return exit(SourceFailed, err)
		}
		if err != nil || end == at {
			if ended, asks := src.(interface{ Ended() bool }); asks && ended.Ended() && !finished {
				finished = true // a last look: rows may have come before the end
				continue
			}
			if _, finite := src.(source.Finite); finite || finished {
				break
			}
			wait(ctx, src)
			continue
		}
		rows, err := src.Read(ctx, at, end)
		if err != nil {
			return exit(ofSource(err), err)
		}
		if w, err = r.append(w, kind, spec, rows); err != nil {
			return err
		}
		at = end
		_ = src.Commit(end) // nothing is read again: the recording has it
	}
	if w == nil {
		return exit(SourceFailed, fmt.Errorf("no row came; nothing was written"))
	}
	size := w.Size()
	if err := r.finish(w); err != nil {
		return err
	}
	return r.tell(recorded, []any{r.Output, r.rows, r.batches, size}, "%s: %d rows, %d bytes", r.Output, r.rows, size)
}

// finish closes the recording and gives it its name.
func (r *Record) finish(w *sessions.RecordingWriter) error {
	if err := w.Close(); err != nil {
		return Unwritten(r.writes, err)
	}
	if r.writes == r.Output {
		return nil
	}
	return Unwritten(r.Output, os.Rename(r.writes, r.Output))
}

func (r *Record) append(w *sessions.RecordingWriter, kind *source.Kind, spec source.Spec, rows *data.Batch) (*sessions.RecordingWriter, error) {
	rows, err := r.redact(rows)
	if err != nil {
		return w, exit(Misuse, err)
	}
	if r.MaxRows > 0 && r.rows+int64(rows.N) > r.MaxRows {
		rows = rows.Slice(0, int(r.MaxRows-r.rows))
	}
	if w == nil {
		if w, err = r.create(r.header(rows.Schema, kind, spec)); err != nil {
			return nil, err
		}
	}
	if err := w.Append(rows, r.Now().UnixMicro()); err != nil {
		return w, exit(SourceFailed, &kernel.Failure{Message: fmt.Sprintf("the recording stopped: %v", err),
			Hint: fmt.Sprintf("the %d rows before are whole: the recording opens with them", r.rows)})
	}
	r.rows += int64(rows.N)
	r.batches++
	return w, nil
}

func (r *Record) full(w *sessions.RecordingWriter) bool {
	return r.MaxRows > 0 && r.rows >= r.MaxRows || r.MaxSize > 0 && w != nil && w.Size() >= r.MaxSize
}

// wait returns when the source may have more.
func wait(ctx context.Context, src source.Source) {
	var changed <-chan struct{}
	if n, ok := src.(source.Notifier); ok {
		changed = n.Changed()
	}
	select {
	case <-ctx.Done():
	case <-changed:
	case <-time.After(100 * time.Millisecond):
	}
}
