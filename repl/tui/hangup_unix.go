//go:build unix

package tui

import (
	"context"
	"os/signal"
	"syscall"
)

// onHangup ends the context when the terminal is closed or the process is told to end, so that
// the terminal is left clean and the kernel saves.
func onHangup(ctx context.Context) (context.Context, func()) {
	return signal.NotifyContext(ctx, syscall.SIGHUP)
}
