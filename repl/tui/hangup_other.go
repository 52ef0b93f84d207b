//go:build !unix

package tui

import "context"

func onHangup(ctx context.Context) (context.Context, func()) { return context.WithCancel(ctx) }
