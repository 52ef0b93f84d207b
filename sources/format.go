package sources

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// decoder turns the content of files into rows of one schema.
type decoder interface {
	// File decodes the content of one file.
	File(content []byte) error
	Finish() *data.Batch
	// Corrupt counts the records so far that did not parse.
	Corrupt() int64
}

// pieceDecoder takes a file in pieces that end where lines do.
type pieceDecoder interface {
	decoder
	// Begin comes before the first piece of every file; top is false when that is not the file's beginning.
	Begin(top bool)
	Lines(piece []byte) error
	// Foresee says which share of all rows until Finish is decoded, so that room is made once.
	Foresee(share float64)
}

// fileFormat is what the file sources have of their own.
type fileFormat struct {
	name string
	// title is Spark's name of the format in messages: JSON, Parquet.
	title string
	// infer guesses a schema from the content of files; nil means that the schema is fixed or must be given.
	infer func(env source.Env, o *options, files [][]byte) (*data.Schema, error)
	// first tells that the first file is enough to infer from; nil: it takes all.
	first func(o *options) bool
	// fixed is the schema when the user gives none and nothing is inferred.
	fixed *data.Schema
	// free means that a stream may go without a schema although it is inferred: the files carry it.
	free bool
	// decoder makes a decoder; every goroutine has its own.
	decoder func(env source.Env, o *options, s *data.Schema) (decoder, error)
	// lean makes a decoder that gives the marked columns of the schema alone, nil where these need the others too; a
	// format without it always gives all.
	lean func(env source.Env, o *options, s *data.Schema, keep []bool) (decoder, error)
	// lines tells that the decoder is a pieceDecoder and a file may come in pieces; nil: never.
	lines func(o *options) bool
	// apart tells that such pieces mean the same without those before them.
	apart func(o *options) bool
	// indexed tells that rows know their place in the file (row_index of _metadata).
	indexed bool
	// quick tells that decoding takes less than what a query does with the rows: one batch ahead
	// of it is enough, and more would only fill memory.
	quick bool
}

func always(*options) bool { return true }

// pathOptions are taken by every file source.
var pathOptions = []source.Option{
	{Name: "path", Type: "path", Required: true, Help: "a file, a folder or a pattern with * ? [a-z] {a,b}; spark.Read(): - is standard input"},
	{Name: "pathGlobFilter", Type: "string", Help: "only files whose name matches this pattern"},
	{Name: "basePath", Type: "path", Help: "where the folders that name partition columns begin; the path itself otherwise"},
	{Name: "recursiveFileLookup", Type: "bool", Default: "false", Help: "go into all folders below"},
	{Name: "maxFilesPerTrigger", Type: "int", Help: "at most so many new files a micro-batch"},
	{Name: "maxBytesPerTrigger", Type: "int", Help: "files of about so many bytes a micro-batch; not together with maxFilesPerTrigger"},
	{Name: "modifiedAfter", Type: "timestamp", Help: "spark.Read() only: files changed after this time"},
	{Name: "modifiedBefore", Type: "timestamp", Help: "spark.Read() only: files changed before this time"},
	{Name: "ignoreCorruptFiles", Type: "bool", Default: "false", Help: "leave out what of files cannot be read"},
	{Name: "ignoreMissingFiles", Type: "bool", Default: "false", Help: "leave files out that are gone since they were listed"},
	{Name: "latestFirst", Type: "bool", Default: "false", Help: "newest files first"},
	{Name: "maxFileAge", Type: "duration", Default: "7d", Help: "ignore files older than the newest by more than this"},
	{Name: "fileNameOnly", Type: "bool", Default: "false", Help: "files of one name are one file, whatever their folder"},
	{Name: "cleanSource", Type: "off|delete|archive", Default: "off", Help: "what happens to files that are done"},
	{Name: "sourceArchiveDir", Type: "path", Help: "where done files go with cleanSource=archive"},
	{Name: "maxCachedFiles", Type: "int", Default: "10000", Help: "how many files that were listed and not read wait for the next batches, which do not look for others then"},
	{Name: "discardCachedInputRatio", Type: "string", Default: "0.2", Help: "fewer waiting files than this part of a batch are looked for anew"},
	{Name: "compression", Type: "string", Help: "taken for Spark's sake: files ending in .gz, .bz2, .deflate, .snappy, .lz4 or .zst are unpacked"},
	{Name: "encoding", Type: "string", Default: "UTF-8", Help: "ISO-8859-1, US-ASCII, UTF-16, UTF-16LE, UTF-16BE or UTF-32"},
	{Name: "charset", Type: "string", Help: "the same as encoding"},
}

func fileOptions(own ...source.Option) []source.Option {
	return append(append([]source.Option{}, own...), pathOptions...)
}
