package sources

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// fileSink writes each micro-batch once: a batch counts when its entry stands in the manifest.
type fileSink struct {
	w  *fileWriter
	mu sync.Mutex // of what follows: a batch is published while the next is staged
	m  *manifest
	// doubtful is how many batches may still find files of their number that an earlier run left.
	doubtful int
}

func openFileSink(format string, enc encoderMaker, env source.Env, spec source.Spec) (source.Sink, error) {
	w, err := newFileWriter(format, enc, env, spec)
	if err != nil {
		return nil, err
	}
	o := optionsOf(format, spec)
	m := &manifest{dir: filepath.Join(w.dir, manifestDir), keep: o.duration("retention", 0, time.Millisecond), now: env.Now}
	return &fileSink{w: w, m: m}, o.err
}

// Write implements [source.Sink].
func (s *fileSink) Write(ctx context.Context, batch int64, mode source.Mode, out *data.Batch) error {
	staged, err := s.Stage(ctx, batch, mode, out)
	if err != nil {
		return err
	}
	return staged.Publish()
}

// Stage implements [source.Stager].
func (s *fileSink) Stage(ctx context.Context, batch int64, _ source.Mode, out *data.Batch) (source.Staged, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := !s.m.opened
	if err := s.m.open(); err != nil {
		return nil, err
	}
	if fresh && s.m.used {
		s.doubtful = 2 // the batch that was being delivered, and the one behind it
	}
	if batch <= s.m.last {
		return &stagedFiles{s: s}, nil
	}
	stem := fmt.Sprintf("batch-%06d", batch)
	if s.doubtful > 0 {
		s.doubtful--
		if err := s.w.clear(stem); err != nil {
			return nil, err
		}
	}
	files, err := s.w.write(ctx, stem, out)
	if err != nil {
		return nil, err
	}
	e, err := s.m.ready(batch, files)
	if err != nil {
		return nil, err
	}
	return &stagedFiles{s, batch, e}, nil
}

// stagedFiles are the files of a batch, and the entry of the manifest that lacks its name; nil for a batch that
// counts already.
type stagedFiles struct {
	s     *fileSink
	batch int64
	e     *sessions.Entry
}

// Publish implements [source.Staged].
func (f *stagedFiles) Publish() error {
	if f.e == nil {
		return nil
	}
	err := f.e.Publish()
	if err != nil {
		f.Discard()
	}
	return f.s.m.taken(f.batch, err)
}

// Discard implements [source.Staged]: the manifest is read again, for it knows of the batch. The files stay until the
// batch comes again.
func (f *stagedFiles) Discard() {
	if f.e == nil {
		return
	}
	f.e.Discard()
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	f.s.m.opened = false
}

// Describe implements [source.Sink].
func (s *fileSink) Describe() string { return "FileSink[file:" + s.w.dir + "]" }

// Uncounted implements [source.Uncounted].
func (s *fileSink) Uncounted() {}

// Close implements [source.Sink].
func (s *fileSink) Close() error { return nil }
