package tui

import (
	"context"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func run(ctx context.Context, client kernel.Client, o Options) error {
	if client == nil && o.Connect != nil {
		c, err := o.Connect(ctx)
		if err != nil {
			return err
		}
		client = c
	}
	return ctx.Err()
}
