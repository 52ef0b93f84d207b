package sources

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// encoder turns rows into the content of one file.
type encoder interface {
	Ending() string
	// Encode gives content that is valid until the next call.
	Encode(b *data.Batch) ([]byte, error)
}

type encoderMaker func(env source.Env, o *options, s *data.Schema) (encoder, error)

// fileKind completes a kind of files: in and out, as a stream and at once.
func fileKind(f *fileFormat, enc encoderMaker, k source.Kind) *source.Kind {
	k.Name, k.Replayable, k.Direct, k.Checkpointed = f.name, true, true, true
	k.OpenStream = openFileStream(f)
	k.ReadBatch, k.Columns = readFiles(f), fileColumns(f)
	k.SinkOptions = append([]source.Option{{Name: "path", Type: "path", Required: true, Help: "the folder to write to"}}, k.SinkOptions...)
	k.SinkOptions = append(k.SinkOptions, source.Option{Name: "retention", Type: "duration", Help: "streams only: files older than this leave the log when it is put together, every tenth batch; they stay in the folder"})
	k.Modes = []source.Mode{source.Append}
	k.Metadata = metadataColumn(f)
	k.OpenSink = func(env source.Env, spec source.Spec) (source.Sink, error) {
		return openFileSink(f.name, enc, env, spec)
	}
	k.WriteBatch = func(ctx context.Context, env source.Env, spec source.Spec, save string, rows *data.Batch) error {
		return writeFiles(ctx, f.name, enc, env, spec, save, rows)
	}
	return &k
}

func readFiles(f *fileFormat) func(context.Context, source.Env, source.Spec) (*data.Batch, error) {
	return func(ctx context.Context, env source.Env, spec source.Spec) (*data.Batch, error) {
		o := optionsOf(f.name, spec)
		l, err := listerOf(env, spec, o)
		if err != nil {
			return nil, err
		}
		if b, ok, err := readNamed(f, env, spec, o); ok || err != nil {
			return b, err
		}
		r, err := newFileReader(f, env, spec, o, l, false)
		if err != nil {
			return nil, err
		}
		if spec.Read != nil {
			r.mind(spec.Read)
		}
		files, err := l.list()
		if err != nil {
			return nil, err
		}
		return r.read(ctx, files)
	}
}

// fileColumns gives a schema with the partition columns of the folders.
func fileColumns(f *fileFormat) func(source.Env, source.Spec) (*data.Schema, error) {
	return func(env source.Env, spec source.Spec) (*data.Schema, error) {
		o := optionsOf(f.name, spec)
		l, err := listerOf(env, spec, o)
		if err != nil {
			return nil, err
		}
		if named(spec, o) {
			return spec.Schema, o.err
		}
		r, err := newFileReader(f, env, spec, o, l, false)
		if err != nil {
			return nil, err
		}
		return r.schema, nil
	}
}

// refuseTypes refuses columns of geometries, of which files have none here, and times of day, of which they have none as
// long as Spark's setting does not allow them.
func refuseTypes(env source.Env, format string, s *data.Schema) error {
	for _, f := range s.Fields {
		if f.Type.Holds(func(t *data.Type) bool { return t.Kind == data.KindTime }) && !setting(env, "spark.sql.timeType.enabled", "true") {
			return noTimes()
		}
		if f.Type.HoldsSpatial() {
			shown := map[string]string{"parquet": "Parquet", "avro": "Avro", "text": "Text"}[format]
			if shown == "" {
				shown = strings.ToUpper(format)
			}
			return unsupportedType(shown, f)
		}
	}
	return nil
}

func unsupportedType(format string, f data.Field) error {
	return &expr.Error{Condition: "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", SQLState: "0A000",
		Message: fmt.Sprintf("The %s datasource doesn't support the column `%s` of the type \"%s\".", format, f.Name, f.Type)}
}

func unsupportedSchema(format string, s *data.Schema) error {
	for _, f := range s.Fields {
		if f.Type.Kind != data.KindString {
			return unsupportedType(format, f)
		}
	}
	return &expr.Error{Message: fmt.Sprintf("%s data source supports only a single column, and you have %d columns.", format, s.Len())}
}
