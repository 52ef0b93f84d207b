package sources

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// fileReader reads whole files of one format under one schema.
type fileReader struct {
	format  *fileFormat
	env     source.Env
	o       *options
	schema  *data.Schema // partition columns included
	inner   *data.Schema // without them
	parts   []data.Field
	base    string
	corrupt int64
}

func listerOf(env source.Env, spec source.Spec, o *options) (fileLister, error) {
	path := spec.Path
	if path == "" {
		path = o.str("path", "")
	}
	if path == "" {
		return fileLister{}, fmt.Errorf("the format %s needs a path: Load(\"folder/*.%s\")", o.kind, o.kind)
	}
	return fileLister{path: absolute(env, path), filter: o.str("pathGlobFilter", ""), recursive: o.bool("recursiveFileLookup", false)}, nil
}

// newFileReader settles the schema: as given, fixed by the format, or inferred.
func newFileReader(f *fileFormat, env source.Env, spec source.Spec, o *options, l fileLister, streaming bool) (*fileReader, error) {
	if e := o.str("encoding", o.str("charset", "UTF-8")); !strings.EqualFold(e, "UTF-8") {
		o.fail("encoding", "UTF-8")
	}
	r := &fileReader{format: f, env: env, o: o, inner: spec.Schema, base: l.path}
	if r.inner == nil {
		r.inner = f.fixed
	}
	infers := env.Conf != nil && strings.EqualFold(env.Conf("spark.sql.streaming.schemaInference"), "true")
	if r.inner == nil && streaming && !infers && !f.free && !o.bool("inferSchema", false) {
		return nil, fmt.Errorf("the columns of a %s stream must be given: Schema(\"ts TIMESTAMP, page STRING\"), "+
			"or let them be guessed from the files that are there: Option(\"inferSchema\", true)", f.name)
	}
	files, err := l.list()
	if err != nil {
		return nil, err
	}
	if r.inner == nil {
		if r.inner, err = r.infer(files); err != nil {
			return nil, err
		}
	}
	r.partition(files, spec.Schema)
	if _, err := f.decoder(env, o, r.inner); err != nil {
		return nil, err
	}
	return r, o.err
}

// inferBytes is how much of the files is looked at to guess a schema.
const inferBytes = 64 << 20

func (r *fileReader) infer(files []fileEntry) (*data.Schema, error) {
	if len(files) == 0 {
		return nil, fmt.Errorf("[UNABLE_TO_INFER_SCHEMA] Unable to infer schema for %s. It must be specified manually. SQLSTATE: 42KD9", r.format.name)
	}
	var content [][]byte
	total := 0
	for _, f := range files {
		b, err := readContent(f.file())
		if err != nil {
			return nil, err
		}
		content = append(content, b)
		if total += len(b); total > inferBytes {
			break
		}
	}
	return r.format.infer(r.env, r.o, content)
}

// read decodes files in order.
func (r *fileReader) read(ctx context.Context, files []fileEntry) (*data.Batch, error) {
	rows, corrupt, err := r.rows(ctx, files)
	r.corrupt += corrupt
	return rows, err
}

// rows is read that leaves the reader as it is; it counts the corrupt records too. The pieces of
// files that can be cut are decoded at the same time.
func (r *fileReader) rows(ctx context.Context, files []fileEntry) (*data.Batch, int64, error) {
	var parts []*data.Batch
	corrupt := int64(0)
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, corrupt, err
		}
		b, err := readContent(f.file())
		if err != nil {
			return nil, corrupt, fmt.Errorf("cannot read a file that was listed before: %w", err)
		}
		rows, n, err := r.decode(b)
		corrupt += n
		if err != nil {
			return nil, corrupt, fmt.Errorf("%s: %w", f.file(), err)
		}
		for _, part := range rows {
			parts = append(parts, r.withPartition(part, f.file()))
		}
	}
	return data.Concat(r.schema, parts...), corrupt, nil
}

// pieceBytes is the least size of a piece that is worth a goroutine.
const pieceBytes = 256 << 10

func (r *fileReader) decode(content []byte) (out []*data.Batch, corrupt int64, err error) {
	n := min(runtime.GOMAXPROCS(0), len(content)/pieceBytes)
	if n < 2 || r.format.lines == nil || !r.format.lines(r.o) {
		n = 1
	}
	pieces := cutAtLines(content, n)
	out = make([]*data.Batch, len(pieces))
	errs := make([]error, len(pieces))
	counts := make([]int64, len(pieces))
	work := func(i int) {
		d, err := r.format.decoder(r.env, r.o, r.inner)
		if err == nil {
			err = d.File(pieces[i])
		}
		if errs[i] = err; err == nil {
			out[i], counts[i] = d.Finish(), d.Corrupt()
		}
	}
	var wait sync.WaitGroup
	for i := 1; i < len(pieces); i++ {
		wait.Add(1)
		go func() { defer wait.Done(); work(i) }()
	}
	work(0)
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, corrupt, err
		}
		corrupt += counts[i]
	}
	return out, corrupt, nil
}

// cutAtLines cuts text into at most n pieces behind newlines.
func cutAtLines(b []byte, n int) [][]byte {
	var out [][]byte
	for n > 1 {
		at := len(b) / n
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			break
		}
		out, b = append(out, b[:at+i+1]), b[at+i+1:]
		n--
	}
	return append(out, b)
}

func (r *fileReader) metrics() map[string]string {
	if r.corrupt == 0 {
		return nil
	}
	return map[string]string{source.CorruptRecords: strconv.FormatInt(r.corrupt, 10)}
}
