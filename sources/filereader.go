package sources

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// fileReader reads whole files of one format under one schema.
type fileReader struct {
	format  *fileFormat
	env     source.Env
	o       *options
	schema  *data.Schema // partition columns included
	inner   *data.Schema // without them
	keep    []bool       // the columns of inner that are read; nil: all
	parts   []data.Field
	meta    []data.Field // the metadata column when it is read
	given   bool         // the user gave the schema
	lister  fileLister
	corrupt int64
}

func listerOf(env source.Env, spec source.Spec, o *options) (fileLister, error) {
	path := pathOf(spec, o)
	if path == "" {
		return fileLister{}, noPath(fmt.Sprintf("Give one: Load(\"folder/*.%s\").", o.kind))
	}
	l := fileLister{path: absolute(env, path), filter: o.str("pathGlobFilter", ""), recursive: o.bool("recursiveFileLookup", false),
		caseSensitive: env.Conf != nil && strings.EqualFold(env.Conf("spark.sql.caseSensitive"), "true"),
		after:         modifiedOption(env, o, "modifiedAfter", math.MinInt64), before: modifiedOption(env, o, "modifiedBefore", math.MaxInt64)}
	if !o.bool("ignoreExtension", true) {
		l.ending = "." + o.kind
	}
	if base := o.str("basePath", ""); base != "" {
		l.base = absolute(env, base)
	}
	return l, nil
}

func noPath(hint string) error { return &expr.Error{Message: "'path' is not specified.", Hint: hint} }

// modifiedOption reads a time that bounds when files were changed, in milliseconds.
func modifiedOption(env source.Env, o *options, name string, def int64) int64 {
	v := o.str(name, "")
	if v == "" {
		return def
	}
	at, _, ok := text.ParseTimestamp([]byte(v), zoneOf(env, o))
	if !ok {
		o.refuse("The timestamp provided for the '%s' option is invalid. The expected format is 'YYYY-MM-DDTHH:mm:ss', but the provided timestamp: %s.", strings.ToLower(name), v)
	}
	return at / 1000
}

// newFileReader settles the schema: as given, fixed by the format, or inferred.
func newFileReader(f *fileFormat, env source.Env, spec source.Spec, o *options, l fileLister, streaming bool) (*fileReader, error) {
	if checkCharset(o); o.err != nil {
		return nil, o.err
	}
	r := &fileReader{format: f, env: env, o: o, inner: spec.Schema, lister: l}
	if r.inner == nil {
		r.inner = f.fixed
	}
	if r.inner == nil && f.name == "json" && o.has(singleVariant) {
		r.inner = data.NewSchema(data.Field{Name: o.str(singleVariant, ""), Type: data.Variant, Nullable: true})
	}
	infers := env.Conf != nil && strings.EqualFold(env.Conf("spark.sql.streaming.schemaInference"), "true")
	if r.inner == nil && streaming && !infers && !f.free && !o.bool("inferSchema", false) {
		return nil, &expr.Error{Message: "Schema must be specified when creating a streaming source DataFrame. If some files already exist in the directory, then depending on " +
			"the file format you may be able to create a static DataFrame on that directory with 'spark.read.load(directory)' and infer schema from it.",
			Hint: `Give the columns, Schema("ts TIMESTAMP, page STRING"), or let them be guessed from the files that are there: Option("inferSchema", true).`}
	}
	all, err := l.all()
	if err != nil {
		return nil, err
	}
	files := l.wanted(all)
	if r.inner == nil {
		if r.inner, err = r.infer(slices.Clone(files)); err != nil {
			return nil, err
		}
	}
	if err := r.partition(all, spec.Schema); err != nil {
		return nil, err
	}
	r.describe(spec)
	if err := refuseTypes(env, f.name, r.inner); err != nil {
		return nil, err
	}
	if _, err := f.decoder(env, o, r.inner); err != nil && !(streaming && len(files) == 0 && isTypeRefusal(err)) {
		return nil, err // without a file folders may give the column yet
	}
	return r, o.err
}

func isTypeRefusal(err error) bool {
	var e *expr.Error
	return errors.As(err, &e) && e.Condition == "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE"
}

// mindful are the formats with records of which single columns are read.
var mindful = []string{"json", "csv"}

