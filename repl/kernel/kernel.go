package kernel

import (
	"context"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// Options are what a kernel needs from its process. The zero value works in the current
// directory with the system clock, without autosave.
type Options struct {
	// Dir is where relative paths start; "" is the directory of the notebook.
	Dir string
	// StateDir keeps swap files, versions and history; "" keeps none of them.
	StateDir string
	// CacheDir keeps what the cells of a notebook showed, for when it is opened again; "" keeps nothing.
	CacheDir string
	// Params are the values of param("name") in cells.
	Params map[string]string
	Now    func() time.Time
	Stdin  io.Reader
	// Stdout receives what console sinks and prints of cells write; nil: shown under the cell only.
	Stdout io.Writer
	// Files is the tree of built-in files that "examples:" paths name.
	Files fs.FS
	// Zone overrides the session time zone; "" is the notebook's, else UTC.
	Zone string
	Seed int64
	// ReadOnly refuses edits and saves.
	ReadOnly bool
	// Replay is a recording that takes the place of every streaming source.
	Replay string
	// Paced lets batches wait for their trigger's time; without it they run when asked for.
	Paced bool
	// Memory is what the state of a query may take unless the notebook sets its budget; bytes, 0 is
	// no bound.
	Memory int64
	// Forgetful keeps only the last steps: for runs in which nobody goes back.
	Forgetful bool
	// Judge has queries judged by their checkpoints and not started: see [CellView.Resumed]. Nothing is
	// written.
	Judge bool
	// Unstoppable is called when a cancelled cell goes on in compiled code that does not
	// return: only the end of the process stops it. nil: it burns on in the background.
	Unstoppable func()
	// Batch is told of every new batch, in the kernel's goroutine; nil: nobody is.
	Batch func(BatchEvent)
	// Keys are the keys of actions of the face where they differ from its own ([DefaultKey]).
	Keys map[string]string
	// Command carries out a colon command ([command.Run]); nil: there are none.
	Command func(ctx context.Context, k *Kernel, line string) Reply
}

// Reply is what a command answers: a response at once, or a request to be done in its place.
type Reply struct {
	Response
	Instead *Request
}

// Kernel owns a notebook, its session and its timelines in one goroutine.
type Kernel struct {
	o     Options
	ctx   context.Context
	leave context.CancelFunc
	done  chan struct{}
	inbox *inbox
	mail  *mailbox
	// work is the token of the work going on, 0 when idle; stop cancels it. Both are read
	// by other goroutines.
	work atomic.Int64
	stop atomic.Pointer[context.CancelFunc]
	once sync.Once
	// views counts the views made: View.Seq.
	views int64

	// The rest belongs to the goroutine of loop.
	token    int64
	returned chan func() // what other goroutines hand back to the loop
	quitting bool

	book *notebook.Notebook
	file *sessions.NotebookFile
	// unsaved keeps what is typed while there is no file.
	unsaved sessions.Unsaved
	path    string
	opened  int64     // how many notebooks were
	saved   time.Time // of the last save; zero: never
	clean   string    // text at the last save
	gone    bool      // the file is not on the disk any more, and that was said
	sent    string    // text the client was last told
	runs    notebook.Runs
	cells   map[string]*cellState
	looks   map[string]look
	// namesNow are the names of the cells; namesOld says that a cell changed since.
	namesNow map[string]notebook.Names
	namesOld bool
	rt       *runtime

	tracks  []*track
	shown   *track
	stops   []*stop
	watches []watch
	job     *job
	queue   []*job
	log     []string
	logged  int // lines ever noted
	message string
	pushing pushing
	doubts  []string // of the notebook as it was opened
	current string   // cell the face stood on when it sent a command
	fence   string   // the sparkrepl cell whose commands are carried out; "" none
	lesson  *lesson
	orders  present.Orders
	instead standIn
	outputs outputCache
	// left is where queries of the process before stood, until they are started again.
	left []KeptQuery
	// again are the cells that had run in the process before and have not run in this one.
	again []string
}

// New starts a kernel with an empty notebook.
func New(o Options) *Kernel {
	if o.Now == nil {
		o.Now = time.Now
	}
	k := &Kernel{o: o, done: make(chan struct{}), inbox: newInbox(), mail: newMailbox(), returned: make(chan func(), 1)}
	k.pushing.owed = time.NewTimer(pushEvery)
	k.pushing.owed.Stop()
	k.ctx, k.leave = context.WithCancel(context.Background())
	k.reset(notebook.New(""))
	go k.loop()
	return k
}

func (k *Kernel) now() time.Time { return k.o.Now() }

// reset puts another notebook in place; nothing of the one before is left.
func (k *Kernel) reset(b *notebook.Notebook) {
	k.closeTracks()
	k.book, k.cells, k.looks, k.rt = b, map[string]*cellState{}, map[string]look{}, nil
	k.runs, k.stops, k.watches, k.lesson, k.left = notebook.Runs{}, nil, nil, nil, nil
	k.log, k.message, k.sent = nil, "", ""
}

// housekeeping is how often the kernel looks after its files when idle.
const housekeeping = 500 * time.Millisecond

// loop answers requests, runs the slices of long work between them, and looks after files.
func (k *Kernel) loop() {
	defer close(k.done)
	tick := time.NewTicker(housekeeping)
	defer tick.Stop()
	for !k.quitting {
		if c, ok := k.inbox.take(); ok {
			k.serve(c)
			continue
		}
		if k.job != nil && !k.job.waiting {
			k.advance()
			continue
		}
		select {
		case <-k.inbox.wake:
		case back := <-k.returned:
			back()
		case <-k.pushing.owed.C:
			k.push()
		case <-tick.C:
			k.lookAfterFiles()
		case <-k.ctx.Done():
			k.quitting = true
		}
	}
	k.keepOutputs()
	k.closeTracks()
	k.closeFile()
}

// post hands a request to the kernel; reply is called once, from the kernel's goroutine
// unless the request is an interrupt.
func (k *Kernel) post(r Request, reply func(Response)) {
	if r.Op == OpInterrupt {
		text := "nothing runs; " + k.Key("quit") + " quits"
		if k.Interrupt() {
			text = "stopping"
		}
		reply(Response{ID: r.ID, Text: text})
		return
	}
	k.inbox.put(call{r, reply})
}

// Do implements [Client].
func (k *Kernel) Do(ctx context.Context, r Request) (Response, error) {
	answer := make(chan Response, 1)
	k.post(r, func(a Response) { answer <- a })
	select {
	case a := <-answer:
		return a, nil
	case <-ctx.Done():
		return Response{}, ctx.Err()
	case <-k.done:
		select {
		case a := <-answer:
			return a, nil
		default:
			return Response{}, ErrClosed
		}
	}
}

// Events implements [Client].
func (k *Kernel) Events() <-chan Event { return k.mail.out }

// Close implements [Client]: it stops what runs, stores the swap file and ends.
func (k *Kernel) Close() {
	k.once.Do(func() {
		k.Interrupt()
		k.leave()
		<-k.done
		k.mail.close()
	})
}
