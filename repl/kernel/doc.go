// Package kernel is the service behind every face: it owns the notebook and the timelines in
// one goroutine and answers requests over a pipe or in process.
//
//	face ─ Request ─> Client ─(pipe or direct)─> Kernel goroutine ─ Response
//	face <─ Event (View changed, progress, cell output) ────────────┘
//
// Words: a face draws (tui, plain, run); a View is the state of everything that is on the
// screen all the time; a Query asks for the figure of one pane in one size.
package kernel
