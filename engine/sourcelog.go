package engine

import "github.com/sparkrepl/sparkrepl/engine/source"

// SourceLogger is a checkpoint that keeps logs for sources, Spark's sources/N.
type SourceLogger interface {
	// SourceLog is the log of source i.
	SourceLog(i int) source.Log
}

// lendLogs gives the sources that want one their log in the checkpoint.
func (r *Runner) lendLogs() error {
	logs, ok := r.q.Checkpoint.(SourceLogger)
	if !ok {
		return nil
	}
	for i, in := range r.q.Inputs {
		if k, wants := in.Source.(source.Keeper); wants {
			if err := k.UseLog(logs.SourceLog(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
