//go:build !linux

package sessions

import "os"

// uncache does nothing: other systems have no call for it, or another.
func uncache(*os.File) {}
