package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/script"
)

// memoryBound is what a headless run may take, in bytes, and who says so: --memory or the
// configuration, else the machine, of which a script may have what is free. 0 where nobody knows.
func (c *Common) memoryBound() (bytes int64, who string) {
	if c.from["memory"] == "" {
		free := freeMemory()
		return free - free/20, "the machine has free"
	}
	return c.Memory << 20, "--memory allows"
}

// boundEvery is how often the memory of a bounded run is looked at.
const boundEvery = 20 * time.Millisecond

// bounded ends a run that takes more than so many bytes, spare ones besides, before the system ends
// it or another. The collector works harder near the bound, so that garbage alone does not reach it.
func bounded(ctx context.Context, bytes, spare int64, who string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	before := debug.SetMemoryLimit(bytes - bytes/8 + spare)
	go func() {
		tick := time.NewTicker(boundEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if memoryTaken() > bytes+spare {
					cancel(&script.Exit{Code: script.CellFailed, Err: fmt.Errorf("more memory is needed than the %d MB that %s", bytes>>20, who)})
				}
			}
		}
	}()
	return ctx, func() {
		cancel(nil)
		debug.SetMemoryLimit(before)
	}
}

// memoryTaken is what the process has from the system and did not give back.
func memoryTaken() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64()) - int64(s[1].Value.Uint64())
}

// beyondBound gives a run that the bound ended its exit code.
func beyondBound(ctx context.Context, err error) error {
	var exit *script.Exit
	if err != nil && errors.As(context.Cause(ctx), &exit) && exit.Code == script.CellFailed {
		return &script.Exit{Code: exit.Code, Err: err}
	}
	return err
}