// mind tells which columns the query reads.
func (r *fileReader) mind(columns []int) {
	if !slices.Contains(mindful, r.format.name) || !r.given {
		return
	}
	r.o.mind = map[string]bool{}
	for _, c := range columns {
		if c < r.inner.Len() {
			r.o.mind[r.inner.Fields[c].Name] = true
		}
	}
	if len(r.o.mind) == r.inner.Len() && r.inner.Len() != 1 {
		r.o.mind = nil
	}
}

// prune keeps the listed columns, the partition columns, and such as the format cannot leave out. It lists what is kept.
func (r *fileReader) prune(columns []int) (kept []int, err error) {
	all := make([]int, r.schema.Len())
	for i := range all {
		all[i] = i
	}
	n := r.inner.Len()
	if r.format.lean == nil || len(columns) == len(all) || r.keep != nil {
		return all, nil
	}
	keep := make([]bool, n)
	for _, c := range columns {
		if c < n {
			keep[c] = true
		}
	}
	if d, err := r.format.lean(r.env, r.o, r.inner, keep); err != nil || d == nil {
		return all, err
	}
	r.keep = keep
	r.schema = data.NewSchema(append(append(marked(r.inner, keep).Fields, r.parts...), r.meta...)...)
	return slices.DeleteFunc(all, func(c int) bool { return c < n && !keep[c] }), nil
}

// marked is the part of a schema that is marked.
func marked(s *data.Schema, keep []bool) *data.Schema {
	out := data.NewSchema()
	for i, f := range s.Fields {
		if keep[i] {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// decoder makes a decoder of what is kept, for files like f: columns that their folders give are not theirs.
func (r *fileReader) decoder(f fileEntry) (decoder, error) {
	inner, keep := data.NewSchema(), []bool{}
	for i, field := range r.inner.Fields {
		if _, foldered := r.folderValue(f, field.Name); foldered {
			continue
		}
		inner.Fields = append(inner.Fields, field)
		if r.keep != nil {
			keep = append(keep, r.keep[i])
		}
	}
	if r.keep != nil {
		return r.format.lean(r.env, r.o, inner, keep)
	}
	return r.format.decoder(r.env, r.o, inner)
}

// inferBytes is how much of the files is looked at to guess a schema.
const inferBytes = 64 << 20

func (r *fileReader) infer(files []fileEntry) (*data.Schema, error) {
	if len(files) == 0 {
		return nil, r.noSchema()
	}
	slices.SortFunc(files, func(a, b fileEntry) int { // as Spark reads them: the header is that of the longest
		if r.format.name == "csv" && a.size != b.size {
			return cmp.Compare(b.size, a.size)
		}
		return strings.Compare(a.Path, b.Path)
	})
	var content [][]byte
	total := 0
	if first := r.format.first; first != nil && first(r.o) {
		files = files[:1]
	}
	for _, f := range files {
		b, err := r.content(f.file())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.file(), err)
		}
		content = append(content, b)
		if total += len(b); total > inferBytes {
			break
		}
	}
	schema, err := r.format.infer(r.env, r.o, content)
	var bad *text.Malformed
	if errors.As(err, &bad) {
		return nil, &expr.Error{Condition: "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", SQLState: "22023", Runtime: true,
			Message: fmt.Sprintf("Malformed records are detected in record parsing: %s.\nParse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
				r.o.str("columnNameOfCorruptRecord", text.DefaultCorruptColumn)),
			Hint: fmt.Sprintf("The record is %s: %s.", bad.Record, bad.Cause)}
	}
	return schema, err
}

func (r *fileReader) noSchema() error {
	return &expr.Error{Condition: "UNABLE_TO_INFER_SCHEMA", SQLState: "42KD9", Runtime: true,
		Message: fmt.Sprintf("Unable to infer schema for %s. It must be specified manually.", r.format.title)}
}

// content reads a whole file, records of text as UTF-8; lines of the format text are taken as they are, as in Spark.
func (r *fileReader) content(path string) ([]byte, error) {
	b, err := readContent(path)
	if from := charsets[charsetOf(r.o)]; from != nil && r.format.lines != nil && r.format.infer != nil {
		b = from(b)
	}
	return b, err
}

// read decodes files in order.
func (r *fileReader) read(ctx context.Context, files []fileEntry) (*data.Batch, error) {
	rows, corrupt, err := r.rows(ctx, files, min(runtime.GOMAXPROCS(0), runtime.NumCPU()))
	r.corrupt += corrupt
	return rows, err
}

func (r *fileReader) metrics() map[string]string {
	if r.corrupt == 0 {
		return nil
	}
	return map[string]string{source.CorruptRecords: strconv.FormatInt(r.corrupt, 10)}
}
