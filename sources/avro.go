package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/avro"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func avroKind() *source.Kind {
	return fileKind(&fileFormat{
		name: "avro", title: "AVRO", free: true, infer: inferAvro, decoder: newAvroDecoder, first: always,
	}, avroEncoder, source.Kind{
		Help:    "Avro object container files, with their own schema.",
		Example: `spark.Read().Format("avro").Load("events.avro")`,
		Options: fileOptions(
			source.Option{Name: "avroSchema", Type: "string", Help: "a schema in JSON to read by: fields that a file lacks get its defaults"},
			source.Option{Name: "positionalFieldMatching", Type: "bool", Default: "false", Help: "the first field is the first column, whatever its name"},
			source.Option{Name: "mode", Type: "PERMISSIVE|FAILFAST", Default: "FAILFAST", Help: "taken for Spark's sake"},
			source.Option{Name: "datetimeRebaseMode", Type: "string", Help: "taken for Spark's sake"},
			source.Option{Name: "ignoreExtension", Type: "bool", Default: "true", Help: "false: only files whose name ends in .avro"},
			source.Option{Name: "inferSchema", Type: "bool", Default: "true", Help: "the schema of the first file"},
		),
		SinkOptions: []source.Option{
			{Name: "compression", Type: "snappy|deflate|zstandard|uncompressed", Default: "snappy", Help: "how blocks are packed"},
			{Name: "recordName", Type: "string", Default: "topLevelRecord", Help: "the name of the record in the schema"},
		},
	})
}

// avroSchemaOf is the schema of a container.
func avroSchemaOf(b []byte) (avro.Header, avro.Schema, error) {
	h, err := avro.ReadHeader(b)
	if err != nil {
		return h, nil, fmt.Errorf("no Avro file, or a damaged one: %w", err)
	}
	s, err := avro.Parse(h.Meta["avro.schema"])
	if err != nil {
		return h, nil, fmt.Errorf("the schema of the Avro file cannot be read: %w", err)
	}
	return h, s, nil
}

// wantedAvro is the schema of the option avroSchema, nil without it.
func wantedAvro(o *options) avro.Schema {
	text := o.str("avroSchema", "")
	if text == "" {
		return nil
	}
	s, err := avro.Parse(text)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("the option avroSchema is no Avro schema: %w", err)
	}
	return s
}

func inferAvro(_ source.Env, o *options, files [][]byte) (*data.Schema, error) {
	s := wantedAvro(o)
	if o.err != nil {
		return nil, o.err
	}
	if s == nil {
		var err error
		if _, s, err = avroSchemaOf(files[0]); err != nil {
			return nil, err
		}
	}
	return avro.Columns(s)
}

// avroDecoder reads rows by the names of their fields; a missing one is null.
type avroDecoder struct {
	schema *data.Schema
	o      avro.Options
	text   string // the schema of from
	apart  bool   // a damaged file must not take the rows of others with it
	rows   *avro.Decoder
	parts  []*data.Batch
}

func newAvroDecoder(_ source.Env, o *options, s *data.Schema) (decoder, error) {
	return &avroDecoder{schema: s, o: avro.Options{ByPlace: o.bool("positionalFieldMatching", false), Defaults: wantedAvro(o)},
		apart: o.bool("ignoreCorruptFiles", false)}, o.err
}

// File implements decoder. Files of one schema fill one batch.
func (d *avroDecoder) File(b []byte) error {
	h, s, err := avroSchemaOf(b)
	if err != nil {
		return err
	}
	if text := h.Meta["avro.schema"]; d.rows == nil || d.apart || text != d.text {
		d.flush()
		if d.rows, err = avro.NewDecoder(s, d.schema, d.o); err != nil {
			return err
		}
		d.text = text
	}
	err = h.Each(b, d.rows.Rows)
	if err != nil {
		d.rows = nil // its last row is half there
	}
	return err
}

func (d *avroDecoder) flush() {
	if d.rows != nil {
		d.parts = append(d.parts, d.rows.Finish())
	}
}

// Finish implements decoder.
func (d *avroDecoder) Finish() *data.Batch {
	d.flush()
	out := data.Concat(d.schema, d.parts...)
	d.parts = nil
	return out
}

// Corrupt implements decoder.
func (d *avroDecoder) Corrupt() int64 { return 0 }

type avroFile struct{ schema, codec string }

func avroEncoder(_ source.Env, o *options, s *data.Schema) (encoder, error) {
	codec := strings.ToLower(o.str("compression", "snappy"))
	if _, ok := avro.Codecs[codec]; !ok {
		return nil, &expr.Error{Condition: "CODEC_SHORT_NAME_NOT_FOUND", SQLState: "42704", Message: fmt.Sprintf("Cannot find a short name for the codec %s.", codec),
			Hint: "There are " + strings.Join(sortedKeys(avro.Codecs), ", ") + "."}
	}
	if s.Len() == 0 {
		return nil, emptySchema("Avro")
	}
	for _, f := range s.Fields {
		if f.Type.Kind == data.KindVariant || f.Type.Kind == data.KindCalendarInterval {
			return nil, unsupportedType("Avro", f)
		}
	}
	return &avroFile{avro.SchemaOf(o.str("recordName", "topLevelRecord"), s), codec}, o.err
}

// Ending implements encoder.
func (e *avroFile) Ending() string {
	if e.codec == "uncompressed" {
		return ".avro"
	}
	return "." + e.codec + ".avro"
}

// Encode implements encoder.
func (e *avroFile) Encode(b *data.Batch) ([]byte, error) { return avro.File(b, e.schema, e.codec) }
