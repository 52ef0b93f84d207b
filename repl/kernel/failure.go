package kernel

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// failure puts an error into the user's words.
func (k *Kernel) failure(err error) *Failure {
	var own *Failure
	if errors.As(err, &own) {
		return own
	}
	f := &Failure{Message: firstLine(err.Error())}
	if rest := strings.TrimPrefix(err.Error(), f.Message); rest != "" {
		f.Detail = strings.TrimLeft(rest, "\n")
	}
	var refused *expr.Error
	var mistake *bug
	var path *fs.PathError
	var network *net.OpError
	switch {
	case errors.As(err, &refused):
		f.Message, f.Detail = firstLine(refused.Message), restLines(refused.Message)
		f.Condition, f.SQLState, f.Hint = refused.Condition, refused.SQLState, refused.Hint
		f.Source = strings.HasPrefix(f.Condition, "FAILED_READ_FILE")
		f.Line, f.Col, f.Len = refused.At.Start.Line, refused.At.Start.Col+1, len(refused.Fragment)
		if f.Line == 0 {
			f.Col = 0
		}
	case errors.As(err, &mistake):
		f.Detail, f.Hint = mistake.stack, "the notebook and the recording are safe; please report the details"
	case errors.As(err, &path):
		f.Message, f.Source = pathMessage(path), true
	case errors.As(err, &network):
		f.Source = true
	case errors.Is(err, context.Canceled):
		f.Message = "stopped"
	}
	f.Unreadable = errors.Is(err, sessions.ErrDamaged)
	f.Message, f.Detail = source.MaskAddresses(f.Message), source.MaskAddresses(f.Detail)
	return f
}

func pathMessage(p *fs.PathError) string {
	switch {
	case errors.Is(p.Err, fs.ErrNotExist):
		return p.Path + ": there is no such file"
	case errors.Is(p.Err, fs.ErrPermission):
		return p.Path + ": you are not permitted to " + p.Op + " it"
	}
	return p.Path + ": " + p.Err.Error()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func restLines(s string) string {
	_, rest, _ := strings.Cut(s, "\n")
	return rest
}
