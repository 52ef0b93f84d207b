package sources

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// share is what one worker decodes: parts of files, in order, and what came of them.
type share struct {
	parts   []filePart
	rows    []*data.Batch
	corrupt int64
	err     error
}

// rows decodes files in order and counts the corrupt records. Up to so many workers decode a share of
// the files each; which error is reported does not depend on who is faster.
func (r *fileReader) rows(ctx context.Context, files []fileEntry, workers int) (*data.Batch, int64, error) {
	files = r.inFolders(files)
	if err := r.foldersFit(files); err != nil {
		return nil, 0, err
	}
	shares := r.shares(files, workers)
	ctxs, stops := make([]context.Context, len(shares)), make([]context.CancelFunc, len(shares))
	for i := range shares {
		ctxs[i], stops[i] = context.WithCancel(ctx)
		defer stops[i]()
	}
	work := func(i int) {
		if shares[i].decode(ctxs[i], r); shares[i].err != nil {
			for _, stop := range stops[i+1:] {
				stop() // nobody needs the rows behind an error
			}
		}
	}
	var wait sync.WaitGroup
	for i := 1; i < len(shares); i++ {
		wait.Go(func() { work(i) })
	}
	work(0)
	wait.Wait()
	var rows []*data.Batch
	corrupt := int64(0)
	for _, s := range shares {
		corrupt += s.corrupt
		if s.err != nil {
			return nil, corrupt, s.err
		}
		rows = append(rows, s.rows...)
	}
	return data.Concat(r.schema, rows...), corrupt, nil
}

// shareBytes is the least that is worth a worker of its own.
const shareBytes = 512 << 10

// shares divides files among workers by their length. Files are cut only where the format allows it.
func (r *fileReader) shares(files []fileEntry, workers int) []*share {
	total := int64(0)
	files = slices.Clone(files) // what is read ahead is looked at by others
	for i, f := range files {
		if f.size == 0 { // from the log of an earlier run, or empty when it was listed
			if info, err := os.Stat(f.file()); err == nil {
				files[i].size, files[i].empty = info.Size(), info.Size() == 0
			}
		}
		total += files[i].size
	}
	n := max(1, min(int64(workers), total/shareBytes))
	cuts := r.inPieces() && r.format.apart(r.o)
	out := []*share{{}}
	before := int64(0) // the length of the files before
	for _, f := range files {
		p := wholeFile(f)
		for k := int64(len(out)); k < n; k++ {
			at := total*k/n - before
			if at >= f.size || at > 0 && (!cuts || packed(f.Path)) {
				break
			}
			if at > 0 {
				left := p
				left.to, p.from = at, at
				out[k-1].parts = append(out[k-1].parts, left)
			}
			out = append(out, &share{})
		}
		last := out[len(out)-1]
		last.parts = append(last.parts, p)
		before += f.size
	}
	return out
}

// leftOut tells that the options leave a file out for such an error. Rows of it before the damage stay.
func (r *fileReader) leftOut(err error) bool {
	if errors.Is(err, fs.ErrNotExist) {
		return r.o.bool("ignoreMissingFiles", false)
	}
	var bad *text.Malformed
	stopped := errors.Is(err, context.Canceled) || errors.As(err, &bad)
	return !stopped && r.o.bool("ignoreCorruptFiles", false)
}

// inPieces tells that files are decoded in pieces of lines.
func (r *fileReader) inPieces() bool { return r.format.lines != nil && r.format.lines(r.o) }

// decode decodes the parts into one batch, or one a file where each has values of partition columns.
func (s *share) decode(ctx context.Context, r *fileReader) {
	var first fileEntry
	if len(s.parts) > 0 {
		first = s.parts[0].file
	}
	d, err := r.decoder(first)
	if err != nil {
		s.err = err
		return
	}
	var room foresight
	apart := r.byFile()
	for _, p := range s.parts {
		apart = apart || r.given && len(r.partitionOf(p.file)) > 0
		room.total += p.bytes()
	}
	for _, p := range s.parts {
		if !p.file.empty { // Spark reads no file without a byte, whatever its format
			if err := r.part(ctx, d, p, &room); err != nil && !r.leftOut(err) {
				s.err = p.file.failed(err)
				break
			}
		}
		if apart {
			rows, err := r.withPartition(d.Finish(), p.file)
			if err != nil {
				s.err = err
				break
			}
			s.rows = append(s.rows, rows)
			room = foresight{total: room.total - p.bytes()}
		}
	}
	if !apart && s.err == nil {
		s.rows = []*data.Batch{d.Finish()}
	}
	s.corrupt = d.Corrupt()
}

// failed names the file of an error. A record that is refused reads as Spark tells of it; how it is
// broken follows.
func (e fileEntry) failed(err error) error {
	var bad *text.Malformed
	var refused *text.Refused
	why, hint := "", ""
	switch {
	case errors.As(err, &bad):
		why, hint = "[MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION] "+bad.Error(), `Option("mode", "PERMISSIVE") reads what is broken as null, DROPMALFORMED leaves it out.`
	case errors.As(err, &refused) && refused.Condition == "":
		why = refused.Message
	default:
		return fmt.Errorf("%s: %w", e.file(), err)
	}
	return &expr.Error{Condition: "FAILED_READ_FILE.NO_HINT", SQLState: "KD001", Runtime: true,
		Message: fmt.Sprintf("Encountered error while reading file file://%s. %s", uriPath(e.file()), why), Hint: hint}
}
