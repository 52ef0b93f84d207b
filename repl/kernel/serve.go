package kernel

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"
)

// stuckAfter is how long interrupted work may go on before the process gives itself up.
const stuckAfter = 120 * time.Millisecond

// killAfter is when the face ends a process that could not give itself up.
const killAfter = 150 * time.Millisecond

// stuckExit is the exit code of a kernel that could not stop a cell.
const stuckExit = 86

// maxStack ends endless recursion quickly; Go's own limit of 1 GB takes seconds and swaps.
const maxStack = 64 << 20

// Serve runs a kernel for the process at the other end of in and out until in ends. It bounds
// the memory of the whole process to memory bytes (0: no bound).
func Serve(o Options, in io.Reader, out io.Writer, memory int64) error {
	debug.SetMaxStack(maxStack)
	if memory > 0 {
		debug.SetMemoryLimit(memory - memory/8)
		limitData(memory)
	}
	w := newWire(in, out)
	o.Unstoppable = giveUp
	k := New(o)
	defer k.Close()
	go func() {
		for e := range k.Events() {
			if w.send(message{Event: &e}) != nil {
				return
			}
		}
	}()
	for {
		var r Request
		if err := w.receive(&r); err != nil {
			guard(k) // a cell that nobody can stop must not outlive its face
			if err == io.EOF {
				return nil
			}
			return err
		}
		id := r.ID
		if r.Op == OpInterrupt {
			guard(k)
		}
		k.post(r, func(answer Response) {
			answer.ID = id
			_ = w.send(message{Response: &answer}) // a lost face ends in receive
		})
	}
}

func giveUp() {
	fmt.Fprintln(os.Stderr, "sparkrepl: the work could not be stopped")
	os.Exit(stuckExit)
}

// guard ends the process when the work going on now outlives an interrupt.
func guard(k *Kernel) {
	token := k.work.Load()
	if token == 0 {
		return
	}
	time.AfterFunc(stuckAfter, func() {
		if k.work.Load() == token {
			giveUp()
		}
	})
}
