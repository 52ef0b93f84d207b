package kernel

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/repl/interp"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/sources"
)

// runtime is what cells run in: a session, the interpreter, and what they printed and started.
type runtime struct {
	session *spark.Session
	printed *printer
	console *printer // what console sinks write
	cells   *interp.Interp
	busy    bool   // a cell runs: nothing else may use cells and session
	cell    string // that ran last
	// stepping says that batches run for a cell that waits for them.
	stepping atomic.Bool

	mu       sync.Mutex
	launched []*launch
}

// printer collects what a cell prints, and passes it on. Cells print from any goroutine.
type printer struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	next interface{ Write([]byte) (int, error) }
}

// printLimit bounds what is kept of one cell's print.
const printLimit = 1 << 20

// Write implements io.Writer.
func (p *printer) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if room := printLimit - p.buf.Len(); room > 0 {
		p.buf.Write(b[:min(room, len(b))])
		if len(b) > room {
			p.buf.WriteString("\n(more was printed than is kept)\n")
		}
	}
	if p.next != nil {
		return p.next.Write(b)
	}
	return len(b), nil
}

func (p *printer) take() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := p.buf.String()
	p.buf.Reset()
	return text
}

// zone is the session time zone: asked for, the notebook's, or UTC.
func (k *Kernel) zone() *time.Location {
	for _, name := range []string{k.o.Zone, k.book.Front("timezone")} {
		if name == "" {
			continue
		}
		if z, err := time.LoadLocation(name); err == nil {
			return z
		}
	}
	return time.UTC
}

func (k *Kernel) exprContext() *expr.Context {
	if k.rt != nil {
		return k.rt.session.ExprContext()
	}
	return &expr.Context{Zone: k.zone(), Ansi: true}
}

func (k *Kernel) engineEnv() engine.Env {
	return engine.Env{Now: k.o.Now, Zone: k.zone(), Seed: k.o.Seed, NewID: newID}
}

// newID makes a random UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// boot makes the session when there is none.
func (k *Kernel) boot() error {
	if k.rt != nil {
		return nil
	}
	rt := &runtime{printed: &printer{}, console: &printer{}}
	if k.o.Stdout != nil {
		rt.printed.next, rt.console.next = k.o.Stdout, k.o.Stdout
	}
	zone := k.zone()
	stdin := k.o.Stdin
	if stdin == nil {
		stdin = strings.NewReader("")
	}
	rt.session = spark.NewSession(spark.Options{
		Formats: k.formats, Check: sources.Check,
		Source: source.Env{Now: k.o.Now, Dir: k.dir(), Stdin: source.NewSpool(stdin), Stdout: rt.console, Files: k.o.Files, Zone: zone, Table: k.table},
		Engine: k.engineEnv(),
		Checkpoints: func(path string) (engine.Checkpoint, error) {
			if k.o.Judge {
				return sessions.PeekCheckpoint(k.absFrom(path))
			}
			return sessions.OpenCheckpoint(k.absFrom(path), sessions.CheckpointOptions{NewID: newID})
		},
		Launch: rt.launch(k),
		Memory: k.o.Memory,
		Conf:   map[string]string{"spark.sql.session.timeZone": zone.String()},
		Output: func(text string) { _, _ = rt.printed.Write([]byte(text)) },
	})
	k.rt = rt
	return k.bootCells()
}

// absFrom makes a path of a cell absolute: from the notebook's folder.
func (k *Kernel) absFrom(path string) string {
	path = strings.TrimPrefix(path, "file:")
	if strings.HasPrefix(path, "/") {
		return path
	}
	return k.dir() + string(os.PathSeparator) + path
}

// table takes the content of memory sinks; [Kernel.fillTables] makes the views, so that they
// go back with the batches.
func (k *Kernel) table(string, source.Mode, int64, *data.Batch) error { return nil }

// fillTables makes the views of memory sinks what they are at each query's cursor.
func (k *Kernel) fillTables() {
	for _, t := range k.tracks {
		if !fillsTable(t.q) {
			continue
		}
		rows := data.Concat(t.q.Plan.Schema(), t.written(k.ctx)...)
		k.rt.session.FromBatch(rows).CreateOrReplaceTempView(t.name)
	}
}

// query runs a SELECT over the session's tables at once.
func (k *Kernel) query(text string) (rows *data.Batch, err error) {
	if err := k.boot(); err != nil {
		return nil, err
	}
	if k.rt.busy {
		return nil, fmt.Errorf("a cell runs; ask again when it is done")
	}
	k.fillTables()
	k.rt.session.WithContext(k.ctx)
	err = spark.Try(func() error {
		df := k.rt.session.SQL(text)
		if df.IsStreaming() {
			return fmt.Errorf("this reads a stream; make it a cell, and step it")
		}
		rows = df.Batch()
		return nil
	})
	return rows, err
}
