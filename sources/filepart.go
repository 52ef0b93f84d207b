package sources

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// filePart is what one worker reads of a file: the lines that begin in [from, to).
type filePart struct {
	file     fileEntry
	from, to int64
}

func wholeFile(f fileEntry) filePart { return filePart{f, 0, math.MaxInt64} }

// bytes is the length of the part as far as it is known.
func (p filePart) bytes() int64 {
	if packed(p.file.Path) {
		return 0
	}
	return max(0, min(p.to, p.file.size)-p.from)
}

// part decodes one part of a file.
func (r *fileReader) part(ctx context.Context, d decoder, p filePart, room *foresight) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.inPieces() {
		b, err := r.content(p.file.file())
		if err != nil {
			return err
		}
		return d.File(b)
	}
	lines := d.(pieceDecoder)
	lines.Begin(p.from == 0)
	err := p.pieces(ctx, func(piece []byte) error {
		err := lines.Lines(piece)
		room.after(lines, len(piece))
		return err
	})
	var m *text.Malformed
	if errors.As(err, &m) && p.from > 0 {
		m.Line += p.linesBefore()
	}
	return err
}

// foresight lets decoders make room for what is still to come.
type foresight struct{ total, done, until int64 }

// foreseeBytes is how far ahead room is made by what the beginning looks like.
const foreseeBytes = 32 << 20

// after follows a piece.
func (f *foresight) after(d pieceDecoder, bytes int) {
	f.done += int64(bytes)
	if f.done >= f.until && f.done < f.total {
		f.until = min(f.total, f.done+max(f.done, foreseeBytes))
		d.Foresee(float64(f.done) / float64(f.until))
	}
}

// pieceBytes is how much is decoded at a time: it stays in the cache, and the rest of the file out of
// memory.
const pieceBytes = 256 << 10

// pieces gives the lines of the part to f, many at a time. Only the last one of a file may lack its newline.
func (p filePart) pieces(ctx context.Context, f func(piece []byte) error) error {
	in, err := openContent(p.file.file())
	if err != nil {
		return err
	}
	defer in.Close()
	w := windows.Get().(*lineWindow)
	defer w.leave()
	w.in, w.at, w.ended = in, p.from, false
	if room := min(pieceBytes, max(4096, p.file.size+1)); int64(cap(w.buf)) < room {
		w.buf = make([]byte, 0, room)
	}
	if p.from > 0 {
		if err := w.seek(p.from); err != nil {
			return err
		}
	}
	for w.at < p.to {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.fill(); err != nil {
			if whole := bytes.LastIndexByte(w.buf, '\n') + 1; whole > 0 {
				err = errors.Join(f(w.buf[:whole]), err) // the lines before the damage
			}
			return err
		}
		n := w.lines(p.to)
		if n == 0 && w.ended {
			break
		}
		if n == 0 {
			continue // a line that is longer than the buffer, which grows
		}
		if err := f(w.buf[:n]); err != nil {
			return err
		}
		w.drop(n)
	}
	return nil
}

// linesBefore counts the lines that begin before the part.
func (p filePart) linesBefore() int64 {
	f, err := os.Open(p.file.file())
	if err != nil {
		return 0
	}
	defer f.Close()
	n, buf := int64(1), make([]byte, pieceBytes)
	in := io.LimitReader(f, p.from-1)
	for {
		k, err := in.Read(buf)
		n += int64(bytes.Count(buf[:k], []byte{'\n'}))
		if err != nil {
			return n
		}
	}
}

// windows are those over no file.
var windows = sync.Pool{New: func() any { return &lineWindow{} }}

// lineWindow is a stretch of a file that moves over it, line by line.
type lineWindow struct {
	in    io.Reader
	at    int64 // of buf[0] in the file
	buf   []byte
	ended bool // the file ends with buf
}

// leave makes the window another's; the buffer of a long line is not kept for others.
func (w *lineWindow) leave() {
	w.in, w.buf = nil, w.buf[:0]
	if cap(w.buf) <= pieceBytes {
		windows.Put(w)
	}
}

// seek moves to the first line that begins at from or behind it.
func (w *lineWindow) seek(from int64) error {
	w.at = from - 1
	if _, err := w.in.(io.Seeker).Seek(w.at, io.SeekStart); err != nil {
		return err
	}
	for !w.ended {
		if err := w.fill(); err != nil {
			return err
		}
		if n := bytes.IndexByte(w.buf, '\n') + 1; n > 0 {
			w.drop(n)
			return nil
		}
		w.drop(len(w.buf))
	}
	return nil
}

// fill reads until the buffer is full, which then is larger if it was full before, or the file ends.
func (w *lineWindow) fill() error {
	if len(w.buf) == cap(w.buf) {
		w.buf = append(w.buf, 0)[:len(w.buf)]
	}
	for len(w.buf) < cap(w.buf) && !w.ended {
		n, err := w.in.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		if w.ended = err == io.EOF; err != nil && !w.ended {
			return err
		}
	}
	return nil
}

// lines is the length of the whole lines in the buffer that begin before to.
func (w *lineWindow) lines(to int64) int {
	if last := to - 1 - w.at; last < int64(len(w.buf)) {
		if n := bytes.IndexByte(w.buf[last:], '\n') + 1; n > 0 {
			return int(last) + n
		}
	}
	if w.ended {
		return len(w.buf)
	}
	return bytes.LastIndexByte(w.buf, '\n') + 1
}

func (w *lineWindow) drop(n int) {
	w.at += int64(n)
	w.buf = w.buf[:copy(w.buf, w.buf[n:])]
}
